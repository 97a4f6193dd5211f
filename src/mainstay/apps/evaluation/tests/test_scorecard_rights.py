"""What of scores, places and caps is told to who may not know all of it."""

import csv
import io
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from mainstay.apps.customers.models import Customer
from mainstay.apps.evaluation.models import Evaluation
from mainstay.apps.evaluation.queries.grades import grade_sheet
from mainstay.apps.evaluation.queries.why import why
from mainstay.apps.evaluation.services.evaluating import evaluate
from mainstay.apps.evaluation.tests.rating import closed, rate, round_of
from mainstay.apps.evaluation.tests.scorecards import (
    ANCHORS,
    BY_RATING,
    BY_REVENUE,
    CAPPED,
    FIRST_TWO,
    FLOORED,
    MIN_MAX,
    PERCENTILE,
    SCORED,
    at_least,
    line,
    own_scheme,
)
from mainstay.apps.evaluation.tests.trading import import_file, import_orders
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.queries import actor_of
from mainstay.apps.governance.testing import NamedActors, NamedPeople, person_without
from mainstay.apps.ledger.contracts import VIEW_COSTS
from mainstay.foundation.access.actor import Actor, system_actor
from mainstay.project.home import Home

SYSTEM = system_actor("test")
AS_OF = date(2025, 1, 1)
BY_PROFIT = line("gross_profit_12m", "value", "2", PERCENTILE)
WITH_PROFIT: dict[str, Any] = {
    **SCORED,
    "code": "with_profit",
    "grades": [
        {"code": "A", "rule": at_least("score", "60", margin="5")},
        {"code": "B", "rule": at_least("score.qualitative", "70")},
        {"code": "C", "rule": "otherwise"},
    ],
    "scorecard": {"indicators": [BY_REVENUE, BY_PROFIT, BY_RATING], "coverage_floor": "0.3"},
}
STRETCHED: dict[str, Any] = {
    **SCORED,
    "code": "stretched",
    "scorecard": {"indicators": [{**BY_REVENUE, "curve": MIN_MAX}, BY_RATING]},
}
"""Revenue between the least and the most that a customer has."""
BY_SHARE: dict[str, Any] = {
    **SCORED,
    "code": "by_share",
    "scorecard": {
        "indicators": [
            line(
                "share_of_revenue",
                "value",
                "1",
                {"kind": "steps", "steps": [{"from": "0.01", "value": "100"}]},
            ),
            BY_RATING,
        ]
    },
}


@pytest.fixture
def iris(trade: NamedPeople) -> Person:
    """An analyst who sees everything but costs and profit."""
    return person_without("Iris Vogel", "analyst", VIEW_COSTS)


@pytest.fixture
def without_costs(iris: Person) -> Actor:
    return actor_of(iris)


@pytest.fixture
def rated(trade: NamedPeople) -> NamedPeople:
    """Everybody's brand is known to the trade in the whole country."""
    everybody = ["GIANT", "MIDDLE", "SMALL"]
    row = round_of([trade.li_na], everybody, ["brand_awareness"])
    for code in everybody:
        rate(trade.li_na, row, code, {"brand_awareness": 4})
    closed(row, date(2024, 12, 1))
    return trade


def evaluated(definition: dict[str, Any]) -> Evaluation:
    return evaluate(SYSTEM, own_scheme(definition), AS_OF)


def told(actor: Actor, customer: str, scheme: str) -> dict[str, Any]:
    """All that somebody is told, but for the number of the evaluation."""
    found = why(actor, customer, scheme).as_json()
    del found["evaluation"]
    return found


def lines(found: dict[str, Any], name: str) -> dict[str, Any]:
    """A fact of each line of a waterfall."""
    return {each["indicator"]: each[name] for each in found["scorecard"]["contributions"]}


def test_a_score_made_of_profit_is_not_told_to_who_may_not_see_profit(
    rated: NamedPeople, without_costs: Actor
) -> None:
    evaluated(WITH_PROFIT)

    found = told(without_costs, "MIDDLE", "with_profit")

    assert (found["grade"], found["score"], found["coverage"]) == ("B", None, None)
    assert found["scorecard"]["telling"] == "nothing"
    assert found["scorecard"]["dimensions"] == {"value": None, "qualitative": "75.0000"}
    assert lines(found, "value") == {"revenue_12m": "50.000000", "brand_awareness": "75.000000"}
    assert set(lines(found, "share").values()) == set(lines(found, "points").values()) == {None}
    assert [each["indicator"] for each in found["findings"]] == ["score.qualitative"]
    assert found["decided"] == {
        "by_rules": None,
        "previous": None,
        "by_margin": None,
        "stays_until": None,
        "capped_from": None,
    }
    assert found["next"]["status"] == "withheld"
    assert "The grade rests on figures that you may not see." in found["reasons"]
    assert "rofit" not in str(found).replace("with_profit", "")


