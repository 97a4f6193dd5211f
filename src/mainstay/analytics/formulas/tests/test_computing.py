"""Computing formulas: missing figures, division by zero, exactness, size."""

import random
from decimal import Decimal
from fractions import Fraction

import pytest

from mainstay.analytics.formulas.computing import Figure, compute
from mainstay.analytics.formulas.parsing import parse


def computed(text: str, *, places: int = 4, **columns: list[int | str | None]) -> list[Figure]:
    exact = {
        code: [None if each is None else Decimal(each) for each in figures]
        for code, figures in columns.items()
    }
    count = len(next(iter(columns.values())))
    return compute(parse(text), exact, count, places=places)


@pytest.mark.parametrize("text", ["a + b", "a - b", "a * b", "b / a", "-b + a", "min(a, b)"])
def test_what_is_made_of_a_missing_figure_is_missing(text: str) -> None:
    known, missing = computed(text, a=[2, 2], b=[3, None])
    assert known is not None
    assert missing is None


def test_even_nothing_times_a_missing_figure_is_missing() -> None:
    assert computed("0 * a", a=[None]) == [None]


def test_a_quotient_by_zero_is_missing() -> None:
    assert computed("a / b", a=[6, 6, 0], b=[3, 0, 0]) == [2, None, None]


def test_coalesce_gives_the_first_figure_that_is_known() -> None:
    found = computed("coalesce(a / b, a, 7)", a=[6, 6, None], b=[3, 0, 3])
    assert found == [2, 6, 7]


def test_sums_of_decimals_are_exact() -> None:
    assert computed("a + b", a=["0.1"], b=["0.2"]) == [Decimal("0.3")]


def test_a_half_is_rounded_to_the_even_digit_once_at_the_end() -> None:
    found = computed("a / 8 * 1", places=2, a=["1", "3", "-1"])
    assert found == [Decimal("0.12"), Decimal("0.38"), Decimal("-0.12")]


def test_a_figure_that_is_too_large_to_be_kept_is_missing() -> None:
    most = 2**61 - 1
    fits = Decimal(most).scaleb(-4)
    assert computed("a * b", a=[str(fits), str(fits)], b=["1", "1.0001"]) == [fits, None]
    assert computed("a * a * a * a * a", a=["99999999999999"]) == [None]


def test_it_comes_to_the_same_as_fractions() -> None:
    """An independent computation, by fractions, of a thousand customers drawn by seed."""
    draw = random.Random(20250101)
    rows = [
        [draw.choice([None, draw.randint(-9, 9)]) for _each in range(3)] for _row in range(1000)
    ]
    a, b, c = (list(column) for column in zip(*rows, strict=True))

    found = computed("(a + b * c) / (b - c) - a / 3", a=a, b=b, c=c)

    for (x, y, z), figure in zip(rows, found, strict=True):
        if x is None or y is None or z is None or y == z:
            assert figure is None
        else:
            exact = Fraction(x + y * z, y - z) - Fraction(x, 3)
            assert figure == Decimal(round(exact * 10_000)).scaleb(-4)


def test_nobody_has_no_figures() -> None:
    assert compute(parse("a + 1"), {"a": []}, 0, places=2) == []
