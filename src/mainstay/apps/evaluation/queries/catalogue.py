"""The catalogue of indicators: which there are, and how the customers of a reader stand in one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_CEILING, Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from mainstay.analytics.indicators import LEDGER_INDICATORS
from mainstay.analytics.scoring.presets import INDUSTRY_RANK
from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.contracts.indicators import IndicatorDefinition, UnknownIndicator
from mainstay.apps.evaluation.exact import CODE, KEY, exact_type
from mainstay.apps.evaluation.models import FiguresRefresh, LatestFigures
from mainstay.apps.evaluation.policies import VIEW_GRADES
from mainstay.apps.evaluation.queries.external import Joined, origins_of
from mainstay.apps.evaluation.queries.indicators import NEVER_NULL
from mainstay.apps.evaluation.queries.industry_ranks import with_latest_ranks
from mainstay.apps.evaluation.queries.inputs import DATED, TAKEN_FROM, completed
from mainstay.apps.evaluation.queries.results import with_names
from mainstay.apps.evaluation.queries.table_rows import TableRow, TableRows
from mainstay.apps.evaluation.queries.told_scores import tells_of_others
from mainstay.apps.governance import queries as governance
from mainstay.apps.ledger.queries import states
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require
from mainstay.foundation.columns import read_columns
from mainstay.shell.paging import OrderKey, Position

if TYPE_CHECKING:
    import pyarrow as pa

    from mainstay.analytics.distribution import Bin
    from mainstay.analytics.scoring.population import Column

FIGURE = "figure"
"""The column of the figures of the one indicator that a page is about."""
FILE, ON = "file", "on"
"""Beside it, where figures come in files, the number of the file and the day of the figure."""


def catalogue(actor: Actor, *, retired: bool = True) -> list[IndicatorDefinition]:
    """The indicators whose figures the actor may see, retired ones last."""
    require(actor, VIEW_GRADES)
    seen = [each for each in indicators.definitions().values() if indicators.sees(actor, each.code)]
    kept = [each for each in seen if retired or not each.retired]
    return sorted(kept, key=lambda each: each.retired)


def indicator(actor: Actor, code: str) -> IndicatorDefinition:
    """One of them. Raises UnknownIndicator also for one that is not for the actor."""
    require(actor, VIEW_GRADES)
    if not indicators.sees(actor, code):
        raise UnknownIndicator(code)
    return indicators.definition(code)


@dataclass(frozen=True)
class IndicatorFigures:
    """The figures of an indicator of every current customer that the reader sees.

    `table` has KEY, CODE and FIGURE, by code. `as_of` is the day of the newest refresh. What tells
    of other customers is `withheld` from who does not see them all: nobody is in the table then.
    """

    definition: IndicatorDefinition
    table: "pa.Table"
    as_of: date
    withheld: bool

    @property
    def customers(self) -> int:
        count: int = self.table.num_rows
        return count

    @property
    def known(self) -> int:
        """How many of the customers have a figure."""
        return self.customers - int(self.table[FIGURE].null_count)

    @property
    def coverage(self) -> float | None:
        """Their share; None without customers."""
        return self.known / self.customers if self.customers else None

    @cached_property
    def column(self) -> "Column":
        from mainstay.analytics.scoring.population import frozen_column

        return frozen_column(self.definition.indicator, self.table[FIGURE])

    def bins(self) -> "list[Bin]":
        """How the figures are spread; borders in units of the last kept place."""
        from mainstay.analytics.distribution import bins

        return bins(self.column.figures[self.column.known])

    def between(self, lower: Decimal | None, below: Decimal | None) -> "IndicatorFigures":
        """The customers with a figure from `lower` on and below another, where these are given."""
        import pyarrow as pa

        column, places = self.column, self.definition.indicator.places
        inside = column.known.copy()
        if lower is not None:
            inside &= column.figures >= _units(lower, places)
        if below is not None:
            inside &= column.figures < _units(below, places)
        return self._narrowed(self.table.filter(pa.array(inside)))

    def without(self) -> "IndicatorFigures":
        """The customers without a figure."""
        import pyarrow.compute as pc

        return self._narrowed(self.table.filter(pc.is_null(self.table[FIGURE])))

    def _narrowed(self, table: "pa.Table") -> "IndicatorFigures":
        return replace(self, table=table)

    def rows(self) -> "NamedRows":
        """Its rows, to be paged through in any order."""
        return NamedRows(self.table)


class NamedRows(TableRows):
    """Rows of figures with the names of their customers."""

    def after(
        self, order: Sequence[OrderKey], position: Position | None, limit: int
    ) -> Sequence[TableRow]:
        """The first rows beyond a position; of figures from files with who published them."""
        rows = with_names(super().after(order, position, limit))
        if not rows or FILE not in rows[0]:
            return rows
        origins = origins_of({row[FILE] for row in rows if row[FILE] is not None})
        return [{**row, "origin": origins.get(row[FILE], "")} for row in rows]


def _units(border: Decimal, places: int) -> int:
    """A border in units of the last kept place; one between two figures counts as the upper one."""
    return int(border.scaleb(places).to_integral_value(ROUND_CEILING))


def indicator_figures(actor: Actor, code: str) -> IndicatorFigures:
    """How the reader's customers stand in an indicator. Raises UnknownIndicator."""
    definition = indicator(actor, code)
    table = latest_table(actor, [code])
    withheld = not customers.sees_all(actor) and tells_of_others(code)
    if withheld:
        table = table.slice(0, 0)
    shown = {code: FIGURE, TAKEN_FROM + code: FILE, DATED + code: ON}
    names = [shown.get(name, name) for name in table.column_names]
    return IndicatorFigures(definition, table.rename_columns(names), latest_day(), withheld)


