"""Baskets that a test writes down, as the expressions that rules are made of."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Any

import ibis
import pyarrow as pa

from mainstay.analytics.baskets.choices import By, Per
from mainstay.analytics.baskets.contents import traded_items
from mainstay.analytics.baskets.counting import Limits, find_frequent_sets
from mainstay.analytics.baskets.frequent_sets import FrequentSets
from mainstay.analytics.baskets.minimums import Minimums
from mainstay.kernel.periods import Period

YEAR = Period(date(2024, 1, 1), date(2025, 1, 1))
_MONEY = pa.decimal128(18, 4)
LINES = pa.schema(
    [
        ("customer", pa.int64()),
        ("source", pa.string()),
        ("order_no", pa.string()),
        ("ordered_on", pa.date32()),
        ("product_code", pa.string()),
        ("product_name", pa.string()),
        ("category", pa.string()),
        ("quantity", _MONEY),
        ("amount", _MONEY),
        ("kind", pa.string()),
    ]
)

Line = dict[str, Any]


def line(order: str, product: str | None, quantity: int | None = 1, **facts: Any) -> Line:
    """One order line; a return when its quantity is below nothing."""
    made = {
        "customer": 1,
        "source": "erp",
        "order_no": order,
        "ordered_on": date(2024, 3, 1),
        "product_code": product,
        "product_name": None,
        "category": None,
        "quantity": None if quantity is None else Decimal(quantity),
        "amount": Decimal(10 * (1 if quantity is None else quantity)),
        "kind": "return" if quantity is not None and quantity < 0 else "sale",
    }
    return made | facts


def traded(lines: Sequence[Line], **options: Any) -> Any:
    """The expression over these lines and over their orders, whose day is that of the first."""
    days: dict[tuple[Any, ...], date] = {}
    for each in lines:
        key = (each["customer"], each["source"], each["order_no"])
        days[key] = min(days.get(key, each["ordered_on"]), each["ordered_on"])
    names = ("customer", "source", "order_no")
    orders = [dict(zip(names, key, strict=True), ordered_on=day) for key, day in days.items()]
    schema = pa.schema([LINES.field(name) for name in (*names, "ordered_on")])
    asked = {"by": By.PRODUCT, "window": YEAR, **options}
    return traded_items(
        ibis.memtable(pa.Table.from_pylist(list(lines), LINES)),
        ibis.memtable(pa.Table.from_pylist(orders, schema)),
        **asked,
    )


def of_baskets(baskets: Iterable[Iterable[str]]) -> Any:
    """The expression over orders with these products."""
    return traded(
        [line(str(number), item) for number, basket in enumerate(baskets) for item in basket]
    )


def minimums(support: str = "0.001", confidence: str = "0", **more: str) -> Minimums:
    """What rules have to reach, by default next to nothing."""
    exact: Any = {name: Decimal(value) for name, value in more.items()}
    return Minimums(Decimal(support), Decimal(confidence), **exact)


def sets_of(
    items: Any,
    support: str = "0.001",
    *,
    per: Per = Per.ORDER,
    longest: int = 3,
    limits: Limits | None = None,
) -> FrequentSets:
    """The frequent sets of an expression."""
    limits = limits or Limits()
    return find_frequent_sets(items, per, minimums(support), longest=longest, limits=limits)


def counted(found: FrequentSets) -> dict[frozenset[str], int]:
    """Each frequent set with its count."""
    return {
        frozenset(found.items[number] for number in row): int(count)
        for level in found.levels
        for row, count in zip(level.members, level.counts, strict=True)
    }


def counted_one_by_one(
    baskets: Sequence[frozenset[str]], least: int, longest: int
) -> Mapping[frozenset[str], int]:
    """The same, by asking every basket about every set of items that there are."""
    items = sorted(frozenset().union(*baskets))
    found = {}
    for length in range(1, longest + 1):
        for chosen in map(frozenset, combinations(items, length)):
            count = sum(chosen <= basket for basket in baskets)
            if count >= least:
                found[chosen] = count
    return found
