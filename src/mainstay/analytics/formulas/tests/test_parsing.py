"""Reading formulas: precedence, what people type, and where a mistake stands."""

from decimal import Decimal

import pytest

from mainstay.analytics.formulas.computing import compute
from mainstay.analytics.formulas.parsing import DEEPEST, LONGEST, FormulaError, Problem, parse
from mainstay.analytics.formulas.syntax import codes_in

A, B, C = Decimal(2), Decimal(3), Decimal(5)


def value(text: str) -> Decimal | None:
    """What a formula comes to where a is 2, b is 3 and c is 5."""
    return compute(parse(text), {"a": [A], "b": [B], "c": [C]}, 1, places=6)[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a + b * c", A + B * C),
        ("(a + b) * c", (A + B) * C),
        ("c - b - a", C - B - A),
        ("c / a / b", Decimal("0.833333")),
        ("-a - -b", -A + B),
        ("- a * b", -A * B),
        ("2.5 * a", Decimal(5)),
        ("max(a, b, c) - min(a, b)", C - A),
        ("min(a + b, c * 2)", A + B),
    ],
)
def test_operations_are_done_in_the_order_of_arithmetic(text: str, expected: Decimal) -> None:
    assert value(text) == expected


def test_wide_signs_and_those_of_schoolbooks_are_read() -> None:
    assert value("（a＋b）×c÷2．5－1") == (A + B) * C / Decimal("2.5") - 1


def test_a_code_may_have_a_prefix() -> None:
    assert codes_in(parse("custom.freight / revenue_12m + revenue_12m")) == (
        "custom.freight",
        "revenue_12m",
    )


@pytest.mark.parametrize(
    ("text", "problem", "position", "named"),
    [
        ("", Problem.EMPTY, 0, ""),
        ("   ", Problem.EMPTY, 0, ""),
        ("a + $b", Problem.UNKNOWN_SIGN, 4, "$"),
        ("A + b", Problem.UNKNOWN_SIGN, 0, "A"),
        ("a ** b", Problem.UNEXPECTED, 3, "*"),
        ("a b", Problem.UNEXPECTED, 2, "b"),
        ("a + b)", Problem.UNEXPECTED, 5, ")"),
        ("(a + b", Problem.UNFINISHED, 6, ""),
        ("a +", Problem.UNFINISHED, 3, ""),
        ("()", Problem.UNEXPECTED, 1, ")"),
        ("a + sum(a, b)", Problem.UNKNOWN_FUNCTION, 4, "sum"),
        ("a + min(b)", Problem.TOO_FEW_ARGUMENTS, 4, "min"),
        ("min(a, )", Problem.UNEXPECTED, 7, ")"),
        ("a + 1234567890123456", Problem.TOO_MANY_DIGITS, 4, "1234567890123456"),
        ("1 + 2", Problem.NO_INDICATOR, 0, ""),
        ("a, b", Problem.UNEXPECTED, 1, ","),
        ("a.b.c", Problem.UNKNOWN_SIGN, 3, "."),
        ("__import__", Problem.UNKNOWN_SIGN, 0, "_"),
        ("1e5 * a", Problem.UNEXPECTED, 1, "e5"),
    ],
)
def test_a_mistake_is_named_with_its_place(
    text: str, problem: Problem, position: int, named: str
) -> None:
    with pytest.raises(FormulaError) as refused:
        parse(text)
    assert (refused.value.problem, refused.value.position, refused.value.text) == (
        problem,
        position,
        named,
    )


def test_a_formula_has_a_greatest_length() -> None:
    fits = "a" + "+a" * ((LONGEST - 1) // 2)
    assert codes_in(parse(fits)) == ("a",)
    with pytest.raises(FormulaError, match="too_long"):
        parse(fits + "+a")


@pytest.mark.parametrize("opening", ["(", "-", "min(1, "])
def test_nesting_has_a_greatest_depth(opening: str) -> None:
    closing = ")" if "(" in opening else ""
    assert "a" in codes_in(parse(opening * DEEPEST + "a" + closing * DEEPEST))
    with pytest.raises(FormulaError, match="too_deep"):
        parse(opening * (DEEPEST + 1) + "a" + closing * (DEEPEST + 1))
