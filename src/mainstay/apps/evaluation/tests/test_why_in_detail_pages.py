"""Why in detail: the page, and the interface for programs."""

from collections.abc import Callable
from datetime import date
from html import unescape

from django.test import Client
from pytest_django import DjangoAssertNumQueries

from mainstay.apps.customers.models import Customer
from mainstay.apps.evaluation.models import Evaluation
from mainstay.apps.evaluation.services.evaluating import evaluate
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedPeople, person_without
from mainstay.apps.ledger.contracts import VIEW_COSTS
from mainstay.foundation.access.actor import system_actor

SYSTEM = system_actor("test")
EARLIER = date(2025, 1, 1)


def shown(client: Client, customer: str, scheme: str = "stepped") -> str:
    key = Customer.objects.system("test").get(code=customer).key
    response = client.get(f"/evaluations/why/{scheme}/{key}/")
    assert response.status_code == 200, response.content
    return unescape(response.content.decode())


def test_the_page_tells_it_in_words(li_na: Client, stepped: Evaluation) -> None:
    page = shown(li_na, "MIDDLE")

    assert "B on 1 January 2025, now A." in page or "B on 1 Jan 2025, now A." in page
    assert "The score went from 47.50 to 85 (+37.50)." in page
    assert "The figure changed" in page
    assert "Number 1 of 3 by “Score”." in page
    assert "To a lower grade" in page
    key = Customer.objects.system("test").get(code="SMALL").key
    assert f'href="/customers/{key}/"' in page


def test_the_customers_page_leads_there(li_na: Client, stepped: Evaluation) -> None:
    key = Customer.objects.system("test").get(code="MIDDLE").key
    page = li_na.get(f"/customers/{key}/").content.decode()
    assert f'href="/evaluations/why/stepped/{key}/"' in page


def test_the_page_says_what_is_not_told(
    tom: Client, evaluation: Evaluation, signed_in: Callable[[Person], Client]
) -> None:
    page = shown(tom, "SMALL", "abc")
    assert "depends on customers that you do not see" in page
    assert "Nothing to compare with" in page
    assert "GIANT" not in page
    iris = signed_in(person_without("Iris Vogel", "analyst", VIEW_COSTS))
    evaluate(SYSTEM, "profit", EARLIER)
    page = shown(iris, "SMALL", "profit")
    assert "rest on figures that you may not see" in page
    assert "No place" in page


def test_without_an_evaluation_there_is_no_page(li_na: Client, trade: NamedPeople) -> None:
    key = Customer.objects.system("test").get(code="SMALL").key
    assert li_na.get(f"/evaluations/why/abc/{key}/").status_code == 404
    assert li_na.get(f"/evaluations/why/none/{key}/").status_code == 404


def test_a_damaged_result_is_named_and_nothing_is_shown(
    li_na: Client, evaluation: Evaluation
) -> None:
    evaluation.files = {**evaluation.files, "result.parquet": "0" * 64}
    evaluation.save()
    key = Customer.objects.system("test").get(code="SMALL").key
    response = li_na.get(f"/evaluations/why/abc/{key}/")
    assert response.status_code == 503
    assert "50.00" not in response.content.decode()


def test_programs_are_told_the_same(li_na: Client, stepped: Evaluation) -> None:
    told = li_na.get("/api/grades/why/details?customer=SMALL&scheme=stepped").json()

    assert told["change"]["grade_before"] == "C"
    assert told["change"]["lines"][0]["indicator"] == "revenue_12m"
    assert told["reachable"]["status"] == "told"
    assert told["reachable"]["up"][0] == {
        "indicator": "revenue_12m", "present": "110.0000", "needed": "500.0000",
        "difference": "390.0000", "grade": "A",
    }  # fmt: skip
    beside = told["neighbours"]
    assert (beside["by"], beside["rank"], beside["customers"]) == ("score", 2, 3)
    assert [row["customer"] for row in beside["above"]] == ["MIDDLE"]
    assert [row["customer"] for row in beside["below"]] == ["GIANT"]
    missing = li_na.get("/api/grades/why/details?customer=NONE&scheme=stepped")
    assert missing.status_code == 404


def test_the_page_takes_as_many_queries_whoever_stands_beside(
    li_na: Client, stepped: Evaluation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    shown(li_na, "SMALL")
    keys = dict(Customer.objects.system("test").values_list("code", "key"))
    for customer in ("SMALL", "GIANT"):
        with django_assert_num_queries(23):
            li_na.get(f"/evaluations/why/stepped/{keys[customer]}/")
