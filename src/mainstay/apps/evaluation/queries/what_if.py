"""Who would move if a scheme were another one, as far as somebody may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mainstay.analytics.scoring.reading import is_typology
from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.exact import CODE
from mainstay.apps.evaluation.models import Evaluation, SchemeVersion
from mainstay.apps.evaluation.queries.entitlements import GradeCosts, total
from mainstay.apps.evaluation.queries.pictures import PICTURED, PROFIT, REVENUE, share_of_sum
from mainstay.apps.evaluation.queries.results import NO_GRADE, ResultRow, with_names
from mainstay.apps.evaluation.queries.schemes import GradeOfScheme
from mainstay.apps.evaluation.queries.table_rows import TableRows
from mainstay.apps.evaluation.rules.labels import labels_in
from mainstay.shell.paging import OrderKey, Position

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

    A share is None where nobody has a positive figure, and where its reader may not see it. `cost`
    is what they are entitled to in a year, None where it is not known or not for the reader.
    """

    grade: GradeOfScheme
    customers: int
    revenue: float | None
    profit: float | None
    cost: Decimal | None


@dataclass(frozen=True)
class WhatIf:
    """Who has which grade now and would have which, of the customers that the actor sees.

    `table` has a row for each, ordered by code: key, customer, `before` and `after` (grades, empty
    for none; by a typology the labels in one text), their steps, the better of the two as `best`,
    revenue and, for who may see it, profit. `everybody` says whether these are all. `evaluation`
    froze what was graded, nobody where it was measured now; `on_draft` is the draft that was asked
    about, if one was. `costs` are of what grades are entitled to, None where nobody said or they
    are not told.
    """

    scheme: str
    definition: dict[str, Any]
    on_draft: SchemeVersion | None
    as_of: date
    unit: str
    evaluation: Evaluation | None
    grades: Mapping[str, Sequence[GradeOfScheme]]
    table: "pa.Table"
    everybody: bool
    costs: GradeCosts | None = None

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
        """The rows of those whose grade would be another one, or who would have none any more."""
        import pyarrow.compute as pc

        before, after = (pc.fill_null(self.table[name], "") for name in (BEFORE, AFTER))
        return self.table.filter(pc.not_equal(before, after))

    @cached_property
    def migration(self) -> "Migration":
        """How many would go from which grade to which."""
        from mainstay.analytics.scoring.migration import Grades, migration

        codes = self.table[CODE].combine_chunks()
        before, after = (
            Grades(codes, self.table[name].combine_chunks()) for name in (BEFORE, AFTER)
        )
        return migration(before, after, self.given(BEFORE), self.given(AFTER))

    @property
    def labelled(self) -> bool:
        """Whether customers have labels, any number of them, and no grades."""
        return is_typology(self.definition)

    def given(self, when: str) -> list[str]:
        """What customers can have `BEFORE` or `AFTER`: grades, or labels as they occur together."""
        if not self.labelled:
            return [each.code for each in self.grades[when]]
        known = [each.code for each in self.grades[when]]
        occurring = self.table[when].drop_null().unique().to_pylist()
        return sorted(occurring, key=lambda text: [known.index(each) for each in labels_in(text)])

    def sizes(self, when: str) -> list[Size]:
        """The sizes of all grades `BEFORE` or `AFTER`, best first."""
        columns = [_positive(self.table, code) for code in PICTURED]
        sizes = []
        for grade in self.grades[when]:
            members = self._members(when, grade)
            revenue, profit = (
                None if each is None else share_of_sum(each, members) for each in columns
            )
            count = int(members.sum())
            cost = None if self.costs is None else self.costs.of(grade.code, count)
            sizes.append(Size(grade, count, revenue, profit, cost))
        return sizes

    def total_cost(self, when: str) -> Decimal | None:
        """What all are entitled to in a year; None where a part is not known, or not told."""
        if self.costs is None:
            return None
        return total(size.cost for size in self.sizes(when))

    def _members(self, when: str, grade: GradeOfScheme) -> Any:
        import pyarrow as pa
        import pyarrow.compute as pc

        if not self.labelled:
            return self.table[STEPS[when]].fill_null(0).to_numpy() == grade.step
        having = [text for text in self.given(when) if grade.code in labels_in(text)]
        given = pc.is_in(self.table[when], value_set=pa.array(having, pa.string()))
        return given.to_numpy(zero_copy_only=False)

    def withheld(self, when: str) -> int:
        """How many have no grade `BEFORE` or `AFTER`."""
        count: int = self.table[when].null_count
        return count

    def moving(self, before: str, after: str) -> "pa.Table":
        """Those who would go from one grade to another; `NO_GRADE` for none, empty for any."""
        import pyarrow.compute as pc

        table = self.table if before and before == after else self.movers
        for name, wanted in ((BEFORE, before), (AFTER, after)):
            if wanted == NO_GRADE:
                table = table.filter(pc.is_null(table[name]))
            elif wanted:
                table = table.filter(pc.equal(table[name], wanted))
        return table


def _positive(table: "pa.Table", code: str) -> Any:
    from mainstay.analytics.scoring.population import frozen_column

    if code not in table.column_names:
        return None
    return frozen_column(indicators.definition(code).indicator, table[code]).figures.clip(0)


class MovingRows(TableRows):
    """Rows of a what-if, to be paged through, with their customers' names."""

    def after(
        self, order: Sequence[OrderKey], position: Position | None, limit: int
    ) -> Sequence[ResultRow]:
        """The first rows beyond a position."""
        return with_names(super().after(order, position, limit))


def first_rows(table: "pa.Table", most: int) -> list[ResultRow]:
    """The first of some rows in the order of movers, with names."""
    order = [OrderKey.parse(name) for name in MOVERS_ORDER]
    rows = TableRows(table).after(order, None, most)
    parts = (rows[start : start + _AT_ONCE] for start in range(0, len(rows), _AT_ONCE))
    return [row for part in parts for row in with_names(part)]
