"""Segments of all customers: what a run finds, its page, names that stay and are handed on."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from mainstay.apps.customers.models import Customer
from mainstay.apps.evaluation.models import ModelRun, SegmentName
from mainstay.apps.evaluation.queries.model_runs import told_of_customers
from mainstay.apps.evaluation.queries.segment_runs import segments_of
from mainstay.apps.evaluation.services.evaluating import evaluate
from mainstay.apps.evaluation.services.model_runs.naming import (
    SegmentNameConflict,
    name_segment,
)
from mainstay.apps.evaluation.services.model_runs.running import promote, run_model
from mainstay.apps.evaluation.tests.conftest import Kept
from mainstay.apps.evaluation.tests.trading import Order, company, import_orders
from mainstay.apps.evaluation.wording.failures import failure
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedPeople, person_without
from mainstay.apps.ledger.contracts import VIEW_COSTS
from mainstay.foundation.access.actor import system_actor
from mainstay.foundation.audit.models import AuditEntry
from mainstay.foundation.jobs.context import JobFailed
from mainstay.foundation.testing.working import run_waiting_jobs
from mainstay.project.home import Home

ANALYST = system_actor("test")
AS_OF = date(2025, 1, 1)
MODELS = "/evaluations/models/"
PART = {"HX-Request": "true"}
CHOSEN = {"indicators": "revenue_12m,orders_12m,recency_days"}


def buy_in_two_ways(folder: Path) -> None:
    """BIG00 to BIG19 buy much every ten days up to the end, OLD00 to OLD24 little until June."""
    chance = random.Random(20261130)
    orders: list[Order] = []
    for number in range(45):
        big = number < 20
        code = f"BIG{number:02}" if big else f"OLD{number - 20:02}"
        gap, worth, end = (10, 500, AS_OF) if big else (40, 50, date(2024, 6, 20))
        day = date(2024, 1, 2) + timedelta(days=chance.randrange(9))
        while day < end:
            amount = f"{worth * chance.uniform(0.8, 1.2):.2f}"
            orders.append((code, f"{code}-{len(orders)}", day.isoformat(), amount))
            day += timedelta(days=gap + chance.randrange(5))
    import_orders(folder, orders, costs=True)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """Where the first test leaves the imported orders for the others."""
    return Kept(tmp_path_factory.mktemp("segments"))


@pytest.fixture
def bought(people: NamedPeople, home: Home, kept: Kept) -> NamedPeople:
    company()
    if kept.rows:
        kept.put(home)
    else:
        buy_in_two_ways(home.root)
        kept.take(home)
    return people


@pytest.fixture
def run(bought: NamedPeople) -> ModelRun:
    return run_model(ANALYST, "segments", AS_OF, CHOSEN)


@pytest.fixture
def analyst(bought: NamedPeople, signed_in: Callable[[Person], Client]) -> Client:
    return signed_in(bought.li_na)


def found_of(run: ModelRun) -> dict[str, dict[str, Any]]:
    return {row["customer"]: row for row in told_of_customers(ANALYST, run).to_pylist()}


def shown(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.content
    return response.content.decode()


def test_customers_of_two_ways_are_two_segments_the_larger_one_first(run: ModelRun) -> None:
    assert (run.report["structure"], run.report["number"]) == ("found", 2)
    found = found_of(run)
    assert {row["segment"] for code, row in found.items() if code[:3] == "BIG"} == {"segment_1"}
    assert {row["segment"] for code, row in found.items() if code[:3] == "OLD"} == {"segment_2"}
    big, old = run.report["segments"]
    assert (big["customers"], old["customers"]) == (20, 25)
    assert big["revenue_share"] + old["revenue_share"] == pytest.approx(1)
    assert big["similar"] == pytest.approx(1)
    assert set(old["telling"]) == {"revenue_12m", "orders_12m", "recency_days"}


def test_the_same_run_twice_finds_the_same(run: ModelRun) -> None:
    again = run_model(ANALYST, "segments", AS_OF, CHOSEN)
    assert again.report["candidates"] == run.report["candidates"]
    assert [each["customers"] for each in again.report["segments"]] == [20, 25]


def test_a_number_that_is_asked_for_is_made_and_attributes_may_be_looked_at(
    bought: NamedPeople,
) -> None:
    rows = Customer.objects.system("test")
    rows.filter(code__startswith="BIG").update(registered_capital=10_000_000)
    rows.filter(code__startswith="OLD").update(registered_capital=100_000)
    asked = {"indicators": "registered_capital,revenue_12m", "number": "2"}
    run = run_model(ANALYST, "segments", AS_OF, asked)
    assert run.parameters["indicators"] == "revenue_12m,registered_capital"
    assert [each["customers"] for each in run.report["segments"]] == [20, 25]


@pytest.mark.parametrize(
    ("parameters", "wrong"),
    [
        ({"indicators": "luck"}, "indicators"),
        ({"indicators": ""}, "indicators"),
        ({"indicators": 5}, "indicators"),
        ({"number": "9"}, "number"),
    ],
)
def test_parameters_that_are_none_are_refused_by_name(
    bought: NamedPeople, parameters: dict[str, Any], wrong: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        run_model(ANALYST, "segments", AS_OF, parameters)
    assert list(refused.value.message_dict) == [wrong]


@pytest.mark.parametrize(
    ("as_of", "parameters", "says"),
    [
        (date(2024, 1, 3), CHOSEN, "Segments take 30 customers"),
        (AS_OF, {"indicators": "age_years"}, "all customers are alike"),
    ],
)
def test_too_little_to_go_by_ends_the_run_with_a_reason(
    bought: NamedPeople, as_of: date, parameters: dict[str, Any], says: str
) -> None:
    with pytest.raises(JobFailed) as failed:
        run_model(ANALYST, "segments", as_of, parameters)
    assert says in failure(failed.value.code, failed.value.details)


def test_the_page_shows_sizes_profiles_the_number_and_where_to_make_what_is_missing(
    analyst: Client, run: ModelRun
) -> None:
    page = shown(analyst, f"{MODELS}{run.pk}/")
    assert 'data-chart="radar"' in page
    assert "last bought longer ago" in page
    assert "this one has the most clear-cut segments" in page
    assert f"{MODELS}{run.pk}/customers/?segment=segment_2" in page
    assert f"{MODELS}new/lifecycle/" in page
    assert "No grades by recency, frequency and value were in force" in page
    assert "Movement since the run before" not in page


def test_where_there_are_no_segments_the_page_says_so_and_nobody_is_parted(
    analyst: Client, run: ModelRun
) -> None:
    asked = {"indicators": "orders_12m,interval_cv", "number": "4"}
    cut = run_model(ANALYST, "segments", AS_OF, asked)
    ModelRun.objects.system("test").filter(pk=cut.pk).update(
        report={**cut.report, "structure": "as_noise"}
    )
    assert "are cuts through it" in shown(analyst, f"{MODELS}{cut.pk}/")
    one = [{**run.report["segments"][0], "similar": None, "telling": []}]
    report = {**run.report, "structure": "weak", "number": 1, "segments": one, "beside": {}}
    ModelRun.objects.system("test").filter(pk=run.pk).update(report=report)
    page = shown(analyst, f"{MODELS}{run.pk}/")
    assert "So nobody was parted." in page
    assert 'data-chart="radar"' not in page


def test_rules_and_the_run_before_stand_beside_and_each_cell_opens_its_customers(
    analyst: Client, run: ModelRun
) -> None:
    evaluate(ANALYST, "rfm", AS_OF)
    run_model(ANALYST, "lifecycle", AS_OF, {"months": 2})
    later = run_model(ANALYST, "segments", AS_OF, CHOSEN)
    beside = later.report["beside"]
    assert beside["segment_before"]["run"] == run.pk
    assert beside["segment_before"]["counts"][0][:2] == [20, 0]
    assert sum(map(sum, beside["rfm"]["counts"])) == 45
    assert sum(map(sum, beside["lifecycle"]["counts"])) == 45
    page = shown(analyst, f"{MODELS}{later.pk}/")
    assert "Movement since the run before" in page
    cell = "customers/?segment=segment_2&amp;segment_before=segment_2"
    assert cell in page
    listed = shown(analyst, f"{MODELS}{later.pk}/{cell.replace('&amp;', '&')}")
    assert ">OLD00<" in listed
    assert ">BIG00<" not in listed
    nobody = shown(analyst, f"{MODELS}{later.pk}/customers/?segment=segment_1&rfm=hibernating")
    assert ">BIG00<" not in nobody


def test_a_name_stays_with_its_run_and_is_handed_on_to_the_same_segment(run: ModelRun) -> None:
    name_segment(ANALYST, run.pk, "segment_2", 0, "  Sleeping  ones ")
    later = run_model(ANALYST, "segments", AS_OF, CHOSEN)
    assert [each.name for each in segments_of(later)] == ["Segment 1", "Sleeping ones"]
    name_segment(ANALYST, later.pk, "segment_2", 0, "Asleep")
    assert [each.name for each in segments_of(run)] == ["Segment 1", "Sleeping ones"]
    promote(ANALYST, later.pk)
    last = run_model(ANALYST, "segments", AS_OF, CHOSEN)
    assert [each.name for each in segments_of(last)] == ["Segment 1", "Asleep"]


def test_who_was_slower_overwrites_no_name_and_names_are_told_apart(run: ModelRun) -> None:
    name_segment(ANALYST, run.pk, "segment_1", 0, "Large")
    with pytest.raises(SegmentNameConflict):
        name_segment(ANALYST, run.pk, "segment_1", 0, "Big")
    for name in ("Large", "", "x" * 61):
        with pytest.raises(ValidationError):
            name_segment(ANALYST, run.pk, "segment_2", 0, name)
    name_segment(ANALYST, run.pk, "segment_1", 1, "Large")
    assert SegmentName.objects.system("test").get().version == 1
    [entry] = AuditEntry.objects.system("test").filter(action="evaluation.segment.named")
    assert entry.details["changes"] == {"name": ["Segment 1", "Large"]}


def test_a_segment_is_named_where_it_stands(analyst: Client, run: ModelRun) -> None:
    address = f"{MODELS}{run.pk}/segments/segment_1/name/"
    assert "inline-form" in analyst.get(address, headers=PART).content.decode()
    assert "Name a segment" in shown(analyst, address)
    sent = {"name": "Large", "version": "0"}
    assert ">Large<" in analyst.post(address, sent, headers=PART).content.decode()
    late = analyst.post(address, {"name": "Big", "version": "0"}, headers=PART)
    assert late.status_code == 409
    assert "Somebody else has named it “Large” meanwhile." in late.content.decode()
    assert 'name="version" value="1"' in late.content.decode()
    again = analyst.post(address, {"name": "Big", "version": "1"})
    assert again["Location"] == f"{MODELS}{run.pk}/"
    given_up = analyst.get(f"{MODELS}{run.pk}/segments/segment_1/", headers=PART)
    assert ">Big<" in given_up.content.decode()
    assert ">Big<" in shown(analyst, f"{MODELS}{run.pk}/customers/?segment=segment_1")
    assert analyst.get(f"{MODELS}{run.pk}/segments/segment_9/name/").status_code == 404


def test_programs_read_segments_and_name_them(analyst: Client, run: ModelRun) -> None:
    address = f"/api/model-runs/{run.pk}/segments"
    first = analyst.get(address).json()[0]
    assert (first["segment"], first["name"], first["version"]) == ("segment_1", "Segment 1", 0)
    assert first["profile"][0]["indicator"] == "revenue_12m"
    named = analyst.patch(
        f"{address}/segment_1", {"name": "Large", "version": 0}, content_type="application/json"
    )
    assert (named.status_code, named.json()["version"]) == (200, 1)
    late = analyst.patch(
        f"{address}/segment_1", {"name": "Big", "version": 0}, content_type="application/json"
    )
    assert (late.status_code, late.json()["code"]) == (409, "segment_renamed")
    items = analyst.get(f"/api/model-runs/{run.pk}/customers?label=segment_2").json()["items"]
    assert {each["figures"]["segment"] for each in items} == {"segment_2"}


def test_a_customers_page_tells_the_segment_by_what_the_reader_may_see(
    analyst: Client, signed_in: Callable[[Person], Client], bought: NamedPeople
) -> None:
    asked = {"indicators": "gross_profit_12m,recency_days"}
    run_model(ANALYST, "segments", AS_OF, asked)
    key = Customer.objects.system("test").get(code="OLD00").pk
    page = shown(analyst, f"/customers/{key}/")
    assert "less profit" in page
    wei = signed_in(person_without("Wei Fang", "analyst", VIEW_COSTS))
    page = shown(wei, f"/customers/{key}/")
    assert "last bought longer ago" in page
    assert "less profit" not in page


def test_the_form_offers_indicators_and_asks_for_a_run(analyst: Client, run: ModelRun) -> None:
    page = shown(analyst, f"{MODELS}new/segments/")
    assert "Days since the last purchase" in page
    form = {"as_of": "2025-01-01", "indicators": ["orders_12m", "revenue_12m"], "number": "3"}
    made = analyst.post(f"{MODELS}new/segments/", form)
    assert made.status_code == 302
    run_waiting_jobs()
    asked = ModelRun.objects.system("test").latest("pk")
    assert asked.parameters == {"indicators": "revenue_12m,orders_12m", "number": "3"}
    assert "Revenue, 12 months, Orders, 12 months" in shown(analyst, made["Location"])


def test_the_page_of_a_run_asks_the_same_few_things_however_many_segments_there_are(
    analyst: Client, run: ModelRun, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    name_segment(ANALYST, run.pk, "segment_1", 0, "Large")
    four = run_model(ANALYST, "segments", AS_OF, {**CHOSEN, "number": "4"})
    for each in (run, four):
        shown(analyst, f"{MODELS}{each.pk}/")
        with django_assert_num_queries(8):
            shown(analyst, f"{MODELS}{each.pk}/")
