"""What own indicators come to: in evaluations, in tables, for whom."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mainstay.apps.customers.models import Customer
from mainstay.apps.customers.testing import customer_named
from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.contracts.indicators import UnknownIndicator
from mainstay.apps.evaluation.criteria import FOR_TIERS
from mainstay.apps.evaluation.models import Evaluation
from mainstay.apps.evaluation.queries.catalogue import (
    FIGURE,
    IndicatorFigures,
    catalogue,
    indicator_figures,
)
from mainstay.apps.evaluation.queries.files import INPUTS, read
from mainstay.apps.evaluation.queries.indicators import indicators_table
from mainstay.apps.evaluation.queries.why import why
from mainstay.apps.evaluation.services.custom_indicators import retire_indicator
from mainstay.apps.evaluation.services.evaluating import evaluate
from mainstay.apps.evaluation.services.grading import rerun
from mainstay.apps.evaluation.services.refreshing import refresh_figures
from mainstay.apps.evaluation.tests.defining import DEFINING, define, graded_by
from mainstay.apps.evaluation.tests.rating import closed, rate, round_of
from mainstay.apps.governance.testing import NamedActors, NamedPeople

AS_OF = date(2025, 1, 1)


def frozen(evaluation: Evaluation, code: str) -> dict[str, Any]:
    """What an evaluation froze of an indicator, by customer."""
    return {row["customer"]: row[code] for row in read(evaluation, INPUTS).to_pylist()}


def by_code(found: IndicatorFigures) -> dict[str, Any]:
    return {row["customer"]: row[FIGURE] for row in found.table.to_pylist()}


def test_a_scheme_grades_by_a_formula(trade: NamedPeople, acting: NamedActors) -> None:
    define("half", "revenue_12m / 2")
    graded_by("custom.half", "75")

    done = evaluate(DEFINING, "own", AS_OF)

    assert frozen(done, "custom.half") == {"GIANT": 400, "MIDDLE": 75, "SMALL": 25}
    assert done.sizes == {"high": 2, "low": 1}
    assert rerun(DEFINING, done)


def test_formulas_of_formulas_and_ratings_are_computed_in_order(trade: NamedPeople) -> None:
    row = round_of([trade.li_na], criteria=FOR_TIERS)
    rate(trade.li_na, row, "GIANT", {"brand_awareness": 4})
    closed(row, AS_OF)
    define("half", "revenue_12m / 2")
    define("weighted", "custom.half * brand_awareness")
    graded_by("custom.weighted")

    done = evaluate(DEFINING, "own", AS_OF)

    assert frozen(done, "custom.weighted") == {"GIANT": 1600, "MIDDLE": None, "SMALL": None}


def test_a_scheme_without_own_indicators_freezes_none(trade: NamedPeople) -> None:
    define()
    done = evaluate(DEFINING, "abc", AS_OF)
    assert "custom.per_month" not in read(done, INPUTS).column_names


def test_a_later_formula_leaves_what_was_graded_as_it_was(trade: NamedPeople) -> None:
    define("half", "revenue_12m / 2")
    graded_by("custom.half", "75")
    done = evaluate(DEFINING, "own", AS_OF)
    retire_indicator(DEFINING, "half")
    assert rerun(DEFINING, done)


def test_the_newest_figures_have_everybody_whom_the_reader_sees(
    trade: NamedPeople, acting: NamedActors
) -> None:
    refresh_figures(DEFINING, AS_OF)
    define("per_order", "revenue_12m / orders_12m")
    customer_named("Hope")

    everybody = indicator_figures(acting.li_na, "custom.per_order")
    own = indicator_figures(acting.tom_becker, "custom.per_order")

    assert by_code(everybody) == {"GIANT": 800, "HOPE": None, "MIDDLE": 150, "SMALL": 50}
    assert (everybody.known, everybody.coverage, everybody.as_of) == (3, 0.75, AS_OF)
    assert by_code(own) == {"SMALL": 50}


def test_figures_can_be_narrowed_to_those_between_two_borders(
    trade: NamedPeople, acting: NamedActors
) -> None:
    refresh_figures(DEFINING, AS_OF)
    customer_named("Hope")
    found = indicator_figures(acting.li_na, "interval_median_days")
    assert by_code(found.without()).keys() == {"GIANT", "HOPE", "MIDDLE", "SMALL"}

    revenue = indicator_figures(acting.li_na, "revenue_12m")
    assert by_code(revenue.between(Decimal(50), Decimal(800))) == {"MIDDLE": 150, "SMALL": 50}
    assert by_code(revenue.between(Decimal("50.00001"), None)) == {"GIANT": 800, "MIDDLE": 150}
    assert sum(each.count for each in revenue.bins()) == 4


def test_who_may_not_see_an_ingredient_does_not_see_the_result(
    trade: NamedPeople, acting: NamedActors
) -> None:
    define("profit_per_order", "gross_profit_12m / orders_12m")
    define("doubled", "custom.profit_per_order * 2")
    agent = acting.zhang_min

    assert indicators.hidden_among(agent, {"custom.doubled", "revenue_12m"}) == {"custom.doubled"}
    assert "custom.doubled" not in {each.code for each in catalogue(agent)}
    with pytest.raises(UnknownIndicator):
        indicator_figures(agent, "custom.doubled")
    assert "custom.doubled" not in indicators_table(agent, AS_OF).column_names
    assert "custom.doubled" in indicators_table(acting.li_na, AS_OF).column_names


def test_what_rests_on_a_share_of_the_company_is_for_who_sees_all(
    trade: NamedPeople, acting: NamedActors
) -> None:
    refresh_figures(DEFINING, AS_OF)
    define("share_twice", "share_of_revenue * 2", unit="ratio")

    assert by_code(indicator_figures(acting.li_na, "custom.share_twice"))["GIANT"] == Decimal("1.6")
    own = indicator_figures(acting.tom_becker, "custom.share_twice")
    assert own.withheld
    assert by_code(own) == {}
    table = indicators_table(acting.tom_becker, AS_OF)
    assert table["custom.share_twice"].to_pylist() == [None]


def test_reasons_name_the_formula_by_its_name(trade: NamedPeople, acting: NamedActors) -> None:
    define("half", "revenue_12m / 2", names={"en": "Half the revenue"})
    graded_by("custom.half", "75")
    evaluate(DEFINING, "own", AS_OF)
    told = " ".join(why(acting.li_na, "GIANT", "own").reasons)
    assert "Half the revenue" in told


def test_groups_are_computed_from_the_figures_of_the_group(trade: NamedPeople) -> None:
    giant = Customer.objects.system("test").get(code="GIANT")
    Customer.objects.system("test").filter(code="SMALL").update(parent=giant)
    define("per_order", "revenue_12m / orders_12m")
    graded_by("custom.per_order")

    done = evaluate(DEFINING, "own", AS_OF, "group")

    assert frozen(done, "custom.per_order") == {"GIANT": 425, "MIDDLE": 150}


def test_the_table_of_all_indicators_has_those_in_use(trade: NamedPeople) -> None:
    define("half", "revenue_12m / 2")
    define("third", "revenue_12m / 3")
    retire_indicator(DEFINING, "third")
    table = indicators_table(DEFINING, AS_OF)
    assert table.column_names[-1] == "custom.half"
    assert table["custom.half"].to_pylist() == [400, 75, 25]
