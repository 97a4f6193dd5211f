"""What pages show of moves: the matrix with its cells, whom the list holds, its columns."""

from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mainstay.apps.evaluation.exact import CODE, KEY
from mainstay.apps.evaluation.queries.moves import (
    AFTER,
    BEFORE,
    MOVERS_ORDER,
    STEPS,
    Flow,
    Moves,
    first_rows,
)
from mainstay.apps.evaluation.queries.pictures import PROFIT, REVENUE
from mainstay.apps.evaluation.queries.results import NO_GRADE as NO_GRADE_CODE
from mainstay.apps.evaluation.queries.results import NamedRows, ResultRow
from mainstay.apps.evaluation.rules.labels import labels_in
from mainstay.apps.evaluation.wording.names import grade_name, grade_or_labels
from mainstay.apps.governance import queries as governance
from mainstay.shell.paging import CappedCount, paginate
from mainstay.shell.web.exporting import asked_format, download_rows
from mainstay.shell.web.tables import Badge, Column, GradeBadge, Kind, Table

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Cell:
    """How many go from one grade to another, what they bring, and where they are listed."""

    customers: int
    revenue: Decimal | None
    address: str
    stays: bool
    words: str


@dataclass(frozen=True)
class MovesPage:
    """Moves as a page shows them.

    `before` and `after` are what stands for the grade of who has none, `headings` name the two
    gradings, `fixed` is what the addresses of cells keep.
    """

    moves: Moves
    before: Text
    after: Text
    headings: tuple[Text, Text]
    fixed: dict[str, str]

    def named(self, when: str) -> list[tuple[str, str]]:
        """Code and name of each row or column of the matrix; who has none stands last."""
        named = [(code, self.name(when, code)) for code in self.moves.names(when)]
        absent = self.before if when == BEFORE else self.after
        if self.moves.withheld(when):
            named.append((self.moves.absent, str(absent)))
        return named

    def name(self, when: str, code: str | None) -> str:
        """What a grade, or its lack, is called."""
        if code is None or code == self.moves.absent:
            return str(self.before if when == BEFORE else self.after)
        given = None if code == NO_GRADE_CODE else code
        return grade_or_labels(self.moves.scheme, given, labelled=self.moves.labelled)

    def address(self, before: str | None, after: str | None) -> str:
        """Where those are listed who go from one grade to another; empty for any."""
        absent = self.moves.absent
        wanted = {
            BEFORE: absent if before is None else before,
            AFTER: absent if after is None else after,
        }
        return f"?{urlencode({**self.fixed, **wanted})}#movers"

    def matrix(self, *, with_revenue: bool = False) -> list[tuple[str, list[Cell]]]:
        """A row for each grade before, with a cell for each grade after."""
        absent = self.moves.absent
        flows = {(flow.before or absent, flow.after or absent): flow for flow in self.moves.flows}
        return [
            (
                name,
                [
                    self._cell((before, name), after, flows.get((before, after[0])), with_revenue)
                    for after in self.named(AFTER)
                ],
            )
            for before, name in self.named(BEFORE)
        ]

    def _cell(
        self,
        before: tuple[str, str],
        after: tuple[str, str],
        flow: Flow | None,
        with_revenue: bool,
    ) -> Cell:
        return Cell(
            flow.customers if flow else 0,
            self.revenue(flow) if flow and with_revenue else None,
            self.address(before[0], after[0]),
            before[0] == after[0],
            _("from %(before)s to %(after)s") % {"before": before[1], "after": after[1]},
        )

    @staticmethod
    def revenue(flow: Flow) -> Decimal:
        """What those bring, of who is lost what they brought."""
        return flow.revenue_before if flow.after is None else flow.revenue

    def listed(self, wanted: dict[str, str]) -> str:
        """Whom the list is narrowed to, in words; empty for all that move."""
        if not any(wanted.values()):
            return ""
        words = {
            when: self.name(when, code) if code else _("any grade") for when, code in wanted.items()
        }
        if wanted[BEFORE] == wanted[AFTER]:
            return _("Who stays: %(before)s") % words
        return _("From %(before)s to %(after)s") % words

    def table(self, request: HttpRequest, caption: str) -> Table[ResultRow]:
        """The list of those that the address asks for."""
        listed = self.moves.moving(**wanted_of(request))
        return Table(
            caption=caption,
            columns=self.columns(),
            page=paginate(NamedRows(listed), MOVERS_ORDER, cursor=request.GET.get("cursor")),
            currency=governance.installation().reporting_currency,
            total=CappedCount(listed.num_rows, capped=False),
            cards=True,
        )

    def file(self, request: HttpRequest, name: str, action: str) -> HttpResponseBase | None:
        """The list as the file that the address asks for; None where it asks for the page."""
        kind = asked_format(request)
        if kind is None:
            return None
        listed = self.moves.moving(**wanted_of(request))
        rows = first_rows(listed, listed.num_rows)
        return download_rows(request, name, self.columns(), rows, action=action, kind=kind)

    def columns(self) -> list[Column[ResultRow]]:
        """Customer, both grades, revenue and, for who may see it, profit."""
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
            Column(
                "name", gettext_lazy("Customer"), lambda row: row["name"], link=_link, wrap=True
            ),
            Column(CODE, gettext_lazy("Code"), lambda row: row[CODE], wide=True),
            Column(BEFORE, self.headings[0], lambda row: self._badge(row, BEFORE)),
            Column(AFTER, self.headings[1], lambda row: self._badge(row, AFTER)),
            Column(
                REVENUE, gettext_lazy("Revenue, 12 months"), lambda row: row[REVENUE], Kind.MONEY
            ),
            *(profit if self.moves.sees_profit else []),
        ]

    def _badge(self, row: ResultRow, when: str) -> GradeBadge | Badge | tuple[GradeBadge, ...]:
        given, step = row[when], row[STEPS[when]]
        if step is None:
            return Badge(self.name(when, given))
        if not self.moves.labelled:
            return GradeBadge(self.name(when, given), step)
        steps = {each.code: each.step for each in self.moves.grades[when]}
        return tuple(
            GradeBadge(grade_name(self.moves.scheme, code), steps[code])
            for code in labels_in(given)
        )


def wanted_of(request: HttpRequest) -> dict[str, str]:
    """Which way the address asks for."""
    return {when: request.GET.get(when, "") for when in (BEFORE, AFTER)}


def _link(row: ResultRow) -> str:
    return reverse("customers:customer", args=[row[KEY]])
