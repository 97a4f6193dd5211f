"""Pages: the schemes with their evaluations, asking for one, watching it."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mainstay.apps.evaluation import policies
from mainstay.apps.evaluation.contracts.reports import EvaluationReport
from mainstay.apps.evaluation.models import Evaluation, Scheme
from mainstay.apps.evaluation.queries import evaluations as queries
from mainstay.apps.evaluation.queries.files import EvaluationDamaged
from mainstay.apps.evaluation.queries.schemes import usable_schemes
from mainstay.apps.evaluation.services.evaluating import request_evaluation
from mainstay.apps.evaluation.web.asked_work import AskedWork
from mainstay.apps.evaluation.web.charts import results_url
from mainstay.apps.evaluation.web.forms import EvaluateForm
from mainstay.apps.evaluation.wording.names import grade_name, scheme_name, scheme_note
from mainstay.apps.governance import queries as governance
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.audit.naming import name_in_words
from mainstay.foundation.jobs.models import Job
from mainstay.kernel.clock import today_in
from mainstay.shell.paging import QuerySetRows, capped_count, paginate
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.exporting import asked_format, download_rows
from mainstay.shell.web.tables import Badge, Column, GradeBadge, Table, Tone

WORK = AskedWork("evaluation:evaluation", queries.evaluation_with_job)


@dataclass(frozen=True, slots=True)
class SchemeCard:
    """A scheme with what is in force: the evaluation, and its sizes among visible customers."""

    scheme: Scheme
    name: str
    note: str
    report: EvaluationReport | None
    damaged: str
    sizes: list[tuple[GradeBadge, int, str]]


@require_safe
@requires(policies.VIEW_EVALUATIONS)
def evaluation_list(request: HttpRequest) -> HttpResponseBase:
    """Every scheme with the evaluation in force, and all evaluations."""
    actor = acting(request)
    rows = queries.evaluations(actor)
    if kind := asked_format(request):
        return download_rows(
            request, "evaluations", _columns(), rows, action="evaluation.list.exported", kind=kind
        )
    table = Table(
        caption=_("Evaluations"),
        columns=_columns(),
        page=paginate(QuerySetRows(rows), ["-pk"], cursor=request.GET.get("cursor"), size=20),
        total=capped_count(rows),
        cards=True,
    )
    context = {
        "cards": [_card(actor, each) for each in usable_schemes(actor)],
        "table": table,
        "may_run": actor.may(policies.RUN),
        "may_back_test": policies.tells_everything(actor),
    }
    return render(request, "evaluation/list.html", context)


def _card(actor: Actor, scheme: Scheme) -> SchemeCard:
    report, damaged = None, ""
    sizes: list[tuple[GradeBadge, int, str]] = []
    if scheme.in_force is not None:
        try:
            report = queries.report(actor, scheme.in_force)
        except EvaluationDamaged as error:
            damaged = str(error)
        else:
            sizes = _sizes(scheme.in_force, report)
    name, note = str(scheme_name(scheme.code)), str(scheme_note(scheme))
    return SchemeCard(scheme, name, note, report, damaged, sizes)


def _sizes(evaluation: Evaluation, report: EvaluationReport) -> list[tuple[GradeBadge, int, str]]:
    """Each grade with its number of customers and the address of their list."""
    return [
        (
            GradeBadge(grade_name(report.scheme, code), step),
            count,
            results_url(evaluation, grade=code),
        )
        for step, (code, count) in enumerate(report.grades.items(), 1)
    ]


def _columns() -> list[Column[Evaluation]]:
    def link(evaluation: Evaluation) -> str:
        return reverse("evaluation:evaluation", args=[evaluation.pk])

    return [
        Column(
            "scheme",
            gettext_lazy("Scheme"),
            lambda row: scheme_name(row.version.scheme.code),
            link=link,
        ),
        Column("pk", gettext_lazy("Number"), lambda row: row.pk),
        Column("as_of", gettext_lazy("As of"), lambda row: row.as_of),
        Column("unit", gettext_lazy("Unit"), lambda row: row.get_unit_display(), wide=True),
        Column("by", gettext_lazy("By"), lambda row: name_in_words(row.by_name), wide=True),
        Column("at", gettext_lazy("Asked for"), lambda row: row.requested_at, wide=True),
        Column("state", gettext_lazy("Status"), state_badge),
    ]


def state_badge(evaluation: Evaluation) -> Badge:
    """Whether an evaluation is done and in force."""
    if evaluation.finished_at is None:
        return Badge(gettext_lazy("Not finished"), Tone.INFO)
    if evaluation.while_frozen:
        return Badge(gettext_lazy("Exceptions only"), Tone.CAUTION)
    if getattr(evaluation, "is_in_review", False):
        return Badge(gettext_lazy("In review"), Tone.CAUTION)
    if evaluation.took_effect:
        return Badge(gettext_lazy("Came into force"), Tone.GOOD)
    return Badge(gettext_lazy("For information"))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(policies.RUN)
def new_evaluation(request: HttpRequest) -> HttpResponse:
    """A form that asks for an evaluation."""
    actor = acting(request)
    today = today_in(ZoneInfo(governance.installation().time_zone))
    form = EvaluateForm(
        list(usable_schemes(actor)), today, request.POST or None, request.GET.get("scheme", "")
    )
    if request.method == "POST" and form.is_valid():
        try:
            wanted = request_evaluation(actor, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return redirect("evaluation:evaluation", wanted.pk)
    return render(request, "evaluation/form.html", {"form": form})


@require_safe
@requires(policies.VIEW_EVALUATIONS)
def progress(request: HttpRequest, number: int) -> HttpResponse:
    """The part of the page that tells how far an evaluation is."""
    return WORK.progress(request, number)


@require_POST
@requires(policies.RUN)
def cancel(request: HttpRequest, number: int) -> HttpResponse:
    """Stop an evaluation that is not finished."""
    return WORK.cancel(request, number)


def unfinished_page(
    request: HttpRequest, actor: Actor, evaluation: Evaluation, job: Job | None
) -> HttpResponse:
    """The page of an evaluation that has no result yet."""
    context: dict[str, Any] = {
        **WORK.told(actor, evaluation, job),
        "evaluation": evaluation,
        "name": scheme_name(evaluation.version.scheme.code),
    }
    return render(request, "evaluation/unfinished.html", context)
