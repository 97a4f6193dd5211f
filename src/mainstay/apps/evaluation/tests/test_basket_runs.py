"""Next products of all customers: what a run finds, its pages, what programs read."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from mainstay.apps.customers.models import Customer
from mainstay.apps.evaluation.models import ModelRun
from mainstay.apps.evaluation.queries.model_runs import told_of_customers
from mainstay.apps.evaluation.services.model_runs.running import run_model
from mainstay.apps.evaluation.tests.trading import import_file
from mainstay.apps.governance.testing import NamedPeople
from mainstay.foundation.access.actor import system_actor
from mainstay.project.home import Home

ANALYST = system_actor("test")
AS_OF = date(2025, 1, 1)
MODELS = "/evaluations/models/"
# The example of docs/algorithms/baskets.md, from the year before the day of the run.
HAVE = {
    "C01": "rail door motor",
    "C02": "rail door motor",
    "C03": "rail door motor oil",
    "C04": "rail door",
    "C05": "rail motor",
    "C06": "rail",
    "C07": "oil cable",
    "C08": "oil cable",
    "C09": "oil",
    "C10": "cable",
}
MOTORS = {"C01": 300, "C02": 500, "C03": 900, "C05": 400}
WANTED = {"support": 0.1, "confidence": 0.3, "longest": 3}


LATER = ("C04,late-1,2025-02-01,motor,Motor 1,10", "C06,late-2,2025-02-01,cable,Cable 1,10")


def buy(folder: Path, *later: str) -> None:
    path = folder / "orders.csv"
    lines = ["customer,order_no,ordered_at,product_code,product_name,amount"]
    for customer, items in HAVE.items():
        for number, item in enumerate(items.split()):
            amount = MOTORS.get(customer, 10) if item == "motor" else 10
            lines.append(
                f"{customer},{customer}-{number},2024-06-01,{item},{item.title()} 1,{amount}"
            )
    path.write_text("\n".join([*lines, *later]))
    import_file(path)


@pytest.fixture
def run(trade: NamedPeople, home: Home) -> ModelRun:
    buy(home.root)
    return run_model(ANALYST, "baskets", AS_OF, WANTED)


def found_of(run: ModelRun) -> dict[str, dict[str, Any]]:
    return {row["customer"]: row for row in told_of_customers(ANALYST, run).to_pylist()}


def test_a_customer_is_told_what_others_with_the_same_products_have(run: ModelRun) -> None:
    found = found_of(run)["C04"]
    assert (found["product"], found["product_name"], found["held"]) == ("motor", "Motor 1", 2)
    assert (found["confidence"], found["expected_value"]) == (0.75, 337.5)
    assert [each["product"] for each in found["next"]] == ["motor"]
    assert found_of(run)["C10"]["product"] == "oil"


def test_nobody_is_told_what_it_has(run: ModelRun) -> None:
    for customer, row in found_of(run).items():
        assert not {each["product"] for each in row["next"]} & set(HAVE[customer].split())


def test_the_report_counts_rules_and_customers(run: ModelRun) -> None:
    assert run.report["customers"] == len(HAVE)
    assert run.report["suggested"] == sum(1 for row in found_of(run).values() if row["product"])
    assert (run.report["since"], run.report["until"]) == ("2024-01-01", "2025-01-01")


def test_the_same_run_twice_finds_the_same(run: ModelRun) -> None:
    again = run_model(ANALYST, "baskets", AS_OF, WANTED)
    assert (again.report, again.files) == (run.report, run.files)


def test_pages_show_rules_and_hand_them_out(li_na: Client, run: ModelRun) -> None:
    page = li_na.get(f"{MODELS}{run.pk}/").content.decode()
    assert "motor Motor 1" in page
    file = li_na.get(f"{MODELS}{run.pk}/rules/?format=csv").getvalue().decode("utf-8-sig")
    assert len(file.splitlines()) == 1 + run.report["rules"]
    assert "Rules" in li_na.get(f"{MODELS}{run.pk}/rules/?sort=-lift").content.decode()


def test_a_run_of_another_kind_has_no_rules(li_na: Client, run: ModelRun) -> None:
    other = run_model(ANALYST, "lifecycle", AS_OF, {"months": 1})
    assert li_na.get(f"{MODELS}{other.pk}/rules/").status_code == 404
    assert li_na.get(f"/api/model-runs/{other.pk}/rules").status_code == 404


def test_programs_read_the_rules(li_na: Client, run: ModelRun) -> None:
    items = li_na.get(f"/api/model-runs/{run.pk}/rules").json()["items"]
    assert len(items) == run.report["rules"]
    [rule] = [
        each
        for each in items
        if [item["code"] for item in each["antecedent"]] == ["door"]
        and each["consequent"]["code"] == "motor"
    ]
    assert (rule["count"], rule["antecedent_count"], rule["lift"]) == (3, 4, 1.875)
    assert rule["consequent"]["name"] == "Motor 1"


def test_a_customers_page_tells_its_next_products(li_na: Client, run: ModelRun) -> None:
    key = Customer.objects.system("test").get(code="C04").pk
    page = li_na.get(f"/customers/{key}/").content.decode()
    assert "customers with door Door 1 have it too." in page


def test_suggestions_are_held_against_what_customers_had_not_had(
    trade: NamedPeople, home: Home
) -> None:
    buy(home.root, *LATER)
    told = run_model(ANALYST, "baskets", AS_OF, WANTED, back_test_months=3).report["back_test"]
    # C04 was suggested the motor; C06 the door and the motor, and bought a cable. There are five
    # products, so the five most popular ones hit both.
    assert told["customers"] == 2
    hit_rate, _precision = told["measures"]
    assert (hit_rate["run"], hit_rate["naive"]) == (0.5, 1.0)
    assert told["better"] is False