def test_nothing_that_is_told_changes_with_a_profit_that_is_not(
    rated: NamedPeople, without_costs: Actor, home: Home
) -> None:
    """The grade bounds the score, and it is the same in both."""
    evaluated(WITH_PROFIT)
    before = [told(without_costs, code, "with_profit") for code in ("MIDDLE", "SMALL")]
    exact = told(SYSTEM, "MIDDLE", "with_profit")["score"]
    # A purchase at cost and its return at less: the revenue is as before, and the profit is lost.
    bought, returned = "MIDDLE,8,2024-05-06,100,100", "MIDDLE,9,2024-05-06,-100,-20"
    file = home.root / "returned.csv"
    file.write_text("\n".join(["customer,order_no,ordered_at,amount,cost", bought, returned]))
    import_file(file)
    evaluate(SYSTEM, "with_profit", AS_OF)

    assert told(SYSTEM, "MIDDLE", "with_profit")["score"] != exact
    after = [told(without_costs, code, "with_profit") for code in ("MIDDLE", "SMALL")]
    assert after == before


def test_lists_files_and_programs_have_no_such_score_either(
    rated: NamedPeople, iris: Person, signed_in: Callable[[Person], Client], without_costs: Actor
) -> None:
    evaluation = evaluated(WITH_PROFIT)
    browser, everything = signed_in(iris), signed_in(rated.li_na)

    def results(client: Client, sort: str = "step") -> Any:
        return client.get(f"/api/evaluations/{evaluation.pk}/results?sort={sort}")

    assert {row["score"] for row in results(browser).json()["items"]} == {None}
    assert {row["coverage"] for row in results(browser).json()["items"]} == {None}
    assert None not in {row["score"] for row in results(everything).json()["items"]}
    assert results(browser, "score").status_code == 400
    assert results(everything, "-score").status_code == 200
    grades = browser.get("/api/grades?scheme=with_profit").json()["items"]
    assert {row["score"] for row in grades} == {None}
    history = "/api/grades/history?customer=GIANT&scheme=with_profit"
    assert [row["score"] for row in browser.get(history).json()["items"]] == [None]
    assert [row["score"] for row in everything.get(history).json()["items"]] != [None]
    assert {row.score for row in grade_sheet(without_costs, "with_profit")} == {None}
    file = browser.get(f"/api/evaluations/{evaluation.pk}/export").getvalue().decode()
    assert not {"score", "coverage"} & set(next(csv.reader(io.StringIO(file))))


def test_how_much_is_known_is_not_told_where_a_part_of_it_is_profit(
    trade: NamedPeople, without_costs: Actor
) -> None:
    floored = {**WITH_PROFIT["scorecard"], "coverage_floor": "0.9"}
    evaluated({**WITH_PROFIT, "scorecard": floored})

    found = told(without_costs, "SMALL", "with_profit")

    assert found["grade"] is None
    assert found["reasons"] == [
        "Too little is known for a grade.",
        "Not known yet: Brand awareness.",
    ]
    assert found["findings"][0]["coverage"] is None


def test_a_score_by_places_is_told_in_whole_points_to_who_sees_some(
    rated: NamedPeople, acting: NamedActors
) -> None:
    evaluated(SCORED)

    found = told(acting.tom_becker, "SMALL", "scored")

    # 31.25 of three parts 16.666667 and one part 75.
    assert (found["score"], found["coverage"]) == ("31", "1.0000")
    assert found["scorecard"]["telling"] == "whole_points"
    assert found["scorecard"]["dimensions"] == {"value": "16", "qualitative": "75.0000"}
    assert lines(found, "value") == {"revenue_12m": "16", "brand_awareness": "75.000000"}
    assert lines(found, "points") == {"revenue_12m": "12.0", "brand_awareness": "18.7"}
    assert found["reasons"][:2] == [
        "The score is 31 of 100. Known of what it is made of: 100%.",
        "No better grade was reached. The next one is A:",
    ]
    assert found["reasons"][2] == "Score: at least 60 is asked and not met."
    assert found["findings"][0]["figure"] is None
    assert (found["next"]["grade"], found["next"]["changes"]) == ("A", [])
    [sheet] = grade_sheet(acting.tom_becker, "scored")
    assert str(sheet.score) == "31"


def test_whole_points_are_cut_off_and_never_reach_a_border_that_was_not_reached(
    rated: NamedPeople, acting: NamedActors
) -> None:
    evaluated({**SCORED, "grades": [{"code": "A", "rule": at_least("score", "31.3")}, LAST]})

    assert told(acting.tom_becker, "SMALL", "scored")["score"] == "31"


LAST = {"code": "B", "rule": "otherwise"}


