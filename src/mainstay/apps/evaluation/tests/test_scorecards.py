"""Evaluations by schemes with scorecards, places, margins and a minimum stay."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mainstay.analytics.scoring.presets import PRESETS
from mainstay.apps.customers.models import Customer
from mainstay.apps.customers.testing import customer_named
from mainstay.apps.evaluation.models import Evaluation, EvaluationUnit, Grade, GradeState
from mainstay.apps.evaluation.queries.files import INPUTS, RESULT, read
from mainstay.apps.evaluation.queries.grades import grade_sheet
from mainstay.apps.evaluation.queries.why import why
from mainstay.apps.evaluation.services.evaluating import evaluate
from mainstay.apps.evaluation.services.grading import rerun
from mainstay.apps.evaluation.tests.rating import closed, rate, round_of
from mainstay.apps.evaluation.tests.scorecards import (
    CAPPED,
    FIRST_TWO,
    FLOORED,
    SCORED,
    STAYING,
    WITH_MARGIN,
    own_scheme,
)
from mainstay.apps.evaluation.tests.trading import import_orders
from mainstay.apps.governance.testing import NamedPeople
from mainstay.foundation.access.actor import system_actor
from mainstay.project.home import Home

ANALYST = system_actor("test")
AS_OF = date(2025, 1, 1)
LATER = date(2025, 2, 1)
RATED_ON = date(2024, 12, 1)


def evaluated(
    definition: dict[str, Any], as_of: date = AS_OF, unit: str | None = None
) -> Evaluation:
    """An evaluation by a scheme of the company's own, which is made when it is first asked for."""
    code = definition["code"]
    if not Grade.objects.system("test").filter(scheme__code=code).exists():
        own_scheme(definition)
    return evaluate(ANALYST, code, as_of, unit)


def again(definition: dict[str, Any], as_of: date) -> Evaluation:
    """Another evaluation by the same scheme."""
    return evaluate(ANALYST, definition["code"], as_of)


def grades(scheme: str) -> dict[str, str]:
    """The grades in force by the codes of customers."""
    rows = Grade.objects.system("test").filter(scheme__code=scheme, state=GradeState.IN_FORCE)
    return dict(rows.values_list("customer__code", "code"))


@pytest.fixture
def rated(trade: NamedPeople) -> NamedPeople:
    """The brand of GIANT is known to the trade in the whole country."""
    row = round_of([trade.li_na], ["GIANT"], ["brand_awareness"])
    rate(trade.li_na, row, "GIANT", {"brand_awareness": 4})
    closed(row, RATED_ON)
    return trade


def test_a_score_decides_and_is_kept_with_the_grade(rated: NamedPeople) -> None:
    evaluated(SCORED)

    assert grades("scored") == {"GIANT": "A", "MIDDLE": "B", "SMALL": "B"}
    row = Grade.objects.system("test").get(scheme__code="scored", customer__code="GIANT")
    # Three parts 83.333333, the first of three, and one part 75, the fourth anchor.
    assert row.score == Decimal("81.2500")


def test_a_score_is_told_with_its_border_and_what_is_known_of_it(rated: NamedPeople) -> None:
    evaluated(SCORED)

    first, second = why(ANALYST, "GIANT", "scored"), why(ANALYST, "MIDDLE", "scored")

    assert first.reasons == (
        "The score is 81.25 of 100. Known of what it is made of: 100%.",
        "Score is 81.25; at least 60 is asked and met.",
        "Rated in “Spring”, closed on 1 Dec 2024.",
    )
    assert (second.score, second.coverage) == (Decimal("50.0000"), Decimal("0.7500"))
    assert second.next.text == (
        "Reaches A with: “Revenue, 12 months” up by ¥650.00, from ¥150.00 to ¥800.00."
    )


def test_the_waterfall_adds_up_to_the_score(rated: NamedPeople) -> None:
    evaluated(SCORED)

    scorecard = why(ANALYST, "GIANT", "scored").as_json()["scorecard"]

    assert scorecard["dimensions"] == {"value": "83.3333", "qualitative": "75.0000"}
    assert [each["points"] for each in scorecard["contributions"]] == ["62.5000", "18.7500"]
    assert sum(Decimal(each["points"]) for each in scorecard["contributions"]) == Decimal(
        scorecard["score"]
    )


def test_who_is_known_too_little_has_no_grade_and_is_told_why(rated: NamedPeople) -> None:
    evaluation = evaluated(FLOORED)

    assert grades("floored") == {"GIANT": "A"}
    assert (evaluation.units, evaluation.sizes) == (3, {"A": 1, "B": 0})
    told = why(ANALYST, "MIDDLE", "floored")
    assert (told.grade, told.since, told.score) == (None, None, None)
    assert told.reasons == (
        "Too little is known for a grade: 75% of the score, and 80% is asked.",
        "Not known yet: Brand awareness.",
    )
    assert told.next.text == "No way up can be stated before these are known: Brand awareness."
    assert rerun(ANALYST, evaluation)


def test_a_prospect_is_not_taken_for_one_of_whom_too_little_is_known(rated: NamedPeople) -> None:
    customer_named("Prospect")
    evaluated(FLOORED)

    assert why(ANALYST, "PROSPECT", "floored").reasons == (
        "There are no order lines yet, so there is no grade.",
    )


def test_a_member_of_a_group_has_no_grade_where_its_group_has_none(trade: NamedPeople) -> None:
    middle = Customer.objects.system("test").filter(code="MIDDLE")
    middle.update(parent=Customer.objects.system("test").get(code="GIANT"))
    evaluated(FLOORED, unit=EvaluationUnit.GROUP)

    told = why(ANALYST, "MIDDLE", "floored")

    assert grades("floored") == {}
    assert told.inherited_from == "GIANT"
    assert told.reasons[1].startswith("Too little is known for a grade")


