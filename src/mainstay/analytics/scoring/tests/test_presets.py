"""The further presets, condition by condition, at and beside each border."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from mainstay.analytics.indicators import LEDGER_INDICATORS
from mainstay.analytics.scoring.explanation import explain
from mainstay.analytics.scoring.grading import grade
from mainstay.analytics.scoring.next_grade import next_grades
from mainstay.analytics.scoring.presets import (
    ATTRACTIVENESS,
    FURTHER_INDICATORS,
    PARTNER,
    PROFIT,
    SERVICE,
    STANDARD,
    STRENGTH,
    TIER_RATINGS,
    TYPOLOGY,
)
from mainstay.analytics.scoring.scheme import scheme_from_dict
from mainstay.analytics.scoring.tests.populations import Figure, population
from mainstay.analytics.scoring.typology import label, typology_from_dict, typology_to_dict

Columns = Mapping[str, Sequence[Figure]]


def grades(definition: dict[str, Any], columns: Columns) -> list[str | None]:
    return grade(scheme_from_dict(definition), population(columns)).codes()


def labels(columns: Columns) -> list[tuple[str, ...]]:
    found = label(typology_from_dict(TYPOLOGY), population(columns))
    return [found.of(position) for position in range(len(found.population))]


def test_profit_grades_by_the_share_of_profit_and_losses_are_ordinary() -> None:
    profits = {"gross_profit_12m": [80, 10, 8, 2, -40, None]}
    assert grades(PROFIT, profits) == [
        "strategic", "focus", "focus", "ordinary", "ordinary", "ordinary",
    ]  # fmt: skip


def test_a_large_account_is_large_or_leads_its_industry_or_may_grow() -> None:
    columns: dict[str, list[Figure]] = {
        "revenue_12m": ["10000000", "10000000.0001", 0, 0, 0, 0],
        "industry_rank": [6, None, 5, 6, None, None],
        "growth_potential": [None, None, None, "3.9", 4, None],
    }
    large, other = "large_account", "other"
    assert grades(STANDARD, columns) == [other, large, large, other, large, other]


def test_partners_are_core_or_promising_or_trade() -> None:
    columns: dict[str, list[Figure]] = {
        "business_scale": [4, 4, 3, "2.9", None, 5],
        "cooperation_potential": [4, 4, 4, 5, 5, "3.9"],
        "industry_influence": [4, "3.9", None, 5, 5, 5],
    }
    assert grades(PARTNER, columns) == [
        "strategic", "partner", "partner", "transactional", "transactional", "transactional",
    ]  # fmt: skip


SERVED: dict[str, list[Figure]] = {
    "revenue_12m": [900, 500, 100, None],
    "gross_profit_12m": [90, 50, None, None],
    "orders_12m": [30, 10, 2, None],
    "recency_days": [3, 20, 200, None],
    "active_months_12m": [12, 8, 1, None],
    "tenure_days": [2000, 900, 400, None],
    "industry_position": [5, 4, None, None],
}


def test_service_goes_by_the_score_and_who_has_not_bought_is_prospective() -> None:
    assert grades(SERVICE, SERVED) == ["vip", "ordinary", "ordinary", "prospective"]


def test_service_tells_its_score_by_financial_behavioural_and_qualitative_figures() -> None:
    grading = grade(scheme_from_dict(SERVICE), population(SERVED))
    told = explain(grading, next_grades(grading), 1).to_dict()
    # Values 50, 25, 50, 50, 50 and 75: (30 · 50 + 20 · 25 + 30 · 50 + 10 · 75) ÷ 90.
    assert told["score"]["score"] == "47.2222"
    assert told["score"]["dimensions"] == {
        "financial": "40.0000", "behavioural": "50.0000", "qualitative": "75.0000",
    }  # fmt: skip
    assert told["score"]["coverage"] == "0.9000"


def test_attractiveness_goes_by_what_a_customer_could_bring() -> None:
    columns: dict[str, list[Figure]] = {
        "revenue_potential": [5, 3, None],
        "growth_yoy": ["0.5", "0.1", "-0.2"],
        "gross_margin": [None, None, None],
        "solvency": [5, None, 1],
    }
    # Growth has the values 100, 50 and 0; 20, 20 and 5 are the weights of what is known.
    assert grades(ATTRACTIVENESS, columns) == ["high", "medium", "low"]
    grading = grade(scheme_from_dict(ATTRACTIVENESS), population(columns))
    told = explain(grading, next_grades(grading), 1).to_dict()
    assert told["score"]["score"] == "50.0000"


def test_strength_goes_by_loyalty_relationships_and_fit() -> None:
    columns: dict[str, list[Figure]] = {
        "tenure_days": [2000, 900, 400],
        "active_months_12m": [12, 8, 1],
        "category_count": [None, None, None],
        "executive_relationship": [5, 2, None],
    }
    assert grades(STRENGTH, columns) == ["high", "medium", "low"]
    grading = grade(scheme_from_dict(STRENGTH), population(columns))
    told = explain(grading, next_grades(grading), 1).to_dict()
    # (15 · 50 + 20 · 50 + 15 · 25) ÷ 50
    assert told["score"]["score"] == "42.5000"


def test_several_types_of_key_account_may_be_true_of_one_customer() -> None:
    columns: dict[str, list[Figure]] = {
        "industry_position": [4, 4, None, None],
        "dependence": [4, "3.9", None, None],
        "regional_share": [4, 4, 4, None],
        "demand": [5, 4, None, None],
        "revenue_12m": ["4999999.9999", "5000000", 1, 1],
        "growth_yoy": ["0.20", "0.9", "0.199999", None],
        "market_outlook": [4, 4, 4, 4],
    }
    assert labels(columns) == [("industry", "regional", "potential"), ("regional",), (), ()]


def test_the_typology_reads_and_writes_back_the_same_and_asks_for_known_indicators() -> None:
    known = [each.code for each in (*LEDGER_INDICATORS, *TIER_RATINGS, *FURTHER_INDICATORS)]
    read = typology_from_dict(json.loads(json.dumps(TYPOLOGY)), indicators=known)
    assert typology_to_dict(read) == TYPOLOGY
    assert len(set(known)) == len(known)
