"""Lifetime values of all customers: what a run finds, what stands on its page, the indicators."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from mainstay.apps.customers.models import Customer
from mainstay.apps.evaluation.models import ModelRun
from mainstay.apps.evaluation.queries.catalogue import FIGURE, indicator_figures
from mainstay.apps.evaluation.queries.files import INPUTS, read
from mainstay.apps.evaluation.queries.indicators import indicators_table
from mainstay.apps.evaluation.queries.model_runs import told_of_customers
from mainstay.apps.evaluation.queries.modelled import MODELLED_IN
from mainstay.apps.evaluation.services.evaluating import evaluate
from mainstay.apps.evaluation.services.grading import rerun
from mainstay.apps.evaluation.services.model_runs.running import run_model
from mainstay.apps.evaluation.services.refreshing import refresh_figures
from mainstay.apps.evaluation.tests.defining import graded_by
from mainstay.apps.evaluation.tests.trading import Order, import_orders
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedPeople, person_without
from mainstay.apps.ledger.contracts import VIEW_COSTS
from mainstay.foundation.access.actor import system_actor
from mainstay.foundation.jobs.context import JobFailed
from mainstay.project.home import Home

ANALYST = system_actor("test")
AS_OF = date(2025, 1, 1)
MODELS = "/evaluations/models/"


def buy_and_leave(folder: Path, customers: int = 60) -> None:
    """Customers at rates of their own; each third one stops at some time for good."""
    chance = random.Random(20261130)
    orders: list[Order] = []
    for number in range(customers):
        code, gap = f"C{number:02}", chance.uniform(5, 90)
        day = date(2022, 1, 1) + timedelta(days=chance.randrange(600))
        end = AS_OF if number % 3 else day + timedelta(days=chance.randrange(30, 500))
        worth = chance.uniform(50, 500)
        while day < min(end, AS_OF):
            amount = f"{1 + chance.gammavariate(2, worth / 2):.2f}"
            orders.append((code, f"{code}-{len(orders)}", day.isoformat(), amount))
            day += timedelta(days=max(1, round(chance.expovariate(1 / gap))))
    import_orders(folder, orders, costs=True)


@pytest.fixture
def bought(trade: NamedPeople, home: Home) -> None:
    buy_and_leave(home.root)


@pytest.fixture
def run(bought: None) -> ModelRun:
    return run_model(ANALYST, "clv", AS_OF)


def found_of(run: ModelRun) -> dict[str, dict[str, Any]]:
    return {row["customer"]: row for row in told_of_customers(ANALYST, run).to_pylist()}


def test_each_customer_who_has_bought_has_a_value_and_its_range(run: ModelRun) -> None:
    found = found_of(run)
    assert len(found) == run.customers == run.report["buyers"]
    for row in found.values():
        assert row["clv_low"] <= row["clv"] <= row["clv_high"]
        assert 0 <= row["p_alive"] <= 1
        assert row["clv_36m"] == row["clv"]
    assert sum(row["clv"] for row in found.values()) == pytest.approx(run.report["total"])


def test_who_stays_is_more_probably_there_than_who_stopped(run: ModelRun) -> None:
    found = found_of(run)
    stopped = [found[f"C{number:02}"]["p_alive"] for number in range(0, 60, 3)]
    stays = [found[f"C{number:02}"]["p_alive"] for number in range(60) if number % 3]
    assert sum(stays) / len(stays) > sum(stopped) / len(stopped) + 0.2


def test_values_are_margins_where_costs_are_known(run: ModelRun) -> None:
    assert run.report["margin_of_all"] == pytest.approx(0.5)
    assert found_of(run)["C01"]["margin"] == pytest.approx(0.5)


def test_a_shorter_horizon_is_worth_less_and_the_indicator_stays_at_36_months(
    run: ModelRun,
) -> None:
    shorter = found_of(run_model(ANALYST, "clv", AS_OF, {"months": 12}))
    longer = found_of(run)
    assert shorter["C01"]["clv"] < longer["C01"]["clv"]
    assert shorter["C01"]["clv_36m"] == longer["C01"]["clv_36m"]


def test_the_report_says_what_the_model_would_have_said_a_year_before(run: ModelRun) -> None:
    check = run.report["check"]
    assert check["day"] == "2024-01-01"
    assert check["expected"] == pytest.approx(check["actual"], rel=0.3)
    assert sum(each["customers"] for each in check["classes"]) == check["customers"]


def test_the_same_run_twice_finds_the_same(run: ModelRun) -> None:
    again = run_model(ANALYST, "clv", AS_OF)
    assert (again.report, again.files) == (run.report, run.files)


def test_too_little_trade_ends_the_run_with_a_reason(trade: NamedPeople, home: Home) -> None:
    with pytest.raises(JobFailed) as failed:
        run_model(ANALYST, "clv", date(2001, 1, 1))
    assert failed.value.code == "too_few_buyers"


def test_the_page_tells_value_check_and_parameters(li_na: Client, run: ModelRun) -> None:
    page = li_na.get(f"{MODELS}{run.pk}/").content.decode()
    for part in (
        "Value of all customers",
        "Would it have been right a year before?",
        "gamma–gamma",
    ):
        assert part in page
    customers = li_na.get(f"{MODELS}{run.pk}/customers/").content.decode()
    assert "Lifetime value" in customers
    file = li_na.get(f"{MODELS}{run.pk}/customers/?format=csv").getvalue().decode("utf-8-sig")
    assert len(file.splitlines()) == 1 + run.report["buyers"]


def test_the_form_offers_the_models_and_refuses_others(li_na: Client, bought: None) -> None:
    assert "Pareto/NBD" in li_na.get(f"{MODELS}new/clv/").content.decode()
    wrong = {"as_of": "2025-01-01", "model": "tarot", "months": "36", "annual_discount": "0.1"}
    assert "tarot" in li_na.post(f"{MODELS}new/clv/", wrong).content.decode()
    asked = {"kind": "clv", "as_of": "2025-01-01", "parameters": {"model": "tarot"}}
    refused = li_na.post("/api/model-runs", asked, content_type="application/json")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/body/model")


def test_a_customers_page_tells_the_value_to_who_may_see_costs(
    li_na: Client,
    signed_in: Callable[[Person], Client],
    run: ModelRun,
) -> None:
    key = Customer.objects.system("test").get(code="C01").pk
    assert "Value over 36 months" in li_na.get(f"/customers/{key}/").content.decode()
    wei = signed_in(person_without("Wei Fang", "analyst", VIEW_COSTS))
    page = wei.get(f"/customers/{key}/").content.decode()
    assert "Still there" in page
    assert "Value over 36 months" not in page


def test_the_indicators_come_from_the_run_in_use(run: ModelRun) -> None:
    refresh_figures(ANALYST, AS_OF)
    table = indicator_figures(ANALYST, "p_alive").table.to_pydict()
    told = dict(zip(table["customer"], table[FIGURE], strict=True))
    expected = found_of(run)["C01"]["p_alive"]
    assert float(told["C01"]) == pytest.approx(expected, abs=1e-6)


def test_the_table_of_indicators_has_what_models_in_use_tell(run: ModelRun) -> None:
    rows = {row["customer"]: row for row in indicators_table(ANALYST, AS_OF).to_pylist()}
    assert float(rows["C01"]["clv_36m"]) == pytest.approx(found_of(run)["C01"]["clv_36m"])
    assert "churn_probability" not in rows["C01"]


def test_an_evaluation_of_an_earlier_day_knows_nothing_of_a_later_run(run: ModelRun) -> None:
    graded_by("clv_36m")
    now = evaluate(ANALYST, "own", AS_OF)
    assert rerun(ANALYST, now)
    assert set(read(now, INPUTS)[MODELLED_IN + "clv_36m"].to_pylist()) == {run.pk}
    before = read(evaluate(ANALYST, "own", date(2024, 12, 31)), INPUTS)
    assert before["clv_36m"].null_count == before.num_rows
