from decimal import ROUND_HALF_EVEN, Decimal, localcontext

import pyarrow as pa
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mainstay.apps.ledger.cleaning.amounts import difference, differs, line_products
from mainstay.apps.ledger.cleaning.number_columns import clean_numbers, clean_shares
from mainstay.engine.schemas import MONEY

numbers = st.decimals(
    allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9
).map(lambda value: format(value, "f"))
shares = (st.decimals(0, 1, places=4) | st.decimals(0, 1, places=12)).map(
    lambda value: format(value, "f")
)
factors = st.tuples(st.none() | numbers, st.none() | numbers, st.none() | shares)


@settings(max_examples=300, deadline=None)
@given(lines=st.lists(factors, min_size=1, max_size=8))
@example(lines=[("99999999999999", "99999999999999", None), ("9.80000019", "10", "0.05000000074")])
@example(lines=[("0.0001", "0.5", None), ("0.0003", "0.5", None), ("-1.5", "0.0001", "0.5")])
def test_products_are_exact_and_rounded_once(
    lines: list[tuple[str | None, str | None, str | None]],
) -> None:
    quantity, price, share = (pa.array(column, pa.string()) for column in zip(*lines, strict=True))
    products = line_products(clean_numbers(quantity), clean_numbers(price), clean_shares(share))
    with localcontext(prec=500):
        for row, (first, second, third) in enumerate(lines):
            if first is None or second is None:
                assert products.values[row].as_py() is None
                continue
            exact = Decimal(first) * Decimal(second) * (1 - Decimal(third or 0))
            kept = exact.quantize(Decimal("0.0001"), ROUND_HALF_EVEN)
            fits = abs(kept) < 10**14
            assert products.values[row].as_py() == (kept if fits else None)
            assert products.too_large[row] == (not fits)
            if fits:
                assert products.rounded[row] == (kept != exact)


def test_amounts_differ_from_a_cent_on() -> None:
    given_amounts = pa.array([Decimal("1.01"), Decimal("1.0101"), None, Decimal(5)], MONEY)
    worked_out = pa.array([Decimal(1), Decimal(1), Decimal(9), None], MONEY)
    assert differs(given_amounts, worked_out) == 1


def test_a_difference_that_the_ledger_cannot_hold_is_named() -> None:
    large = Decimal(99999999999999)
    values, rows = difference(
        pa.array([large, Decimal(5), None], MONEY), pa.array([-large, Decimal(3), large], MONEY)
    )
    assert values.to_pylist() == [None, Decimal(2), None]
    assert rows.tolist() == [0]
