"""The pages of back-tests, and the interface for programs."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from mainstay.apps.evaluation.models import BackTest
from mainstay.apps.evaluation.services.back_testing import Wanted, back_test, request_back_test
from mainstay.apps.evaluation.tests.trading import import_orders
from mainstay.apps.governance.queries import actor_of
from mainstay.apps.governance.testing import NamedPeople
from mainstay.apps.notifications.models import Message
from mainstay.foundation.access.actor import system_actor
from mainstay.foundation.jobs.models import Job
from mainstay.foundation.testing.working import run_waiting_jobs
from mainstay.project.home import Home

ANALYST = system_actor("test")
DAY = date(2024, 6, 1)
FORM = {
    "scheme": "abc",
    "as_of": "2024-06-01",
    "horizon": "6",
    "earlier": "1",
    "unit": "customer",
    "outcome": "",
}


@pytest.fixture(autouse=True)
def bought_again(trade: NamedPeople, home: Home) -> None:
    """The giant comes back in the summer."""
    import_orders(home.root, [("GIANT", "9", "2024-07-01", "100")], costs=True)


@pytest.fixture
def tested(trade: NamedPeople) -> BackTest:
    """By ABC as of June 2024, held against the half year that followed."""
    return back_test(ANALYST, Wanted("abc", (DAY,), horizon=6))


def shown(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.content
    return response.content.decode()


def test_the_page_says_the_verdict_and_draws_the_orders(li_na: Client, tested: BackTest) -> None:
    page = shown(li_na, f"/evaluations/back-tests/{tested.pk}/")

    assert "The top grade “A”" in page
    assert 'data-chart="gains"' in page
    assert "Last year&#x27;s revenue" in page
    assert "Corrections that came in later are in." in page


def test_tables_wider_than_a_phone_move_by_themselves(li_na: Client, tested: BackTest) -> None:
    page = li_na.get(f"/evaluations/back-tests/{tested.pk}/").content.decode()
    shown = page[page.index("<main") :]
    assert shown.count("<table") == shown.count('class="data-table') + shown.count("chart-table")


def test_the_list_leads_to_it_and_is_exported(li_na: Client, tested: BackTest) -> None:
    assert f"/evaluations/back-tests/{tested.pk}/" in shown(li_na, "/evaluations/back-tests/")

    heading, row = li_na.get("/evaluations/back-tests/?format=csv").getvalue().decode().splitlines()
    assert len(row.split(",")) == len(heading.split(","))


def test_the_evaluations_lead_to_the_back_tests_for_who_may_see_them(
    li_na: Client, tom: Client
) -> None:
    assert "/evaluations/back-tests/" in shown(li_na, "/evaluations/")
    assert "/evaluations/back-tests/" not in shown(tom, "/evaluations/")


def test_who_sees_some_customers_alone_is_told_why_there_is_nothing(
    tom: Client, tested: BackTest
) -> None:
    assert "It is for who sees all of them." in shown(tom, "/evaluations/back-tests/")
    assert tom.get(f"/evaluations/back-tests/{tested.pk}/").status_code == 404


def test_the_form_asks_for_the_day_and_the_quarters_before_it(li_na: Client) -> None:
    assert "Hold against" in shown(li_na, "/evaluations/back-tests/new/?scheme=rfm")

    response = li_na.post("/evaluations/back-tests/new/", FORM)

    row = BackTest.objects.system("test").get()
    assert response["location"] == f"/evaluations/back-tests/{row.pk}/"
    assert (row.days, row.horizon) == (["2024-06-01", "2024-03-01"], 6)


def test_the_quarters_are_told_in_the_readers_language(trade: NamedPeople, li_na: Client) -> None:
    assert "2 quarters back" in shown(li_na, "/evaluations/back-tests/new/")
    trade.li_na.language = "zh-hans"
    trade.li_na.save()
    assert "再往前2个季度" in shown(li_na, "/evaluations/back-tests/new/")


def test_the_form_says_what_is_wrong_beside_the_field(li_na: Client) -> None:
    page = li_na.post("/evaluations/back-tests/new/", {**FORM, "as_of": "2999-01-01"})

    assert page.status_code == 200
    assert "are not over yet" in page.content.decode()


def test_the_page_follows_the_work_until_it_is_done(li_na: Client, trade: NamedPeople) -> None:
    row = request_back_test(actor_of(trade.li_na), Wanted("abc", (DAY,), horizon=6))
    address = f"/evaluations/back-tests/{row.pk}/"

    assert f"{address}progress/" in shown(li_na, address)
    assert "Waiting" in shown(li_na, f"{address}progress/")
    run_waiting_jobs()
    assert "The top grade" in shown(li_na, address)
    assert li_na.get(f"{address}progress/")["Location"] == address


def test_who_asked_can_stop_it(li_na: Client, trade: NamedPeople) -> None:
    row = request_back_test(actor_of(trade.li_na), Wanted("abc", (DAY,), horizon=6))

    li_na.post(f"/evaluations/back-tests/{row.pk}/cancel/")

    assert "The back-test was stopped" in shown(li_na, f"/evaluations/back-tests/{row.pk}/")


def test_a_failure_is_told_in_words(li_na: Client, trade: NamedPeople) -> None:
    row = request_back_test(actor_of(trade.li_na), Wanted("abc", (DAY,), horizon=6))
    Job.objects.system("test").filter(pk=row.job_id or 0).update(
        state="failed", error_code="ledger_damaged", error_details={"file": "lines-1"}
    )

    page = shown(li_na, f"/evaluations/back-tests/{row.pk}/")

    assert "lines-1 is damaged" in page
    assert "Back-test again" in page


def test_the_bell_tells_who_asked(li_na: Client, trade: NamedPeople) -> None:
    request_back_test(actor_of(trade.li_na), Wanted("abc", (DAY,), horizon=6))
    run_waiting_jobs()

    assert Message.objects.system("test").filter(person=trade.li_na).exists()
    assert "has been back-tested" in shown(li_na, "/notifications/")


def answer(client: Client, address: str) -> Any:
    response = client.get(f"/api{address}")
    assert response.status_code == 200, response.content
    return response.json()


def test_programs_ask_for_one_and_read_it(li_na: Client) -> None:
    wanted = {"scheme": "abc", "as_of": ["2024-06-01"], "horizon": 6, "outcome": "revenue"}
    asked = li_na.post("/api/back-tests", wanted, content_type="application/json")
    assert (asked.status_code, asked.json()["job"]["state"]) == (202, "queued")
    run_waiting_jobs()

    found = answer(li_na, f"/back-tests/{asked.json()['back_test']}")
    [day] = found["days"]

    assert (found["outcome"], day["until"], day["top_grade"]) == ("revenue", "2024-12-01", "A")
    assert len(day["curve"]) == 101
    assert day["says"].startswith("The top grade “A”")
    assert [each["back_test"] for each in answer(li_na, "/back-tests?scheme=abc")["items"]] == [
        found["back_test"]
    ]


def test_programs_are_told_which_field_is_wrong(li_na: Client) -> None:
    wanted = {"scheme": "abc", "as_of": ["2999-06-01"]}
    refused = li_na.post("/api/back-tests", wanted, content_type="application/json")

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/body/as_of"


@pytest.mark.parametrize("address", ["/back-tests/1", "/back-tests/999"])
def test_programs_of_who_sees_some_customers_alone_find_none(
    tom: Client, tested: BackTest, address: str
) -> None:
    assert tom.get(f"/api{address}").status_code == 404
    assert answer(tom, "/back-tests")["items"] == []
