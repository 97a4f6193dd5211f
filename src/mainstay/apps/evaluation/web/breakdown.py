"""Page: grades by region or by industry."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mainstay.apps.evaluation import policies
from mainstay.apps.evaluation.queries import evaluations as queries
from mainstay.apps.evaluation.queries.breakdown import Breakdown, Cell, Field, Row, breakdown
from mainstay.apps.evaluation.queries.evaluations import NotFinished
from mainstay.apps.evaluation.queries.files import EvaluationDamaged
from mainstay.apps.evaluation.queries.pictures import REVENUE
from mainstay.apps.evaluation.queries.results import NO_GRADE as NO_GRADE_CODE
from mainstay.apps.evaluation.queries.results import visible_result
from mainstay.apps.evaluation.services.exporting import export_breakdown
from mainstay.apps.evaluation.web.charts import results_url
from mainstay.apps.evaluation.wording.names import NO_GRADE, scheme_name
from mainstay.apps.evaluation.wording.places import FIELDS, place_name
from mainstay.apps.governance import queries as governance
from mainstay.shell.exports import ExportedList
from mainstay.shell.sentences import listed
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.exporting import asked_format, download

WITHIN = "within"


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell with its list; without figures where nobody is in it."""

    figures: Cell | None
    address: str
    words: str


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A place with its cells, one for each grade and the sum; `below` looks into it."""

    name: str
    below: str
    cells: Sequence[ShownCell]


@require_safe
@requires(policies.VIEW_EVALUATIONS)
def breakdown_page(request: HttpRequest, number: int, field: str) -> HttpResponseBase:
    """How many customers of each grade a region or an industry has, and what they bring."""
    if field not in set(Field):
        raise Http404
    actor = acting(request)
    try:
        evaluation = queries.finished_evaluation(actor, number)
        seen = visible_result(actor, evaluation, (REVENUE,))
    except (NotFinished, EvaluationDamaged):
        return redirect("evaluation:evaluation", number)  # the page says why
    found = breakdown(actor, seen, Field(field), request.GET.get(WITHIN, ""))
    page = _Page(found)
    if (kind := asked_format(request)) is not None:
        exported = export_breakdown(actor, found, page.file())
        return download(request, exported, kind, request.path)
    context: dict[str, Any] = {
        "evaluation": evaluation,
        "name": scheme_name(evaluation.version.scheme.code),
        "found": found,
        "field": FIELDS[found.field],
        "headings": [name for _grade, name in page.grades],
        "rows": page.rows(),
        "sums": page.sums(),
        "trail": page.trail(),
        "currency": governance.installation().reporting_currency,
    }
    return render(request, "evaluation/breakdown.html", context)


class _Page:
    """A breakdown in words and addresses."""

    def __init__(self, found: Breakdown) -> None:
        self._found = found
        self._page = reverse("evaluation:breakdown", args=[found.seen.evaluation.pk, found.field])
        named: list[tuple[str | None, str]] = [(each.code, each.name) for each in found.grades]
        if None in found.sums:
            named.append((None, str(NO_GRADE)))
        self.grades = named

    def rows(self) -> list[ShownRow]:
        """Every place, its grades and their sum."""
        return [self._row(row) for row in self._found.rows]

    def sums(self) -> list[ShownCell]:
        """The last row: all that are shown or left out."""
        where = self._found.above[-1] if self._found.above else ""
        return self._cells(where, _("all"), self._found.sums, self._found.total)

    def trail(self) -> list[tuple[str, str]]:
        """From the top down to the place that is looked into, each with its page."""
        names = self._found.above
        return [(_("All"), self._page), *((name, self._into(name)) for name in names)]

    def file(self) -> ExportedList:
        """The table as a file, without the rows that are left out."""
        figures = (_("Customers"), _("Revenue, 12 months"), _("Share of revenue"))
        names = [*(name for _grade, name in self.grades), _("All")]
        headings = [f"{name}: {figure}" for name in names for figure in figures]
        name = f"evaluation-{self._found.seen.evaluation.pk}-by-{self._found.field}"
        return ExportedList(name, [str(FIELDS[self._found.field]), *headings], self._lines())

    def _lines(self) -> Iterator[Sequence[Any]]:
        for row in self._found.rows:
            cells = [*(row.cells.get(grade) for grade, _name in self.grades), row.total]
            yield [
                place_name(row.wanted),
                *(
                    figure
                    for cell in cells
                    for figure in (
                        (cell.customers, cell.revenue, cell.share) if cell else (0, None, None)
                    )
                ),
            ]

    def _row(self, row: Row) -> ShownRow:
        name = place_name(row.wanted)
        cells = self._cells(row.wanted, name, row.cells, row.total)
        return ShownRow(name, self._into(row.wanted) if row.is_parent else "", cells)

    def _cells(self, wanted: str, name: str, cells: Any, total: Cell | None) -> list[ShownCell]:
        place = {self._found.field.value: wanted} if wanted else {}
        evaluation = self._found.seen.evaluation
        shown = [
            ShownCell(
                cells.get(grade),
                results_url(evaluation, grade=grade or NO_GRADE_CODE, **place),
                listed((name, grade_name)),
            )
            for grade, grade_name in self.grades
        ]
        return [
            *shown,
            ShownCell(total, results_url(evaluation, **place), listed((name, _("all")))),
        ]

    def _into(self, name: str) -> str:
        return f"{self._page}?{urlencode({WITHIN: name})}"
