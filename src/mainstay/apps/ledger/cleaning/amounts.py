"""The money of a line: given, or worked out exactly from its factors."""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mainstay.apps.ledger.cleaning.number_columns import STORED, NumberColumn
from mainstay.apps.ledger.cleaning.numbers import EXACT, LIMIT, fits
from mainstay.apps.ledger.cleaning.tax import Divisors
from mainstay.kernel.money import quantize

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Products:
    """quantity × unit price × (1 − discount), for the rows that have both factors."""

    values: pa.Array
    """Rounded half-even to four places; null where a factor is missing or the result too large."""
    rounded: np.ndarray
    """A flag per row: the exact result has more than four places."""
    too_large: np.ndarray


def line_products(
    quantity: NumberColumn,
    unit_price: NumberColumn,
    discount: NumberColumn,
    divisors: Divisors | None = None,
) -> Products:
    """Multiply exactly; see `product` for one line. An empty discount is none.

    Where the price includes tax, the product is divided by its row's divisor before it is rounded.
    """
    long = _is_long(quantity) | _is_long(unit_price) | _is_long(discount)
    if divisors is not None:
        long = long | divisors.taxed
    result = _vector(quantity.values, unit_price.values, discount.values, long)
    if not long.any():
        return result
    rows = np.flatnonzero(long)
    chosen = pa.array(rows)
    factors = [column.exact.take(chosen).to_pylist() for column in (quantity, unit_price, discount)]
    values = result.values.to_pylist()
    for row, amount, price, share in zip(rows, *factors, strict=True):
        if amount is None or price is None:
            continue
        exact = product(amount, price, share)
        if divisors is not None:
            exact = EXACT.divide(exact, divisors.of_row(row))
        kept = quantize(exact)
        result.rounded[row] = kept != exact
        result.too_large[row] = not fits(kept)
        values[row] = kept if fits(kept) else None
    return Products(pa.array(values, STORED), result.rounded, result.too_large)


def product(quantity: Decimal, unit_price: Decimal, discount: Decimal | None) -> Decimal:
    """quantity × unit price × (1 − discount), exactly."""
    amount = EXACT.multiply(quantity, unit_price)
    return amount if discount is None else EXACT.multiply(amount, EXACT.subtract(1, discount))


def differs(given: pa.Array, worked_out: pa.Array) -> int:
    """How many amounts differ from their factors by more than a cent."""
    difference = pc.abs(pc.subtract(given, worked_out))
    return int(pc.sum(pc.greater(difference, CENT)).as_py() or 0)


def difference(amount: pa.Array, profit: pa.Array) -> tuple[pa.Array, np.ndarray]:
    """amount − profit, null where it is too large, and where that is."""
    exact = pc.subtract(amount, profit)
    too_large = pc.greater_equal(pc.abs(exact), LIMIT).fill_null(False)
    values = pc.if_else(too_large, None, exact).cast(STORED)
    return values, np.flatnonzero(too_large.to_numpy(zero_copy_only=False))


def _vector(
    quantity: pa.Array, unit_price: pa.Array, discount: pa.Array, left_out: np.ndarray
) -> Products:
    """The products of factors with at most four places."""
    exact = pc.multiply(quantity, unit_price)
    if discount.null_count < len(discount):
        rest = pc.subtract(pa.scalar(Decimal("1.0000")), discount.fill_null(Decimal(0)))
        exact = pc.multiply(exact.cast(pa.decimal256(37, 8)), rest.cast(pa.decimal256(5, 4)))
    if left_out.any():
        exact = pc.if_else(pa.array(left_out), None, exact)
    kept = pc.round(exact, 4, "half_to_even")
    too_large = pc.greater_equal(pc.abs(kept), LIMIT).fill_null(False)
    rounded = pc.not_equal(kept, exact).fill_null(False)
    return Products(
        values=pc.if_else(too_large, None, kept).cast(STORED),
        rounded=rounded.to_numpy(zero_copy_only=False).copy(),
        too_large=too_large.to_numpy(zero_copy_only=False).copy(),
    )


def _is_long(column: NumberColumn) -> np.ndarray:
    """Rows whose number has more places than the ledger keeps."""
    if column.exact is column.values:
        return np.zeros(len(column.values), dtype=bool)
    longer = pc.not_equal(column.exact, column.values).fill_null(False)
    return np.asarray(longer.to_numpy(zero_copy_only=False), dtype=bool)
