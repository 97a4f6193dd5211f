"""Runs of models as of an earlier day, held against what came since."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from mainstay.apps.evaluation.models import ModelRun
from mainstay.apps.evaluation.services.model_runs.kinds import KINDS
from mainstay.apps.evaluation.services.model_runs.running import run_model
from mainstay.apps.evaluation.tests.conftest import Kept
from mainstay.apps.evaluation.tests.test_clv_runs import buy_and_leave
from mainstay.apps.evaluation.tests.trading import company
from mainstay.apps.evaluation.wording.back_tests_of_models import PLAIN_RULES, measure
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedPeople
from mainstay.foundation.access.actor import system_actor
from mainstay.foundation.jobs.context import JobFailed
from mainstay.project.home import Home

ANALYST = system_actor("test")
A_YEAR_BEFORE, THE_END = date(2024, 1, 1), date(2025, 1, 1)
MODELS = "/evaluations/models/"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """Where the first test leaves the imported orders for the others."""
    return Kept(tmp_path_factory.mktemp("back-tests"))


@pytest.fixture(autouse=True)
def bought(people: NamedPeople, home: Home, kept: Kept) -> NamedPeople:
    company()
    if kept.rows:
        kept.put(home)
    else:
        buy_and_leave(home.root)
        kept.take(home)
    return people


@pytest.fixture
def li_na(bought: NamedPeople, signed_in: Callable[[Person], Client]) -> Client:
    return signed_in(bought.li_na)


def back_tested(kind: str, after: int = 12, **parameters: Any) -> dict[str, Any]:
    run = run_model(ANALYST, kind, A_YEAR_BEFORE, parameters, back_test_months=after)
    found: dict[str, Any] = run.report["back_test"]
    return found


def measures_of(told: dict[str, Any]) -> dict[str, tuple[float, float]]:
    return {each["name"]: (each["run"], each["naive"]) for each in told["measures"]}


def test_lifetime_values_of_then_are_those_that_the_run_of_a_year_later_checks() -> None:
    told = back_tested("clv")
    check = run_model(ANALYST, "clv", THE_END).report["check"]
    assert (told["until"], told["customers"]) == ("2025-01-01", check["customers"])
    assert measures_of(told)["error_of_purchases"] == (check["error"], check["naive_error"])


def test_another_number_of_months_is_held_against_as_many_before() -> None:
    half, whole = back_tested("clv", 6), back_tested("clv", 12)
    assert half["until"] == "2024-07-01"
    assert measures_of(half)["error_of_purchases"] < measures_of(whole)["error_of_purchases"]


def test_stages_are_found_again_at_the_end_of_the_months() -> None:
    told = back_tested("lifecycle", 12, months=3)
    run, by_lot = measures_of(told)["stage_held"]
    assert 0 < by_lot < run < 1
    assert told["better"]


def test_a_forecast_is_held_against_the_months_that_it_told() -> None:
    pytest.importorskip("statsforecast", reason="the extra models is not installed")
    told = back_tested("forecast", full=0, full_groups=0)
    errors = measures_of(told)
    assert 0 < errors["error_of_customers"][0] < 2
    with pytest.raises(ValidationError, match="no more months than are forecast"):
        back_tested("forecast", 13, months=12)


def test_churn_takes_months_enough_for_its_horizon() -> None:
    pytest.importorskip("lightgbm", reason="the extra models is not installed")
    with pytest.raises(ValidationError, match="90 days: choose more months"):
        back_tested("churn", 2)


def test_a_run_that_is_held_against_time_is_not_in_use_by_itself() -> None:
    back_tested("clv")
    assert not ModelRun.objects.system("test").get().in_use
    assert run_model(ANALYST, "clv", THE_END).in_use


def test_months_that_are_not_over_or_too_many_are_refused() -> None:
    for day, months in ((THE_END, 25), (THE_END, 0), (date(2026, 11, 1), 12)):
        with pytest.raises(ValidationError) as refused:
            run_model(ANALYST, "clv", day, back_test_months=months)
        assert list(refused.value.message_dict) == ["back_test_months"]


def test_months_that_the_ledger_does_not_know_are_no_silence() -> None:
    with pytest.raises(JobFailed) as failed:
        run_model(ANALYST, "clv", THE_END, back_test_months=12)
    assert failed.value.code == "months_not_known"


def test_each_kind_that_is_back_tested_has_its_plain_rule_in_words() -> None:
    assert {code for code, kind in KINDS.items() if kind.back_test} == set(PLAIN_RULES)


def test_a_figure_that_cannot_be_told_is_no_text() -> None:
    told = measure({"name": "auc", "run": None, "naive": 0.5, "better": None})
    assert (told.run, told.naive, told.better) == ("", "0.500", None)


@pytest.fixture
def page(li_na: Client) -> str:
    run = run_model(ANALYST, "lifecycle", A_YEAR_BEFORE, {"months": 3}, back_test_months=12)
    return li_na.get(f"{MODELS}{run.pk}/").content.decode()


def test_the_page_says_the_verdict_first(page: str) -> None:
    assert "Better than the plain rule" in page
    assert page.index("Held against what came") < page.index("Stages over time")
    assert "stages dealt out by lot" in page


def test_the_form_and_programs_ask_for_it(li_na: Client) -> None:
    asked = {
        "as_of": "2024-01-01",
        "model": "mbgnbd",
        "months": "36",
        "annual_discount": "0.1",
        "back_test_months": "99",
    }
    refused = li_na.post(f"{MODELS}new/clv/", asked).content.decode()
    assert "Choose 1 to 24 months." in refused
    li_na.post(f"{MODELS}new/clv/", {**asked, "back_test_months": "12"})
    assert ModelRun.objects.system("test").get().back_test_months == 12
    wanted = {"kind": "clv", "as_of": "2024-01-01", "back_test_months": 99}
    wrong = li_na.post("/api/model-runs", wanted, content_type="application/json")
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (
        422,
        "/body/back_test_months",
    )
    made = li_na.post(
        "/api/model-runs", {**wanted, "back_test_months": 6}, content_type="application/json"
    )
    assert made.json()["back_test_months"] == 6
