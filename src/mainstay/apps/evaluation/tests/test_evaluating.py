"""Evaluations: what is frozen, what comes into force, what a second run does."""

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.core.exceptions import ValidationError
from pytest_django.fixtures import Settings

from mainstay.apps.customers import queries as customers
from mainstay.apps.customers.models import Customer
from mainstay.apps.customers.testing import customer_named
from mainstay.apps.evaluation.contracts.events import GradesChanged
from mainstay.apps.evaluation.models import (
    Approval,
    Evaluation,
    EvaluationUnit,
    Grade,
    GradeState,
    Scheme,
)
from mainstay.apps.evaluation.queries.files import EvaluationDamaged, folder_of
from mainstay.apps.evaluation.queries.schemes import UnknownScheme
from mainstay.apps.evaluation.services import evaluating
from mainstay.apps.evaluation.services.evaluating import evaluate, request_evaluation
from mainstay.apps.evaluation.services.grading import rerun
from mainstay.apps.evaluation.tests.trading import company, import_orders
from mainstay.apps.governance.testing import NamedActors
from mainstay.apps.ledger.models import ImportBatch
from mainstay.apps.ledger.queries import states
from mainstay.apps.ledger.services import undoing
from mainstay.apps.notifications.testing import listen_to_everything, told_to_webhooks
from mainstay.foundation import events
from mainstay.foundation.access.actor import system_actor
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.audit.models import AuditEntry
from mainstay.foundation.jobs.context import JobFailed, JobPostponed, Progress
from mainstay.foundation.jobs.models import Job
from mainstay.foundation.jobs.services import run_inline
from mainstay.project.home import Home

ANALYST = system_actor("test")
AS_OF = date(2025, 1, 1)
ORDERS = [
    ("GIANT", "1", "2024-03-05", "800"),
    ("MIDDLE", "2", "2024-05-06", "150"),
    ("SMALL", "3", "2024-06-07", "50"),
    ("NEWER", "4", "2025-02-03", "9000"),
]


@pytest.fixture
def trade(db: None, home: Home) -> Home:
    """Three customers that bought in 2024 and one that came later."""
    company()
    import_orders(home.root, ORDERS)
    return home


def grades(state: str = GradeState.IN_FORCE) -> dict[str, str]:
    rows = Grade.objects.system("test").filter(state=state)
    return dict(rows.values_list("customer__code", "code"))


def test_each_customer_gets_its_grade(trade: Home) -> None:
    evaluation = evaluate(ANALYST, "abc", AS_OF)

    assert grades() == {"GIANT": "A", "MIDDLE": "B", "SMALL": "C"}
    assert evaluation.sizes == {"A": 1, "B": 1, "C": 1}
    assert evaluation.ledger_state == 1
    assert evaluation.took_effect


def test_a_prospect_has_no_grade(trade: Home) -> None:
    customer_named("Prospect")

    evaluate(ANALYST, "abc", AS_OF)

    assert "PROSPECT" not in grades()


def test_inputs_are_frozen_exactly(trade: Home) -> None:
    evaluation = evaluate(ANALYST, "abc", AS_OF)

    inputs = pq.read_table(folder_of(evaluation.folder) / "inputs.parquet")

    assert inputs["customer"].to_pylist() == ["GIANT", "MIDDLE", "SMALL"]
    assert [str(value) for value in inputs["revenue_12m"].to_pylist()] == [
        "800.0000",
        "150.0000",
        "50.0000",
    ]
    assert inputs["previous_grade"].to_pylist() == [None, None, None]


def test_a_rerun_from_frozen_inputs_is_the_same_byte_for_byte(trade: Home) -> None:
    evaluation = evaluate(ANALYST, "rfm", AS_OF)
    import_orders(trade.root, [("SMALL", "9", "2024-12-01", "100000")])

    assert rerun(ANALYST, evaluation)


def test_two_evaluations_of_the_same_have_the_same_result(trade: Home) -> None:
    first, second = (evaluate(ANALYST, "tiers", AS_OF) for _ in range(2))

    assert first.files["result.parquet"] == second.files["result.parquet"]


def test_a_damaged_result_is_refused(trade: Home) -> None:
    evaluation = evaluate(ANALYST, "abc", AS_OF)
    path = folder_of(evaluation.folder) / "inputs.parquet"
    content = bytearray(path.read_bytes())
    content[40] ^= 1
    path.write_bytes(content)

    with pytest.raises(EvaluationDamaged, match=r"inputs\.parquet"):
        rerun(ANALYST, evaluation)


def test_only_changed_grades_get_a_new_row(trade: Home) -> None:
    first = evaluate(ANALYST, "abc", AS_OF)

    second = evaluate(ANALYST, "abc", date(2025, 3, 1))

    assert grades() == {"NEWER": "A", "GIANT": "B", "MIDDLE": "C", "SMALL": "C"}
    kept = Grade.objects.system("test").filter(evaluation=first, state=GradeState.IN_FORCE)
    assert set(kept.values_list("customer__code", flat=True)) == {"SMALL"}
    past = Grade.objects.system("test").get(state=GradeState.PAST, customer__code="MIDDLE")
    assert (past.code, past.valid_to) == ("B", date(2025, 3, 1))
    moved = Grade.objects.system("test").get(evaluation=second, customer__code="MIDDLE")
    assert (moved.previous_code, moved.previous_step, moved.step) == ("B", 2, 3)
    assert second.changed == 3