def latest_day() -> date:
    """The day as of which the newest figures are."""
    last = FiguresRefresh.objects.system("the day is the same for everybody").first()
    return governance.today() if last is None else last.as_of


def latest_table(actor: Actor, codes: list[str]) -> "pa.Table":
    """The newest figures of the current customers that the actor sees, by code.

    The actor sees the indicators. Who has no order lines has zeros where nothing was bought.
    """
    import pyarrow as pa

    rows = customers.current(actor).select_related(None).order_by("code")
    base = read_columns(rows, pa.schema([("pk", pa.int64()), ("code", pa.string())]))
    base = base.rename_columns([KEY, CODE])
    needed = {origin for code in codes for origin in indicators.origins(code)}
    table = _with_latest(actor, base, needed)
    if INDUSTRY_RANK in needed:
        table = with_latest_ranks(table)
    aliases = customers.alias_map()[1]
    table = completed(table, codes, latest_day(), Joined(aliases, aliases, states.current_number()))
    beside = [before + code for code in codes for before in (TAKEN_FROM, DATED)]
    beside = [name for name in beside if name in table.column_names]
    return table.select([KEY, CODE, *codes, *beside])


def traders_table(actor: Actor, code: str) -> "pa.Table":
    """The newest figures of an indicator of all customers with order lines that the actor sees.

    These are who is graded; archived ones are among them. The actor sees the indicator.
    """
    import pyarrow as pa

    needed = indicators.origins(code)
    asked = [each for each in LEDGER_INDICATORS if each.code in needed]
    schema = pa.schema([("customer_id", pa.int64()), *((e.code, exact_type(e)) for e in asked)])
    rows = LatestFigures.objects.visible_to(actor).order_by()
    table = read_columns(rows, schema).rename_columns([KEY, *(each.code for each in asked)])
    if INDUSTRY_RANK in needed:
        table = with_latest_ranks(table)
    aliases = customers.alias_map()[1]
    joined = Joined(aliases, aliases, states.current_number())
    return completed(table, [code], latest_day(), joined).select([KEY, code])


def _with_latest(actor: Actor, base: "pa.Table", needed: set[str]) -> "pa.Table":
    import pyarrow as pa
    import pyarrow.compute as pc

    asked = [each for each in LEDGER_INDICATORS if each.code in needed]
    if not asked:
        return base
    schema = pa.schema([("customer_id", pa.int64()), *((e.code, exact_type(e)) for e in asked)])
    found = read_columns(LatestFigures.objects.visible_to(actor).order_by(), schema)
    places = pc.index_in(base[KEY], value_set=found["customer_id"])
    for each in asked:
        column = found[each.code].take(places)
        if each.code in NEVER_NULL:
            column = pc.fill_null(column, 0)
        base = base.append_column(each.code, column)
    return base
