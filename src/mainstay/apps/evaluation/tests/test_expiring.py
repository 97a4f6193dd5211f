"""Details of old evaluations go after their time; what grades in force rest on is kept."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from mainstay.apps.evaluation.models import Evaluation, Grade, GradeState
from mainstay.apps.evaluation.queries.files import INPUTS, EvaluationGone, folder_of, read
from mainstay.apps.evaluation.services.evaluating import evaluate
from mainstay.apps.evaluation.services.expiring import RULE
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.services import change_installation
from mainstay.apps.governance.testing import NamedPeople
from mainstay.apps.ledger.queries.leftovers import leftovers
from mainstay.apps.ledger.services.keeping import expiring
from mainstay.foundation.access.actor import system_actor
from mainstay.foundation.audit.models import AuditEntry
from mainstay.foundation.jobs.context import JobFailed
from mainstay.foundation.jobs.leases import in_seconds
from mainstay.foundation.jobs.models import Job, JobState
from mainstay.foundation.keeping.standing_still import BACKUP

KEEPING = system_actor("test")


@pytest.fixture
def evaluations(trade: NamedPeople) -> list[Evaluation]:
    """Three evaluations of one scheme, years ago; the grades in force rest on the second."""
    for day in (1, 2, 3):
        evaluate(KEEPING, "abc", date(2025, 1, day))
    found = list(Evaluation.objects.system("test").order_by("pk"))
    rows = Grade.objects.system("test").filter(state=GradeState.IN_FORCE)
    rows.update(evaluation=found[1])
    long_ago = timezone.now() - timedelta(days=900)
    Evaluation.objects.system("test").update(finished_at=long_ago)
    return found


def test_only_what_nobody_needs_goes(evaluations: list[Evaluation]) -> None:
    change_installation(KEEPING, frozen_inputs_days=365)
    assert expiring.preview(KEEPING)[RULE.code]["count"] == 1

    assert expiring.expire_now(KEEPING)[RULE.code]["count"] == 1

    kept = [folder_of(each.folder).is_dir() for each in evaluations]
    assert kept == [False, True, True]
    assert leftovers(KEEPING) == []
    gone = Evaluation.objects.system("test").get(pk=evaluations[0].pk)
    with pytest.raises(EvaluationGone):
        read(gone, INPUTS)
    trail = AuditEntry.objects.system("test")
    assert trail.filter(action="evaluation.evaluation.details_removed").count() == 1


def test_details_are_kept_for_good_unless_the_settings_say_otherwise(
    evaluations: list[Evaluation],
) -> None:
    assert RULE.code not in expiring.expire_now(KEEPING)
    assert all(folder_of(each.folder).is_dir() for each in evaluations)


def test_nothing_goes_while_a_backup_is_made(evaluations: list[Evaluation]) -> None:
    change_installation(KEEPING, frozen_inputs_days=365)
    Job.objects.create(
        kind=BACKUP,
        state=JobState.RUNNING,
        actor_kind="system",
        actor_name="x",
        lease_until=in_seconds(60),
    )
    with pytest.raises(JobFailed, match="backup_running"):
        expiring.expire_now(KEEPING)
    assert all(folder_of(each.folder).is_dir() for each in evaluations)


def test_pages_and_programs_say_that_the_details_are_gone(
    evaluations: list[Evaluation], trade: NamedPeople, signed_in: Callable[[Person], Client]
) -> None:
    change_installation(KEEPING, frozen_inputs_days=365)
    expiring.expire_now(KEEPING)
    li_na, number = signed_in(trade.li_na), evaluations[0].pk
    page = li_na.get(f"/evaluations/{number}/")
    assert page.status_code == 410
    assert "no longer kept" in page.content.decode()
    answer = li_na.get(f"/api/evaluations/{number}/results")
    assert (answer.status_code, answer.json()["code"]) == (410, "evaluation_gone")
    assert li_na.get("/evaluations/").status_code == 200
    assert li_na.get(f"/evaluations/{evaluations[2].pk}/").status_code == 200
