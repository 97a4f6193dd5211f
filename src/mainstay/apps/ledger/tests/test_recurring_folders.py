"""Watched folders: what is taken, where it goes, what is never lost."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from pytest_django.fixtures import Settings

from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.apps.ledger.models import BatchState
from mainstay.apps.ledger.queries.recurring import inbox
from mainstay.apps.ledger.recurrence import RunOutcome
from mainstay.apps.ledger.services import importing, recurring, undoing
from mainstay.apps.ledger.services.recurring import folders, looking, settling
from mainstay.apps.ledger.testing import IMPORTING, lines_in_force
from mainstay.apps.ledger.tests.recurring import (
    BAD,
    GOOD,
    MORE,
    batches,
    fresh,
    lay,
    looked_twice,
    names_in,
    runs,
    watched,
    when_due,
)
from mainstay.apps.notifications import queries as notifications
from mainstay.foundation.jobs.models import Job
from mainstay.foundation.testing.working import run_waiting_jobs

pytestmark = pytest.mark.usefixtures("shop", "at_once")


def test_a_file_is_imported_by_the_person_behind_it_and_moved(acting: NamedActors) -> None:
    row = watched(acting.li_na)
    lay("orders-1.csv")
    lay("other.csv")
    looked_twice(row)
    assert len(lines_in_force()) == 2
    assert names_in("erp") == ["other.csv"]
    assert names_in("erp/done") == ["orders-1.csv"]
    (told,) = notifications.messages(acting.li_na)
    words = notifications.words_of(acting.li_na, told)
    assert words.title == "orders-1.csv has been imported"
    (batch,) = batches()
    assert (batch.state, batch.recurring_id, batch.by_id) == (
        BatchState.COMMITTED,
        row.pk,
        acting.li_na.person_id,
    )
    assert batch.profile is not None
    assert batch.profile.name == "ERP"
    job = Job.objects.system("test").filter(pk=batch.job_id or 0).get()
    assert job.actor_person_id == acting.li_na.person_id
    (run,) = runs(row)
    assert (run.outcome, run.batch, run.moved_to) == (
        RunOutcome.IMPORTED,
        batch,
        "done/orders-1.csv",
    )
    assert run.ended_at is not None


def test_it_can_be_undone_like_any_other_import(acting: NamedActors) -> None:
    row = watched(acting.li_na)
    lay("orders-1.csv")
    looked_twice(row)
    undoing.undo_now(acting.li_na, batches()[0])
    assert lines_in_force() == {}


def test_files_are_taken_from_the_oldest_to_the_newest(acting: NamedActors) -> None:
    row = watched(acting.li_na)
    for name, moment in (("orders-a.csv", 30), ("orders-b.csv", 10), ("orders-c.csv", 20)):
        os.utime(lay(name), (moment, moment))
    looked_twice(row)
    assert [run.file_name for run in runs(row)] == ["orders-a.csv", "orders-c.csv", "orders-b.csv"]
    assert names_in("erp/done") == ["orders-a.csv", "orders-b.csv", "orders-c.csv"]


def test_a_file_that_still_grows_is_left_alone(acting: NamedActors) -> None:
    row = watched(acting.li_na)
    path = lay("orders-1.csv", GOOD[:60])
    when_due(row)
    for size in (61, 70, len(GOOD)):
        path.write_bytes(GOOD[:size])
        when_due(row)
        assert batches() == []
    when_due(row)
    assert len(lines_in_force()) == 2


def test_a_file_must_stay_as_it_is_for_a_while(
    acting: NamedActors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    row = watched(acting.li_na)
    lay("orders-1.csv")
    looked_twice(row)
    assert batches() == []
    assert list(fresh(row).seen) == ["orders-1.csv"]


def test_a_file_over_the_reject_limit_waits_for_a_person(acting: NamedActors) -> None:
    row = watched(acting.li_na)
    lay("orders-1.csv", BAD)
    row = looked_twice(row)
    (run,) = runs(row)
    assert run.outcome == RunOutcome.REFUSED
    assert lines_in_force() == {}
    assert names_in("erp") == []
    assert names_in("erp/refused") == [
        "orders-1.csv",
        "orders-1.csv.rejects.csv",
        "orders-1.csv.txt",
    ]
    note = (inbox() / "erp/refused/orders-1.csv.txt").read_text("utf-8-sig")
    assert "2 of 2 records were rejected" in note
    assert "Daily orders" in note
    assert row.failures == 1
    batch = batches()[0]
    importing.configure(acting.li_na, batch, options=importing.ImportOptions(reject_limit=100))
    importing.run_now(acting.li_na, batch, commit=True)
    assert batch.state == BatchState.COMMITTED


def test_a_file_that_cannot_be_read_is_refused_with_the_reason(acting: NamedActors) -> None:
    row = watched(acting.li_na)
    lay("orders-1.csv", b"")
    lay("orders-2.csv", b"%PDF-1.7 not orders at all")
    lay("orders-3.csv", b"first,second\n1,2\n")
    lay("orders-4.csv")
    looked_twice(row)
    by_name = {run.file_name: run for run in runs(row)}
    assert by_name["orders-1.csv"].reason["code"] == "empty_file"
    assert by_name["orders-2.csv"].reason["code"] == "binary_file"
    assert by_name["orders-3.csv"].reason["code"] == "mapping"
    assert by_name["orders-3.csv"].batch is not None
    assert by_name["orders-4.csv"].outcome == RunOutcome.IMPORTED
    assert names_in("erp/done") == ["orders-4.csv"]
    note = (inbox() / "erp/refused/orders-1.csv.txt").read_text("utf-8-sig")
    assert "The file is empty." in note
    assert len(batches()) == 2  # the others hold nothing that a person could settle


def test_the_reason_is_written_in_the_language_of_the_person(
    acting: NamedActors, people: NamedPeople
) -> None:
    people.li_na.language = "zh-hans"
    people.li_na.save()
    row = watched(acting.li_na)
    lay("orders-1.csv", b"")
    looked_twice(row)
    note = (inbox() / "erp/refused/orders-1.csv.txt").read_text("utf-8-sig")
    assert "文件是空的" in note


def test_nothing_is_overwritten_when_a_name_comes_again(acting: NamedActors) -> None:
    row = watched(acting.li_na)
    for content in (GOOD, MORE, GOOD):
        lay("orders-1.csv", content)
        looked_twice(row)
    assert names_in("erp/done") == ["orders-1 (2).csv", "orders-1 (3).csv", "orders-1.csv"]
    assert (inbox() / "erp/done/orders-1.csv").read_bytes() == GOOD
    assert (inbox() / "erp/done/orders-1 (2).csv").read_bytes() == MORE
    assert len(lines_in_force()) == 3


def test_the_notes_of_refused_files_overwrite_nothing(acting: NamedActors) -> None:
    row = watched(acting.li_na, pattern="orders-*")
    lay("orders-1.csv.txt", b"")
    looked_twice(row)
    lay("orders-1.csv", b"")
    looked_twice(row)
    assert names_in("erp/refused") == [
        "orders-1 (2).csv",
        "orders-1 (2).csv.txt",
        "orders-1.csv.txt",
        "orders-1.csv.txt.txt",
    ]


def test_a_worker_lost_between_commit_and_move_finishes_the_move(
    acting: NamedActors, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = watched(acting.li_na)
    lay("orders-1.csv")
    with monkeypatch.context() as lost:
        lost.setattr(settling, "_put_away", _dies)
        looked_twice(row)
    assert names_in("erp") == ["orders-1.csv"]
    assert len(batches()) == 1
    when_due(row)
    assert names_in("erp") == []
    assert names_in("erp/done") == ["orders-1.csv"]
    assert len(batches()) == 1
    assert len(runs(row)) == 1


def _dies(*_arguments: object) -> None:
    raise folders.FolderRefused("file_not_moved", name="", folder="", error="")


def test_a_new_file_under_the_old_name_is_not_taken_for_the_old_one(
    acting: NamedActors, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = watched(acting.li_na)
    lay("orders-1.csv")
    with monkeypatch.context() as lost:
        lost.setattr(settling, "_put_away", _dies)
        looked_twice(row)
    lay("orders-1.csv", MORE)
    looked_twice(row)
    assert len(lines_in_force()) == 3
    assert [(run.outcome, run.file_name) for run in runs(row)] == [
        (RunOutcome.IMPORTED, "orders-1.csv")
    ] * 2
    assert names_in("erp") == []


def test_a_worker_lost_before_the_import_began_takes_the_file_anew(
    acting: NamedActors, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = watched(acting.li_na)
    lay("orders-1.csv")

    def dies(*_arguments: object, **_settings: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as lost:
        lost.setattr(importing, "start", dies)
        with pytest.raises(KeyboardInterrupt):
            looked_twice(row)
    assert [batch.state for batch in batches()] == [BatchState.UPLOADED]
    Job.objects.system("test").update(state="failed")
    looked_twice(row)
    assert [batch.state for batch in batches()] == [BatchState.COMMITTED]
    assert names_in("erp/done") == ["orders-1.csv"]


def test_two_workers_take_a_file_once(acting: NamedActors) -> None:
    row = watched(acting.li_na)
    lay("orders-1.csv")
    when_due(row)
    recurring.look_now(acting.li_na, fresh(row))
    recurring.look_now(acting.li_na, fresh(row))
    run_waiting_jobs()
    assert len(batches()) == 1
    assert len(runs(row)) == 1


def test_nothing_more_is_taken_while_a_file_cannot_be_put_away(
    acting: NamedActors, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = watched(acting.li_na)
    lay("orders-1.csv")
    lay("orders-2.csv", MORE)
    monkeypatch.setattr(settling, "_put_away", _dies)
    looked_twice(row)
    for _ in range(5):
        row = when_due(row)
    assert len(batches()) == 1
    assert row.paused_why == "failures"
    monkeypatch.undo()
    monkeypatch.setattr(looking, "STILL", timedelta(0))
    recurring.resume(acting.li_na, row.pk)
    looked_twice(row)
    assert names_in("erp/done") == ["orders-1.csv", "orders-2.csv"]
    assert len(lines_in_force()) == 3


def test_while_it_is_paused_nothing_is_taken(acting: NamedActors) -> None:
    row = watched(acting.li_na)
    lay("orders-1.csv")
    recurring.pause(acting.li_na, row.pk)
    looked_twice(row)
    assert batches() == []
    with pytest.raises(ValidationError, match="paused"):
        recurring.look_now(acting.li_na, fresh(row))


def test_a_folder_that_becomes_a_link_out_of_the_inbox_is_not_read(
    acting: NamedActors, tmp_path: Path
) -> None:
    row = watched(acting.li_na)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "orders-1.csv").write_bytes(GOOD)
    (inbox() / "erp").rmdir()
    (inbox() / "erp").symlink_to(outside)
    looked_twice(row)
    assert batches() == []
    assert runs(row)[0].reason["code"] == "folder_outside"


def test_links_hidden_files_and_folders_are_left_alone(acting: NamedActors, tmp_path: Path) -> None:
    row = watched(acting.li_na, pattern="*")
    secret = tmp_path / "secret.csv"
    secret.write_bytes(GOOD)
    (inbox() / "erp" / "orders-link.csv").symlink_to(secret)
    lay(".orders-hidden.csv")
    (inbox() / "erp" / "orders-folder.csv").mkdir()
    looked_twice(row)
    assert batches() == []


def test_a_name_that_cannot_be_written_down_is_said(acting: NamedActors) -> None:
    row = watched(acting.li_na)
    path = os.fsencode(inbox() / "erp") + b"/orders-\xff.csv"
    with open(path, "wb") as file:  # noqa: PTH123 - a path of bytes
        file.write(GOOD)
    looked_twice(row)
    assert runs(row)[0].reason["code"] == "file_name"
    assert batches() == []


def test_a_pattern_does_not_mind_capitals(acting: NamedActors) -> None:
    row = watched(acting.li_na)
    lay("ORDERS-1.CSV")
    looked_twice(row)
    assert names_in("erp/done") == ["ORDERS-1.CSV"]


def test_another_inbox_is_used_where_the_administrator_names_one(
    acting: NamedActors, settings: Settings, tmp_path: Path
) -> None:
    settings.RECURRING_INBOX = str(tmp_path / "drop")
    row = watched(acting.li_na, folder=str(tmp_path / "drop" / "erp"))
    assert row.folder == "erp"
    lay("orders-1.csv")
    looked_twice(row)
    assert (tmp_path / "drop/erp/done/orders-1.csv").exists()


def test_a_folder_that_cannot_be_written_is_said_before_anything_is_imported(
    acting: NamedActors,
) -> None:
    row = watched(acting.li_na)
    lay("orders-1.csv")
    (inbox() / "erp" / "done").write_text("a file stands in the way")
    looked_twice(row)
    assert batches() == []
    assert runs(row)[0].reason["code"] == "folder_not_writable"


def test_what_it_imported_stays_when_it_is_removed(acting: NamedActors) -> None:
    row = watched(acting.li_na)
    lay("orders-1.csv")
    looked_twice(row)
    recurring.remove(acting.li_na, row.pk)
    assert len(lines_in_force()) == 2
    assert batches()[0].recurring is None


def test_the_command_line_imports_what_waits_without_a_worker(acting: NamedActors) -> None:
    row = watched(acting.li_na)
    lay("orders-1.csv")
    lay("orders-2.csv", MORE)
    lay("orders-3.csv", b"")
    assert recurring.look_here(IMPORTING, row) == 3
    assert len(lines_in_force()) == 3
    assert names_in("erp/done") == ["orders-1.csv", "orders-2.csv"]
    assert "orders-3.csv" in names_in("erp/refused")
