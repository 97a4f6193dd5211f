"""The ledger's indicators of all units, computed from the current state."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.models import EvaluationUnit
from mainstay.apps.ledger.queries import states

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Measured:
    """The figures of every unit with rows before a day, and what they were computed from.

    `table` is a frozen table (see `exact`). `units` has the unit of each customer that is not its
    own: merged customers and, for groups, all below the top. `members` are those below the top of
    a graded group, each with the top's key.
    """

    table: "pa.Table"
    ledger_state: int
    alias_version: int
    units: Mapping[int, int]
    members: Mapping[int, int]


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
    raw = _raw_measures(state.number, as_of, units)
    table = frozen_figures(raw, customers.all_codes(), LEDGER_INDICATORS)
    graded = set(table[KEY].to_pylist()) if roots else set()
    members = {
        customer: top
        for customer, top in units.items()
        if top in graded and customer in roots and customer not in aliases
    }
    return Measured(table, state.number, alias_version, units, members)


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


def _raw_measures(state: int, as_of: date, units: Mapping[int, int]) -> "pa.Table":
    import ibis
    import pyarrow as pa

    from mainstay.analytics.measures import ledger_measures
    from mainstay.engine.tables import open_tables

    pinned = states.state_at(state)
    mapping = pa.table(
        {
            "customer": pa.array(units.keys(), pa.int64()),
            "unit": pa.array(units.values(), pa.int64()),
        }
    )
    with open_tables(states.engine(), states.store(), pinned) as tables:
        expression = ledger_measures(
            tables.orders(),
            tables.categories(),
            as_of=as_of,
            units=ibis.memtable(mapping) if units else None,
        )
        return tables.backend.to_pyarrow(expression)
