"""Who goes from which grade to which between two gradings, as far as somebody may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.exact import CODE, KEY
from mainstay.apps.evaluation.queries.pictures import PICTURED, PROFIT, REVENUE, share_of_sum
from mainstay.apps.evaluation.queries.results import NO_GRADE, ResultRow, with_names
from mainstay.apps.evaluation.queries.schemes import GradeOfScheme
from mainstay.apps.evaluation.queries.table_rows import TableRows
from mainstay.apps.evaluation.rules.labels import labels_in
from mainstay.shell.paging import OrderKey

if TYPE_CHECKING:
    import pyarrow as pa

    from mainstay.analytics.scoring.migration import Migration

BEFORE, AFTER, BEST = "before", "after", "best"
STEPS = {BEFORE: "step_before", AFTER: "step_after"}
MOVERS_ORDER = (BEST, f"-{REVENUE}", CODE)
"""By the better of the two grades, then by revenue: what touches the best customers comes first."""
_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Size:
    """How many customers a grade has, and what they make of positive revenue and profit.

    A share is None where nobody has a positive figure, and where its reader may not see it.
    """

    grade: GradeOfScheme
    customers: int
    revenue: float | None
    profit: float | None


@dataclass(frozen=True, slots=True)
class Flow:
    """How many go from one grade to another, or stay, and their revenue before and after.

    A grade is None for who has none, as `Moves.absent` is for.
    """

    before: str | None
    after: str | None
    customers: int
    revenue_before: Decimal
    revenue: Decimal


@dataclass(frozen=True)
class Moves:
    """The grades of some customers by two gradings.

    `table` has a row for each, ordered by code: key, customer, `before` and `after` (grades, empty
    for none; by a typology the labels in one text), their steps, the better of the two as `best`,
    revenue and, for who may see it, profit. `everybody` says whether these are all. Where they
    are `labelled` customers have labels, any number of them, and no grades.
    """

    scheme: str
    grades: Mapping[str, Sequence[GradeOfScheme]]
    table: "pa.Table"
    everybody: bool
    labelled: bool

    absent: ClassVar[str] = NO_GRADE
    """What a filter asks for those whose grade is empty."""
    revenue_before: ClassVar[str] = REVENUE
    """The column of revenue at the time of `before`."""

    @property
    def customers(self) -> int:
        """How many customers are looked at."""
        rows: int = self.table.num_rows
        return rows

    @property
    def sees_profit(self) -> bool:
        """Whether profit is told."""
        return PROFIT in self.table.column_names

    @cached_property
    def movers(self) -> "pa.Table":
        """The rows of those whose grade becomes another one, or who have none any more."""
        import pyarrow.compute as pc

        before, after = (pc.fill_null(self.table[name], "") for name in (BEFORE, AFTER))
        return self.table.filter(pc.not_equal(before, after))

    def names(self, when: str) -> list[str]:
        """What somebody may have `BEFORE` or `AFTER`: grades, or labels as they occur together."""
        known = [each.code for each in self.grades[when]]
        if not self.labelled:
            return known
        occurring = set(self.table[when].drop_null().unique().to_pylist()) - {NO_GRADE}
        return sorted(occurring, key=lambda text: [known.index(each) for each in labels_in(text)])

    @cached_property
    def migration(self) -> "Migration":
        """How many go from which grade to which."""
        from mainstay.analytics.scoring.migration import Grades, migration

        keys = self.table[KEY].combine_chunks()
        before, after = (
            Grades(keys, self.table[name].combine_chunks()) for name in (BEFORE, AFTER)
        )
        return migration(before, after, self.names(BEFORE), self.names(AFTER))

    @cached_property
    def flows(self) -> list[Flow]:
        """Every way that somebody goes, in the order of the grades before, then after."""
        money = (self.revenue_before, REVENUE)
        sums = [(column, "sum") for column in dict.fromkeys(money)]
        found = self.table.group_by([BEFORE, AFTER]).aggregate([(KEY, "count"), *sums])
        flows = [
            Flow(
                row[BEFORE],
                row[AFTER],
                row[f"{KEY}_count"],
                *(row[f"{column}_sum"] or Decimal(0) for column in money),
            )
            for row in found.to_pylist()
        ]
        return sorted(flows, key=self._place)

    def _place(self, flow: Flow) -> tuple[int, int]:
        before, after = ([*self.names(when), None] for when in (BEFORE, AFTER))
        return before.index(flow.before), after.index(flow.after)

    def sizes(self, when: str) -> list[Size]:
        """The sizes of all grades `BEFORE` or `AFTER`, best first."""
        columns = [_positive(self.table, code) for code in PICTURED]
        sizes = []
        for grade in self.grades[when]:
            members = self._members(when, grade)
            shares = [None if each is None else share_of_sum(each, members) for each in columns]
            sizes.append(Size(grade, int(members.sum()), *shares))
        return sizes

    def _members(self, when: str, grade: GradeOfScheme) -> Any:
        import pyarrow as pa
        import pyarrow.compute as pc

        if not self.labelled:
            return self.table[STEPS[when]].fill_null(0).to_numpy() == grade.step
        having = [text for text in self.names(when) if grade.code in labels_in(text)]
        given = pc.is_in(self.table[when], value_set=pa.array(having, pa.string()))
        return given.to_numpy(zero_copy_only=False)

    def withheld(self, when: str) -> int:
        """How many have no grade `BEFORE` or `AFTER`."""
        count: int = self.table[when].null_count
        return count

    def moving(self, before: str, after: str) -> "pa.Table":
        """Those who go from one grade to another, `absent` for none; all movers without both.

        With one of the two everybody who has that grade, also who stays.
        """
        import pyarrow.compute as pc

        if not before and not after:
            return self.movers
        table = self.table
        for name, wanted in ((BEFORE, before), (AFTER, after)):
            if wanted == self.absent:
                table = table.filter(pc.is_null(table[name]))
            elif wanted:
                table = table.filter(pc.equal(table[name], wanted))
        return table


def _positive(table: "pa.Table", code: str) -> Any:
    from mainstay.analytics.scoring.population import frozen_column

    if code not in table.column_names:
        return None
    return frozen_column(indicators.definition(code).indicator, table[code]).figures.clip(0)


def first_rows(table: "pa.Table", most: int) -> list[ResultRow]:
    """The first of some rows in the order of movers, with names."""
    order = [OrderKey.parse(name) for name in MOVERS_ORDER]
    rows = TableRows(table).after(order, None, most)
    parts = (rows[start : start + _AT_ONCE] for start in range(0, len(rows), _AT_ONCE))
    return [row for part in parts for row in with_names(part)]
