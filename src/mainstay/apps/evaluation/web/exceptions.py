"""Pages: the exceptions of an evaluation of a frozen scheme; freezing and unfreezing."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mainstay.apps.evaluation.exact import CODE, KEY
from mainstay.apps.evaluation.models import Evaluation
from mainstay.apps.evaluation.policies import FREEZE, VIEW_EVALUATIONS
from mainstay.apps.evaluation.queries import evaluations as queries
from mainstay.apps.evaluation.queries.evaluations import NotFinished
from mainstay.apps.evaluation.queries.exceptions import ORDER, ExceptionRows
from mainstay.apps.evaluation.queries.files import EvaluationDamaged
from mainstay.apps.evaluation.queries.schemes import grades_of, scheme
from mainstay.apps.evaluation.services.freezing_grades import freeze_grades, unfreeze_grades
from mainstay.apps.evaluation.web.forms import FreezeForm
from mainstay.apps.evaluation.wording.names import NO_GRADE, grade_name, scheme_name
from mainstay.shell.paging import OrderKey, paginate
from mainstay.shell.web import figures
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.confirmation import Confirmation, ask
from mainstay.shell.web.exporting import asked_format, download_rows
from mainstay.shell.web.submission import writing
from mainstay.shell.web.tables import Badge, Column, GradeBadge, Table


@require_safe
@requires(VIEW_EVALUATIONS)
def exception_list(request: HttpRequest, number: int) -> HttpResponseBase:
    """Who would have another grade by an evaluation, were the scheme not frozen."""
    actor = acting(request)
    try:
        evaluation = queries.finished_evaluation(actor, number)
        rows = ExceptionRows(actor, evaluation)
    except (NotFinished, EvaluationDamaged):
        return redirect("evaluation:evaluation", number)  # the page says why
    columns = _columns(evaluation)
    if kind := asked_format(request):
        found = rows.after([OrderKey.parse(each) for each in ORDER], None, rows.count)
        name, action = f"exceptions-{number}", "evaluation.exceptions.exported"
        return download_rows(request, name, columns, found, action=action, kind=kind)
    table = Table(
        caption=_("Exceptions"),
        columns=columns,
        page=paginate(rows, ORDER, cursor=request.GET.get("cursor")),
        cards=True,
    )
    context = {
        "evaluation": evaluation,
        "name": scheme_name(evaluation.version.scheme.code),
        "table": table,
        "count": rows.count,
    }
    return render(request, "evaluation/exceptions.html", context)


def _columns(evaluation: Evaluation) -> list[Column[Any]]:
    code = evaluation.version.scheme.code
    steps = {each.code: each.step for each in grades_of(evaluation.version)}

    def badge(grade: str | None) -> GradeBadge | Badge:
        if grade is None:
            return Badge(NO_GRADE)
        return GradeBadge(grade_name(code, grade), steps.get(grade, len(steps)))

    def link(row: dict[str, Any]) -> str:
        return reverse("customers:customer", args=[row[KEY]])

    return [
        Column("name", gettext_lazy("Customer"), lambda row: row["name"], link=link, wrap=True),
        Column(CODE, gettext_lazy("Customer code"), lambda row: row[CODE], wide=True),
        Column("previous", gettext_lazy("Before"), lambda row: badge(row["previous"])),
        Column("step", gettext_lazy("By this evaluation"), lambda row: badge(row["grade"])),
    ]


@writing
@requires(FREEZE)
def freeze(request: HttpRequest, code: str) -> HttpResponse:
    """A form that freezes the grades of a scheme."""
    actor = acting(request)
    row = scheme(actor, code)
    initial = {"until": row.frozen_until, "reason": row.frozen_reason}
    form = FreezeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            freeze_grades(actor, code, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return redirect("evaluation:scheme", code)
    context = {"form": form, "scheme": row, "name": scheme_name(code)}
    return render(request, "evaluation/schemes/freeze.html", context)


@writing
@requires(FREEZE)
def unfreeze(request: HttpRequest, code: str) -> HttpResponse:
    """Ask, then let evaluations change grades again."""
    actor = acting(request)
    row = scheme(actor, code)
    page = reverse("evaluation:scheme", args=[code])
    if request.method == "POST":
        unfreeze_grades(actor, code)
        return redirect(page)
    until = row.frozen_until
    question = Confirmation(
        _("Unfreeze the grades of “%(name)s”?") % {"name": scheme_name(code)},
        _("The next evaluation changes grades again, or proposes to."),
        agree=_("Unfreeze"),
        cancel_url=page,
        facts=[(_("Frozen until"), figures.day(until))] if until is not None else [],
    )
    return ask(request, question)
