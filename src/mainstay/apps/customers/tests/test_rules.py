"""Pure decisions about customers."""

from datetime import date
from decimal import Decimal

import pytest

from mainstay.apps.customers.rules import (
    Facts,
    doubtful_texts,
    figure_problems,
    registration_problems,
    roots,
    text_problems,
    tidy_tags,
)

TODAY = date(2026, 6, 1)


def test_tags_are_trimmed_sorted_and_named_once() -> None:
    assert tidy_tags([" b", "a", "", "b"]) == ["a", "b"]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (Facts(code="", name="A"), "missing"),
        (Facts(code="C" * 65), "too_long"),
        (Facts(tags=["t" * 51]), "too_long"),
        (Facts(code="A\x00"), "control_characters"),
        (Facts(name="A\nB"), "control_characters"),
        (Facts(business_scope="A\x1b"), "control_characters"),
        (Facts(tags=["a\x7f"]), "control_characters"),
    ],
)
def test_texts_that_cannot_be_kept_are_named(facts: Facts, code: str) -> None:
    assert [problem.code for problem in text_problems(facts)] == [code]
    assert doubtful_texts([facts]) >= {problem.field for problem in text_problems(facts)}


def test_texts_that_can_be_kept_are_not_doubted() -> None:
    rows = [{"code": f"C-{number}", "name": "轨道", "record": number} for number in range(3)]
    assert not doubtful_texts(rows)


def test_a_long_text_may_have_lines() -> None:
    assert not text_problems(Facts(business_scope="Lifts\r\n\tEscalators"))


def test_only_what_looks_like_a_credit_code_is_checked_as_one() -> None:
    assert not registration_problems(Facts(registration_number="HRB 12345"))
    assert not registration_problems(Facts(registration_number="91350100M000100Y43"))
    assert registration_problems(Facts(registration_number="91350100M000100Y44"))


def test_capital_and_foundation_must_be_possible() -> None:
    for capital in (Decimal(-1), Decimal("NaN"), Decimal("0.00001"), Decimal(10) ** 14):
        assert figure_problems(Facts(registered_capital=capital), TODAY)
    assert figure_problems(Facts(founded_on=date(2026, 6, 2)), TODAY)
    assert not figure_problems(
        Facts(registered_capital=Decimal(0), founded_on=date(2026, 6, 1)), TODAY
    )


def test_everybody_has_the_root_at_the_top() -> None:
    assert roots({1: 2, 2: 3, 3: None, 4: None, 5: 1}) == {1: 3, 2: 3, 3: 3, 4: 4, 5: 3}
