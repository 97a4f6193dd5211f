"""Lines added up to orders in arrays: exact sums over neighbours, without a hash table of lines.

Lines of the ledger are sorted by customer, day and order, so the lines of an order mostly lie
together. Neighbours are added up to a *part* of an order; parts of the same order, which come from
several files, days or currencies, are few and are put together afterwards. On lines in any other
order the result is the same, only slower.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from mainstay.engine.exact_sums import Amounts, amounts_of, sum_runs
from mainstay.engine.repeated_texts import seen_before_or_after

Integers = npt.NDArray[np.int64]

# What is read of a line. A column ``sign`` may come with it: -1 for a line that goes.
LINE_COLUMNS: tuple[str, ...] = (
    "customer",
    "source",
    "order_no",
    "currency",
    "ordered_on",
    "category",
    "quantity",
    "amount",
    "cost",
    "kind",
)
REPEATING_COLUMNS: tuple[str, ...] = ("source", "currency", "category", "kind")


@dataclass(frozen=True, slots=True)
class OrderParts:
    """Parts of orders, one per place in the arrays, and the categories of their sale lines.

    ``sign`` is 1 or -1. ``ordered_on`` counts days since 1970. ``category_part`` names the part
    and ``category`` the category of each sale line that has one.
    """

    customer: Integers
    source: pa.DictionaryArray
    order_no: pa.StringArray
    currency: pa.DictionaryArray
    sign: Integers
    ordered_on: Integers
    lines: Integers
    sale_lines: Integers
    lines_with_cost: Integers
    quantity: Amounts
    amount: Amounts
    amount_with_cost: Amounts
    cost: Amounts
    category_part: Integers
    category: pa.DictionaryArray

    def __len__(self) -> int:
        """Give the number of parts."""
        return len(self.customer)

    def split(self, customer: int) -> "tuple[OrderParts, OrderParts]":
        """Cut parts that are sorted by customer: those before a customer, the others."""
        border = int(np.searchsorted(self.customer, customer))
        return self._between(0, border), self._between(border, len(self))

    def coming(self) -> "OrderParts":
        """Leave the parts that go out."""
        if (self.sign > 0).all():
            return self
        return _rearrange(self, np.flatnonzero(self.sign > 0), np.cumsum(self.sign > 0) - 1)

    def _between(self, start: int, stop: int) -> "OrderParts":
        first, last = np.searchsorted(self.category_part, (start, stop))
        cut = {name: getattr(self, name)[start:stop] for name in _PER_PART}
        return OrderParts(
            **cut,
            category_part=self.category_part[first:last] - start,
            category=self.category[first:last],
        )


_PER_LINE = ("category_part", "category")
_PER_PART = tuple(field.name for field in fields(OrderParts) if field.name not in _PER_LINE)
_COUNTS = ("lines", "sale_lines", "lines_with_cost")
_MONEY = ("quantity", "amount", "amount_with_cost", "cost")
_TEXTS = ("source", "order_no", "currency", "category")


def add_up_lines(lines: pa.Table) -> OrderParts:
    """Add up neighbouring lines of the same order, day and currency. Needs ``LINE_COLUMNS``."""
    columns = {name: _column(lines, name) for name in LINE_COLUMNS}
    customer = columns["customer"].to_numpy()
    day = columns["ordered_on"].view(pa.int32()).to_numpy()
    order_no = columns["order_no"]
    sign = lines["sign"].to_numpy() if "sign" in lines.column_names else None
    same_text = [_codes(columns[name]) for name in ("source", "currency") if _varies(columns[name])]
    differs = changes(customer, day, *same_text, *([] if sign is None else [sign]))
    other_order = pc.not_equal(order_no[1:], order_no[:-1])
    differs[1:] |= other_order.to_numpy(zero_copy_only=False)
    starts = np.flatnonzero(differs)
    run = np.cumsum(differs) - 1
    places = pa.array(starts)
    cost, known = amounts_of(columns["cost"])
    amount, _ = amounts_of(columns["amount"])
    sums = sum_runs(amount, starts)
    sale = _is(columns["kind"], "sale")
    count = np.diff(starts, append=len(differs))
    categorised = np.flatnonzero(sale & _is_known(columns["category"]))
    return OrderParts(
        customer=customer[starts],
        source=columns["source"].take(places),
        order_no=order_no.take(places),
        currency=columns["currency"].take(places),
        sign=np.ones(len(starts), np.int64) if sign is None else sign[starts].astype(np.int64),
        ordered_on=day[starts].astype(np.int64),
        lines=count,
        sale_lines=count - _count(~sale, run, len(starts)),
        lines_with_cost=count - _count(~known, run, len(starts)),
        quantity=sum_runs(amounts_of(columns["quantity"])[0], starts),
        amount=sums,
        amount_with_cost=sums if known.all() else sum_runs(amount * known, starts),
        cost=sum_runs(cost, starts),
        category_part=run.take(categorised),
        category=columns["category"].take(pa.array(categorised)),
    )


def _count(flags: npt.NDArray[np.bool_], run: Integers, runs: int) -> Integers:
    """Count the flags that are set in each run; quick where few are."""
    return np.bincount(run[flags], minlength=runs)


def concatenate(parts: Sequence[OrderParts]) -> OrderParts:
    """Put parts behind each other. Needs at least one."""
    if len(parts) == 1:
        return parts[0]
    offsets = np.cumsum([0, *(len(part) for part in parts[:-1])])
    joined = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in _PER_PART
        if name not in _TEXTS
    }
    texts = {
        name: _join(pa.chunked_array([getattr(part, name) for part in parts])) for name in _TEXTS
    }
    return OrderParts(
        **joined,
        **texts,
        category_part=np.concatenate(
            [part.category_part + offset for part, offset in zip(parts, offsets, strict=True)]
        ),
    )


def put_orders_together(parts: OrderParts) -> OrderParts:
    """Leave one part per (customer, source, order, currency, sign), sorted by customer and day.

    ``ordered_on`` becomes the first day of the order over its currencies. The parts of the sale
    lines' categories follow.
    """
    if not len(parts):
        return parts
    scattered = _scattered_orders(parts)
    day = parts.ordered_on.copy()
    day[scattered.members] = scattered.first_days
    parts = replace(parts, ordered_on=day)
    stays = np.ones(len(parts), dtype=bool)
    stays[scattered.members] = scattered.leads
    kept = np.flatnonzero(stays)
    place = ((parts.customer - parts.customer.min()) * (int(np.ptp(day)) + 1) + day).take(kept)
    # A stable sort is a merge, and these are a few sorted stretches.
    chosen = kept if (place[1:] >= place[:-1]).all() else kept[np.argsort(place, kind="stable")]
    target = np.empty(len(parts), dtype=np.int64)
    target[chosen] = np.arange(len(chosen))
    target[scattered.members] = target[scattered.leading]
    return _add_up_scattered(_rearrange(parts, chosen, target), parts, scattered, target)


@dataclass(frozen=True, slots=True)
class _Scattered:
    """Places of parts whose orders may have several, order by order, and the days of the orders.

    ``leads`` marks the first part of each currency of an order; the others are added to it.
    """

    members: Integers
    leads: npt.NDArray[np.bool_]
    first_days: Integers

    @property
    def leading(self) -> Integers:
        """Give for each member the one that it is added to."""
        found: Integers = self.members[self.leads][np.cumsum(self.leads) - 1]
        return found


def _scattered_orders(parts: OrderParts) -> _Scattered:
    """Find the parts whose order number occurs again, and how they belong together."""
    several = np.flatnonzero(seen_before_or_after(parts.order_no))
    if not len(several):
        return _Scattered(several, leads=np.ones(0, dtype=bool), first_days=several)
    keys = (
        _codes(parts.currency)[several],
        parts.sign[several],
        _codes(parts.source)[several],
        parts.customer[several],
        _codes(parts.order_no.take(pa.array(several)).dictionary_encode()),
    )
    by_order = np.lexsort(keys)
    currency, *order = (key[by_order] for key in keys)
    new_order = changes(*order)
    members = several[by_order]
    first_days = np.minimum.reduceat(parts.ordered_on[members], np.flatnonzero(new_order))
    return _Scattered(
        members=members,
        leads=new_order | changes(currency),
        first_days=first_days[np.cumsum(new_order) - 1],
    )


def _add_up_scattered(
    whole: OrderParts, parts: OrderParts, scattered: _Scattered, target: Integers
) -> OrderParts:
    """Give each leading part the sums of all that belong to it."""
    if scattered.leads.all():
        return whole
    starts = np.flatnonzero(scattered.leads)
    places = target[scattered.members[starts]]
    sums = {}
    for name in (*_COUNTS, *_MONEY):
        runs = sum_runs(getattr(parts, name)[scattered.members], starts)
        values = getattr(whole, name)
        values = values.astype(runs.dtype) if runs.dtype == object else values
        values[places] = runs
        sums[name] = values
    return replace(whole, **sums)


def _rearrange(parts: OrderParts, chosen: Integers, target: Integers) -> OrderParts:
    """Take the chosen parts; ``target`` says where each old part has gone."""
    if len(chosen) == len(parts) and (chosen[1:] > chosen[:-1]).all():
        return parts
    places = pa.array(chosen)
    taken = {
        name: getattr(parts, name).take(places if name in _TEXTS else chosen) for name in _PER_PART
    }
    return OrderParts(
        **taken,
        category_part=target.take(parts.category_part),
        category=parts.category,
    )


def _column(lines: pa.Table, name: str) -> pa.Array:
    column = lines[name]
    if name in REPEATING_COLUMNS and not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    return column.chunk(0) if column.num_chunks == 1 else _join(column)


def _join(joined: pa.ChunkedArray) -> pa.Array:
    if pa.types.is_dictionary(joined.type):
        joined = joined.unify_dictionaries()
    combined = joined.combine_chunks()
    return combined.chunk(0) if isinstance(combined, pa.ChunkedArray) else combined


def _codes(column: pa.DictionaryArray) -> Integers:
    """Give the places in the dictionary, -1 for null."""
    places = column.indices
    codes: Integers = (pc.fill_null(places, -1) if places.null_count else places).to_numpy()
    return codes


def _varies(column: pa.DictionaryArray) -> bool:
    return len(column.dictionary) > 1 or column.null_count > 0


def _is(column: pa.DictionaryArray, value: str) -> npt.NDArray[np.bool_]:
    wanted = pc.index(column.dictionary, value).as_py()
    found: npt.NDArray[np.bool_] = _codes(column) == (wanted if wanted >= 0 else -2)
    return found


def _is_known(column: pa.Array) -> npt.NDArray[np.bool_]:
    known: npt.NDArray[np.bool_] = column.is_valid().to_numpy(zero_copy_only=False)
    return known


def changes(*columns: Integers) -> npt.NDArray[np.bool_]:
    """Say of each row whether it differs from the one before; the first one does."""
    changed = np.ones(len(columns[0]), dtype=bool)
    changed[1:] = False
    for values in columns:
        changed[1:] |= values[1:] != values[:-1]
    return changed
