"""Pages: model runs, asking for one, what it found, putting it to use."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from mainstay.apps.evaluation import policies
from mainstay.apps.evaluation.models import ModelKind, ModelRun
from mainstay.apps.evaluation.queries import model_runs as queries
from mainstay.apps.evaluation.services.model_runs import running
from mainstay.apps.evaluation.services.model_runs.kind import Value, chosen
from mainstay.apps.evaluation.services.model_runs.kinds import KINDS
from mainstay.apps.evaluation.web.asked_work import AskedWork
from mainstay.apps.evaluation.web.model_runs.back_test import back_test_of
from mainstay.apps.evaluation.web.model_runs.faces import FACES
from mainstay.apps.evaluation.web.model_runs.forms import ModelRunForm
from mainstay.apps.evaluation.wording.comparing_models import schedule_told
from mainstay.apps.evaluation.wording.failures import why_it_ended
from mainstay.apps.evaluation.wording.model_runs import KINDS as WORDS
from mainstay.apps.evaluation.wording.model_runs import PARAMETERS, choice_name
from mainstay.apps.governance import queries as governance
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.audit.naming import name_in_words
from mainstay.foundation.jobs.models import JobError, JobState
from mainstay.kernel.clock import today_in
from mainstay.shell.sentences import listed
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.listing import Listing
from mainstay.shell.web.submission import writing
from mainstay.shell.web.tables import Badge, Column, Kind, Tone

WORK = AskedWork("evaluation:model_run", queries.model_run_with_job)


def _columns() -> list[Column[ModelRun]]:
    def link(row: ModelRun) -> str:
        return reverse("evaluation:model_run", args=[row.pk])

    return [
        Column("kind", gettext_lazy("Model"), lambda row: row.get_kind_display(), link=link),
        Column("pk", gettext_lazy("Number"), lambda row: row.pk),
        Column("as_of", gettext_lazy("As of"), lambda row: row.as_of),
        Column("customers", gettext_lazy("Customers"), lambda row: row.customers, Kind.NUMBER),
        Column("by", gettext_lazy("By"), lambda row: name_in_words(row.by_name), wide=True),
        Column("at", gettext_lazy("Asked for"), lambda row: row.requested_at, wide=True),
        Column("state", gettext_lazy("Status"), _state_in_list),
        Column("reason", gettext_lazy("Reason"), why_it_ended, wide=True, wrap=True),
    ]


def _state_in_list(row: Any) -> Badge:
    return state_badge(row, row.job_state or "", row.error_code or "")


def state_badge(row: ModelRun, job_state: str = "", error_code: str = "") -> Badge:
    """Where a run stands; one that its kind has too little for is refused, others fail."""
    if row.finished_at is None and job_state == JobState.CANCELLED:
        return Badge(gettext_lazy("Stopped"), Tone.PLAIN)
    if row.finished_at is None and job_state == JobState.FAILED:
        if error_code in JobError.values:
            return Badge(gettext_lazy("Failed"), Tone.BAD)
        return Badge(gettext_lazy("Refused"), Tone.CAUTION)
    if row.finished_at is None:
        return Badge(gettext_lazy("Not finished"), Tone.INFO)
    if row.in_use:
        return Badge(gettext_lazy("In use"), Tone.GOOD)
    return Badge(gettext_lazy("Done"), Tone.PLAIN)


@require_safe
@requires(policies.VIEW_EVALUATIONS)
def model_run_list(request: HttpRequest) -> HttpResponseBase:
    """All runs; who does not see all customers and figures is told so."""
    actor = acting(request)
    listing = Listing(
        caption=_("Model runs"),
        name="model-runs",
        columns=_columns(),
        rows=queries.model_runs_with_ends(actor),
        order=["-pk"],
        action="evaluation.model_runs.exported",
    )
    if (file := listing.file(request)) is not None:
        return file
    sees = policies.tells_everything(actor)
    schedules = queries.schedules(actor)
    kinds = [
        {
            "code": kind.value,
            "name": kind.label,
            "text": WORDS[kind][0],
            "icon": WORDS[kind][1],
            "schedule": schedule_told(schedules.get(kind)),
        }
        for kind in ModelKind
    ]
    context = {
        "table": listing.table(request),
        "sees": sees,
        "may_run": sees and actor.may(policies.RUN),
        "kinds": kinds,
    }
    return render(request, "evaluation/model_runs/list.html", context)


@writing
@requires(policies.RUN)
def new_model_run(request: HttpRequest, model: str) -> HttpResponse:
    """A form that asks for a run of a kind of model."""
    actor = acting(request)
    if not policies.tells_everything(actor):
        raise AccessDenied(policies.RUN)
    if model not in KINDS:
        raise Http404
    today = today_in(ZoneInfo(governance.installation().time_zone))
    form = ModelRunForm(model, KINDS[model], today, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = running.request_model_run(
                actor,
                model,
                form.cleaned_data["as_of"],
                form.parameters,
                back_test_months=form.cleaned_data.get("back_test_months"),
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return redirect("evaluation:model_run", row.pk)
    context = {"form": form, "name": ModelKind(model).label, "text": WORDS[model][0]}
    return render(request, "evaluation/model_runs/new.html", context)


@require_safe
@requires(policies.VIEW_EVALUATIONS)
def model_run_page(request: HttpRequest, number: int) -> HttpResponse:
    """What a run found, or how far it is."""
    actor = acting(request)
    row, job = queries.model_run_with_job(actor, number)
    context: dict[str, Any] = {
        **WORK.told(actor, row, job),
        "row": row,
        "state": state_badge(row, *((job.state, job.error_code) if job else ())),
        "parameters": [_told(row.kind, name, value) for name, value in row.parameters.items()],
    }
    if row.finished_at is not None:
        face = FACES[row.kind]
        context |= {"found": face.template, **face.shown(row), "back_test": back_test_of(row)}
    return render(request, "evaluation/model_runs/page.html", context)


def _told(kind: str, name: str, value: Value) -> tuple[Promise, str]:
    """A parameter and its value, in words."""
    if not isinstance(value, str):
        told = f"{value:g}"
    elif KINDS[kind].parameters[name].several:
        told = listed(choice_name(each) for each in chosen(value))
    else:
        told = choice_name(value)
    return PARAMETERS[kind][name].label, told


@require_safe
@requires(policies.VIEW_EVALUATIONS)
def progress(request: HttpRequest, number: int) -> HttpResponse:
    """The part of the page that tells how far a run is."""
    return WORK.progress(request, number)


@require_POST
@requires(policies.RUN)
def cancel(request: HttpRequest, number: int) -> HttpResponse:
    """Stop a run that is not finished."""
    return WORK.cancel(request, number)


@require_POST
@requires(policies.RUN)
def promote(request: HttpRequest, number: int) -> HttpResponse:
    """Put a finished run to use."""
    actor: Actor = acting(request)
    try:
        running.promote(actor, number)
    except queries.RunUnfinished:
        messages.error(request, _("The run has not come to an end."))
    else:
        messages.success(request, _("Pages of customers tell what this run found now."))
    return redirect("evaluation:model_run", number)
