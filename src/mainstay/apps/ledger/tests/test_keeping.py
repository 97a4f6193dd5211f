"""What nothing names, and what is kept for a time only, goes when its time is over."""

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from mainstay.apps.governance.services import change_installation
from mainstay.apps.governance.testing import NamedActors
from mainstay.apps.ledger.models import (
    ImportBatch,
    LedgerFileEntry,
    LedgerStateEntry,
)
from mainstay.apps.ledger.queries.batches import with_rejects_to_mend
from mainstay.apps.ledger.queries.leftovers import leftovers
from mainstay.apps.ledger.queries.states import StateGone, current_number, current_state, state_at
from mainstay.apps.ledger.queries.verification import verify
from mainstay.apps.ledger.services import downloading, importing, undoing
from mainstay.apps.ledger.services.importing import ImportFailed
from mainstay.apps.ledger.services.keeping import compacting, expiring, tidying
from mainstay.apps.ledger.testing import (
    IMPORTING,
    checked,
    csv_file,
    imported,
    lines_in_force,
)
from mainstay.foundation.access.actor import system_actor
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.audit.models import AuditEntry
from mainstay.foundation.jobs.context import JobFailed
from mainstay.foundation.jobs.leases import in_seconds
from mainstay.foundation.jobs.models import Job, JobState
from mainstay.foundation.keeping.standing_still import BACKUP, BackupRunning, require_no_backup
from mainstay.project.home import Home

KEEPING = system_actor("test")
LONG_AGO = timedelta(days=1000)


@pytest.fixture
def traded(shop: Home) -> Home:
    """Three imports of one line each, one of them with a reject."""
    imported(csv_file("A,1,1,2024-03-01,1"))
    imported(csv_file("B,2,1,2024-03-01,2", "B,3,x,2024-03-01,2"), reject_limit=50)
    imported(csv_file("A,1,1,2024-03-01,3"))
    return shop


def let_it_be_long_ago() -> None:
    then = timezone.now() - LONG_AGO
    ImportBatch.objects.system("test").update(created_at=then)
    ImportBatch.objects.system("test").exclude(committed_at=None).update(committed_at=then)
    LedgerStateEntry.objects.system("test").update(made_at=then)


def forgotten(home: Home, name: str, *, days: int) -> Path:
    """A file that nothing names, written some days ago."""
    path = home.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("left behind")
    then = time.time() - days * 86_400
    os.utime(path, (then, then))
    return path


def noted(action: str) -> dict[str, Any]:
    [entry] = AuditEntry.objects.system("test").filter(action=action)
    return dict(entry.details)


def test_what_a_kept_row_names_is_no_leftover(traded: Home) -> None:
    compacting.compact_now(KEEPING)
    checked(csv_file("C,7,1,2024-03-01,1"))
    assert leftovers(KEEPING) == []


@pytest.mark.parametrize(
    "name",
    [
        "ledger/lines/dead.parquet",
        "ledger/staging/abc/lines.parquet",
        "uploads/999/upload.csv",
        "evaluations/99-1/inputs.parquet",
        "scratch/mainstay-1/spill",
    ],
)
def test_what_nothing_names_goes_after_the_grace_period(traded: Home, name: str) -> None:
    young, old = forgotten(traded, f"{name}.young", days=6), forgotten(traded, name, days=8)
    assert {each.name: each.ripe for each in leftovers(KEEPING)} == {
        f"{name}.young": False,
        name: True,
    }
    assert tidying.tidy_now(KEEPING) == {"files": 1, "bytes": len("left behind")}
    assert (young.exists(), old.exists()) == (True, False)
    assert noted("ledger.leftovers.removed")["names"] == [name]
    young.unlink()
    assert verify(KEEPING).damaged == []


def test_the_grace_period_is_a_setting(traded: Home) -> None:
    forgotten(traded, "ledger/lines/dead.parquet", days=8)
    change_installation(KEEPING, leftovers_days=9)
    assert [each.ripe for each in leftovers(KEEPING)] == [False]


