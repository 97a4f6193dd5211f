"""Page: what if the draft of a scheme were published, and who would move."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mainstay.apps.evaluation import policies
from mainstay.apps.evaluation.queries import schemes as queries
from mainstay.apps.evaluation.queries.moves import AFTER, BEFORE, Size
from mainstay.apps.evaluation.queries.what_if import WhatIf
from mainstay.apps.evaluation.services.what_if import FiguresHidden, Question, what_if
from mainstay.apps.evaluation.web.moves import MovesPage, wanted_of
from mainstay.apps.evaluation.wording.names import NO_GRADE, NO_LABEL, scheme_name
from mainstay.apps.governance import queries as governance
from mainstay.shell.web.access import acting, requires

_BY_THE_DRAFT = gettext_lazy("By the draft")


@dataclass(frozen=True, slots=True)
class Line:
    """A grade of either version with its figures now and by the draft.

    None stands where a version lacks the grade.
    """

    name: str
    step: int
    customers: tuple[int | None, ...]
    revenue: tuple[float | None, ...]
    profit: tuple[float | None, ...]
    cost: tuple[Decimal | None, ...]


@require_safe
@requires(policies.VIEW_EVALUATIONS)
def what_if_page(request: HttpRequest, code: str) -> HttpResponseBase:
    """Who would move by the draft of a scheme; the address may ask for those of one cell."""
    actor = acting(request)
    draft = queries.draft(actor, queries.scheme(actor, code).code)
    context: dict[str, Any] = {
        "code": code,
        "name": scheme_name(code),
        "draft": draft,
        "may_change": actor.may(policies.CHANGE_SCHEMES),
    }
    if draft is None:
        return _page(request, context)
    try:
        found = what_if(actor, Question(code, draft=True))
    except FiguresHidden:
        return _page(request, {**context, "hidden": True})
    except ValidationError as refusal:
        return _page(request, {**context, "faults": refusal.messages})
    return _answer(request, context, found)


def _page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    return render(request, "evaluation/schemes/what_if.html", context)


def _answer(request: HttpRequest, context: dict[str, Any], found: WhatIf) -> HttpResponseBase:
    none = NO_LABEL if found.labelled else NO_GRADE
    shown = MovesPage(found, none, none, (gettext_lazy("Now"), _BY_THE_DRAFT), {})
    file = shown.file(request, f"what-if-{found.scheme}", "evaluation.what_if.exported")
    if file is not None:
        return file
    parts = {
        "found": found,
        "lines": _lines(found),
        "total_costs": [found.total_cost(when) for when in (BEFORE, AFTER)],
        "currency": governance.installation().reporting_currency,
        "withheld_before": found.withheld(BEFORE),
        "withheld_after": found.withheld(AFTER),
        "headings": [name for _code, name in shown.named(AFTER)],
        "matrix": shown.matrix(),
        "table": shown.table(request, _("Customers that would move")),
        "listed": shown.listed(wanted_of(request)),
    }
    return _page(request, {**context, **parts})


def _lines(found: WhatIf) -> list[Line]:
    """The grades of both versions, those that the draft lacks last."""
    before, after = (
        {size.grade.code: size for size in found.sizes(when)} for when in (BEFORE, AFTER)
    )
    codes = dict.fromkeys([*after, *before])
    return [_line(found, before.get(code), after.get(code)) for code in codes]


def _line(found: WhatIf, before: Size | None, after: Size | None) -> Line:
    both = (before, after)
    grade = next(each.grade for each in (after, before) if each is not None)
    return Line(
        grade.name,
        grade.step,
        tuple(None if each is None else each.customers for each in both),
        tuple(None if each is None else each.revenue for each in both),
        tuple(None if each is None else each.profit for each in both),
        tuple(found.cost(each) for each in both),
    )
