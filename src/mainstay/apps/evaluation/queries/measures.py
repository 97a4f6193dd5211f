"""The ledger's indicators of all units, computed from the current state."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.models import EvaluationUnit
from mainstay.apps.governance import queries as governance
from mainstay.apps.ledger.queries import states
from mainstay.kernel.clock import today_in
from mainstay.kernel.periods import Period

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

    from mainstay.analytics.spring_festival import SpringFestivalBreak
    from mainstay.engine.tables import LedgerTables


FIRST_DAY = date(1900, 1, 1)
"""Twelve months, and the twelve before, can be counted back from any day that is measured."""


@dataclass(frozen=True)
class Measured:
    """The figures of every unit with rows before a day, and what they were computed from.

    `table` is a frozen table (see `exact`). `aliases` has the kept customer of each merged one,
    `units` the unit of each customer that is not its own: merged customers and, for groups, all
    below the top. `members` are those below the top of a graded group, each with the top's key.
    `festival` is the break that was left out.
    """

    table: "pa.Table"
    ledger_state: int
    alias_version: int
    aliases: Mapping[int, int]
    units: Mapping[int, int]
    members: Mapping[int, int]
    festival: "SpringFestivalBreak | None"


def require_measurable(as_of: date) -> None:
    """Refuse a day as of which nothing can be measured. Raises ValidationError."""
    # The day itself does not count, so tomorrow is the latest day that can have all its lines.
    if as_of > today_in(ZoneInfo(governance.installation().time_zone)) + timedelta(days=1):
        raise ValidationError(
            {"as_of": ValidationError(_("This day lies in the future."), "in_the_future")}
        )
    if as_of < FIRST_DAY:
        message = _("Choose a day from %(day)s on.") % {"day": FIRST_DAY.isoformat()}
        raise ValidationError({"as_of": ValidationError(message, "too_early")})


@dataclass(frozen=True)
class Pinned:
    """What figures are computed from, as of one moment: see `Measured`. `roots` has the tops."""

    ledger_state: int
    alias_version: int
    aliases: Mapping[int, int]
    roots: Mapping[int, int]
    units: Mapping[int, int]
    festival: "SpringFestivalBreak | None"


def measured(as_of: date, unit: str = EvaluationUnit.CUSTOMER) -> Measured:
    """Measure every unit as of a day; the figures of merged customers count for the kept one.

    Raises LedgerDamaged.
    """
    return measured_of(pinned(unit), as_of)


def pinned(unit: str) -> Pinned:
    """The current state of the ledger, and which customers make a unit now."""
    state = states.current_state()
    alias_version, aliases = customers.alias_map()
    roots = customers.group_roots() if unit == EvaluationUnit.GROUP else {}
    units = _units(aliases, roots)
    return Pinned(state.number, alias_version, aliases, roots, units, festival_break())


def measured_of(pin: Pinned, as_of: date) -> Measured:
    """Measure every unit of what was pinned, as of a day. Raises LedgerDamaged."""
    from mainstay.analytics.indicators import LEDGER_INDICATORS
    from mainstay.apps.evaluation.exact import KEY, frozen_figures

    with opened_ledger(pin.ledger_state, pin.units) as (tables, units):
        raw = _raw_measures(tables, as_of, units, pin.festival)
    table = frozen_figures(raw, customers.all_codes(), LEDGER_INDICATORS)
    graded = set(table[KEY].to_pylist()) if pin.roots else set()
    members = {
        customer: top
        for customer, top in pin.units.items()
        if top in graded and customer in pin.roots and customer not in pin.aliases
    }
    return Measured(
        table, pin.ledger_state, pin.alias_version, pin.aliases, pin.units, members, pin.festival
    )


def outcomes_of(pin: Pinned, periods: Iterable[Period]) -> "list[pa.Table]":
    """What every unit of what was pinned brought in periods: see `analytics.outcomes`.

    Raises LedgerDamaged.
    """
    from mainstay.analytics.outcomes import outcomes

    with opened_ledger(pin.ledger_state, pin.units) as (tables, units):
        orders = tables.orders()
        return [
            tables.backend.to_pyarrow(outcomes(orders, period, units=units)) for period in periods
        ]


def read_ledger(
    ledger_state: int,
    units: Mapping[int, int],
    expressed: "Callable[[LedgerTables, ir.Table | None], ir.Table]",
) -> "pa.Table":
    """What an expression over the roll-ups of a state comes to; `units` maps customers to theirs.

    Raises LedgerDamaged.
    """
    with opened_ledger(ledger_state, units) as (tables, mapping):
        return tables.backend.to_pyarrow(expressed(tables, mapping))


def festival_break() -> "SpringFestivalBreak | None":
    """The break of the Spring Festival that the installation leaves out, if it does."""
    from mainstay.analytics.spring_festival import SpringFestivalBreak

    company = governance.installation()
    if not company.spring_festival_days:
        return None
    return SpringFestivalBreak(company.spring_festival_days_before, company.spring_festival_days)


def _units(aliases: Mapping[int, int], roots: Mapping[int, int]) -> dict[int, int]:
    """The unit of each customer that is not its own unit."""
    found = {}
    for customer in {*aliases, *roots}:
        kept = aliases.get(customer, customer)
        root = roots.get(kept, kept)
        unit = aliases.get(root, root)
        if unit != customer:
            found[customer] = unit
    return found


def festival_facts(festival: "SpringFestivalBreak | None") -> dict[str, int]:
    """The fields in which a break is written down beside figures."""
    if festival is None:
        return {"festival_days": 0, "festival_days_before": 0}
    return {"festival_days": festival.days, "festival_days_before": festival.days_before}


@contextmanager
def opened_ledger(
    ledger_state: int, units: Mapping[int, int]
) -> "Iterator[tuple[LedgerTables, ir.Table | None]]":
    """The tables of a state of the ledger, and the unit of each customer not its own.

    For who reads them several times; each raises LedgerDamaged.
    """
    import ibis
    import pyarrow as pa

    from mainstay.engine.tables import open_tables

    mapping = pa.table(
        {
            "customer": pa.array(units.keys(), pa.int64()),
            "unit": pa.array(units.values(), pa.int64()),
        }
    )
    state = states.state_at(ledger_state)
    with open_tables(states.engine(), states.store(), state) as tables:
        yield tables, ibis.memtable(mapping) if units else None


def _raw_measures(
    tables: "LedgerTables",
    as_of: date,
    units: "ir.Table | None",
    festival: "SpringFestivalBreak | None",
) -> "pa.Table":
    from mainstay.analytics.measures import ledger_measures

    expression = ledger_measures(
        tables.orders(), tables.categories(), as_of=as_of, units=units, festival=festival
    )
    return tables.backend.to_pyarrow(expression)
