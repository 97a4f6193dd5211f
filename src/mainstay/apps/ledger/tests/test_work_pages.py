"""Pages of work under way, of undo, and the files that are handed out."""

import pytest
from django.test import Client
from django.urls import reverse

from mainstay.apps.customers.queries import customer_by_code
from mainstay.apps.customers.services.records import change_customer
from mainstay.apps.governance.queries import actor_of
from mainstay.apps.governance.testing import NamedPeople
from mainstay.apps.ledger.models import BatchState
from mainstay.apps.ledger.services import importing
from mainstay.apps.ledger.testing import (
    IMPORTING,
    checked,
    csv_file,
    handed_in,
    imported,
    lines_in_force,
)
from mainstay.apps.ledger.tests.browsing import BAD, GOOD, SignedIn, fresh, page_of, text
from mainstay.apps.notifications.queries import messages, unread_count, words_of
from mainstay.foundation.jobs.models import Job, JobError, JobState
from mainstay.foundation.testing.meanwhile import ending_before_its_job_is_read
from mainstay.foundation.testing.working import run_waiting_jobs

pytestmark = pytest.mark.usefixtures("shop")


def test_work_under_way_is_shown_and_asked_for_again_and_again(li: Client) -> None:
    batch = handed_in(GOOD)
    li.post(reverse("ledger:check", args=[batch.pk]))
    progress = reverse("ledger:progress", args=[batch.pk])
    page = page_of(li, batch)
    assert f'hx-get="{progress}"' in page
    assert "Waiting to begin" in page
    part = li.get(progress, headers={"HX-Request": "true"})
    assert "Checking the file" in text(part)
    run_waiting_jobs()
    done = li.get(progress, headers={"HX-Request": "true"})
    assert done.headers["HX-Redirect"] == reverse("ledger:batch", args=[batch.pk])
    assert li.get(progress).headers["Location"] == reverse("ledger:batch", args=[batch.pk])


def test_work_that_ends_while_the_page_is_made_is_not_shown_as_running(li: Client) -> None:
    batch = handed_in(GOOD)
    li.post(reverse("ledger:check", args=[batch.pk]))
    with ending_before_its_job_is_read():
        page = page_of(li, batch)
    assert reverse("ledger:commit", args=[batch.pk]) in page


def test_who_waits_for_the_end_need_not_be_told_of_that_one(
    li: Client, people: NamedPeople
) -> None:
    batch, other = handed_in(GOOD), handed_in(BAD)
    for each in (batch, other):
        li.post(reverse("ledger:check", args=[each.pk]))
    run_waiting_jobs()
    progress = reverse("ledger:progress", args=[batch.pk])
    li.head(progress)
    assert unread_count(actor_of(people.li_na)) == 2
    li.get(progress, headers={"HX-Request": "true"})
    [told] = messages(actor_of(people.li_na), unread=True)
    page = reverse("ledger:batch", args=[other.pk])
    assert words_of(actor_of(people.li_na), told).url == page


def test_that_somebody_else_has_waited_tells_nobody(
    li: Client, people: NamedPeople, signed_in: SignedIn
) -> None:
    batch = handed_in(GOOD)
    li.post(reverse("ledger:commit", args=[batch.pk]))
    run_waiting_jobs()
    signed_in(people.admin_wang).get(reverse("ledger:progress", args=[batch.pk]))
    assert unread_count(actor_of(people.li_na)) == 1


def test_it_is_said_when_nobody_does_the_work(li: Client) -> None:
    batch = handed_in(GOOD)
    li.post(reverse("ledger:check", args=[batch.pk]))
    assert "Nobody is working" not in page_of(li, batch)
    [job] = Job.objects.system("test")
    Job.objects.system("test").update(available_at=job.created_at.replace(year=2020))
    assert "Nobody is working" in page_of(li, batch)


def test_work_that_waits_can_be_stopped(li: Client) -> None:
    batch = handed_in(GOOD)
    li.post(reverse("ledger:commit", args=[batch.pk]))
    cancel = reverse("ledger:cancel", args=[batch.pk])
    assert cancel in page_of(li, batch)
    assert li.get(cancel).status_code == 200
    li.post(cancel)
    assert fresh(batch).state == BatchState.CANCELLED
    assert "Stopped; nothing has been changed" in page_of(li, batch)


def test_the_work_of_somebody_else_is_not_mine_to_stop(
    li: Client, people: NamedPeople, signed_in: SignedIn
) -> None:
    batch = handed_in(GOOD)
    importing.start(IMPORTING, batch, commit=True)
    cancel = reverse("ledger:cancel", args=[batch.pk])
    assert cancel not in page_of(li, batch)
    assert li.post(cancel).status_code == 403
    assert fresh(batch).state == BatchState.RUNNING
    assert cancel in page_of(signed_in(people.admin_wang), batch)


