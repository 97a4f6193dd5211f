"""Churn of all customers: what a run finds, its model card, reasons in words, the indicator."""

import random
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from mainstay.apps.customers.models import Customer
from mainstay.apps.evaluation.models import ModelRun
from mainstay.apps.evaluation.queries.catalogue import FIGURE, indicator_figures
from mainstay.apps.evaluation.queries.model_runs import told_of_customers
from mainstay.apps.evaluation.services.model_runs.churn import _places
from mainstay.apps.evaluation.services.model_runs.running import run_model
from mainstay.apps.evaluation.services.refreshing import refresh_figures
from mainstay.apps.evaluation.tests.conftest import Kept
from mainstay.apps.evaluation.tests.trading import Order, company, import_orders
from mainstay.apps.evaluation.wording.churn import FEATURES, reason
from mainstay.apps.evaluation.wording.failures import failure
from mainstay.apps.governance.testing import NamedPeople
from mainstay.foundation.access.actor import system_actor
from mainstay.foundation.jobs.context import JobFailed
from mainstay.project.home import Home

ANALYST = system_actor("test")
AS_OF = date(2025, 1, 1)
MODELS = "/evaluations/models/"
WANTED = {"most_days": 60, "cutoffs": 2}


def buy_and_leave(folder: Path, customers: int = 260) -> None:
    """Customers of a year and a half with a rhythm each, who slow down before they leave."""
    chance = random.Random(20261130)
    orders: list[Order] = []
    for number in range(customers):
        code, usual, left = f"C{number:03}", chance.uniform(8, 30), chance.randrange(4, 40)
        day = date(2023, 7, 1) + timedelta(days=chance.randrange(120))
        while day < AS_OF and left:
            orders.append(
                (code, f"{code}-{left}", day.isoformat(), f"{chance.uniform(20, 90):.2f}")
            )
            gap = chance.gammavariate(6, usual / 6) * (2 if left < 4 else 1)
            day += timedelta(days=max(1, round(gap)))
            left -= 1
    import_orders(folder, orders)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """Where the first test leaves the imported orders for the others."""
    return Kept(tmp_path_factory.mktemp("churn"))


@pytest.fixture
def bought(people: NamedPeople, home: Home, kept: Kept) -> NamedPeople:
    company()
    if kept.rows:
        kept.put(home)
    else:
        buy_and_leave(home.root)
        kept.take(home)
    return people


@pytest.fixture
def run(bought: NamedPeople) -> ModelRun:
    return run_model(ANALYST, "churn", AS_OF, WANTED)


@pytest.fixture
def analyst(bought: NamedPeople, signed_in: Any) -> Client:
    client: Client = signed_in(bought.li_na)
    return client


def found_of(run: ModelRun) -> dict[str, dict[str, Any]]:
    return {row["customer"]: row for row in told_of_customers(ANALYST, run).to_pylist()}


def test_each_customer_has_a_risk_with_reasons_and_the_model_a_card(run: ModelRun) -> None:
    found = found_of(run)
    assert len(found) == run.customers == run.report["scored"]
    for row in found.values():
        assert 0 < row["churn_probability"] < 1
        assert 30 <= row["horizon_days"] <= 60
        assert row["reason_1"] in FEATURES
    first = [row for row in found.values() if row["place"] == "first_5"]
    lowest = min(row["churn_probability"] for row in first)
    assert all(
        row["churn_probability"] < lowest for row in found.values() if row["place"] == "others"
    )
    report = run.report
    assert report["auc"]["low"] < report["auc"]["value"] < report["auc"]["high"]
    assert [each["baseline"] for each in report["compared"]] == [
        "recency",
        "frequency",
        "personal_interval",
        "rfm",
        "p_alive",
    ]
    assert [each["share"] for each in report["caught"]] == [0.05, 0.1, 0.2]
    assert [each["name"] for each in report["parts"]] == ["training", "validation", "test"]
    assert {each["name"] for each in report["drift"]} == set(FEATURES)


def test_the_page_shows_the_card_and_lists_narrow_by_place(analyst: Client, run: ModelRun) -> None:
    page = analyst.get(f"{MODELS}{run.pk}/").content.decode()
    for part in (
        "Does it do better than plain rules?",
        "Personal interval",
        "What came true of what was said",
        "What has moved since the training",
        "Validation and calibration",
    ):
        assert part in page
    listed = analyst.get(f"{MODELS}{run.pk}/customers/?place=first_10").content.decode()
    assert "Highest 10 %" in listed
    items = analyst.get(f"/api/model-runs/{run.pk}/customers").json()["items"]
    assert items[0]["figures"]["churn_probability"] > 0


