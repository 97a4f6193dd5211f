"""Scores on pages, in files and for programs."""

import csv
import html
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mainstay.apps.customers.models import Customer
from mainstay.apps.evaluation.models import Evaluation
from mainstay.apps.evaluation.services.evaluating import evaluate
from mainstay.apps.evaluation.tests.rating import closed, rate, round_of
from mainstay.apps.evaluation.tests.scorecards import FLOORED, SCORED, own_scheme
from mainstay.apps.evaluation.tests.trading import import_orders
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedPeople
from mainstay.foundation.access.actor import system_actor
from mainstay.project.home import Home

SYSTEM = system_actor("test")
AS_OF = date(2025, 1, 1)


@pytest.fixture
def rated(trade: NamedPeople) -> NamedPeople:
    """The brand of GIANT is known to the trade in the whole country."""
    row = round_of([trade.li_na], ["GIANT"], ["brand_awareness"])
    rate(trade.li_na, row, "GIANT", {"brand_awareness": 4})
    closed(row, date(2024, 12, 1))
    return trade


@pytest.fixture
def scored(rated: NamedPeople) -> Evaluation:
    """Everybody has a score; that of GIANT rests on a rating too."""
    return evaluate(SYSTEM, own_scheme(SCORED), AS_OF)


@pytest.fixture
def floored(rated: NamedPeople) -> Evaluation:
    """Only of GIANT enough is known."""
    return evaluate(SYSTEM, own_scheme(FLOORED), AS_OF)


def text(response: Any) -> str:
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def page(client: Client, evaluation: Evaluation, asked: str = "") -> str:
    return text(client.get(reverse("evaluation:evaluation", args=[evaluation.pk]) + asked))


def listed(shown: str) -> str:
    """The list of customers, below the pictures."""
    return shown[shown.index('id="customers"') :]


def customer_page(client: Client, code: str) -> str:
    key = Customer.objects.system("test").get(code=code).pk
    return text(client.get(reverse("customers:customer", args=[key])))


def results(client: Client, evaluation: Evaluation, asked: str = "") -> list[dict[str, Any]]:
    response = client.get(f"/api/evaluations/{evaluation.pk}/results{asked}")
    assert response.status_code == 200
    found: list[dict[str, Any]] = response.json()["items"]
    return found


def test_a_result_lists_scores_and_is_sorted_by_them(li_na: Client, scored: Evaluation) -> None:
    best = listed(page(li_na, scored, "?sort=-score"))
    worst = listed(page(li_na, scored, "?sort=score"))

    assert "81.25" in best
    assert "75.0%" in best
    assert best.index(">GIANT<") < best.index(">SMALL<")
    assert worst.index(">SMALL<") < worst.index(">GIANT<")


def test_a_result_without_a_scorecard_has_no_column_for_scores(
    li_na: Client, evaluation: Evaluation
) -> None:
    assert "Known of the score" not in page(li_na, evaluation)
    assert {row["score"] for row in results(li_na, evaluation)} == {None}


def test_those_without_a_grade_are_counted_and_found(li_na: Client, floored: Evaluation) -> None:
    everybody, nobody = page(li_na, floored), listed(page(li_na, floored, "?grade=-"))

    assert "Without a grade are those of whom too little is known." in everybody
    assert ">GIANT<" not in nobody
    assert ">MIDDLE<" in nobody
    assert nobody.count("no grade") == 3  # two customers, and the choice of the filter


def test_programs_get_scores_and_those_without_a_grade(li_na: Client, floored: Evaluation) -> None:
    first, *others = results(li_na, floored)
    without = results(li_na, floored, "?grade=-")
    details = li_na.get(f"/api/evaluations/{floored.pk}").json()
    sizes = li_na.get(f"/api/evaluations/{floored.pk}/sizes").json()
    quadrant = li_na.get(f"/api/evaluations/{floored.pk}/quadrant").json()

    assert (first["customer"], first["grade"], first["score"]) == ("GIANT", "A", "81.2500")
    assert others == without
    assert {(row["grade"], row["step"], row["score"], row["coverage"]) for row in without} == {
        (None, None, None, "0.7500")
    }
    assert (details["customers"], details["grades"], details["withheld"]) == (
        3,
        {"A": 1, "B": 0},
        2,
    )
    assert sizes["withheld"] == 2
    assert {point["grade"] for point in quadrant["points"]} == {"A", None}