def test_work_whose_process_was_lost_can_be_started_again(li: Client) -> None:
    batch = handed_in(GOOD)
    li.post(reverse("ledger:check", args=[batch.pk]))
    Job.objects.system("test").update(state=JobState.FAILED, error_code=JobError.WORKER_LOST)
    page = page_of(li, batch)
    assert "lost several times" in page
    assert reverse("ledger:check", args=[batch.pk]) in page


def test_starting_what_runs_already_is_told(li: Client) -> None:
    batch = handed_in(GOOD)
    check = reverse("ledger:check", args=[batch.pk])
    li.post(check)
    assert "This import is running" in text(li.post(check, follow=True))


def test_an_import_is_undone_after_its_consequences_were_shown(li: Client) -> None:
    batch = imported(GOOD)
    undo = reverse("ledger:undo", args=[batch.pk])
    assert undo in page_of(li, batch)
    question = text(li.get(undo))
    assert "Lines removed</dt><dd>2" in question
    assert "¥15.00" in question
    li.post(undo)
    assert "Undoing the import" in page_of(li, batch)
    run_waiting_jobs()
    assert lines_in_force() == {}
    page = page_of(li, batch)
    assert "This import has been undone" in page
    assert "Lines removed</dt><dd>2" in page


def test_the_undo_of_a_customer_file_says_why_each_customer_stays(li: Client) -> None:
    header = "code,name,parent"
    records = ("BUYS,Buys,", "ALSO,Also,", "TOP,Top,", "EDITED,Edited,", "GOES,Goes,", "A,Aa,")
    batch = imported(csv_file(*records, header=header), "customers")
    imported(csv_file("ALSO,Also,", "SUB,Sub,TOP", "A,Ab,", header=header), "customers")
    imported(csv_file("BUYS,1,1,2024-03-01,1"))
    edited = customer_by_code(IMPORTING, "EDITED")
    change_customer(IMPORTING, edited.key, edited.version, region="south")
    undo = reverse("ledger:undo", args=[batch.pk])
    causes = {
        "Customers removed": 1,
        "Customers changed back": 0,
        "Customers kept because another import brings them too": 1,
        "Customers kept because they have order lines": 1,
        "Customers kept because others stand below them": 1,
        "Customers kept because somebody has edited them since": 1,
        "Fields left as they are because they have another value by now": 1,
    }
    question = text(li.get(undo))
    for label, count in causes.items():
        assert f"{label}</dt><dd>{count}</dd>" in question
    li.post(undo)
    run_waiting_jobs()
    assert "Customers kept because others stand below them</dt><dd>1" in page_of(li, batch)


def test_causes_that_do_not_occur_are_not_told(li: Client) -> None:
    batch = imported(csv_file("D,Delta", header="code,name"), "customers")
    question = text(li.get(reverse("ledger:undo", args=[batch.pk])))
    assert "Customers removed</dt><dd>1" in question
    assert "Customers kept" not in question


def test_what_cannot_be_undone_is_told(li: Client) -> None:
    batch = checked(GOOD)
    undo = reverse("ledger:undo", args=[batch.pk])
    assert "This import is checked" in text(li.get(undo, follow=True))
    part = li.get(undo, headers={"HX-Request": "true"})
    assert part.headers["HX-Redirect"] == reverse("ledger:batch", args=[batch.pk])


def test_an_undo_that_failed_is_told_and_can_be_tried_again(li: Client) -> None:
    batch = imported(GOOD)
    li.post(reverse("ledger:undo", args=[batch.pk]))
    Job.objects.system("test").filter(kind="ledger.undo").update(
        state=JobState.FAILED, error_code="ledger_damaged", error_details={"file": "lines/x"}
    )
    page = page_of(li, batch)
    assert "The undo did not work" in page
    assert "lines/x" in page
    assert reverse("ledger:undo", args=[batch.pk]) in page


def test_files_are_handed_out_under_safe_names(li: Client) -> None:
    batch = imported(BAD, reject_limit=50, name='订单 "8"\r\n月.csv')
    original = li.get(reverse("ledger:uploaded_file", args=[batch.pk]))
    assert b"".join(original) == BAD
    assert original.headers["Content-Type"] == "application/octet-stream"
    disposition = original.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename*=utf-8''")
    assert "\n" not in disposition
    rejects = li.get(reverse("ledger:reject_file", args=[batch.pk]))
    assert "-rejects.csv" in rejects.headers["Content-Disposition"]
    assert b"<b>ten</b>" in b"".join(rejects)


def test_a_reject_file_that_is_not_there_is_not_found(li: Client) -> None:
    batch = imported(GOOD)
    assert li.get(reverse("ledger:reject_file", args=[batch.pk])).status_code == 404