def test_a_customers_page_tells_the_risk_and_the_reasons_in_words(
    analyst: Client, run: ModelRun
) -> None:
    riskiest = max(found_of(run).values(), key=lambda row: row["churn_probability"])
    key = Customer.objects.system("test").get(code=riskiest["customer"]).pk
    page = analyst.get(f"/customers/{key}/").content.decode()
    assert "Risk of churn" in page
    assert reason(riskiest["reason_1"], riskiest["figure_1"], "CNY") in page
    assert "raises the risk" in page


def test_the_indicator_comes_from_the_run_in_use(run: ModelRun) -> None:
    refresh_figures(ANALYST, AS_OF)
    table = indicator_figures(ANALYST, "churn_probability").table.to_pydict()
    told = dict(zip(table["customer"], table[FIGURE], strict=True))
    for code, row in found_of(run).items():
        assert float(told[code]) == pytest.approx(row["churn_probability"], abs=1e-6)


@pytest.mark.parametrize(
    ("as_of", "parameters", "code", "says"),
    [
        (date(2001, 1, 1), WANTED, "churn_no_purchases", "Nobody has bought"),
        (AS_OF, {"most_days": 200}, "churn_history_too_short", "take 800 days"),
        (date(2024, 3, 1), WANTED, "churn_too_few_customers", "Training: 200 customers are needed"),
    ],
)
def test_too_little_to_go_by_ends_the_run_with_a_reason(
    bought: NamedPeople, as_of: date, parameters: dict[str, Any], code: str, says: str
) -> None:
    with pytest.raises(JobFailed) as failed:
        run_model(ANALYST, "churn", as_of, parameters)
    assert failed.value.code == code
    assert says in failure(code, failed.value.details)


def test_a_feature_too_good_to_be_true_is_named() -> None:
    told = failure("churn_implausible", {"feature": "orders_90d", "auc": 0.998})
    assert "“Orders, 90 days” alone tells who churns (AUC 0.998)" in told


def test_a_horizon_that_is_none_is_refused(bought: NamedPeople) -> None:
    with pytest.raises(ValidationError, match="shortest horizon"):
        run_model(ANALYST, "churn", AS_OF, {"least_days": 90, "most_days": 60})
    with pytest.raises(ValidationError) as refused:
        run_model(ANALYST, "churn", AS_OF, {"horizon": "luck"})
    assert list(refused.value.message_dict) == ["horizon"]


def test_without_the_library_everybody_who_asks_is_told_what_to_install(
    analyst: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "lightgbm", None)
    says = "pip install &#x27;mainstay[models]&#x27;"
    form = {"as_of": "2025-01-01", "horizon": "fixed", "gaps": "3", "least_days": "30"}
    form |= {"most_days": "60", "cutoffs": "2", "active_days": "365"}
    assert says in analyst.post(f"{MODELS}new/churn/", form).content.decode()
    asked = {"kind": "churn", "as_of": "2025-01-01"}
    refused = analyst.post("/api/model-runs", asked, content_type="application/json")
    assert refused.status_code == 422
    assert "pip install 'mainstay[models]'" in refused.content.decode()
    assert not ModelRun.objects.system("test").exists()


def test_who_is_as_likely_as_the_last_of_a_share_belongs_to_it() -> None:
    import numpy as np

    likely = np.array([0.9, 0.9, *[0.5] * 2, *[0.1] * 16])
    assert _places(likely) == ["first_5", "first_5", "first_20", "first_20", *["others"] * 16]
    assert _places(np.zeros(0)) == []


@pytest.mark.parametrize(
    ("feature", "figure", "says"),
    [
        ("recency_days", 1.0, "Its last purchase is 1 day ago."),
        ("interval_median_days", 12.5, "It usually buys after 12.5 days."),
        ("interval_median_days", None, "It has bought on one day only."),
        ("overdue_gaps", 2.34, "It has been silent for 2.3 of its usual intervals."),
        ("return_share_12m", 0.05, "Share of returns in its lines of 12 months: 5%."),
        ("revenue_90d", 1234.0, "Revenue of the last 90 days: ¥1.23K."),
    ],
)
def test_reasons_are_sentences(feature: str, figure: float | None, says: str) -> None:
    assert reason(feature, figure, "CNY") == says


def test_risks_of_an_earlier_day_are_held_against_who_stayed_away(bought: NamedPeople) -> None:
    run = run_model(ANALYST, "churn", date(2024, 11, 1), WANTED, back_test_months=2)
    told = run.report["back_test"]
    assert told["customers"] == run.report["scored"]
    for each in told["measures"]:
        assert 0 <= each["naive"] <= 1
    area = told["measures"][0]["run"]
    assert 0.5 < area < 1
