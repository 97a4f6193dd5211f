"""Schemes, evaluations, grades and indicators through the interface for programs."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from mainstay.apps.evaluation.models import Evaluation
from mainstay.apps.evaluation.services.evaluating import request_evaluation
from mainstay.apps.evaluation.services.refreshing import refresh_figures
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedPeople
from mainstay.foundation.access.actor import system_actor

ANALYST = system_actor("test")
AS_OF = date(2025, 1, 1)
ROUTES = [
    ("get", "/schemes"),
    ("get", "/schemes/abc"),
    ("get", "/evaluations"),
    ("post", "/evaluations"),
    ("get", "/evaluations/1"),
    ("get", "/evaluations/1/results"),
    ("get", "/evaluations/1/export"),
    ("get", "/evaluations/1/pareto"),
    ("get", "/evaluations/1/quadrant"),
    ("get", "/evaluations/1/sizes"),
    ("get", "/grades?scheme=abc"),
    ("get", "/grades/history?customer=GIANT"),
    ("get", "/grades/why?scheme=abc&customer=GIANT"),
    ("get", "/indicators"),
    ("get", "/indicators/latest"),
    ("get", "/indicators/as-of?as_of=2025-01-01"),
]


def answer(client: Client, address: str) -> Any:
    response = client.get(f"/api{address}")
    assert response.status_code == 200, response.content
    return response.json()


def test_schemes_come_with_their_definition(li_na: Client, evaluation: Evaluation) -> None:
    listed = answer(li_na, "/schemes")
    abc = answer(li_na, "/schemes/abc")

    shipped = [
        "tiers", "abc", "rfm", "profit", "standard", "partner", "service", "attractiveness",
        "strength", "typology",
    ]  # fmt: skip
    assert [each["code"] for each in listed] == shipped
    assert abc["version"] == 1
    assert abc["definition"]["grades"][0]["rule"]["pareto"]["share"] == "0.80"
    assert abc["in_force"] == {"number": evaluation.pk, "as_of": "2025-01-01"}


def test_an_evaluation_is_asked_for_and_waits(li_na: Client) -> None:
    wanted = {"scheme": "rfm", "as_of": "2025-01-01"}

    response = li_na.post("/api/evaluations", wanted, content_type="application/json")

    assert response.status_code == 202
    asked = response.json()
    assert (asked["scheme"], asked["finished_at"]) == ("rfm", None)
    assert asked["job"]["state"] == "queued"


def test_a_day_before_the_first_that_can_be_measured_names_the_field(li_na: Client) -> None:
    wanted = {"scheme": "rfm", "as_of": "0001-01-01"}
    response = li_na.post("/api/evaluations", wanted, content_type="application/json")
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/body/as_of"


def test_a_day_in_the_future_names_the_field(li_na: Client) -> None:
    wanted = {"scheme": "rfm", "as_of": "2999-01-01"}

    response = li_na.post("/api/evaluations", wanted, content_type="application/json")

    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/body/as_of"


def test_evaluations_are_listed_and_shown(li_na: Client, evaluation: Evaluation) -> None:
    listed = answer(li_na, "/evaluations?scheme=abc")
    shown = answer(li_na, f"/evaluations/{evaluation.pk}")

    assert [each["evaluation"] for each in listed["items"]] == [evaluation.pk]
    assert shown["grades"] == {"A": 1, "B": 1, "C": 1}
    assert (shown["customers"], shown["everybody"], shown["state"]) == (3, True, 1)


def test_an_evaluation_counts_what_its_reader_sees(tom: Client, evaluation: Evaluation) -> None:
    shown = answer(tom, f"/evaluations/{evaluation.pk}")

    assert shown["grades"] == {"A": 0, "B": 0, "C": 1}
    assert not shown["everybody"]


def test_results_are_paged_in_any_order(li_na: Client, evaluation: Evaluation) -> None:
    address = f"/evaluations/{evaluation.pk}/results?sort=-revenue_12m&limit=2"

    first = answer(li_na, address)
    second = answer(li_na, first["next"].removeprefix("/api"))

    found = [each["customer"] for each in first["items"] + second["items"]]
    assert found == ["GIANT", "MIDDLE", "SMALL"]
    assert first["items"][0]["indicators"]["revenue_12m"] == "800.0000"
    assert first["items"][0]["indicators"]["gross_profit_12m"] == "400.0000"
    assert first["items"][0]["indicators"]["growth_yoy"] is None
    back = answer(li_na, second["previous"].removeprefix("/api"))
    assert back["items"] == first["items"]


def test_missing_figures_come_last_both_ways(li_na: Client, evaluation: Evaluation) -> None:
    for sort in ("growth_yoy", "-growth_yoy"):
        found: list[str] = []
        address = f"/evaluations/{evaluation.pk}/results?sort={sort}&limit=1"
        while address:
            page = answer(li_na, address)
            found += [each["customer"] for each in page["items"]]
            address = (page["next"] or "").removeprefix("/api")
        assert found == ["GIANT", "MIDDLE", "SMALL"]


def test_results_are_filtered(li_na: Client, evaluation: Evaluation) -> None:
    by_grade = answer(li_na, f"/evaluations/{evaluation.pk}/results?grade=B")
    by_text = answer(li_na, f"/evaluations/{evaluation.pk}/results?text=sma")

    assert [each["customer"] for each in by_grade["items"]] == ["MIDDLE"]
    assert [each["customer"] for each in by_text["items"]] == ["SMALL"]


def test_results_show_what_the_reader_sees(tom: Client, evaluation: Evaluation) -> None:
    found = answer(tom, f"/evaluations/{evaluation.pk}/results")

    assert [each["customer"] for each in found["items"]] == ["SMALL"]


def test_results_of_an_unfinished_evaluation_are_refused(li_na: Client) -> None:
    evaluation = request_evaluation(ANALYST, "abc", AS_OF)

    response = li_na.get(f"/api/evaluations/{evaluation.pk}/results")

    assert (response.status_code, response.json()["code"]) == (409, "not_finished")


def test_an_unknown_order_is_refused(li_na: Client, evaluation: Evaluation) -> None:
    response = li_na.get(f"/api/evaluations/{evaluation.pk}/results?sort=colour")

    assert response.status_code == 400


def test_grades_in_force_are_listed_best_first(
    li_na: Client, tom: Client, evaluation: Evaluation
) -> None:
    everybody = answer(li_na, "/grades?scheme=abc")
    own = answer(tom, "/grades?scheme=abc")

    assert [(row["customer"], row["grade"]) for row in everybody["items"]] == [
        ("GIANT", "A"),
        ("MIDDLE", "B"),
        ("SMALL", "C"),
    ]
    assert [row["customer"] for row in own["items"]] == ["SMALL"]


def test_why_tells_reasons_and_the_next_grade(li_na: Client, evaluation: Evaluation) -> None:
    told = answer(li_na, "/grades/why?scheme=abc&customer=MIDDLE")

    assert (told["grade"], told["since"], told["score"]) == ("B", "2025-01-01", None)
    assert told["findings"][0]["figure"] == "150.0000"
    assert told["next"]["grade"] == "A"
    assert told["next"]["indicator"] == "revenue_12m"
    assert told["next"]["from"] == "150.0000"


def test_why_of_somebody_elses_customer_is_not_told(tom: Client, evaluation: Evaluation) -> None:
    response = tom.get("/api/grades/why?scheme=abc&customer=GIANT")

    assert response.status_code == 404


def test_why_before_any_evaluation_is_a_conflict(li_na: Client) -> None:
    response = li_na.get("/api/grades/why?scheme=abc&customer=GIANT")

    assert (response.status_code, response.json()["code"]) == (409, "not_evaluated")


def test_an_unknown_scheme_is_not_found(li_na: Client) -> None:
    assert li_na.get("/api/schemes/xyz").json()["code"] == "scheme_not_found"


def test_indicators_are_described(li_na: Client) -> None:
    found = {each["code"]: each for each in answer(li_na, "/indicators")}

    assert found["recency_days"]["better"] == "less"
    assert found["scale_and_brand"]["source"] == "rating"


def test_the_latest_figures_are_listed(li_na: Client, tom: Client) -> None:
    refresh_figures(ANALYST, AS_OF)

    everybody = answer(li_na, "/indicators/latest")
    own = answer(tom, "/indicators/latest")

    assert [each["customer"] for each in everybody["items"]] == ["GIANT", "MIDDLE", "SMALL"]
    assert everybody["items"][0]["indicators"]["revenue_12m"] == "800.0000"
    assert [each["customer"] for each in own["items"]] == ["SMALL"]


def test_shares_of_the_company_are_for_who_sees_all_of_it(li_na: Client, tom: Client) -> None:
    refresh_figures(ANALYST, AS_OF)

    everybody = answer(li_na, "/indicators/latest")["items"]
    [own] = answer(tom, "/indicators/latest")["items"]

    assert [row["indicators"]["share_of_revenue"] for row in everybody] == [
        "0.800000",
        "0.150000",
        "0.050000",
    ]
    assert own["indicators"]["revenue_12m"] == "50.0000"
    assert own["indicators"]["share_of_revenue"] is None


def test_why_tells_a_key_account_manager_nothing_of_other_customers(
    tom: Client, evaluation: Evaluation
) -> None:
    told = answer(tom, "/grades/why?scheme=abc&customer=SMALL")

    assert "1,000" not in str(told)
    assert "950" not in str(told)
    assert told["findings"][0]["rank"] is None


@pytest.mark.parametrize(("method", "address"), ROUTES)
def test_who_has_not_signed_in_is_refused(
    method: str, address: str, client: Client, db: None
) -> None:
    response = getattr(client, method)(f"/api{address}", {}, content_type="application/json")

    assert response.status_code == 401


@pytest.mark.parametrize(("method", "address"), ROUTES)
def test_a_person_without_a_role_is_refused(
    method: str,
    address: str,
    people: NamedPeople,
    signed_in: Callable[[Person], Client],
) -> None:
    body = {"scheme": "abc", "as_of": "2025-01-01"} if method == "post" else {}
    ask = getattr(signed_in(people.nobody_ning), method)

    response = ask(f"/api{address}", body, content_type="application/json")

    assert response.status_code == 403
