"""Forecasts of all customers: what a run finds, its page, the customer's page, the indicator."""

import math
import random
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from mainstay.apps.customers.models import Customer
from mainstay.apps.evaluation.models import ModelRun
from mainstay.apps.evaluation.queries.catalogue import FIGURE, indicator_figures
from mainstay.apps.evaluation.queries.forecast_runs import MONTHS, groups_of, months_of
from mainstay.apps.evaluation.queries.model_runs import told_of_customers
from mainstay.apps.evaluation.services.model_runs.running import run_model
from mainstay.apps.evaluation.services.refreshing import refresh_figures
from mainstay.apps.evaluation.tests.trading import Order, import_orders
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedPeople, person_without
from mainstay.apps.ledger.contracts import VIEW_COSTS
from mainstay.foundation.access.actor import system_actor
from mainstay.foundation.jobs.context import JobFailed
from mainstay.kernel.periods import shift_months
from mainstay.project.home import Home

pytest.importorskip("statsforecast")

ANALYST = system_actor("test")
AS_OF = date(2025, 1, 15)
MODELS = "/evaluations/models/"
FORM = {"as_of": "2025-01-15", "months": "24", "full": "2", "full_groups": "2"}


def buy_for_three_years(folder: Path) -> None:
    """C0 to C3 buy every month with a season, C4 to C9 now and then; C0 and C1 are a group."""
    chance = random.Random(20261130)
    orders: list[Order] = []
    for number in range(10):
        for month in range(36):
            day = shift_months(date(2022, 1, 1), month).replace(day=15)
            season = 1 + 0.4 * math.sin(2 * math.pi * month / 12)
            if number < 4 or chance.random() < 0.3:
                amount = f"{(number + 1) * 100 * season * chance.uniform(0.8, 1.2):.2f}"
                orders.append((f"C{number}", f"C{number}-{month}", day.isoformat(), amount))
    orders.append(("C0", "C0-now", "2025-01-10", "99999"))
    import_orders(folder, orders, costs=True)
    rows = Customer.objects.system("test")
    rows.filter(code="C1").update(parent=rows.get(code="C0"))


@pytest.fixture
def bought(trade: NamedPeople, home: Home) -> None:
    buy_for_three_years(home.root)


@pytest.fixture
def run(bought: None) -> ModelRun:
    return run_model(ANALYST, "forecast", AS_OF, {"full": 2})


def found_of(run: ModelRun) -> dict[str, dict[str, Any]]:
    return {row["customer"]: row for row in told_of_customers(ANALYST, run).to_pylist()}


def key_of(code: str) -> int:
    return Customer.objects.system("test").get(code=code).pk


def test_each_customer_has_its_next_year_between_the_ends_of_its_interval(run: ModelRun) -> None:
    found = found_of(run)
    for row in found.values():
        assert row["low_80"] <= row["forecast_12m"] <= row["high_80"]
        assert row["second_12m"] >= 0
    assert found["C3"]["forecast_12m"] == pytest.approx(found["C3"]["last_12m"], rel=0.2)
    assert found["C3"]["margin_12m"] == pytest.approx(found["C3"]["forecast_12m"] / 2, rel=0.2)
    assert found["C3"]["method"] in {"auto_ets", "auto_theta", "seasonal_level", "seasonal_naive"}


def test_the_month_that_is_not_over_is_left_out(run: ModelRun) -> None:
    assert run.report["until"] == "2025-01-01"
    assert found_of(run)["C0"]["last_12m"] < 99999


def test_customers_add_up_to_the_total_and_to_their_group(run: ModelRun) -> None:
    found = found_of(run)
    total = run.report["total"]["years"][0]["forecast"]
    assert sum(row["forecast_12m"] for row in found.values()) == pytest.approx(total, abs=1e-6)
    [group] = run.report["largest_groups"]
    both = found["C0"]["forecast_12m"] + found["C1"]["forecast_12m"]
    assert (group["customer"], group["members"]) == ("C0", 2)
    assert group["forecast_12m"] == pytest.approx(both, abs=1e-6)
    assert len(groups_of(run)["revenue"][0]) == 24


def test_months_of_a_customer_are_kept_with_those_that_were_known(run: ModelRun) -> None:
    months = months_of(run, key_of("C3"))
    assert months is not None
    assert (len(months["known"]), len(months["revenue"]), len(months["margin_low_80"])) == (
        36,
        24,
        24,
    )
    year = found_of(run)["C3"]["forecast_12m"]
    assert sum(months["revenue"][:12]) == pytest.approx(year, abs=1e-6)


def test_a_shorter_forecast_tells_no_second_year(bought: None) -> None:
    shorter = run_model(ANALYST, "forecast", AS_OF, {"months": 12, "full": 0})
    assert len(shorter.report["total"]["years"]) == 1
    assert {row["second_12m"] for row in found_of(shorter).values()} == {None}


def test_the_same_run_twice_finds_the_same(run: ModelRun) -> None:
    again = run_model(ANALYST, "forecast", AS_OF, {"full": 2})
    assert (again.report, again.files) == (run.report, run.files)


def test_without_a_complete_month_the_run_ends_with_a_reason(bought: None) -> None:
    with pytest.raises(JobFailed) as failed:
        run_model(ANALYST, "forecast", date(2001, 1, 1))
    assert failed.value.code == "no_complete_month"


