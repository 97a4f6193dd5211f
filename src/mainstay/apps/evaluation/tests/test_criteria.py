"""The criteria that people rate customers by."""

from decimal import Decimal

import pytest
from django.conf import settings
from django.utils import translation

from mainstay.analytics.indicators import Better, Unit
from mainstay.analytics.scoring.presets import MATRIX_RATINGS, TIER_RATINGS
from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.criteria import (
    CRITERIA,
    FOR_OTHER_SCHEMES,
    FOR_TIERS,
    SELECTION,
    Criterion,
    in_order,
)

LANGUAGES = [code for code, _name in settings.LANGUAGES]
QUALITATIVE = (
    "industry_position",
    "background",
    "brand_awareness",
    "scale_and_brand",
    "future_competition",
    "global_purchasing",
)


def test_the_selection_criteria_and_the_qualitative_ones_are_shipped() -> None:
    assert len(SELECTION) == len(set(SELECTION)) == 22
    assert {*SELECTION, *QUALITATIVE, *FOR_TIERS, *FOR_OTHER_SCHEMES} == set(CRITERIA)


def test_each_criterion_is_a_rating_that_schemes_can_ask_for() -> None:
    for code, each in CRITERIA.items():
        known = indicators.definition(code)
        assert known.indicator == each.indicator
        assert known.source == indicators.Source.RATING
        assert each.indicator.unit is Unit.RATING
        assert (each.indicator.minimum, each.indicator.maximum) == (Decimal(1), Decimal(5))


def test_what_the_tiers_ask_for_is_what_people_are_asked() -> None:
    assert {each.code: each for each in TIER_RATINGS} == {
        code: CRITERIA[code].indicator for code in FOR_TIERS
    }


def test_what_the_portfolio_matrix_asks_for_is_what_people_are_asked() -> None:
    assert [CRITERIA[each.code].indicator for each in MATRIX_RATINGS] == list(MATRIX_RATINGS)


def test_less_future_competition_is_better_and_more_of_everything_else() -> None:
    less = [code for code, each in CRITERIA.items() if each.indicator.better is Better.LESS]
    assert less == ["future_competition"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("each", CRITERIA.values(), ids=CRITERIA.keys())
def test_every_step_has_a_sentence_of_its_own(each: Criterion, language: str) -> None:
    with translation.override(language):
        said = [str(anchor) for anchor in each.anchors.values()]
    assert len(set(said)) == len(said)
    assert all(text.endswith((".", "。")) for text in said)


def test_a_criterion_that_knows_two_kinds_has_the_two_ends_of_the_scale() -> None:
    kinds = {code: each for code, each in CRITERIA.items() if each.words}
    assert list(kinds) == ["buying_orientation"]
    assert list(kinds["buying_orientation"].anchors) == [1, 5]
    assert all(len(each.anchors) == 5 for code, each in CRITERIA.items() if code not in kinds)


def test_no_two_criteria_are_called_alike_in_any_language() -> None:
    forms = [form for each in CRITERIA.values() for form in each.forms]
    assert len(forms) == len(set(forms))


def test_criteria_stand_in_the_order_in_which_people_are_asked() -> None:
    codes = [each.code for each in in_order(["solvency", "brand_awareness", "revenue_potential"])]
    assert codes == ["revenue_potential", "brand_awareness", "solvency"]
