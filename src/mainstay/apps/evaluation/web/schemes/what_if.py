"""Page: what if the draft of a scheme were published, and who would move."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mainstay.apps.evaluation import policies
from mainstay.apps.evaluation.exact import CODE, KEY
from mainstay.apps.evaluation.queries import schemes as queries
from mainstay.apps.evaluation.queries.pictures import PROFIT, REVENUE
from mainstay.apps.evaluation.queries.results import NO_GRADE as NO_GRADE_CODE
from mainstay.apps.evaluation.queries.results import ResultRow
from mainstay.apps.evaluation.queries.what_if import (
    AFTER,
    BEFORE,
    MOVERS_ORDER,
    STEPS,
    MovingRows,
    Size,
    WhatIf,
    first_rows,
)
from mainstay.apps.evaluation.rules.labels import labels_in
from mainstay.apps.evaluation.services.what_if import FiguresHidden, Question, what_if
from mainstay.apps.evaluation.wording.names import grade_name, grade_or_labels, scheme_name
from mainstay.apps.governance import queries as governance
from mainstay.shell.paging import CappedCount, paginate
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.exporting import asked_format, download_rows
from mainstay.shell.web.tables import Badge, Column, GradeBadge, Kind, Table


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


@dataclass(frozen=True, slots=True)
class Cell:
    """How many would go from one grade to another, and where they are listed."""

    customers: int
    address: str
    stays: bool
    words: str


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
    wanted = {name: request.GET.get(name, "") for name in (BEFORE, AFTER)}
    listed = found.moving(wanted[BEFORE], wanted[AFTER])
    columns = _columns(found)
    if (kind := asked_format(request)) is not None:
        rows = first_rows(listed, listed.num_rows)
        name, action = f"what-if-{found.scheme}", "evaluation.what_if.exported"
        return download_rows(request, name, columns, rows, action=action, kind=kind)
    cursor = request.GET.get("cursor")
    table = Table(
        caption=_("Customers that would move"),
        columns=columns,
        page=paginate(MovingRows(listed), MOVERS_ORDER, cursor=cursor),
        currency=governance.installation().reporting_currency,
        total=CappedCount(listed.num_rows, capped=False),
        cards=True,
    )
    shown = {
        "found": found,
        "lines": _lines(found),
        "total_costs": [found.total_cost(when) for when in (BEFORE, AFTER)],
        "currency": governance.installation().reporting_currency,
        "withheld_before": found.withheld(BEFORE),
        "withheld_after": found.withheld(AFTER),
        "headings": _headings(found, AFTER),
        "matrix": _matrix(found),
        "table": table,
        "listed": _listed(found, wanted),
    }
    return _page(request, {**context, **shown})


def _lines(found: WhatIf) -> list[Line]:
    """The grades of both versions, those that the draft lacks last."""
    before, after = (
        {size.grade.code: size for size in found.sizes(when)} for when in (BEFORE, AFTER)
    )
    return [_line(before.get(code), after.get(code)) for code in dict.fromkeys([*after, *before])]


def _line(before: Size | None, after: Size | None) -> Line:
    both = (before, after)
    grade = next(each.grade for each in (after, before) if each is not None)
    return Line(
        grade.name,
        grade.step,
        tuple(None if each is None else each.customers for each in both),
        tuple(None if each is None else each.revenue for each in both),
        tuple(None if each is None else each.profit for each in both),
        tuple(None if each is None else each.cost for each in both),
    )


def _named(found: WhatIf, when: str) -> list[tuple[str, str]]:
    """Code and name of each row or column of the matrix; the last is of no grade or label."""
    given = [(code, _name(found, code)) for code in found.given(when)]
    return [*given, (NO_GRADE_CODE, _name(found, None))]


def _name(found: WhatIf, given: str | None) -> str:
    return grade_or_labels(found.scheme, given, labelled=found.labelled)


def _headings(found: WhatIf, when: str) -> list[str]:
    return [name for _code, name in _named(found, when)]


def _matrix(found: WhatIf) -> list[tuple[str, list[Cell]]]:
    """A row for each grade before, with a cell for each grade after."""
    return [
        (
            name,
            [
                Cell(
                    int(found.migration.counts[row, column]),
                    f"?{urlencode({BEFORE: before, AFTER: after})}#movers",
                    before == after,
                    _("from %(before)s to %(after)s") % {"before": name, "after": to},
                )
                for column, (after, to) in enumerate(_named(found, AFTER))
            ],
        )
        for row, (before, name) in enumerate(_named(found, BEFORE))
    ]


def _listed(found: WhatIf, wanted: dict[str, str]) -> str:
    """Whom the list is narrowed to, in words; empty for all that would move."""
    if not any(wanted.values()):
        return ""
    any_grade = _("any grade")
    words = {
        name: _name(found, None if code == NO_GRADE_CODE else code) if code else any_grade
        for name, code in wanted.items()
    }
    if wanted[BEFORE] == wanted[AFTER]:
        return _("Who stays: %(before)s") % words
    return _("From %(before)s to %(after)s") % words


def _columns(found: WhatIf) -> list[Column[ResultRow]]:
    steps = {each.code: each.step for when in (BEFORE, AFTER) for each in found.grades[when]}

    def badge(row: ResultRow, when: str) -> GradeBadge | Badge | tuple[GradeBadge, ...]:
        if row[when] is None:
            return Badge(_name(found, None))
        if found.labelled:
            return tuple(
                GradeBadge(grade_name(found.scheme, code), steps[code])
                for code in labels_in(row[when])
            )
        return GradeBadge(grade_name(found.scheme, row[when]), row[STEPS[when]])

    def link(row: ResultRow) -> str:
        return reverse("customers:customer", args=[row[KEY]])

    profit: list[Column[ResultRow]] = [
        Column(
            PROFIT,
            gettext_lazy("Gross profit, 12 months"),
            lambda row: row[PROFIT],
            Kind.MONEY,
            wide=True,
        )
    ]
    return [
        Column("name", gettext_lazy("Customer"), lambda row: row["name"], link=link, wrap=True),
        Column(CODE, gettext_lazy("Code"), lambda row: row[CODE], wide=True),
        Column(BEFORE, gettext_lazy("Now"), lambda row: badge(row, BEFORE)),
        Column(AFTER, gettext_lazy("By the draft"), lambda row: badge(row, AFTER)),
        Column(REVENUE, gettext_lazy("Revenue, 12 months"), lambda row: row[REVENUE], Kind.MONEY),
        *(profit if found.sees_profit else []),
    ]
