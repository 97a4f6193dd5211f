"""Write the order lines as the Parquet file that an import reads."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from mainstay.cli.demo.catalogue import PRODUCTS
from mainstay.cli.demo.customers import Account
from mainstay.cli.demo.lines import Flags, Lines
from mainstay.cli.demo.orders import Integers, Orders
from mainstay.cli.demo.people import KEY_ACCOUNT_MANAGERS
from mainstay.cli.demo.segments import CHANNELS
from mainstay.cli.demo.workdays import Days, to_weekday

CURRENCY = "CNY"
SCHEMA = pa.schema(
    [
        ("customer", pa.string()),
        ("order_no", pa.string()),
        ("line_no", pa.int32()),
        ("ordered_at", pa.timestamp("us")),
        ("product_code", pa.string()),
        ("product_name", pa.string()),
        ("category", pa.string()),
        ("quantity", pa.decimal128(18, 4)),
        ("unit_price", pa.decimal128(18, 4)),
        ("amount", pa.decimal128(18, 4)),
        ("cost", pa.decimal128(18, 4)),
        ("currency", pa.string()),
        ("channel", pa.string()),
        ("salesperson", pa.string()),
    ]
)
"""Times have no zone: they are the company's local time."""

_FEN = 100  # ten-thousandths of a CNY in a fen


def write_orders(
    path: Path,
    accounts: list[Account],
    days: Days,
    orders: Orders,
    *,
    sold: Lines,
    returned: Lines,
) -> None:
    """Write all lines in order of time, line numbers counting from 1 within each order.

    Sales are on orders ``SO…``, returns on orders of their own, ``RT…``.
    """
    lines = _one_after_the_other(sold, returned)
    is_return = lines.returned_after > 0
    at = _times(days, orders, lines)
    document = lines.order * 2 + is_return
    in_time = np.lexsort((lines.product, document, at))
    lines, at, document = _take(lines, in_time), at[in_time], document[in_time]
    first = np.flatnonzero(np.r_[True, document[1:] != document[:-1]])
    lengths = np.diff(np.r_[first, len(document)])
    numbers = _order_numbers(at[first], document[first] % 2 == 1)
    columns = [
        pa.array([accounts[row].code for row in orders.account[lines.order]]),
        pa.array(np.repeat(numbers, lengths).tolist(), pa.string()),
        pa.array(np.arange(len(document)) - np.repeat(first, lengths) + 1, pa.int32()),
        pa.array(at.astype("datetime64[us]")),
        *_product_columns(lines),
        *_money_columns(lines),
        pa.repeat(pa.scalar(CURRENCY), len(document)),
        _named(orders.channel[lines.order], CHANNELS),
        _named(orders.salesperson[lines.order], KEY_ACCOUNT_MANAGERS),
    ]
    table = pa.Table.from_arrays(columns, schema=SCHEMA)
    pq.write_table(table, path, compression="zstd")


def _one_after_the_other(sold: Lines, returned: Lines) -> Lines:
    fields = Lines.__dataclass_fields__
    return Lines(
        *(np.concatenate([getattr(sold, name), getattr(returned, name)]) for name in fields)
    )


def _take(lines: Lines, positions: Integers) -> Lines:
    return Lines(*(getattr(lines, name)[positions] for name in Lines.__dataclass_fields__))


def _times(days: Days, orders: Orders, lines: Lines) -> Days:
    """When each line's order was made out; goods come back on working days."""
    day = days[orders.day[lines.order]] + lines.returned_after
    day = np.where(lines.returned_after > 0, to_weekday(day), day)
    return np.asarray(day.astype("datetime64[s]") + orders.second[lines.order])


def _order_numbers(at: Days, is_return: Flags) -> list[str]:
    """``SO240312-0017``: the kind, the day and a count within the day."""
    numbers = []
    counts: dict[str, int] = {}
    for moment, returned in zip(np.datetime_as_string(at, unit="D"), is_return, strict=True):
        start = ("RT" if returned else "SO") + moment[2:].replace("-", "")
        counts[start] = counts.get(start, 0) + 1
        numbers.append(f"{start}-{counts[start]:04d}")
    return numbers


def _product_columns(lines: Lines) -> list[pa.Array]:
    return [
        _named(lines.product, [product.code for product in PRODUCTS]),
        _named(lines.product, [product.name for product in PRODUCTS]),
        _named(lines.product, [product.category for product in PRODUCTS]),
    ]


def _money_columns(lines: Lines) -> list[pa.Array]:
    """Quantity, unit price, amount and cost; where a cost is not known the cell is empty."""
    return [
        _decimals(lines.quantity * 10_000),
        _decimals(lines.price * _FEN),
        _decimals(lines.quantity * lines.price * _FEN),
        _decimals(lines.cost * _FEN, lines.cost_known),
    ]


def _decimals(ten_thousandths: Integers, known: Flags | None = None) -> pa.Array:
    """DECIMAL(18, 4) from whole ten-thousandths, without a detour over text or floats."""
    halves = np.stack([ten_thousandths, ten_thousandths >> 63], axis=1)
    data = pa.py_buffer(np.ascontiguousarray(halves, dtype="<i8").tobytes())
    validity = None
    if known is not None:
        validity = pa.py_buffer(np.packbits(known, bitorder="little").tobytes())
    return pa.Array.from_buffers(pa.decimal128(18, 4), len(ten_thousandths), [validity, data])


def _named(positions: Integers, names: Sequence[str]) -> pa.Array:
    """The name at each position; no name where the position is negative."""
    indices = pa.array(positions, pa.int32(), mask=positions < 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array(names, pa.string())).cast(pa.string())
