"""The pages of model runs, and the interface for programs."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from mainstay.apps.customers.models import Customer
from mainstay.apps.evaluation.models import ModelRun
from mainstay.apps.evaluation.queries.model_runs import FIGURES
from mainstay.apps.evaluation.services.model_runs.running import request_model_run, run_model
from mainstay.apps.evaluation.tests.modelled import AS_OF, buy_for_years
from mainstay.apps.governance.queries import actor_of
from mainstay.apps.governance.testing import NamedPeople
from mainstay.foundation.access.actor import system_actor
from mainstay.foundation.jobs.context import JobFailed
from mainstay.foundation.testing.working import run_waiting_jobs
from mainstay.project.home import Home

ANALYST = system_actor("test")
MODELS = "/evaluations/models/"
FORM = {
    "as_of": "2025-01-01",
    "months": "3",
    "engaged_days": "365",
    "growth": "0.1",
    "decline": "-0.3",
    "risk_gaps": "2",
    "risk_days": "30",
    "lost_gaps": "4",
    "lost_days": "365",
    "won_back_days": "180",
}


@pytest.fixture(autouse=True)
def bought(trade: NamedPeople, home: Home) -> None:
    buy_for_years(home.root)


@pytest.fixture
def run(bought: None) -> ModelRun:
    """Stages as of 2025, three months looked back."""
    return run_model(ANALYST, "lifecycle", AS_OF, {"months": 3})


def shown(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.content
    return response.content.decode()


def key_of(code: str) -> int:
    return Customer.objects.system("test").get(code=code).pk


def test_the_page_shows_sizes_shares_over_time_and_conversions(
    li_na: Client, run: ModelRun
) -> None:
    page = shown(li_na, f"{MODELS}{run.pk}/")
    assert f"{MODELS}{run.pk}/customers/?stage=at_risk" in page
    assert 'data-chart="trend"' in page
    assert "From one month to the next" in page
    assert "In use" in page


def test_the_form_says_what_each_parameter_does_and_asks_for_a_run(li_na: Client) -> None:
    assert "No order is overdue before." in shown(li_na, f"{MODELS}new/lifecycle/")

    response = li_na.post(f"{MODELS}new/lifecycle/", FORM)

    row = ModelRun.objects.system("test").get()
    assert response["location"] == f"{MODELS}{row.pk}/"
    assert (row.parameters["months"], row.parameters["decline"]) == (3, -0.3)


def test_the_form_says_what_is_wrong(li_na: Client) -> None:
    page = li_na.post(f"{MODELS}new/lifecycle/", {**FORM, "months": "99"})
    assert "Choose a number from 1 to 60." in page.content.decode()
    page = li_na.post(f"{MODELS}new/lifecycle/", {**FORM, "risk_gaps": "9"})
    assert "contradict each other" in page.content.decode()
    assert li_na.get(f"{MODELS}new/horoscope/").status_code == 404


def test_the_page_follows_the_work_until_it_is_done(li_na: Client, trade: NamedPeople) -> None:
    row = request_model_run(actor_of(trade.li_na), "lifecycle", AS_OF, {"months": 3})
    address = f"{MODELS}{row.pk}/"
    assert f"{address}progress/" in shown(li_na, address)
    assert "Waiting" in shown(li_na, f"{address}progress/")
    run_waiting_jobs()
    assert li_na.get(f"{address}progress/")["Location"] == address


def test_a_run_that_waits_is_stopped(li_na: Client, trade: NamedPeople) -> None:
    row = request_model_run(actor_of(trade.li_na), "lifecycle", AS_OF)
    assert li_na.post(f"{MODELS}{row.pk}/cancel/").status_code == 302
    assert "The run was stopped" in shown(li_na, f"{MODELS}{row.pk}/")


def test_the_customers_of_a_stage_are_listed_and_exported(li_na: Client, run: ModelRun) -> None:
    page = shown(li_na, f"{MODELS}{run.pk}/customers/?stage=lost")
    assert ">GONE<" in page
    assert ">STEADY<" not in page
    file = li_na.get(f"{MODELS}{run.pk}/customers/?stage=lost&format=csv").getvalue().decode()
    assert [line.split(",")[1] for line in file.splitlines()[1:]] == ["GONE"]


def test_a_later_run_is_put_to_use(li_na: Client, run: ModelRun) -> None:
    later = run_model(ANALYST, "lifecycle", AS_OF, {"months": 2})
    assert "Put to use" in shown(li_na, f"{MODELS}{later.pk}/")
    assert li_na.post(f"{MODELS}{later.pk}/promote/").status_code == 302
    page = shown(li_na, f"{MODELS}{later.pk}/")
    assert "Pages of customers tell what this run found now." in page
    assert "Put to use" not in page


def test_the_customers_page_tells_the_stage_to_who_sees_the_customer(
    tom: Client, li_na: Client, run: ModelRun
) -> None:
    page = shown(li_na, f"/customers/{key_of('SILENT')}/")
    assert "Lifecycle stage" in page
    assert "An order is overdue by its own rhythm" in page
    assert "Lifecycle stage" in shown(tom, f"/customers/{key_of('SMALL')}/")


def test_who_sees_some_customers_alone_is_told_why_there_is_nothing(
    tom: Client, run: ModelRun
) -> None:
    assert "It is for who sees all of them" in shown(tom, MODELS)
    for address in ("", "customers/", "progress/"):
        assert tom.get(f"{MODELS}{run.pk}/{address}").status_code == 404
    assert tom.get(f"{MODELS}new/lifecycle/").status_code == 403


def test_a_damaged_file_is_said_to_be_damaged(li_na: Client, run: ModelRun, home: Home) -> None:
    (home.evaluations / run.folder / FIGURES).unlink()
    assert li_na.get(f"{MODELS}{run.pk}/customers/").status_code == 503
    assert "is damaged" in shown(li_na, f"/customers/{key_of('SILENT')}/")


def test_the_number_of_queries_of_the_pages_does_not_grow(
    li_na: Client, run: ModelRun, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _again in range(2):
        shown(li_na, MODELS)
        shown(li_na, f"{MODELS}{run.pk}/customers/")
    with django_assert_num_queries(7):
        shown(li_na, MODELS)
    with django_assert_num_queries(7):
        shown(li_na, f"{MODELS}{run.pk}/customers/")


def test_programs_ask_for_a_run_read_it_and_put_it_to_use(li_na: Client, run: ModelRun) -> None:
    asked: dict[str, Any] = {
        "kind": "lifecycle",
        "as_of": "2025-01-01",
        "parameters": {"months": 2},
    }
    made = li_na.post("/api/model-runs", asked, content_type="application/json")
    assert made.status_code == 202, made.content
    number = made.json()["model_run"]
    early = li_na.get(f"/api/model-runs/{number}/customers")
    assert (early.status_code, early.json()["code"]) == (409, "not_finished")
    run_waiting_jobs()
    promoted = li_na.post(f"/api/model-runs/{number}/promote").json()
    assert (promoted["in_use"], promoted["report"]["looks"][-1]) == (True, "2025-01-01")
    listed = li_na.get("/api/model-runs?kind=lifecycle").json()["items"]
    assert [each["model_run"] for each in listed] == [number, run.pk]
    found = li_na.get(f"/api/model-runs/{number}/customers?label=lost").json()["items"]
    assert found == [
        {
            "customer": "GONE",
            "name": "GONE",
            "figures": {"stage": "lost", "since": "2024-11-01", "before": None},
        }
    ]
    wrong = li_na.post(
        "/api/model-runs",
        {**asked, "parameters": {"luck": 1}},
        content_type="application/json",
    )
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/body/luck")


def test_a_run_that_was_refused_says_why_in_the_list(li_na: Client) -> None:
    with pytest.raises(JobFailed):
        run_model(ANALYST, "clv", date(2001, 1, 1))
    page = shown(li_na, MODELS)
    assert "Refused" in page
    assert "Too few customers have bought before that day" in page
    assert "Not finished" not in page
    number = ModelRun.objects.system("test").get().pk
    assert "Refused" in shown(li_na, f"{MODELS}{number}/")