def test_the_page_tells_months_accuracy_groups_and_methods(li_na: Client, run: ModelRun) -> None:
    page = li_na.get(f"{MODELS}{run.pk}/").content.decode()
    for part in (
        'data-chart="forecast"',
        "Margin, next 12 months",
        "Would it have been right in the past?",
        f'<a href="/customers/{key_of("C0")}/">',
        f"{MODELS}{run.pk}/customers/?method=tsb",
    ):
        assert part in page
    named = li_na.get(f"{MODELS}{run.pk}/customers/?method=tsb").content.decode()
    assert "Now and then, chance falling (TSB)" in named


def test_the_page_says_when_nothing_could_be_tried(li_na: Client, bought: None) -> None:
    early = run_model(ANALYST, "forecast", date(2022, 9, 1), {"full": 0})
    page = li_na.get(f"{MODELS}{early.pk}/").content.decode()
    assert "nothing could be tried in the past" in page


def test_a_customers_page_tells_margin_to_who_may_see_costs(
    li_na: Client, signed_in: Callable[[Person], Client], run: ModelRun
) -> None:
    address = f"/customers/{key_of('C3')}/"
    page = li_na.get(address).content.decode()
    assert "Margin, next 12 months" in page
    assert 'data-chart="forecast"' in page
    wei = signed_in(person_without("Wei Fang", "analyst", VIEW_COSTS))
    page = wei.get(address).content.decode()
    assert "Ranges hold in 80 of 100 cases." in page
    assert "Margin, next 12 months" not in page


def test_damaged_months_are_said_to_be_damaged(li_na: Client, run: ModelRun, home: Home) -> None:
    (home.evaluations / run.folder / MONTHS).write_bytes(b"PAR1")
    assert "is damaged" in li_na.get(f"/customers/{key_of('C3')}/").content.decode()


def test_the_indicator_comes_from_the_run_in_use(run: ModelRun) -> None:
    refresh_figures(ANALYST, AS_OF)
    table = indicator_figures(ANALYST, "forecast_12m").table.to_pydict()
    told = dict(zip(table["customer"], table[FIGURE], strict=True))
    assert told["C3"] == Decimal(str(found_of(run)["C3"]["forecast_12m"])).quantize(Decimal("0.01"))


def test_without_the_library_the_form_programs_and_the_command_say_what_to_install(
    li_na: Client, bought: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "statsforecast", None)
    says = "pip install &#x27;mainstay[models]&#x27;"
    assert says in li_na.post(f"{MODELS}new/forecast/", FORM).content.decode()
    asked = {"kind": "forecast", "as_of": "2025-01-15"}
    refused = li_na.post("/api/model-runs", asked, content_type="application/json")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "library_missing")
    with pytest.raises(ValidationError, match="statsforecast"):
        run_model(ANALYST, "forecast", AS_OF)


def test_the_months_of_a_customer_a_group_and_all_are_rows(li_na: Client, run: ModelRun) -> None:
    address = f"/api/model-runs/{run.pk}/months"
    total = li_na.get(address).json()["items"]
    assert [each["month"] for each in total][35:38] == ["2024-12-01", "2025-01-01", "2025-02-01"]
    known, ahead = total[35], total[36]
    assert (known["known"] > 0, known["forecast"], ahead["known"]) == (True, None, None)
    assert ahead["low_95"] <= ahead["low_80"] <= ahead["forecast"] <= ahead["high_80"]
    assert ahead["margin_low_80"] <= ahead["margin"] <= ahead["margin_high_80"]
    customers = [
        li_na.get(f"{address}?customer={code}").json()["items"][36]["forecast"]
        for code in (*(f"C{number}" for number in range(10)), "GIANT", "MIDDLE", "SMALL")
    ]
    assert sum(customers) == pytest.approx(ahead["forecast"])
    group = li_na.get(f"{address}?group=C0").json()["items"]
    assert group[36]["forecast"] == pytest.approx(customers[0] + customers[1])
    assert group[36]["margin"] is None


def test_of_whom_the_run_tells_no_months_it_says_so(li_na: Client, run: ModelRun) -> None:
    address = f"/api/model-runs/{run.pk}/months"
    for asked, status, code in (
        ("group=C5", 404, "months_not_found"),
        ("customer=NOBODY", 404, "customer_not_found"),
        ("customer=C0&group=C0", 422, "invalid"),
    ):
        refused = li_na.get(f"{address}?{asked}")
        assert (refused.status_code, refused.json()["code"]) == (status, code)


def test_the_months_are_a_page_and_a_file(li_na: Client, tom: Client, run: ModelRun) -> None:
    address = f"{MODELS}{run.pk}/months/"
    assert "Months of customers and groups" in li_na.get(f"{MODELS}{run.pk}/").content.decode()
    assert "At least (95 %)" in li_na.get(f"{address}?customer=C0&group=on").content.decode()
    file = li_na.get(f"{address}?customer=C0&format=csv").getvalue().decode("utf-8-sig")
    assert len(file.splitlines()) == 1 + 36 + 24
    assert "Margin at least (95 %)" in file
    assert "No months" in li_na.get(f"{address}?customer=NOBODY").content.decode()
    assert tom.get(address).status_code == 404
