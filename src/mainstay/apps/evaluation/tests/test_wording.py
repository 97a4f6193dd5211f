"""Figures in the words of a reason: short, and exact where a border is near."""

import pytest
from django.utils import translation

from mainstay.apps.evaluation.wording.amounts import exact_figure, told_apart
from mainstay.apps.evaluation.wording.reasons import reasons


def test_short_figures_are_not_repeated_exactly() -> None:
    assert exact_figure("revenue_12m", "12.5", "CNY") == "¥12.50"
    assert exact_figure("orders_12m", 7, "CNY") == "7"


def test_a_figure_just_below_what_is_asked_is_told_with_every_digit() -> None:
    explanation = {
        "grade": "general",
        "explained": "general",
        "findings": [
            {
                "kind": "condition",
                "outcome": "failed",
                "indicator": "revenue_12m",
                "operator": ">=",
                "value": "5000000",
                "figure": "4998000.0000",
            }
        ],
        "missing": [],
        "skipped": [],
    }

    [english] = reasons(explanation, "tiers", "CNY")
    with translation.override("zh-hans"):
        [simplified] = reasons(explanation, "tiers", "CNY")
    with translation.override("zh-hant"):
        [traditional] = reasons(explanation, "tiers", "CNY")

    assert english == (
        "Revenue, 12 months is ¥4,998,000.00; at least ¥5,000,000.00 is asked and not met."
    )
    for told in (simplified, traditional):
        assert "¥4,998,000.00" in told
        assert "¥5,000,000.00" in told


def test_a_ratio_just_below_what_is_asked_is_told_with_every_digit() -> None:
    assert told_apart("gross_margin", "0.2999", "0.3", "CNY") == ("29.99%", "30.0%")
    assert told_apart("orders_12m", 11, 12, "CNY") == ("11", "12")


@pytest.mark.parametrize(
    ("before", "told"),
    [
        ("800000.0100", "80.000001%"),
        ("799999.9900", "79.999999%"),
        ("800000.0000", "80.00%"),
        ("812345.0000", "81.23%"),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_a_share_beside_a_border_shows_on_which_side_it_lies(
    before: str, told: str, language: str
) -> None:
    finding = {
        "kind": "pareto",
        "outcome": "failed",
        "indicator": "revenue_12m",
        "share": "0.80",
        "figure": "150000.0000",
        "rank": 2,
        "customers": 3,
        "before": before,
        "total": "1000000.0000",
    }
    explanation = {
        "grade": "B", "explained": "B", "findings": [finding], "missing": [], "skipped": [],
    }  # fmt: skip
    with translation.override(language):
        [reason] = reasons(explanation, "abc", "CNY")

    assert told in reason
