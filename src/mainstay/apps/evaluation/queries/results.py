"""The result of an evaluation as far as somebody may see it: rows, pages, sizes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from mainstay.analytics.scoring.reading import is_typology
from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.exact import CODE, KEY
from mainstay.apps.evaluation.models import Evaluation
from mainstay.apps.evaluation.queries.files import INPUTS, LABELS, RESULT, read
from mainstay.apps.evaluation.queries.scores import COVERAGE, SCORE, told_columns
from mainstay.apps.evaluation.queries.table_rows import TableRows
from mainstay.apps.evaluation.queries.withholding import WITHHELD, rests_on_hidden
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.columns import read_columns
from mainstay.shell.paging import OrderKey, Position

if TYPE_CHECKING:
    import pyarrow as pa

    from mainstay.analytics.scoring.population import Column

ResultRow = dict[str, Any]
"""key, customer (the code), name, grade, step, next_status, next_grade, indicators by code.

With a scorecard also score and coverage, as far as they are told. Of whom too little is known has
no grade and no step. By a typology labels (codes) stand in the place of grade and what is next, and
step is the place of the first of them.
"""

RESULT_COLUMNS = (KEY, CODE, "grade", "step", "next_status", "next_grade")
LABELLED_COLUMNS = (KEY, CODE, LABELS, "step")
SHOWN_INDICATORS = (
    "revenue_12m",
    "gross_profit_12m",
    "gross_margin",
    "orders_12m",
    "recency_days",
    "growth_yoy",
)
NO_GRADE = "-"
"""What a filter asks for those by whose grade nothing stands: too little is known of them, or, by a
typology, no label applies."""
NO_STEP = {"next_status": WITHHELD, "next_grade": None}


def order_by(sort: str) -> tuple[str, ...]:
    """The order of a result: within a grade the greatest customers come first."""
    within = ("-revenue_12m",) if sort.removeprefix("-") == "step" else ()
    return tuple(dict.fromkeys((sort, *within, CODE)))


@dataclass(frozen=True)
class VisibleResult:
    """The units of an evaluation that somebody sees; `everybody` when that is all of them."""

    evaluation: Evaluation
    table: "pa.Table"
    everybody: bool
    _columns: dict[str, "Column"] = field(default_factory=dict, init=False, repr=False)

    @property
    def is_labelled(self) -> bool:
        """Whether units have labels, any number of them, and no grade."""
        return LABELS in self.table.column_names

    def sizes(self) -> dict[str, int]:
        """How many units each grade or label has; those without any are left out."""
        import pyarrow.compute as pc

        given = pc.list_flatten(self.table[LABELS]) if self.is_labelled else self.table["grade"]
        counted = given.drop_null().value_counts()
        return {each["values"].as_py(): each["counts"].as_py() for each in counted}

    @property
    def withheld(self) -> int:
        """Of how many units too little is known for a grade, or how many have no label."""
        count: int = self.table["step" if self.is_labelled else "grade"].null_count
        return count

    def members(self, grade: str) -> "pa.ChunkedArray | pa.Array":
        """Which units have a grade or a label; with `NO_GRADE` which have none."""
        import pyarrow as pa
        import pyarrow.compute as pc

        if grade == NO_GRADE:
            return self.table["step"].is_null()
        if not self.is_labelled:
            return pc.fill_null(pc.equal(self.table["grade"], grade), False)
        labels = self.table[LABELS].combine_chunks()
        having = pc.list_parent_indices(labels).filter(pc.equal(pc.list_flatten(labels), grade))
        return pc.is_in(pa.array(range(len(labels)), having.type), value_set=having)

    @property
    def scored(self) -> list[str]:
        """Which of score and coverage it has."""
        return [name for name in (SCORE, COVERAGE) if name in self.table.column_names]

    @property
    def shown(self) -> list[str]:
        """The indicators whose figures it has."""
        others = {*RESULT_COLUMNS, LABELS, *self.scored}
        return [name for name in self.table.column_names if name not in others]

    @property
    def sortable(self) -> list[str]:
        """What its rows can be ordered by."""
        return [CODE, "step", *self.scored, *self.shown]

    def of_grade(self, grade: str) -> "VisibleResult":
        """Those with one grade or label, or with `NO_GRADE`."""
        return replace(self, table=self.table.filter(self.members(grade)))

    def found_by(self, actor: Actor, text: str) -> "VisibleResult":
        """Those whose code or name contains the words of a search."""
        import pyarrow as pa
        import pyarrow.compute as pc

        rows = customers.search(customers.visible(actor), text).select_related(None).order_by()
        found = read_columns(rows, pa.schema([("pk", pa.int64())]))["pk"]
        return replace(self, table=self.table.filter(pc.is_in(self.table[KEY], value_set=found)))

    def column(self, code: str) -> "Column":
        """The figures of an indicator that the table has."""
        from mainstay.analytics.scoring.population import frozen_column

        if code not in self._columns:
            indicator = indicators.definition(code).indicator
            self._columns[code] = frozen_column(indicator, self.table[code])
        return self._columns[code]


def visible_result(
    actor: Actor, evaluation: Evaluation, codes: Sequence[str] = ()
) -> VisibleResult:
    """The result, ordered by code, with the figures of some indicators, as far as the actor sees.

    Indicators under a field right that the actor lacks are no columns, and a scheme that grades by
    such a one tells no way up; scores are columns as far as they are told.

    Raises EvaluationDamaged.
    """
    definition = evaluation.version.definition
    if is_typology(definition):
        table = read(evaluation, RESULT, LABELLED_COLUMNS)
    else:
        table = read(evaluation, RESULT, RESULT_COLUMNS)
        if rests_on_hidden(actor, definition):
            table = _without_next(table)
    for name, column in told_columns(actor, evaluation).items():
        table = table.append_column(name, column)
    seen = [code for code in codes if indicators.sees(actor, code)]
    if seen:
        for name, column in zip(seen, read(evaluation, INPUTS, seen).itercolumns(), strict=True):
            table = table.append_column(name, column)
    visible = table.filter(customers.seen_among(actor, table[KEY]))
    return VisibleResult(evaluation, visible, visible.num_rows == evaluation.units)


def _without_next(table: "pa.Table") -> "pa.Table":
    import pyarrow as pa

    for name, said in NO_STEP.items():
        place, kind = table.schema.get_field_index(name), table.schema.field(name).type
        column = pa.array([said], kind).take(pa.repeat(0, table.num_rows))
        table = table.set_column(place, table.schema.field(place), column)
    return table


class NamedRows(TableRows):
    """Rows of a table, to be paged through in any order, with their customers' names."""

    def after(
        self, order: Sequence[OrderKey], position: Position | None, limit: int
    ) -> Sequence[ResultRow]:
        """The first rows beyond a position."""
        return with_names(super().after(order, position, limit))


class ResultRows(NamedRows):
    """Rows of a result."""

    def __init__(self, result: VisibleResult) -> None:
        super().__init__(result.table)


def with_names(rows: Sequence[ResultRow]) -> list[ResultRow]:
    """The rows with the names of their customers."""
    named: Mapping[int, customers.CustomerName] = customers.names([row[KEY] for row in rows])
    return [{**row, "name": named[row[KEY]].name} for row in rows]
