"""Tax that amounts include: which rate a line has, and what is left without it."""

from decimal import ROUND_HALF_EVEN, Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainstay.apps.ledger.cleaning.amounts import line_products
from mainstay.apps.ledger.cleaning.number_columns import clean_numbers, clean_shares
from mainstay.apps.ledger.cleaning.tax import TAX_TAKEN_OUT, Divisors, taxed_fields, without_tax
from mainstay.apps.ledger.cleaning.tax_rates import (
    TAX_RATE_OUT_OF_RANGE,
    TaxRates,
    clean_tax_rates,
)

PLACES = Decimal("0.0001")
RATES: dict[str | None, float | str] = {
    None: 0,
    "13%": 13,
    "0.13": 13,
    "9": 9,
    "0.06": 6,
    "1": 1,
    "免税": 0,
    "0": 0,
    "1.5%": "1.5",
}


def divisors(*rates: str | None, stated: Decimal | None = None) -> Divisors:
    column = clean_tax_rates(pa.array(rates, pa.string()))
    assert not column.problems
    return Divisors.of(TaxRates.of_column(column, stated))


def divisor(rate: str | None) -> Decimal:
    return 1 + Decimal(RATES[rate]) / 100


def net(amount: str | None, rate: str | None) -> Decimal | None:
    if amount is None:
        return None
    return (Decimal(amount) / divisor(rate)).quantize(PLACES, ROUND_HALF_EVEN)


@pytest.mark.parametrize("rate", RATES)
def test_a_rate_is_read_as_a_share_as_per_cent_or_as_a_word(rate: str | None) -> None:
    assert divisors(rate).of_row(0) == divisor(rate)


@pytest.mark.parametrize("rate", ["-1", "100", "100%", "113%", "-13%", "1300"])
def test_a_rate_outside_of_what_a_rate_can_be_is_refused(rate: str) -> None:
    column = clean_tax_rates(pa.array(["13", rate], pa.string()))
    assert {code: rows.tolist() for code, rows in column.problems.items()} == {
        TAX_RATE_OUT_OF_RANGE: [1]
    }


def test_a_line_without_a_rate_has_the_stated_one() -> None:
    found = divisors("9", None, "0", stated=Decimal(13))
    assert [found.of_row(row) for row in range(3)] == [Decimal("1.09"), Decimal("1.13"), 1]


rows = st.lists(
    st.tuples(
        st.none() | st.decimals(-(10**6), 10**6, places=4).map(lambda value: format(value, "f")),
        st.sampled_from([*RATES]),
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=200, deadline=None)
@given(rows=rows)
def test_every_amount_is_divided_by_its_own_rate_and_counted(
    rows: list[tuple[str | None, str | None]],
) -> None:
    amounts = clean_numbers(pa.array([amount for amount, _rate in rows], pa.string()))
    found = without_tax(amounts, divisors(*(rate for _amount, rate in rows)))
    assert found.values.to_pylist() == [net(amount, rate) for amount, rate in rows]
    taken = [rate for amount, rate in rows if amount and Decimal(amount) and divisor(rate) != 1]
    assert found.changes[TAX_TAKEN_OUT] == len(taken)


def test_a_product_is_divided_before_it_is_rounded() -> None:
    three, price = (pa.array([text] * 2, pa.string()) for text in ("3", "0.0001"))
    products = line_products(
        clean_numbers(three),
        clean_numbers(price),
        clean_shares(pa.nulls(2, pa.string())),
        divisors("50%", None),
    )
    assert products.values.to_pylist() == [Decimal("0.0002"), Decimal("0.0003")]
    assert products.rounded.tolist() == [False, False]


def test_only_headings_that_say_so_make_amounts_include_tax_where_lines_name_rates() -> None:
    headings = {"amount": "金额", "unit_price": "含税单价", "cost": "成本"}
    assert taxed_fields(headings, stated=False) == {"unit_price"}
    assert taxed_fields({"amount": "金额", "cost": "成本"}, stated=False) == set()
    assert taxed_fields({"amount": "金额", "cost": "不含税成本"}, stated=True) == {"amount"}
