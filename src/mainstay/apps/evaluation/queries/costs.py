"""Cost to serve and net profit of all units, and what they are computed from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from mainstay.analytics.cost_to_serve import UnitCost, capital_cost, pieces, rounded
from mainstay.analytics.indicators import Unit, money
from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.contracts.cost_drivers import CostDriver, Counting, drivers
from mainstay.apps.evaluation.contracts.indicators import IndicatorDefinition, Source
from mainstay.apps.evaluation.exact import KEY, decimals, with_figures
from mainstay.apps.evaluation.models import ActivityCost, OtherCosts
from mainstay.apps.evaluation.queries.external import Joined, external_figures
from mainstay.apps.evaluation.queries.measures import read_ledger
from mainstay.apps.ledger.contracts import VIEW_COSTS
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.field_rights import OPEN
from mainstay.kernel.periods import last_12_months

if TYPE_CHECKING:
    import pyarrow as pa

COST, NET = "cost_to_serve_12m", "net_profit_12m"
REVENUE, GROSS = "revenue_12m", "gross_profit_12m"
_WHY = "costs are the company's"
Amounts = list[Decimal | None]


def activity_costs(actor: Actor) -> QuerySet[ActivityCost]:
    """What activities cost, by driver, the newest day first."""
    return ActivityCost.objects.visible_to(actor).order_by("driver", "-valid_from")


def other_costs() -> OtherCosts:
    """Which indicators hold freight and late payment; an empty row before anybody says."""
    return OtherCosts.objects.system(_WHY).first() or OtherCosts()


def offered_for(unit: Unit) -> list[IndicatorDefinition]:
    """The indicators that can hold freight (amounts) or late payment (days).

    Figures from files that everybody sees who may see costs: who sees the net profit could reckon
    them from it.
    """
    return [
        each
        for each in indicators.definitions().values()
        if each.source is Source.EXTERNAL
        and each.indicator.unit is unit
        and each.field_right in {OPEN, VIEW_COSTS}
        and not each.retired
    ]


@dataclass(frozen=True, slots=True)
class _Costs:
    """All that is set: by driver what it costs, and the other costs."""

    of_drivers: Mapping[CostDriver, Sequence[UnitCost]]
    other: OtherCosts

    @property
    def are_set(self) -> bool:
        return bool(self.of_drivers or self.other.freight or self.other.payment_delay)


def _costs() -> _Costs:
    known: dict[str, list[UnitCost]] = {}
    rows = ActivityCost.objects.system(_WHY).order_by("driver", "valid_from")
    for driver, valid_from, amount in rows.values_list("driver", "valid_from", "amount"):
        known.setdefault(driver, []).append(UnitCost(valid_from, amount))
    registered = drivers().values()
    return _Costs(
        {each: known[each.code] for each in registered if each.code in known}, other_costs()
    )


def with_costs(table: "pa.Table", as_of: date, joined: Joined) -> "pa.Table":
    """A table with the revenue of units, with cost to serve, and net profit where gross profit is.

    Raises LedgerDamaged.
    """
    keys = table[KEY].to_pylist()
    costs = _costs()
    served: Amounts = [Decimal(0) if costs.are_set else None] * len(keys)
    for driver, unit_costs in costs.of_drivers.items():
        served = _plus(served, _of_driver(driver, unit_costs, keys, as_of, joined))
    if costs.other.freight:
        served = _plus(served, _external(costs.other.freight, keys, as_of, joined))
    if costs.other.payment_delay:
        late = _external(costs.other.payment_delay, keys, as_of, joined)
        rate = costs.other.capital_rate or Decimal(0)
        served = _plus(served, _of_capital(decimals(table[REVENUE]), late, rate))
    served = [None if each is None else rounded(each) for each in served]
    table = with_figures(table, money(COST, "value"), served)
    if GROSS not in table.column_names:
        return table
    net = [
        None if profit is None or cost is None else profit - cost
        for profit, cost in zip(decimals(table[GROSS]), served, strict=True)
    ]
    return with_figures(table, money(NET, "value"), net)


def _plus(one: Amounts, other: Amounts) -> Amounts:
    """The sums; unknown where either is."""
    return [None if a is None or b is None else a + b for a, b in zip(one, other, strict=True)]


def _of_driver(
    driver: CostDriver, costs: Sequence[UnitCost], keys: Sequence[int], as_of: date, joined: Joined
) -> Amounts:
    """What the activities of twelve months cost, each at the cost of its day."""
    parts = pieces(last_12_months(as_of), costs)
    periods = [period for period, _amount in parts]
    counts = driver.counts(Counting(joined.ledger_state, periods, joined.units))
    nothing = [0] * len(parts)
    return [
        sum(
            (
                count * amount
                for count, (_p, amount) in zip(counts.get(key, nothing), parts, strict=True)
            ),
            Decimal(0),
        )
        for key in keys
    ]


def _external(code: str, keys: Sequence[int], as_of: date, joined: Joined) -> Amounts:
    """Figures from files; unknown for who has none, and for all where the indicator is no more."""
    definition = indicators.definitions().get(code)
    if definition is None:
        return [None] * len(keys)
    found = external_figures([code], keys, as_of, joined)[code]
    places = definition.indicator.places
    return [Decimal(found[key].units).scaleb(-places) if key in found else None for key in keys]


def _of_capital(revenue: Amounts, late: Amounts, rate: Decimal) -> Amounts:
    return [
        None if sold is None or days is None else capital_cost(sold, days, rate)
        for sold, days in zip(revenue, late, strict=True)
    ]


def orders_counted(counting: Counting) -> Mapping[int, Sequence[int]]:
    """The orders of each unit with a sale line. Raises LedgerDamaged."""
    from mainstay.analytics.activity_counts import order_counts

    return _counted(
        read_ledger(
            counting.state,
            counting.units,
            lambda tables, units: order_counts(tables.orders(), counting.periods, units),
        )
    )


def lines_counted(counting: Counting) -> Mapping[int, Sequence[int]]:
    """The order lines of each unit, returns among them. Raises LedgerDamaged."""
    from mainstay.analytics.activity_counts import line_counts

    return _counted(
        read_ledger(
            counting.state,
            counting.units,
            lambda tables, units: line_counts(tables.orders(), counting.periods, units),
        )
    )


def _counted(table: "pa.Table") -> dict[int, Sequence[int]]:
    rows = zip(*(column.to_pylist() for column in table.itercolumns()), strict=True)
    return {int(key): counts for key, *counts in rows}
