"""What lies in baskets, as Ibis expressions over order lines: returns taken out, twice is once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mainstay.analytics.baskets.choices import By, Per
from mainstay.analytics.measures import by_unit, require, within
from mainstay.kernel.periods import Period

if TYPE_CHECKING:
    from ibis.expr.types import NumericValue, Table

LINE_COLUMNS = (
    "customer",
    "source",
    "order_no",
    "product_code",
    "product_name",
    "category",
    "quantity",
    "amount",
    "kind",
)
ORDER_COLUMNS = ("customer", "source", "order_no", "ordered_on")

_ORDER = ["customer", "source", "order_no"]


_ITEMS = {By.PRODUCT: "product_code", By.CATEGORY: "category"}
_NAMES = {By.PRODUCT: "product_name", By.CATEGORY: "category"}
_KEYS = {Per.ORDER: ["buyer", "source", "order_no"], Per.CUSTOMER: ["customer"]}


def traded_items(
    lines: Table,
    orders: Table,
    window: Period,
    *,
    by: By,
    units: Table | None = None,
    reach: Table | None = None,
) -> Table:
    """Express what was sold and taken back in the orders of a window, line by line.

    ``lines`` and ``orders`` are those of one ledger state; a line belongs to the day of its order,
    and one without the item is left out. ``units`` has the columns ``customer`` (unique) and
    ``unit``; a customer that it does not list is its own unit. ``reach`` lists in ``customer`` the
    units whose lines count, by default all.

    The result has ``customer`` (the unit), ``buyer`` (the customer itself), ``source``,
    ``order_no``, ``item``, its ``name``, ``pieces`` (negative for a return) and ``amount``. Raises
    ``MissingColumn``.
    """
    require(lines, "lines", LINE_COLUMNS)
    require(orders, "orders", ORDER_COLUMNS)
    item = lines[_ITEMS[by]]
    placed = orders.filter(within(orders.ordered_on, window)).select(*_ORDER)
    named = lines.select(
        *_ORDER,
        "amount",
        buyer=lines.customer,
        item=item,
        name=lines[_NAMES[by]],
        pieces=_pieces(lines),
    )
    named = named.filter(named.item.notnull() & (named.item != ""))
    mine = by_unit(named.semi_join(placed, _ORDER), units)
    return mine if reach is None else mine.semi_join(reach, "customer")


def _pieces(lines: Table) -> NumericValue:
    """Count pieces with the sign of the line's kind; a line without a quantity is one piece."""
    piece = lines.quantity.abs().coalesce(1)
    return (lines.kind == "return").ifelse(-piece, piece)


def basket_contents(traded: Table, numbers: Table, per: Per) -> Table:
    """Express the baskets that hold something: one row each, with its items in an array.

    ``numbers`` has ``item`` (unique) and ``number``; other items count as nothing. An item lies in
    a basket when its pieces there come to more than none. The column ``items`` has the numbers,
    each once, in no order.
    """
    keys = _KEYS[per]
    numbered = traded.inner_join(numbers, "item")
    net = numbered.group_by(*keys, "number").aggregate(pieces=numbered.pieces.sum())
    held = net.filter(net.pieces > 0)
    return held.group_by(*keys).aggregate(items=held.number.collect()).select("items")


def held_by_customers(traded: Table) -> Table:
    """Express what each customer holds of each item: ``customer``, ``item`` and ``amount``.

    A row stands for pieces that come to more than none; ``amount`` is net of returns.
    """
    net = traded.group_by("customer", "item").aggregate(
        pieces=traded.pieces.sum(), amount=traded.amount.sum()
    )
    return net.filter(net.pieces > 0).drop("pieces")


def item_names(traded: Table, items: Table) -> Table:
    """Express for each listed item the name that lines give it: ``item`` and ``name``.

    Of several names the last in alphabetical order; items without any are left out.
    """
    listed = traded.semi_join(items, "item")
    named = listed.filter(listed.name.notnull() & (listed.name != ""))
    return named.group_by("item").aggregate(name=named.name.max())
