"""Indicators that the company defines: what is taken, what is refused, what happens to them."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from mainstay.analytics.scoring.presets import PRESETS
from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.models import CustomIndicator, Scheme, SchemeVersion
from mainstay.apps.evaluation.queries.custom_indicators import IndicatorNotFound
from mainstay.apps.evaluation.rules.custom_indicators import Change, IndicatorVersionConflict
from mainstay.apps.evaluation.services.custom_indicators import (
    change_indicator,
    create_indicator,
    delete_indicator,
    restore_indicator,
    retire_indicator,
)
from mainstay.apps.evaluation.tests.defining import DEFINING, define, graded_by
from mainstay.apps.governance.testing import NamedActors
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.audit.models import AuditEntry

pytestmark = pytest.mark.django_db


def refusal(**said: Any) -> dict[str, list[str]]:
    """Why a definition is refused, by field."""
    with pytest.raises(ValidationError) as refused:
        define(**said)
    return refused.value.message_dict


def test_a_formula_over_indicators_becomes_an_indicator() -> None:
    define("per_month", "revenue_12m / active_months_12m", unit="money", names={"en": "Per month"})

    found = indicators.definition("custom.per_month")
    assert str(found.name) == "Per month"
    assert found.indicator.places == 4
    assert found.made_of == ("revenue_12m", "active_months_12m")


def test_a_name_falls_back_on_another_language() -> None:
    define(names={"zh-hans": "每月收入"})
    assert str(indicators.definition("custom.per_month").name) == "每月收入"


def test_an_own_indicator_may_be_made_of_another_one() -> None:
    define("half", "revenue_12m / 2")
    define("quarter", "custom.half / 2")
    assert indicators.origins("custom.quarter") == {"custom.quarter", "custom.half", "revenue_12m"}


@pytest.mark.parametrize(
    ("formula", "says"),
    [
        ("revenue_12m +", "Something is missing at the end of the formula."),
        ("revenue_12m + $", "Character 15: “$” means nothing in a formula."),
        ("2 * turnover", "Character 5: there is no indicator “turnover”."),
        ("2 * score", "Character 5: there is no indicator “score”."),
        ("custom.per_month + 1", "“custom.per_month” is made of this indicator itself."),
        ("custom.other + 1", "Character 1: there is no indicator “custom.other”."),
    ],
)
def test_a_formula_is_refused_with_the_place_of_the_mistake(formula: str, says: str) -> None:
    assert refusal(formula=formula) == {"formula": [says]}


def test_other_mistakes_are_named_beside_their_fields() -> None:
    found = refusal(code="Per Month", names={"en": " "}, unit="rating", better="up", dimension="x")
    assert set(found) == {"code", "names", "unit", "better", "dimension"}


def test_a_code_is_taken_once() -> None:
    define()
    assert refusal() == {"code": ["Another indicator has this code."]}


def test_a_circle_through_others_is_refused() -> None:
    one = define("one", "revenue_12m")
    define("two", "custom.one * 2")
    define("three", "custom.two * 2")

    with pytest.raises(ValidationError, match=r"“custom\.three” is made of this indicator itself"):
        change_indicator(DEFINING, "one", one.version, formula="custom.three + 1")


def test_only_administrators_define(acting: NamedActors) -> None:
    for actor in (acting.mei_lin, acting.li_na, acting.tom_becker):
        with pytest.raises(AccessDenied):
            create_indicator(actor, code="x", formula="revenue_12m")
    assert not CustomIndicator.objects.system("test").exists()


def test_what_is_done_stands_in_the_trail() -> None:
    row = define()
    change_indicator(DEFINING, "per_month", row.version, formula="revenue_12m / 12")
    retire_indicator(DEFINING, "per_month")
    restore_indicator(DEFINING, "per_month")
    delete_indicator(DEFINING, "per_month")

    entries = AuditEntry.objects.system("test").filter(subject_type="evaluation.customindicator")
    entries = entries.order_by("pk")
    done = [each.action.rpartition(".")[2] for each in entries]
    assert done == ["defined", "changed", "retired", "restored", "deleted"]
    assert entries[1].details["changes"] == {
        "formula": ["revenue_12m / active_months_12m", "revenue_12m / 12"]
    }


def test_who_was_overtaken_changes_nothing() -> None:
    row = define()
    change_indicator(DEFINING, "per_month", row.version, dimension="risk")
    with pytest.raises(IndicatorVersionConflict):
        change_indicator(DEFINING, "per_month", row.version, dimension="loyalty")


def test_the_unit_stays() -> None:
    row = define()
    with pytest.raises(ValidationError, match="stays as it was defined"):
        change_indicator(DEFINING, "per_month", row.version, unit="ratio")


def test_what_a_scheme_grades_by_keeps_its_formula_and_can_be_retired_alone() -> None:
    row = define()
    graded_by("custom.per_month")

    other: tuple[Change, ...] = (
        {"formula": "revenue_12m"},
        {"better": "less"},
        {"dimension": "risk"},
    )
    for said in other:
        with pytest.raises(ValidationError, match="Grades rest on it in own"):
            change_indicator(DEFINING, "per_month", row.version, **said)
    with pytest.raises(ValidationError, match="own grades by it"):
        delete_indicator(DEFINING, "per_month")

    change_indicator(DEFINING, "per_month", row.version, names={"en": "Monthly"})
    retire_indicator(DEFINING, "per_month")
    assert indicators.definition("custom.per_month").retired


def test_what_others_are_made_of_cannot_be_deleted() -> None:
    define("half", "revenue_12m / 2")
    define("quarter", "custom.half / 2")
    with pytest.raises(ValidationError, match=r"custom\.quarter is made of it"):
        delete_indicator(DEFINING, "half")


def test_a_retired_one_is_not_taken_into_new_formulas_and_stays_in_old_ones() -> None:
    define("half", "revenue_12m / 2")
    quarter = define("quarter", "custom.half / 2")
    retire_indicator(DEFINING, "half")

    assert "formula" in refusal(formula="custom.half")
    kept = change_indicator(DEFINING, "quarter", quarter.version, formula="custom.half / 4")
    assert kept.formula == "custom.half / 4"


def test_there_is_nothing_to_change_where_none_was_defined() -> None:
    with pytest.raises(IndicatorNotFound):
        retire_indicator(DEFINING, "nothing")


def test_a_scheme_that_is_not_about_it_does_not_hold_it() -> None:
    define()
    scheme = Scheme.objects.create(code="other")
    SchemeVersion.objects.create(scheme=scheme, number=1, definition=PRESETS["abc"])
    delete_indicator(DEFINING, "per_month")
    assert "custom.per_month" not in indicators.definitions()