def test_an_earlier_day_never_displaces_a_newer_grade(trade: Home) -> None:
    evaluate(ANALYST, "abc", date(2025, 3, 1))
    before = grades()

    earlier = evaluate(ANALYST, "abc", AS_OF)

    assert grades() == before
    assert not earlier.took_effect
    assert earlier.sizes == {"A": 1, "B": 1, "C": 1}
    assert not grades(GradeState.PROPOSED)


def test_a_confirmed_grade_is_not_displaced_by_a_day_in_between(trade: Home) -> None:
    evaluate(ANALYST, "abc", AS_OF)
    evaluate(ANALYST, "abc", date(2025, 3, 1))

    between = evaluate(ANALYST, "abc", date(2025, 2, 1))

    assert not between.took_effect
    assert grades()["NEWER"] == "A"


def test_a_customer_whose_lines_are_undone_loses_its_grade(trade: Home) -> None:
    evaluate(ANALYST, "abc", AS_OF)
    batch = ImportBatch.objects.system("test").get()
    undoing.undo_now(ANALYST, batch)

    evaluation = evaluate(ANALYST, "abc", AS_OF)

    assert grades() == {}
    assert evaluation.changed == 3


def test_running_the_job_again_changes_nothing(trade: Home) -> None:
    evaluation = evaluate(ANALYST, "abc", AS_OF)
    rows = list(Grade.objects.system("test").values())

    job = run_inline(ANALYST, evaluating.EVALUATE, {"evaluation": evaluation.pk})

    assert job.result == {"evaluation": evaluation.pk}
    assert list(Grade.objects.system("test").values()) == rows


def test_what_a_killed_run_proposed_is_replaced(trade: Home) -> None:
    evaluation = request_evaluation(ANALYST, "abc", AS_OF)
    giant = Customer.objects.system("test").get(code="GIANT")
    Grade.objects.create(
        customer=giant,
        unit=giant,
        scheme=evaluation.version.scheme,
        evaluation=evaluation,
        state=GradeState.PROPOSED,
        code="C",
        step=3,
        valid_from=AS_OF,
    )

    run_inline(ANALYST, evaluating.EVALUATE, {"evaluation": evaluation.pk})

    assert grades() == {"GIANT": "A", "MIDDLE": "B", "SMALL": "C"}


def test_grades_wait_as_proposals_where_approval_is_required(trade: Home) -> None:
    Scheme.objects.system("test").filter(code="abc").update(approval=Approval.REQUIRED)

    evaluation = evaluate(ANALYST, "abc", AS_OF)

    assert grades() == {}
    assert grades(GradeState.PROPOSED) == {"GIANT": "A", "MIDDLE": "B", "SMALL": "C"}
    assert not evaluation.took_effect


def test_a_newer_proposal_takes_the_place_of_an_older_one(trade: Home) -> None:
    Scheme.objects.system("test").filter(code="abc").update(approval=Approval.REQUIRED)
    evaluate(ANALYST, "abc", AS_OF)

    newer = evaluate(ANALYST, "abc", date(2025, 3, 1))

    proposed = Grade.objects.system("test").filter(state=GradeState.PROPOSED)
    assert set(proposed.values_list("evaluation", flat=True)) == {newer.pk}


def test_a_group_is_graded_as_one_and_its_members_inherit(trade: Home) -> None:
    keys = dict(Customer.objects.system("test").values_list("code", "key"))
    customer_named("Holding", "HOLDING")
    holding = customers.customer_by_code(ANALYST, "HOLDING")
    below = Customer.objects.system("test").filter(code__in=("MIDDLE", "SMALL"))
    below.update(parent=holding)

    evaluation = evaluate(ANALYST, "abc", AS_OF, EvaluationUnit.GROUP)

    assert evaluation.units == 2
    rows = Grade.objects.system("test").filter(state=GradeState.IN_FORCE)
    found = {row.customer.code: (row.code, row.unit.code) for row in rows}
    assert found == {
        "GIANT": ("A", "GIANT"),
        "HOLDING": ("B", "HOLDING"),
        "MIDDLE": ("B", "HOLDING"),
        "SMALL": ("B", "HOLDING"),
    }
    units = pq.read_table(folder_of(evaluation.folder) / "units.parquet").to_pydict()
    assert units["customer"] == sorted((keys["MIDDLE"], keys["SMALL"]))


