"""The pages of imports: what they show, and to whom."""

import html
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedPeople
from mainstay.apps.ledger.models import BatchState, ImportBatch
from mainstay.apps.ledger.services import importing
from mainstay.apps.ledger.testing import (
    IMPORTING,
    checked,
    csv_file,
    handed_in,
    imported,
    lines_in_force,
    run_waiting_jobs,
)
from mainstay.foundation.jobs.models import Job, JobError, JobState

pytestmark = pytest.mark.usefixtures("shop")

SignedIn = Callable[[Person], Client]
GOOD = csv_file("A,1,1,2024-03-01,10", "B,2,1,2024-03-01,5")
BAD = csv_file("A,1,1,2024-03-01,10", "A,2,1,2024-03-01,<b>ten</b>")
LIST_QUERIES = 8
BATCH_QUERIES = 9
AMBIGUOUS = csv_file("A,1,1,03/04/2024,10")


@pytest.fixture
def li(people: NamedPeople, signed_in: SignedIn) -> Client:
    """An analyst."""
    return signed_in(people.li_na)


@pytest.fixture
def tom(people: NamedPeople, signed_in: SignedIn) -> Client:
    """A key account manager, who sees no imports."""
    return signed_in(people.tom_becker)


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def page_of(client: Client, batch: ImportBatch, query: str = "") -> str:
    response = client.get(reverse("ledger:batch", args=[batch.pk]) + query)
    assert response.status_code == 200
    return text(response)


def fresh(batch: ImportBatch) -> ImportBatch:
    return ImportBatch.objects.system("test").get(pk=batch.pk)


def upload(client: Client, content: bytes = GOOD, **fields: Any) -> Any:
    file = SimpleUploadedFile("orders.csv", content)
    return client.post(reverse("ledger:upload"), {"kind": "orders", "file": file, **fields})


# Who may


NAMES = [
    "batch", "columns", "encoding", "progress", "check", "commit", "commit_accepted", "date_order",
    "cancel", "discard", "undo", "reject_file", "uploaded_file",
]  # fmt: skip


@pytest.mark.parametrize("method", ["get", "post"])
def test_strangers_are_sent_to_sign_in_and_others_are_refused(
    method: str, client: Client, tom: Client
) -> None:
    batch = imported(GOOD)
    addresses = [reverse(f"ledger:{name}", args=[batch.pk]) for name in NAMES]
    addresses += [reverse(f"ledger:{name}") for name in ("list", "upload", "upload_customers")]
    for address in addresses:
        stranger = getattr(client, method)(address)
        assert stranger.headers["Location"].startswith(reverse("account_login")), address
        assert getattr(tom, method)(address).status_code in {403, 404, 405}, address
    assert fresh(batch).state == BatchState.COMMITTED


def test_a_director_looks_at_imports_and_can_do_nothing_with_them(
    people: NamedPeople, signed_in: SignedIn
) -> None:
    mei = signed_in(people.mei_lin)
    free, done = checked(GOOD), imported(BAD, reject_limit=50)
    assert reverse("ledger:upload") not in text(mei.get(reverse("ledger:list")))
    for batch, actions in ((free, ("commit", "columns", "discard")), (done, ("undo",))):
        page = page_of(mei, batch)
        for name in (*actions, "uploaded_file", "reject_file"):
            assert reverse(f"ledger:{name}", args=[batch.pk]) not in page
            assert mei.get(reverse(f"ledger:{name}", args=[batch.pk])).status_code in {403, 405}
    assert "Some of the records" not in page


# The list


def test_an_empty_list_leads_to_the_upload(li: Client) -> None:
    page = text(li.get(reverse("ledger:list")))
    assert "No imports yet" in page
    assert reverse("ledger:upload") in page


def test_the_list_is_filtered_by_what_files_bring_and_by_state(li: Client) -> None:
    imported(GOOD, name="lines.csv")
    checked(csv_file("D,Delta", header="code,name"), "customers", name="names.csv")
    everything = text(li.get(reverse("ledger:list")))
    assert "lines.csv" in everything
    assert "names.csv" in everything
    assert "lines.csv" not in text(li.get(reverse("ledger:list"), {"kind": "customers"}))
    assert "names.csv" not in text(li.get(reverse("ledger:list"), {"state": "committed"}))
    assert "No import found" in text(li.get(reverse("ledger:list"), {"state": "undone"}))
    assert "lines.csv" in text(li.get(reverse("ledger:list"), {"state": "nonsense"}))


