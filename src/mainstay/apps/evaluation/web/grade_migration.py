"""Page: who went from which grade to which between two evaluations of a scheme."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mainstay.apps.evaluation import policies
from mainstay.apps.evaluation.models import Evaluation
from mainstay.apps.evaluation.queries import evaluations as queries
from mainstay.apps.evaluation.queries.evaluations import NotFinished
from mainstay.apps.evaluation.queries.files import EvaluationDamaged, EvaluationGone
from mainstay.apps.evaluation.queries.grade_migration import (
    GradeMigration,
    earlier_evaluations,
    grade_migration,
)
from mainstay.apps.evaluation.queries.moves import AFTER, BEFORE
from mainstay.apps.evaluation.rules.labels import labels_in
from mainstay.apps.evaluation.web.moves import MovesPage, wanted_of
from mainstay.apps.evaluation.wording.names import scheme_name
from mainstay.apps.governance import queries as governance
from mainstay.foundation.access.actor import Actor
from mainstay.shell.web import figures
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.charts import NO_STEP, Chart
from mainstay.shell.web.flow_chart import FlowBand, FlowEnd, flows

SINCE = "since"
TEMPLATE = "evaluation/grade_migration.html"
FEW_GRADES = 5
"""As many grades have room in a chart of the usual height."""
NEW, LOST = gettext_lazy("New"), gettext_lazy("Lost")


class SinceForm(forms.Form):
    """Which earlier evaluation to compare with, by its number."""

    since = forms.ChoiceField(label=gettext_lazy("Compared with"), required=False)
    before = forms.CharField(required=False, widget=forms.HiddenInput)
    after = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, earlier: list[Evaluation], data: dict[str, str]) -> None:
        super().__init__(data)
        self.fields[SINCE].choices = [  # type: ignore[attr-defined]
            (str(each.pk), _named(each)) for each in earlier
        ]


def _named(evaluation: Evaluation) -> str:
    words = _("%(day)s, evaluation %(number)s")
    return words % {"day": figures.day(evaluation.as_of), "number": evaluation.pk}


@require_safe
@requires(policies.VIEW_EVALUATIONS)
def migration_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """From which grade to which, as bands, as a table, and as a list of customers."""
    actor = acting(request)
    try:
        later = queries.finished_evaluation(actor, number)
    except NotFinished:
        return redirect("evaluation:evaluation", number)  # the page says how far it is
    choices = earlier_evaluations(actor, later)
    context = {"evaluation": later, "name": scheme_name(later.version.scheme.code)}
    earlier = _chosen(request, choices)
    if earlier is None:
        return render(request, TEMPLATE, context)
    form = SinceForm(choices, {**wanted_of(request), SINCE: str(earlier.pk)})
    try:
        return _answer(request, actor, {**context, "form": form}, earlier, later)
    except EvaluationDamaged as damaged:
        gone = isinstance(damaged, EvaluationGone)
        facts = {"evaluation": later, "damaged": str(damaged), "gone": gone}
        return render(request, "evaluation/damaged.html", facts, status=410 if gone else 503)


def _chosen(request: HttpRequest, choices: list[Evaluation]) -> Evaluation | None:
    """The one that the address names, else the newest; None where there is nothing earlier."""
    named = [each for each in choices if str(each.pk) == request.GET.get(SINCE)]
    return next(iter([*named, *choices]), None)


def _answer(
    request: HttpRequest,
    actor: Actor,
    context: dict[str, Any],
    earlier: Evaluation,
    later: Evaluation,
) -> HttpResponseBase:
    found = grade_migration(actor, earlier, later)
    headings = (figures.day(earlier.as_of), figures.day(later.as_of))
    page = MovesPage(found, NEW, LOST, headings, {SINCE: str(earlier.pk)})
    name = f"migration-{earlier.pk}-{later.pk}"
    file = page.file(request, name, "evaluation.migration.exported")
    if file is not None:
        return file
    currency = governance.installation().reporting_currency
    counted = found.migration
    parts = {
        "earlier": earlier,
        "found": found,
        "moved": _moved(found),
        "chart": _chart(page, currency) if found.customers else None,
        "height": "tall" if len(counted.names_before) > FEW_GRADES else "",
        "row_heading": headings[0],
        "headings": [name for _code, name in page.named(AFTER)],
        "matrix": page.matrix(with_revenue=True),
        "currency": currency,
        "table": page.table(request, _("Customers")),
        "listed": page.listed(wanted_of(request)),
    }
    return render(request, TEMPLATE, {**context, **parts})


def _moved(found: GradeMigration) -> list[tuple[str, int]]:
    """How many rose, fell, stayed, came and went; of other grades than before only the last.

    Labels are neither better nor worse than others.
    """
    counted = found.migration
    ways = []
    if found.has_ways_up:
        ways = [(_("Rose"), counted.rose), (_("Fell"), counted.fell)]
    elif found.labelled:
        ways = [(_("Other labels"), int(counted.counts[:-1, :-1].sum()) - counted.stayed)]
    return [
        *ways,
        (_("Stayed"), counted.stayed),
        (str(NEW), counted.entered),
        (str(LOST), counted.left),
    ]


def _chart(page: MovesPage, currency: str) -> Chart:
    """Bands from the grades before to those after; every mark opens its customers."""
    found = page.moves
    starts = [flow.before for flow in found.flows]
    ends = [flow.after for flow in found.flows]
    before, after = list(dict.fromkeys(starts)), _in_order(page, ends)
    bands = [
        FlowBand(
            before.index(flow.before),
            after.index(flow.after),
            flow.customers,
            page.revenue(flow),
            page.address(flow.before, flow.after),
        )
        for flow in found.flows
    ]
    return flows(
        _("From which labels to which") if found.labelled else _("From which grade to which"),
        [_end(page, BEFORE, code) for code in before],
        [_end(page, AFTER, code) for code in after],
        bands,
        names=(page.headings[0], page.headings[1], _("Customers"), _("Revenue, 12 months")),
        currency=currency,
    )


def _in_order(page: MovesPage, codes: list[str | None]) -> list[str | None]:
    return [code for code in (*page.moves.names(AFTER), None) if code in codes]


def _end(page: MovesPage, when: str, code: str | None) -> FlowEnd:
    steps = {each.code: each.step for each in page.moves.grades[when]}
    any_grade = ""
    address = page.address(code, any_grade) if when == BEFORE else page.address(any_grade, code)
    first = labels_in(code)[0] if code and page.moves.labelled else code or ""
    return FlowEnd(page.name(when, code), steps.get(first, NO_STEP), address)