def test_the_change_of_grades_is_told_after_the_commit(
    trade: Home, django_capture_on_commit_callbacks: Any
) -> None:
    heard: list[GradesChanged] = []
    events.subscribe(GradesChanged, heard.append)

    with django_capture_on_commit_callbacks(execute=True):
        evaluation = evaluate(ANALYST, "abc", AS_OF)

    assert heard == [GradesChanged("abc", evaluation.pk, AS_OF, 3)]


def test_the_audit_trail_names_who_evaluated(trade: Home, acting: NamedActors) -> None:
    evaluate(acting.li_na, "abc", AS_OF)

    entries = AuditEntry.objects.system("test").filter(action__startswith="evaluation.evaluation")
    assert [(entry.action, entry.actor_name) for entry in entries.order_by("pk")] == [
        ("evaluation.evaluation.requested", "Li Na"),
        ("evaluation.evaluation.finished", "Li Na"),
    ]


def test_a_key_account_manager_may_not_evaluate(trade: Home, acting: NamedActors) -> None:
    with pytest.raises(AccessDenied):
        evaluate(acting.tom_becker, "abc", AS_OF)

    assert not Evaluation.objects.system("test").exists()


def test_a_day_far_in_the_future_is_refused(trade: Home) -> None:
    with pytest.raises(ValidationError) as refusal:
        evaluate(ANALYST, "abc", date(2999, 1, 1))

    assert refusal.value.error_dict["as_of"][0].code == "in_the_future"


def test_an_unknown_scheme_is_refused(trade: Home) -> None:
    with pytest.raises(UnknownScheme):
        evaluate(ANALYST, "xyz", AS_OF)


def test_a_damaged_ledger_stops_the_evaluation(trade: Home) -> None:
    [file] = (trade.ledger / "orders").glob("*.parquet")
    content = bytearray(file.read_bytes())
    content[20] ^= 1
    file.write_bytes(content)

    with pytest.raises(JobFailed) as failure:
        evaluate(ANALYST, "abc", AS_OF)

    assert failure.value.code == "ledger_damaged"
    assert grades() == {}


def test_an_engine_that_is_away_puts_the_evaluation_off(
    trade: Home, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ENGINE = "spark://127.0.0.1:1"
    monkeypatch.setattr(states, "engine", states.engine.__wrapped__)

    with pytest.raises(JobPostponed) as failure:
        evaluate(ANALYST, "abc", AS_OF)

    assert failure.value.code == "engine_unavailable"
    assert failure.value.details["engine"] == settings.ENGINE


def test_an_empty_ledger_gives_an_empty_evaluation(db: None, home: Home) -> None:
    company()

    evaluation = evaluate(ANALYST, "rfm", AS_OF)

    assert evaluation.units == 0
    assert set(evaluation.sizes.values()) == {0}


def test_a_requested_evaluation_waits_for_a_worker(trade: Home) -> None:
    evaluation = request_evaluation(ANALYST, "abc", AS_OF)

    job = Job.objects.system("test").get(pk=evaluation.job_id or 0)
    assert (job.kind, job.parameters) == (evaluating.EVALUATE, {"evaluation": evaluation.pk})
    assert evaluation.finished_at is None


def test_unfinished_folders_of_other_runs_are_removed(trade: Home, tmp_path: Path) -> None:
    evaluation = request_evaluation(ANALYST, "abc", AS_OF)
    left = folder_of(f"{evaluation.pk}-7")
    left.mkdir(parents=True)

    run_inline(ANALYST, evaluating.EVALUATE, {"evaluation": evaluation.pk})

    assert not left.exists()


def test_an_evaluation_that_was_overtaken_compares_again(trade: Home) -> None:
    earlier = request_evaluation(ANALYST, "abc", AS_OF)

    def overtake(progress: Progress) -> None:
        if progress.done and not grades():
            run_inline(ANALYST, evaluating.EVALUATE, {"evaluation": earlier.pk})

    evaluation = evaluate(ANALYST, "abc", date(2025, 3, 1), on_progress=overtake)

    assert grades() == {"NEWER": "A", "GIANT": "B", "MIDDLE": "C", "SMALL": "C"}
    moved = Grade.objects.system("test").get(evaluation=evaluation, customer__code="GIANT")
    assert moved.previous_code == "A"
    assert Grade.objects.system("test").filter(evaluation=earlier).count() == 3


def test_webhooks_hear_of_a_finished_evaluation_and_how_many_grades_it_changed(
    trade: Home, acting: NamedActors
) -> None:
    listen_to_everything(acting.admin_wang)
    first = evaluate(ANALYST, "abc", AS_OF)
    Scheme.objects.system("test").update(approval=Approval.REQUIRED)
    second = evaluate(ANALYST, "abc", AS_OF)
    told = {"scheme": "abc", "as_of": "2025-01-01"}
    assert told_to_webhooks() == [
        (
            "evaluation.finished",
            {
                "evaluation": each.pk,
                **told,
                "in_force": in_force,
                "grades_changed": changed,
                "api": f"/api/evaluations/{each.pk}",
            },
        )
        for each, in_force, changed in ((first, True, 3), (second, False, 0))
    ]