def test_the_list_costs_the_same_however_many_imports(li: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            li.get(reverse("ledger:list"))
        return len(captured)

    handed_in(GOOD)
    li.get(reverse("ledger:list"))
    few = queries()
    for _ in range(5):
        handed_in(GOOD)
    assert queries() == few
    assert few == LIST_QUERIES


def test_a_batch_page_costs_the_same_however_long_its_file(li: Client) -> None:
    batch = checked(csv_file(*(f"A,{n},1,2024-03-01,10" for n in range(200))))
    page_of(li, batch)
    with CaptureQueriesContext(connection) as captured:
        page_of(li, batch)
    assert len(captured) == BATCH_QUERIES


# Handing in


def test_a_file_that_is_handed_in_leads_to_its_columns(li: Client) -> None:
    assert li.get(reverse("ledger:upload")).status_code == 200
    response = upload(li)
    [batch] = ImportBatch.objects.system("test")
    assert response.headers["Location"] == reverse("ledger:columns", args=[batch.pk])
    assert (batch.by_name, batch.file_name) == ("Li Na", "orders.csv")


def test_the_list_of_customers_leads_to_an_upload_of_customers(li: Client) -> None:
    address = reverse("ledger:upload_customers")
    assert address in text(li.get(reverse("customers:list")))
    assert li.get(address).context["form"]["kind"].value() == "customers"
    file = SimpleUploadedFile("names.csv", csv_file("D,Delta", header="code,name"))
    assert li.post(address, {"kind": "customers", "file": file}).status_code == 302


def test_a_file_that_cannot_be_read_is_refused_with_the_reason_and_not_kept(li: Client) -> None:
    page = text(upload(li, b"PK\x03\x04 a workbook"))
    assert "CSV and Parquet files can be imported" in page
    assert not ImportBatch.objects.system("test").exists()


def test_a_file_that_fits_its_profile_is_checked_at_once(li: Client) -> None:
    profile = importing.save_profile(IMPORTING, handed_in(GOOD), "ERP")
    response = upload(li, profile=str(profile.pk))
    batch = ImportBatch.objects.system("test").order_by("pk").last()
    assert batch is not None
    assert response.headers["Location"] == reverse("ledger:batch", args=[batch.pk])
    assert (batch.state, batch.source) == (BatchState.RUNNING, "ERP")


def test_a_profile_of_the_other_kind_is_refused(li: Client) -> None:
    profile = importing.save_profile(IMPORTING, handed_in(GOOD), "ERP")
    page = text(upload(li, kind="customers", profile=str(profile.pk)))
    assert "reads files of the other kind" in page


# Columns


COLUMNS = {
    "column-0": "customer", "column-1": "order_no", "column-2": "line_no",
    "column-3": "ordered_at", "column-4": "amount", "source": "", "reject_limit": "5",
    "unknown_customers": "reject", "on_changed_order": "reject", "day_order": "", "currency": "",
}  # fmt: skip


def columns_of(batch: ImportBatch) -> str:
    return reverse("ledger:columns", args=[batch.pk])


def test_the_columns_show_first_cells_and_the_guess(li: Client) -> None:
    batch = handed_in(GOOD)
    page = text(li.get(columns_of(batch)))
    assert '<option value="ordered_at" selected>Order date</option>' in page
    assert "<span>2024-03-01</span>" in page


def test_settled_columns_begin_the_check(li: Client) -> None:
    batch = handed_in(GOOD)
    response = li.post(columns_of(batch), {**COLUMNS, "source": " ERP ", "keep": "on"})
    assert response.headers["Location"] == reverse("ledger:batch", args=[batch.pk])
    batch = fresh(batch)
    assert (batch.state, batch.source) == (BatchState.RUNNING, "ERP")
    assert batch.profile is not None
    assert batch.profile.name == "ERP"
    run_waiting_jobs()
    assert fresh(batch).state == BatchState.CHECKED


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"column-4": ""}, "Say which column holds: Amount."),
        ({"column-2": "amount"}, "Another column holds this already."),
        ({"keep": "on"}, "A name is needed"),
        ({"reject_limit": "101"}, "less than or equal to 100"),
    ],
)
def test_columns_that_do_not_fit_are_told(li: Client, change: dict[str, str], said: str) -> None:
    batch = handed_in(GOOD)
    assert said in text(li.post(columns_of(batch), {**COLUMNS, **change}))
    assert fresh(batch).state == BatchState.UPLOADED


def test_a_name_of_a_profile_for_the_other_kind_is_told(li: Client) -> None:
    names = handed_in(csv_file("D,Delta", header="code,name"), "customers")
    importing.save_profile(IMPORTING, names, "ERP")
    batch = handed_in(GOOD)
    page = text(li.post(columns_of(batch), {**COLUMNS, "source": "ERP", "keep": "on"}))
    assert "reads files of the other kind" in page
    assert fresh(batch).state == BatchState.UPLOADED


def test_columns_of_a_committed_import_are_settled(li: Client) -> None:
    batch = imported(GOOD)
    assert li.get(columns_of(batch)).headers["Location"] == reverse("ledger:batch", args=[batch.pk])


