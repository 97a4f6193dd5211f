"""Model runs: lifecycle stages of all customers, which run is in use, what is kept of it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from mainstay.apps.customers.models import Customer
from mainstay.apps.customers.services.records import create_customer
from mainstay.apps.evaluation.models import ModelRun
from mainstay.apps.evaluation.queries.files import EvaluationDamaged, EvaluationGone
from mainstay.apps.evaluation.queries.keeping import kept_files
from mainstay.apps.evaluation.queries.model_runs import (
    FIGURES,
    RunUnfinished,
    model_runs,
    run_in_use,
    told_of,
    told_of_customers,
)
from mainstay.apps.evaluation.services.expiring import RULE
from mainstay.apps.evaluation.services.model_runs.running import (
    promote,
    request_model_run,
    run_model,
)
from mainstay.apps.evaluation.tests.modelled import AS_OF, buy_for_years
from mainstay.apps.governance.queries import actor_of
from mainstay.apps.governance.services import change_installation
from mainstay.apps.governance.testing import NamedPeople
from mainstay.apps.ledger.services.keeping import expiring
from mainstay.foundation.access.actor import system_actor
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.audit.models import AuditEntry
from mainstay.foundation.kept import values_kept
from mainstay.foundation.testing.working import run_waiting_jobs
from mainstay.project.home import Home

ANALYST = system_actor("test")
MONTHS = {"months": 3}


@pytest.fixture(autouse=True)
def bought(trade: NamedPeople, home: Home) -> None:
    buy_for_years(home.root)


def run_lifecycle() -> ModelRun:
    return run_model(ANALYST, "lifecycle", AS_OF, MONTHS)


def stages_of(run: ModelRun) -> dict[str, tuple[str, str | None]]:
    found = told_of_customers(ANALYST, run).to_pylist()
    return {row["customer"]: (row["stage"], row["before"]) for row in found}


def test_each_customer_has_a_stage_and_the_one_before() -> None:
    found = stages_of(run_lifecycle())
    assert found["STEADY"] == ("maintain", None)
    assert found["SILENT"] == ("at_risk", "maintain")
    assert found["GONE"] == ("lost", None)
    assert found["GIANT"] == ("at_risk", None)


def test_a_customer_who_never_bought_is_to_be_identified() -> None:
    create_customer(ANALYST, code="NEVER", name="Never Ltd")
    assert stages_of(run_lifecycle())["NEVER"] == ("identify", None)


def test_the_report_counts_every_customer_at_every_look() -> None:
    run = run_lifecycle()
    report = run.report
    assert report["looks"] == ["2024-10-01", "2024-11-01", "2024-12-01", "2025-01-01"]
    everybody = Customer.objects.system("test").count()
    assert [sum(sizes) for sizes in report["sizes"]] == [everybody] * 4
    assert sum(map(sum, report["conversions"])) == 3 * everybody
    assert run.customers == everybody


def test_the_same_run_twice_finds_the_same() -> None:
    first, second = run_lifecycle(), run_lifecycle()
    assert first.report == second.report
    assert first.files == second.files


def test_the_first_run_is_in_use_and_a_later_one_is_put_to_use() -> None:
    first, second = run_lifecycle(), run_lifecycle()
    assert (first.in_use, second.in_use) == (True, False)
    promote(ANALYST, second.pk)
    in_use = run_in_use("lifecycle")
    assert in_use is not None
    assert in_use.pk == second.pk
    assert in_use.decided_by_name == ANALYST.name
    first.refresh_from_db()
    assert not first.in_use


def test_within_a_request_too_a_run_tells_of_customers_once_it_is_put_to_use() -> None:
    _first, second = run_lifecycle(), run_lifecycle()
    with values_kept():
        assert run_in_use("lifecycle") != second
        promote(ANALYST, second.pk)
        assert run_in_use("lifecycle") == second


def test_a_run_is_a_job_that_runs_once(trade: NamedPeople) -> None:
    row = request_model_run(actor_of(trade.li_na), "lifecycle", AS_OF, MONTHS)
    with pytest.raises(RunUnfinished):
        promote(ANALYST, row.pk)
    run_waiting_jobs()
    row.refresh_from_db()
    assert row.finished_at is not None
    actions = AuditEntry.objects.system("test").filter(subject_type="evaluation.modelrun")
    assert [each.action for each in actions.order_by("pk")] == [
        "evaluation.model_run.requested",
        "evaluation.model_run.finished",
    ]


def test_who_does_not_see_everybody_runs_no_model_and_sees_no_run(trade: NamedPeople) -> None:
    run = run_lifecycle()
    tom = actor_of(trade.tom_becker)
    assert not model_runs(tom).exists()
    with pytest.raises(AccessDenied):
        run_model(tom, "lifecycle", AS_OF)
    with pytest.raises(AccessDenied):
        promote(tom, run.pk)


@pytest.mark.parametrize(
    ("parameters", "named"),
    [
        ({"months": 0}, "months"),
        ({"months": 61}, "months"),
        ({"lost_days": "soon"}, "lost_days"),
        ({"lost_days": 1e300}, "lost_days"),
        ({"luck": 7}, "luck"),
        ({"months": 2.5}, "months"),
        ({"growth": "nan"}, "growth"),
    ],
)
def test_a_wrong_parameter_is_named(parameters: dict[str, object], named: str) -> None:
    with pytest.raises(ValidationError) as refused:
        run_model(ANALYST, "lifecycle", AS_OF, parameters)
    assert list(refused.value.message_dict) == [named]


def test_borders_that_contradict_each_other_and_unknown_kinds_are_refused() -> None:
    with pytest.raises(ValidationError, match="contradict"):
        run_model(ANALYST, "lifecycle", AS_OF, {"risk_gaps": 9})
    with pytest.raises(ValidationError, match="no such kind of model"):
        run_model(ANALYST, "horoscope", AS_OF)
    with pytest.raises(ValidationError):
        run_model(ANALYST, "lifecycle", date(2999, 1, 1))


def test_a_damaged_file_is_not_shown(home: Home) -> None:
    run = run_lifecycle()
    place = home.evaluations / run.folder / FIGURES
    place.write_bytes(place.read_bytes()[:-1] + b"x")
    key = Customer.objects.system("test").get(code="STEADY").pk
    with pytest.raises(EvaluationDamaged):
        told_of(run, key)


def test_a_backup_keeps_the_file_of_a_run() -> None:
    run = run_lifecycle()
    assert f"evaluations/{run.folder}/{FIGURES}" in {each.name for each in kept_files("default")}


def test_files_of_old_runs_go_but_not_of_the_one_in_use_or_the_newest(home: Home) -> None:
    runs = [run_lifecycle() for _number in range(3)]
    long_ago = timezone.now() - timedelta(days=900)
    ModelRun.objects.system("test").update(finished_at=long_ago)
    change_installation(ANALYST, frozen_inputs_days=365)

    assert expiring.expire_now(ANALYST)[RULE.code]["count"] == 1

    assert [(home.evaluations / run.folder).is_dir() for run in runs] == [True, False, True]
    gone = ModelRun.objects.system("test").get(pk=runs[1].pk)
    with pytest.raises(EvaluationGone):
        told_of_customers(ANALYST, gone)
