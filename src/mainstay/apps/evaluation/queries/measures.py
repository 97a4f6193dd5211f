"""The ledger's indicators of all units, computed from the current state."""

from collections.abc import Callable, Mapping
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

if TYPE_CHECKING:
    import pyarrow as pa
    from ibis.expr.types import Table

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


def measured(as_of: date, unit: str = EvaluationUnit.CUSTOMER) -> Measured:
    """Measure every unit as of a day; the figures of merged customers count for the kept one.

    Raises LedgerDamaged.
    """
    from mainstay.analytics.indicators import LEDGER_INDICATORS
    from mainstay.apps.evaluation.exact import KEY, frozen_figures

    state = states.current_state()
    alias_version, aliases = customers.alias_map()
    roots = customers.group_roots() if unit == EvaluationUnit.GROUP else {}
    units = _units(aliases, roots)
    festival = festival_break()
    raw = _raw_measures(state.number, as_of, units, festival)
    table = frozen_figures(raw, customers.all_codes(), LEDGER_INDICATORS)
    graded = set(table[KEY].to_pylist()) if roots else set()
    members = {
        customer: top
        for customer, top in units.items()
        if top in graded and customer in roots and customer not in aliases
    }
    return Measured(table, state.number, alias_version, aliases, units, members, festival)


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


def _raw_measures(
    state: int,
    as_of: date,
    units: Mapping[int, int],
    festival: "SpringFestivalBreak | None",
) -> "pa.Table":
    from mainstay.analytics.measures import ledger_measures

    def expressed(tables: "LedgerTables", mapping: "Table | None") -> "Table":
        return ledger_measures(
            tables.orders(), tables.categories(), as_of=as_of, units=mapping, festival=festival
        )

    return read_ledger(state, units, expressed)


def read_ledger(
    state: int,
    units: Mapping[int, int],
    expressed: "Callable[[LedgerTables, Table | None], Table]",
) -> "pa.Table":
    """What an expression over the roll-ups of a state comes to; `units` maps customers to theirs.

    Raises LedgerDamaged.
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
    with open_tables(states.engine(), states.store(), states.state_at(state)) as tables:
        expression = expressed(tables, ibis.memtable(mapping) if units else None)
        return tables.backend.to_pyarrow(expression)
