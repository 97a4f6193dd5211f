"""What those who buy an item usually spend on it in a year: the median, exact in the engine."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING

from mainstay.analytics.baskets.contents import held_by_customers

if TYPE_CHECKING:
    from ibis.expr.types import Table

_SMALLEST = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class UsualSpend:
    """How many customers bought an item in a year, and the median of what they spent on it."""

    buyers: int
    median: Decimal


def usual_spend(traded: Table, items: Table) -> Table:
    """Express for each listed item its ``buyers``, and the amounts in the middle: one or two.

    ``traded`` is an expression of ``traded_items`` over a year; ``items`` has the column ``item``.
    A buyer has pieces of it left after returns; what it spent is net of them. ``middle`` is the
    sum of the amounts in the middle and ``middles`` how many these are: two where the number of
    buyers is even. A window sorts, which the engine can do beyond its memory, while its median
    would keep every amount there.
    """
    import ibis

    held = held_by_customers(traded.semi_join(items, "item"))
    ranked = held.mutate(
        # Without a gap in any order; equal amounts may change places.
        rank=ibis.row_number().over(group_by="item", order_by=["amount", "customer"]),
        buyers=held.count().over(group_by="item"),
    )
    twice = 2 * ranked["rank"] + 1
    middle = ranked.filter((twice - ranked.buyers).abs() <= 1)
    return middle.group_by("item").aggregate(
        buyers=middle.buyers.max(), middle=middle.amount.sum(), middles=middle.count()
    )


def read_usual_spend(traded: Table, items: Table) -> dict[str, UsualSpend]:
    """Read it by item: see ``usual_spend``."""
    return {
        row["item"]: UsualSpend(row["buyers"], _halved(row["middle"], row["middles"]))
        for row in usual_spend(traded, items).to_pyarrow().to_pylist()
    }


def _halved(middle: Decimal, middles: int) -> Decimal:
    return (middle / middles).quantize(_SMALLEST, ROUND_HALF_EVEN)