def test_a_grade_that_is_withheld_later_ends(rated: NamedPeople, home: Home) -> None:
    evaluated(SCORED)
    version = Evaluation.objects.system("test").get().version
    version.definition = {**FLOORED, "code": "scored"}
    version.save()

    evaluation = again(SCORED, LATER)

    assert grades("scored") == {"GIANT": "A"}
    assert evaluation.changed == 2
    past = Grade.objects.system("test").get(scheme__code="scored", customer__code="MIDDLE")
    assert (past.state, past.valid_to) == (GradeState.PAST, LATER)


def test_the_sheet_of_grades_has_the_score_of_the_newest_evaluation(
    rated: NamedPeople, home: Home
) -> None:
    evaluated(SCORED)
    import_orders(home.root, [("SMALL", "9", "2024-12-05", "200")])
    again(SCORED, AS_OF)

    sheet = {row.customer: row for row in grade_sheet(ANALYST, "scored")}

    assert sheet["MIDDLE"].score == Decimal("16.6667")
    assert sheet["MIDDLE"].coverage == Decimal("0.7500")


def test_the_first_by_a_figure_are_told_their_number(trade: NamedPeople) -> None:
    evaluated(FIRST_TWO)

    assert grades("first_two") == {"GIANT": "A", "MIDDLE": "A", "SMALL": "B"}
    [reason] = why(ANALYST, "MIDDLE", "first_two").reasons
    assert reason == (
        "Number 2 of 3 by “Revenue, 12 months” with ¥150.00. Asked and met: a place among the first"
        " 2 customers."
    )
    assert (
        why(ANALYST, "SMALL", "first_two")
        .reasons[-1]
        .endswith("Asked and not met: a place among the first 2 customers.")
    )


def test_a_full_grade_says_so(trade: NamedPeople) -> None:
    evaluated(CAPPED)

    told = why(ANALYST, "MIDDLE", "capped")

    assert (told.grade, told.decided and told.decided["by_rules"]) == ("B", "A")
    assert told.reasons[-1] == (
        "A is full: it takes 1 customer, the first by “Revenue, 12 months”; this one is number"
        " 2 of all with ¥150.00."
    )


def test_a_grade_is_kept_for_the_minimum_time(trade: NamedPeople, home: Home) -> None:
    evaluated(STAYING)
    import_orders(home.root, [("MIDDLE", "9", "2024-12-05", "-100")])
    evaluation = again(STAYING, LATER)

    told = why(ANALYST, "MIDDLE", "staying")

    assert (told.grade, told.since) == ("A", AS_OF)
    assert read(evaluation, INPUTS)["previous_since"].to_pylist() == [AS_OF] * 3
    assert told.reasons[-1] == (
        "A grade is kept for a minimum time: this one until 1 Mar 2025, although the rules alone"
        " give B."
    )
    assert why(ANALYST, "SMALL", "staying").next.text == (
        "Before 1 Mar 2025 no figure brings another grade."
    )
    assert rerun(ANALYST, evaluation)
    assert again(STAYING, date(2025, 3, 1)).changed == 1
    assert grades("staying")["MIDDLE"] == "B"


def test_what_another_evaluation_of_the_same_day_said_is_not_kept(
    trade: NamedPeople, home: Home
) -> None:
    evaluated(STAYING)
    import_orders(home.root, [("SMALL", "9", "2024-12-05", "900")])

    evaluation = again(STAYING, AS_OF)

    assert grades("staying")["SMALL"] == "A"
    assert read(evaluation, INPUTS)["previous_grade"].null_count == 3


def test_a_border_has_to_be_passed_by_its_margin(trade: NamedPeople, home: Home) -> None:
    evaluated(WITH_MARGIN)
    import_orders(home.root, [("MIDDLE", "9", "2024-12-05", "-60")])
    again(WITH_MARGIN, LATER)

    told = why(ANALYST, "MIDDLE", "with_margin")

    assert told.grade == "A"
    assert told.reasons[-1] == (
        "Before it was A. The rules alone give B, but a border has to be passed by its margin"
        " before the grade changes."
    )


@pytest.mark.parametrize("scheme", PRESETS)
def test_every_shipped_scheme_is_evaluated_and_comes_out_the_same_again(
    scheme: str, rated: NamedPeople
) -> None:
    Customer.objects.system("test").filter(code="GIANT").update(industry="Steel")
    evaluation = evaluate(ANALYST, scheme, AS_OF)

    assert rerun(ANALYST, evaluation)
    assert read(evaluation, RESULT).num_rows == 3
    for code in ("GIANT", "MIDDLE", "SMALL"):
        assert why(ANALYST, code, scheme).reasons


def test_the_first_of_its_industry_is_a_large_account(trade: NamedPeople) -> None:
    Customer.objects.system("test").filter(code="MIDDLE").update(industry="Steel")
    evaluation = evaluate(ANALYST, "standard", AS_OF)

    assert read(evaluation, INPUTS)["industry_rank"].to_pylist() == [None, 1, None]
    assert grades("standard") == {"GIANT": "other", "MIDDLE": "large_account", "SMALL": "other"}
    told = why(ANALYST, "MIDDLE", "standard")
    assert "Place in its industry is 1; at most 5 is asked and met." in told.reasons
    assert (
        "Not known yet: Place in its industry. Grades that ask for these cannot be reached before."
    ) in why(ANALYST, "SMALL", "standard").reasons


def test_only_the_scheme_that_asks_for_it_freezes_the_place_in_the_industry(
    trade: NamedPeople,
) -> None:
    columns = read(evaluate(ANALYST, "abc", AS_OF), INPUTS).column_names

    assert "industry_rank" not in columns
    assert "previous_since" not in columns