def test_a_column_without_a_name_of_its_own_cannot_be_chosen(li: Client) -> None:
    header = "customer,order_no,ordered_at,amount,note,note,"
    page = text(li.get(columns_of(handed_in(csv_file("A,1,2024-03-01,1,x,y,z", header=header)))))
    assert "stands more than once" in page
    assert "(no heading)" in page


def test_an_unknown_encoding_is_asked_for(li: Client) -> None:
    content = "客戶,日期\nA,2024-03-01\n".encode("big5") + b"\xff\n"
    upload(li, content)
    [batch] = ImportBatch.objects.system("test")
    encoding = reverse("ledger:encoding", args=[batch.pk])
    assert li.get(columns_of(batch)).headers["Location"] == encoding
    assert li.get(encoding).status_code == 200
    assert "not in this encoding" in text(li.post(encoding, {"encoding": "utf-8"}))
    response = li.post(encoding, {"encoding": "iso-8859-1"})
    assert response.headers["Location"] == columns_of(batch)
    assert fresh(batch).options["encoding"] == "iso-8859-1"


# Running


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


# What a check shows


def test_a_checked_file_says_what_would_happen_and_is_imported_by_a_click(li: Client) -> None:
    batch = checked(GOOD)
    page = page_of(li, batch)
    assert "nothing has been imported yet" in page
    assert "What would become of the records" in page
    assert reverse("ledger:commit", args=[batch.pk]) in page
    li.post(reverse("ledger:commit", args=[batch.pk]))
    run_waiting_jobs()
    assert len(lines_in_force()) == 2
    assert "What became of the records" in page_of(li, batch)


def test_the_sample_marks_wrong_cells_and_shows_them_as_text(li: Client) -> None:
    batch = checked(BAD, reject_limit=50)
    raw = li.get(reverse("ledger:batch", args=[batch.pk])).content.decode()
    assert '<td class="cell-bad" title="This is not a number.">&lt;b&gt;ten&lt;/b&gt;' in raw
    assert "2024-03-01" in page_of(li, batch, "?show=new")
    assert "not a number." not in page_of(li, batch, "?show=new").partition("Some of the")[2]


def test_the_sample_shows_old_and_new_values(li: Client) -> None:
    imported(GOOD)
    page = page_of(li, checked(GOOD.replace(b",10", b",12")))
    assert "<del>10</del>" in page


def test_a_changed_customer_is_shown_with_what_it_was(li: Client) -> None:
    page = page_of(li, checked(csv_file("A,Alpha", header="code,name"), "customers"))
    assert "<del>Customer A</del>" in page


def test_a_file_with_too_many_rejects_says_what_to_do(li: Client) -> None:
    batch = checked(BAD)
    page = page_of(li, batch)
    assert "Too much was rejected" in page
    assert 'value="0.05">5%' in page
    assert reverse("ledger:reject_file", args=[batch.pk]) in page
    anyway = reverse("ledger:commit_accepted", args=[batch.pk])
    assert anyway in page
    assert li.get(anyway).status_code == 200
    li.post(anyway)
    run_waiting_jobs()
    assert fresh(batch).state == BatchState.COMMITTED
    assert len(lines_in_force()) == 1


def test_dates_are_asked_about_and_the_answer_is_kept_with_the_profile(li: Client) -> None:
    batch = handed_in(AMBIGUOUS)
    profile = importing.save_profile(IMPORTING, batch, "ERP")
    importing.start(IMPORTING, batch, commit=False)
    run_waiting_jobs()
    page = page_of(li, batch)
    assert "the day or the month?" in page
    assert "03/04/2024" in page
    assert "has a question" in page
    li.post(reverse("ledger:date_order", args=[batch.pk]), {"order": "month_first"})
    run_waiting_jobs()
    assert fresh(batch).state == BatchState.CHECKED
    profile.refresh_from_db()
    assert profile.options["day_order"] == "month_first"


def test_a_file_can_be_discarded(li: Client) -> None:
    batch = checked(GOOD)
    discard = reverse("ledger:discard", args=[batch.pk])
    assert "Discard this file?" in text(li.get(discard))
    assert "orders.csv has been discarded." in text(li.post(discard, follow=True))
    assert li.get(reverse("ledger:batch", args=[batch.pk])).status_code == 404


def test_an_imported_file_cannot_be_discarded(li: Client) -> None:
    batch = imported(GOOD)
    page = text(li.post(reverse("ledger:discard", args=[batch.pk]), follow=True))
    assert "This import is imported; that cannot be done now." in page


# Undo and files


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


# The first page


def test_the_first_page_shows_the_last_imports_and_what_is_to_be_mended(
    li: Client, tom: Client
) -> None:
    batch = imported(BAD, reject_limit=50)
    page = text(li.get(reverse("home")))
    assert "Last imports" in page
    assert "Rejects to mend" in page
    assert reverse("ledger:batch", args=[batch.pk]) in page
    assert "Last imports" not in text(tom.get(reverse("home")))