def test_nothing_that_is_younger_than_a_running_job_goes(traded: Home) -> None:
    path = forgotten(traded, "ledger/lines/new.parquet", days=8)
    began = timezone.now() - timedelta(days=9)
    job = Job.objects.create(
        kind="ledger.import",
        state=JobState.RUNNING,
        actor_kind="system",
        actor_name="x",
        started_at=began,
        lease_until=in_seconds(60),
    )
    assert [each.ripe for each in leftovers(KEEPING)] == [False]
    tidying.tidy_now(KEEPING)
    assert path.exists()
    job.delete()
    assert [each.ripe for each in leftovers(KEEPING)] == [True]


def test_files_of_earlier_states_go_after_their_time(traded: Home) -> None:
    number = current_number()
    compacting.compact_now(KEEPING)
    assert expiring.preview(KEEPING)["old_states"]["count"] == 0
    let_it_be_long_ago()
    before = lines_in_force()
    foreseen = expiring.preview(KEEPING)["old_states"]
    assert foreseen["count"] > 0
    assert state_at(number).files

    removed = expiring.expire_now(KEEPING)

    assert removed["old_states"] == {key: foreseen[key] for key in ("count", "bytes")}
    assert lines_in_force() == before
    assert verify(KEEPING).damaged == []
    there = {path.name for path in traded.ledger.rglob("*.parquet")}
    assert there == {Path(file.name).name for file in current_state().files}
    assert leftovers(KEEPING) == []
    with pytest.raises(StateGone):
        state_at(number)
    gone = LedgerFileEntry.objects.system("test").exclude(gone_at=None)
    assert noted("ledger.old_files.removed")["count"] == gone.count() == foreseen["count"]


def test_zero_days_keep_for_good(traded: Home) -> None:
    compacting.compact_now(KEEPING)
    change_installation(KEEPING, old_states_days=0, uploads_days=0, rejects_days=0, messages_days=0)
    let_it_be_long_ago()
    files = sorted(traded.root.rglob("*"))
    assert expiring.expire_now(KEEPING) == {}
    assert sorted(traded.root.rglob("*")) == files


def test_a_dry_run_removes_nothing(traded: Home) -> None:
    compacting.compact_now(KEEPING)
    let_it_be_long_ago()
    files = sorted(traded.root.rglob("*"))
    found = expiring.preview(KEEPING)
    assert (found["uploads"]["count"], found["rejects"]["count"]) == (3, 1)
    assert sorted(traded.root.rglob("*")) == files


def test_an_upload_whose_time_is_over_says_so(traded: Home) -> None:
    waiting = checked(csv_file("C,7,1,2024-03-01,1"))
    let_it_be_long_ago()
    expiring.expire_now(KEEPING)
    assert not list(traded.uploads.rglob("upload*"))
    assert noted("ledger.uploads.removed")["count"] == 4
    waiting.refresh_from_db()
    for attempt in (
        lambda: importing.start(IMPORTING, waiting, commit=True),
        lambda: importing.configure(IMPORTING, waiting, source="x"),
    ):
        with pytest.raises((ImportFailed, Exception), match="upload_gone"), transaction.atomic():
            attempt()
    with pytest.raises(downloading.FileGone):
        downloading.uploaded_file(IMPORTING, waiting)
    newest = ImportBatch.objects.system("test").exclude(committed_at=None).order_by("-pk")[0]
    undoing.undo_now(KEEPING, newest)
    assert lines_in_force()["default", "1", 1] == 1


def test_rejects_whose_file_is_gone_wait_for_nobody(traded: Home) -> None:
    batch = with_rejects_to_mend(IMPORTING).get()
    let_it_be_long_ago()
    expiring.expire_now(KEEPING)
    assert not with_rejects_to_mend(IMPORTING).exists()
    batch.refresh_from_db()
    with pytest.raises(downloading.FileGone):
        downloading.reject_file(IMPORTING, batch)