@pytest.mark.parametrize("definition", [STRETCHED, BY_SHARE], ids=["min-max", "share"])
def test_a_score_from_which_figures_of_others_follow_is_told_to_who_sees_all(
    definition: dict[str, Any], rated: NamedPeople, acting: NamedActors, home: Home
) -> None:
    evaluated(definition)
    code = definition["code"]
    before = told(acting.tom_becker, "SMALL", code)
    exact = told(SYSTEM, "SMALL", code)
    import_orders(home.root, [("GIANT", "9", "2024-05-06", "1200")])
    evaluate(SYSTEM, code, AS_OF)

    assert told(acting.tom_becker, "SMALL", code) == before
    assert told(SYSTEM, "SMALL", code) != exact
    assert before["score"] is None
    assert before["scorecard"]["dimensions"] == {"value": None, "qualitative": "75.0000"}
    assert before["scorecard"]["contributions"][0]["value"] is None


def test_a_score_of_own_figures_alone_is_told_exactly(
    rated: NamedPeople, acting: NamedActors
) -> None:
    recency = line(
        "recency_days", "loyalty", "1", {**ANCHORS, "steps": [{"from": "300", "value": "10"}]}
    )
    evaluated({**SCORED, "scorecard": {"indicators": [recency, BY_RATING]}})

    assert told(acting.tom_becker, "SMALL", "scored") == told(SYSTEM, "SMALL", "scored")


def test_a_place_among_all_is_not_told_to_who_sees_some(
    trade: NamedPeople, acting: NamedActors
) -> None:
    evaluated(FIRST_TWO)
    evaluated(CAPPED)
    mine = Customer.objects.system("test").filter(code="MIDDLE")
    mine.update(owner=trade.tom_becker)

    first, full = (told(acting.tom_becker, "MIDDLE", code) for code in ("first_two", "capped"))

    assert {first["findings"][0][name] for name in ("rank", "customers")} == {None}
    assert first["reasons"] == [
        "Revenue, 12 months is ¥150.00; a place among the first 2 customers is asked and met."
    ]
    assert full["decided"]["capped_from"]["rank"] is None
    assert full["reasons"][-1] == (
        "A is full: it takes 1 customer, the first by “Revenue, 12 months”; this one comes after"
        " them."
    )
    assert full["next"]["changes"] == []


def test_the_number_of_places_of_a_share_tells_of_all_customers(
    trade: NamedPeople, acting: NamedActors
) -> None:
    share = {"top": {"indicator": "revenue_12m", "share": "0.5"}}
    evaluated({**FIRST_TWO, "grades": [{"code": "A", "rule": share}, LAST]})

    [finding] = told(acting.tom_becker, "SMALL", "first_two")["findings"]
    [reason] = told(SYSTEM, "MIDDLE", "first_two")["reasons"]

    assert finding["most"] is None
    assert "a place among the first 50% of customers, who are 2." in reason


def test_the_place_in_an_industry_is_told_to_who_sees_all(
    trade: NamedPeople, acting: NamedActors
) -> None:
    Customer.objects.system("test").all().update(industry="Steel")
    evaluate(SYSTEM, "standard", AS_OF)

    found = told(acting.tom_becker, "SMALL", "standard")

    assert found["grade"] == "large_account"
    assert "Place in its industry: at most 5 is asked and met." in found["reasons"]
    assert {
        each["figure"] for each in found["findings"] if each["indicator"] == "industry_rank"
    } == {None}


def test_who_does_not_see_the_top_gets_neither_score_nor_grade_of_a_group_explained(
    rated: NamedPeople, acting: NamedActors, signed_in: Callable[[Person], Client]
) -> None:
    small = Customer.objects.system("test").filter(code="SMALL")
    small.update(parent=Customer.objects.system("test").get(code="GIANT"))
    evaluate(SYSTEM, own_scheme(SCORED), AS_OF, "group")
    floored = {**FLOORED, "scorecard": {**FLOORED["scorecard"], "coverage_floor": "1"}}
    floored["scorecard"]["indicators"] = [BY_REVENUE, line("background", "q", "1", ANCHORS)]
    evaluate(SYSTEM, own_scheme(floored), AS_OF, "group")

    graded, withheld = (told(acting.tom_becker, "SMALL", code) for code in ("scored", "floored"))
    browser = signed_in(rated.tom_becker)

    assert (graded["grade"], graded["score"], graded["scorecard"]) == ("A", None, None)
    [listed] = browser.get("/api/grades?scheme=scored").json()["items"]
    assert (listed["grade"], listed["score"], listed["coverage"]) == ("A", None, None)
    past = browser.get("/api/grades/history?customer=SMALL&scheme=scored").json()["items"]
    assert scores_of(past) == [None]
    assert withheld["reasons"] == [
        "The grade is that of the group it belongs to.",
        "Too little is known for a grade.",
    ]
    assert withheld["next"]["status"] == "hidden"


def scores_of(rows: Iterable[dict[str, Any]]) -> list[Any]:
    return [row["score"] for row in rows]
