"""Amounts are exact, have four places and stay apart by currency."""

from decimal import Decimal, InvalidOperation

import pytest

from mainstay.kernel.money import add_totals, quantize, render_amount, render_totals


@pytest.mark.parametrize(
    ("brought", "kept"),
    [
        ("1.00005", "1.0000"),
        ("1.00015", "1.0002"),
        ("1.00025", "1.0002"),
        ("-1.00015", "-1.0002"),
        ("1.000250000000000000001", "1.0003"),
        ("12.34", "12.3400"),
    ],
)
def test_a_figure_is_rounded_half_to_even_at_four_places(brought: str, kept: str) -> None:
    assert render_amount(Decimal(brought)) == kept


def test_a_negative_zero_is_written_as_zero() -> None:
    assert render_amount(Decimal("-0.00001")) == "0.0000"


def test_a_sum_far_beyond_one_line_keeps_its_digits() -> None:
    assert quantize(Decimal("1e33") + Decimal("0.0001")) == Decimal("1e33")
    assert render_amount(Decimal("9" * 34 + ".5")) == "9" * 34 + ".5000"


def test_no_figure_comes_out_of_what_is_not_a_number() -> None:
    with pytest.raises(InvalidOperation):
        quantize(Decimal("Infinity"))


def test_totals_are_written_per_currency_in_order() -> None:
    rendered = render_totals({"USD": Decimal(1), "CNY": Decimal("12.34")})
    assert list(rendered.items()) == [("CNY", "12.3400"), ("USD", "1.0000")]


def test_totals_add_up_each_currency_for_itself() -> None:
    first = {"CNY": Decimal("1.5"), "USD": Decimal(2)}
    assert add_totals(first, {"CNY": Decimal("-0.5")}) == {"CNY": Decimal(1), "USD": Decimal(2)}