def test_reject_files_of_dry_runs_go_after_the_same_time(traded: Home) -> None:
    old = forgotten(traded, "rejects/orders-7.csv", days=731)
    young = forgotten(traded, "rejects/orders-8.csv", days=729)
    assert expiring.preview(KEEPING)["rejects"]["count"] == 1
    expiring.expire_now(KEEPING)
    assert (old.exists(), young.exists()) == (False, True)
    assert noted("ledger.reject_files.removed")["names"] == ["orders-7.csv"]


def test_a_file_that_is_checked_again_has_its_reject_file_again(traded: Home) -> None:
    batch = checked(csv_file("A,9,1,2024-03-01,1", "A,9,x,2024-03-01,1"), reject_limit=90)
    change_installation(KEEPING, uploads_days=0)
    let_it_be_long_ago()
    expiring.expire_now(KEEPING)
    importing.run_now(IMPORTING, batch, commit=False)
    assert downloading.reject_file(IMPORTING, batch).is_file()
    assert leftovers(KEEPING) == []


def test_a_running_import_keeps_its_upload(traded: Home) -> None:
    waiting = checked(csv_file("C,7,1,2024-03-01,1"))
    importing.start(IMPORTING, waiting, commit=True)
    let_it_be_long_ago()
    expiring.expire_now(KEEPING)
    waiting.refresh_from_db()
    assert waiting.upload_gone_at is None


def test_an_import_without_before_images_can_no_longer_be_undone(traded: Home) -> None:
    batch = imported(b"code,name\nA,Another name\n", "customers")
    change_installation(KEEPING, before_images_days=30)
    let_it_be_long_ago()
    assert expiring.preview(KEEPING)["before_images"]["count"] == 1
    expiring.expire_now(KEEPING)
    batch.refresh_from_db()
    with pytest.raises(ImportFailed) as refused:
        undoing.preview(KEEPING, batch)
    assert refused.value.code == "before_images_gone"
    assert noted("ledger.before_images.removed")["batches"] == [batch.pk]


def backup_at_work(seconds: float = 60) -> Job:
    return Job.objects.create(
        kind=BACKUP,
        state=JobState.RUNNING,
        actor_kind="system",
        actor_name="x",
        started_at=timezone.now(),
        lease_until=in_seconds(seconds),
    )


def test_while_a_backup_is_made_nothing_goes(traded: Home) -> None:
    compacting.compact_now(KEEPING)
    old = forgotten(traded, "ledger/lines/dead.parquet", days=8)
    let_it_be_long_ago()
    files = sorted(traded.root.rglob("*"))
    job = backup_at_work()
    for attempt in (expiring.expire_now, tidying.tidy_now):
        with pytest.raises(JobFailed, match="backup_running"):
            attempt(KEEPING)
    for start in (expiring.start, tidying.start):
        with pytest.raises(BackupRunning):
            start(KEEPING)
    assert sorted(traded.root.rglob("*")) == files
    job.delete()
    tidying.tidy_now(KEEPING)
    assert not old.exists()


def test_a_backup_that_was_lost_counts_until_its_lease_ends(shop: Home) -> None:
    job = backup_at_work(-1)
    with transaction.atomic():
        require_no_backup()
    Job.objects.system("test").filter(pk=job.pk).update(lease_until=in_seconds(60))
    with pytest.raises(BackupRunning), transaction.atomic():
        require_no_backup()
    with transaction.atomic():
        require_no_backup(but=job)


@pytest.mark.parametrize("name", ["li_na", "chen_wei", "grace_liu", "nobody_ning"])
def test_only_administrators_keep_the_ledger_tidy(
    traded: Home, acting: NamedActors, name: str
) -> None:
    actor = getattr(acting, name)
    for attempt in (
        compacting.preview,
        compacting.start,
        compacting.compact_now,
        tidying.start,
        tidying.tidy_now,
        expiring.preview,
        expiring.start,
        expiring.expire_now,
    ):
        with pytest.raises(AccessDenied):
            attempt(actor)
    assert not Job.objects.system("test").filter(kind__in=("ledger.compact", "ledger.tidy"))