def test_the_first_page_of_a_list_by_score_leads_to_the_next(
    li_na: Client, floored: Evaluation
) -> None:
    """Those without a score stand last, whichever way round."""
    for asked in ("-score", "score"):
        first = li_na.get(f"/api/evaluations/{floored.pk}/results?sort={asked}&limit=2").json()
        second = li_na.get(first["next"]).json()
        found = [row["customer"] for row in (*first["items"], *second["items"])]
        assert sorted(found) == ["GIANT", "MIDDLE", "SMALL"], asked


def test_a_file_of_a_result_says_who_has_no_grade(li_na: Client, floored: Evaluation) -> None:
    file = li_na.get(f"/api/evaluations/{floored.pk}/export").getvalue().decode()
    rows = {
        row["customer"]: row for row in csv.DictReader(io.StringIO(file.removeprefix("\ufeff")))
    }

    assert (rows["GIANT"]["grade_name"], rows["GIANT"]["score"]) == ("A", "81.2500")
    assert (rows["SMALL"]["grade"], rows["SMALL"]["grade_name"]) == ("", "no grade")
    assert rows["SMALL"]["coverage"] == "0.7500"


def test_a_customer_page_has_the_waterfall_of_a_score(li_na: Client, scored: Evaluation) -> None:
    shown = customer_page(li_na, "GIANT")

    assert "What the score in “scored” is made of" in shown
    # The second bar begins where the first one ends.
    assert '<rect x="0" width="62.5000"' in shown
    assert '<rect x="62.5000" width="18.7500"' in shown
    assert "unknown" in customer_page(li_na, "MIDDLE")


def test_a_customer_page_says_why_there_is_no_grade(li_na: Client, floored: Evaluation) -> None:
    shown = customer_page(li_na, "MIDDLE")

    assert "no grade" in shown
    assert "Too little is known for a grade: 75% of the score, and 80% is asked." in shown
    assert "is made of" not in shown


def test_who_sees_some_customers_reads_that_points_are_whole(
    tom: Client, scored: Evaluation
) -> None:
    shown = customer_page(tom, "SMALL")

    assert "In whole points, since it compares with customers that you do not see." in shown
    assert "16.67" not in shown


def test_every_shipped_scheme_can_be_chosen(li_na: Client) -> None:
    shown = text(li_na.get(reverse("evaluation:new")))

    for name in ("Contribution to profit", "Large accounts", "Partners", "Service levels by score"):
        assert name in shown


def test_grades_are_listed_with_the_score_of_the_newest_evaluation(
    li_na: Client, scored: Evaluation, signed_in: Callable[[Person], Client]
) -> None:
    rows = li_na.get("/api/grades?scheme=scored").json()["items"]
    past = li_na.get("/api/grades/history?customer=GIANT&scheme=scored").json()["items"]

    assert {row["customer"]: (row["score"], row["coverage"]) for row in rows} == {
        "GIANT": ("81.2500", "1.0000"),
        "MIDDLE": ("50.0000", "0.7500"),
        "SMALL": ("16.6667", "0.7500"),
    }
    assert [row["score"] for row in past] == ["81.2500"]


def test_grades_stay_listed_where_the_file_with_the_scores_is_gone(
    li_na: Client, scored: Evaluation, home: Home
) -> None:
    (home.evaluations / scored.folder / "result.parquet").unlink()

    rows = li_na.get("/api/grades?scheme=scored").json()["items"]

    assert {(row["customer"], row["score"]) for row in rows} == {
        ("GIANT", None),
        ("MIDDLE", None),
        ("SMALL", None),
    }


def test_the_number_of_queries_does_not_grow_with_the_scores(
    li_na: Client, scored: Evaluation, home: Home, django_assert_max_num_queries: Any
) -> None:
    more = [(f"C{number}", f"N{number}", "2024-07-01", str(number)) for number in range(1, 40)]
    import_orders(home.root, more)
    larger = evaluate(SYSTEM, "scored", AS_OF)

    with django_assert_max_num_queries(14):
        page(li_na, larger)
    for address in ("/api/grades?scheme=scored", f"/api/evaluations/{larger.pk}/results"):
        with django_assert_max_num_queries(12):
            assert len(li_na.get(address).json()["items"]) > 40
