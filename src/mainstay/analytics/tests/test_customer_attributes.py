"""Age and size of customers as figures."""

from datetime import date

import pytest

from mainstay.analytics.customer_attributes import age_in_years, scale_step


@pytest.mark.parametrize(
    ("founded", "as_of", "years"),
    [
        (date(2000, 5, 1), date(2026, 4, 30), 25),
        (date(2000, 5, 1), date(2026, 5, 1), 26),
        (date(2026, 5, 1), date(2026, 5, 1), 0),
        (date(2026, 5, 2), date(2026, 5, 1), None),
        (date(2004, 2, 29), date(2005, 2, 28), 0),
        (date(2004, 2, 29), date(2005, 3, 1), 1),
        (date(2004, 2, 29), date(2008, 2, 29), 4),
    ],
)
def test_a_customer_is_as_old_as_the_years_that_have_gone_by(
    founded: date, as_of: date, years: int | None
) -> None:
    assert age_in_years(founded, as_of) == years


@pytest.mark.parametrize(
    ("scale", "step"),
    [
        ("大型", 4), ("中型企业", 3), (" 小型 ", 2), ("微型企業", 1), ("Large", 4), ("micro", 1),
        ("大型 Large", 4), ("Large enterprise", 4), ("large or small", None),
        ("", None), ("500 people", None), ("大", None),
    ],
)  # fmt: skip
def test_the_official_classes_of_size_are_steps_and_other_words_are_none(
    scale: str, step: int | None
) -> None:
    assert scale_step(scale) == step
