"""Order files: what is accepted, what is not, and that nothing is lost."""

from decimal import Decimal

import pytest

from mainstay.apps.customers.queries import all_names, customer_by_code
from mainstay.apps.ledger.cleaning.mapping import MappingRefused
from mainstay.apps.ledger.models import BatchState, ImportBatch
from mainstay.apps.ledger.queries.folders import folder_of, reject_path, upload_path
from mainstay.apps.ledger.queries.leftovers import leftovers
from mainstay.apps.ledger.queries.states import current_number
from mainstay.apps.ledger.reading.errors import EncodingUnknown, FileRefused
from mainstay.apps.ledger.services import importing
from mainstay.apps.ledger.services.importing import BatchBusy, ImportFailed, finishing
from mainstay.apps.ledger.testing import (
    IMPORTING,
    checked,
    csv_file,
    handed_in,
    imported,
    lines_in_force,
    preview_rows,
    report_of,
)
from mainstay.foundation.audit.models import AuditEntry
from mainstay.foundation.jobs import services as jobs
from mainstay.foundation.jobs.context import Progress
from mainstay.foundation.jobs.leases import JobCancelled
from mainstay.project.home import Home

pytestmark = pytest.mark.usefixtures("shop")

SEMICOLONS = "customer;order_no;line_no;ordered_at;amount"
BY_ORDER = "customer,order_no,ordered_at,amount"


def line(customer: str = "A", order: str = "1", number: int = 1, amount: str = "10") -> str:
    return f"{customer},{order},{number},2024-03-01,{amount}"


def test_lines_come_into_the_ledger_with_their_money() -> None:
    batch = imported(csv_file(line(), line(number=2, amount="2.5"), line("B", "2", 1, "-4")))
    report = report_of(batch)
    assert (batch.state, batch.ledger_state, batch.identity) == ("committed", 1, "line")
    assert (report.records, report.accepted) == (3, 3)
    assert report.money_accepted == {"CNY": Decimal("8.5")}
    assert lines_in_force() == {
        ("default", "1", 1): Decimal(10),
        ("default", "1", 2): Decimal("2.5"),
        ("default", "2", 1): Decimal(-4),
    }


def test_an_import_is_one_entry_of_the_trail() -> None:
    batch = imported(csv_file(line()))
    trail = AuditEntry.objects.system("test").filter(
        subject_type="ledger.importbatch", subject_id=str(batch.pk)
    )
    actions = list(trail.order_by("pk").values_list("action", flat=True))
    assert actions == ["ledger.file.uploaded", "ledger.import.committed"]
    assert trail.last().details["report"]["accepted"] == 1  # type: ignore[union-attr]


def test_a_check_reports_exactly_what_the_commit_then_reports() -> None:
    imported(csv_file(line(), line(number=2)))
    content = csv_file(
        line(amount="11"), line(number=2), line("new", "5"), line("B", "6", 1, "x"), ""
    )
    batch = checked(content, unknown_customers="create", reject_limit=50)
    before, dry = lines_in_force(), report_of(batch)
    assert (batch.state, current_number(), len(all_names())) == ("checked", 1, 3)
    importing.run_now(IMPORTING, batch, commit=True)
    real = report_of(batch)
    dry.seconds = real.seconds
    assert dry == real
    assert (real.superseded, real.unchanged, real.rejected, real.created_customers) == (1, 1, 1, 1)
    assert lines_in_force() != before


def test_more_rejects_than_the_limit_commit_nothing() -> None:
    good = [line(number=number) for number in range(1, 20)]
    batch = imported(csv_file(*good[:18], line(number=99, amount="x")))
    assert (batch.state, batch.ledger_state, current_number()) == ("refused", None, 0)
    assert batch.reject_name
    assert report_of(batch).rejected == 1


def test_as_many_rejects_as_the_limit_allows_are_let_pass() -> None:
    good = [line(number=number) for number in range(1, 20)]
    batch = imported(csv_file(*good, line(number=99, amount="x")))
    assert (batch.state, len(lines_in_force())) == ("committed", 19)


def test_lines_of_unknown_customers_are_rejected_with_that_reason() -> None:
    report = report_of(imported(csv_file(line(), line("new", "2")), reject_limit=50))
    assert report.reasons == {"unknown_customer": 1}
    assert report.money_rejected == {"CNY": Decimal(10)}


def test_unknown_customers_are_created_to_be_completed() -> None:
    header = "customer,order_no,line_no,ordered_at,amount,customer_name,customer_region"
    content = csv_file("new,1,1,2024-03-01,5,New Ltd,South", header=header)
    assert report_of(imported(content, unknown_customers="create")).created_customers == 1
    made = customer_by_code(IMPORTING, "new")
    assert (made.name, made.region, made.to_be_completed) == ("New Ltd", "South", True)


def test_a_missing_name_is_counted_by_the_code_that_the_reject_file_has() -> None:
    batch = imported(b"code,name\nNEW,\nKNOWN,Known\n", "customers", reject_limit=50)
    assert report_of(batch).reasons == {"missing_name": 1}
    assert ",name,missing_name," in reject_path(batch).read_text()


def test_dates_that_can_be_read_in_two_ways_are_asked_about() -> None:
    content = csv_file("A,1,1,03/04/2024,5", "A,2,1,25/04/2024,5")
    batch = handed_in(content)
    with pytest.raises(ImportFailed) as refusal:
        importing.run_now(IMPORTING, batch, commit=True)
    assert refusal.value.code == "ambiguous_dates"
    assert batch.state == BatchState.FAILED
    figures = batch.failure["figures"]
    assert (figures["cells"], figures["day_first"], figures["month_first"]) == (1, 1, 0)
    assert figures["examples"] == ["03/04/2024"]
    importing.configure(IMPORTING, batch, options=importing.ImportOptions(day_order="day_first"))
    assert importing.run_now(IMPORTING, batch, commit=True).state == BatchState.COMMITTED


def test_a_date_that_is_none_in_either_order_is_rejected_without_a_question() -> None:
    content = csv_file("A,1,1,2024-03-01,5", "A,2,1,31/31/2024,5")
    assert report_of(imported(content, reject_limit=50)).reasons == {"impossible_date": 1}


def test_numbers_that_only_a_decimal_comma_makes_readable_are_asked_about() -> None:
    content = csv_file("A;1;1;2024-03-01;1.234,5", "A;2;1;2024-03-01;1.234", header=SEMICOLONS)
    batch = handed_in(content)
    with pytest.raises(ImportFailed) as refusal:
        importing.run_now(IMPORTING, batch, commit=True)
    assert refusal.value.code == "decimal_comma"
    assert batch.failure["figures"] == {"cells": 1, "examples": ["1.234,5"]}
    importing.configure(IMPORTING, batch, options=importing.ImportOptions(decimal_comma=True))
    importing.run_now(IMPORTING, batch, commit=True)
    assert sorted(lines_in_force().values()) == [Decimal(1234), Decimal("1234.5")]


def test_whoever_says_that_the_point_is_the_decimal_mark_is_not_asked() -> None:
    content = csv_file("A;1;1;2024-03-01;1.234,5", "A;2;1;2024-03-01;1.234", header=SEMICOLONS)
    imported(content, decimal_comma=False, reject_limit=50)
    assert list(lines_in_force().values()) == [Decimal("1.234")]


def test_lines_in_a_currency_without_a_rate_are_rejected() -> None:
    header = "customer,order_no,line_no,ordered_at,amount,currency"
    content = csv_file("A,1,1,2024-03-01,5,USD", "A,1,2,2024-03-01,7,CNY", header=header)
    report = report_of(imported(content, reject_limit=50))
    assert report.reasons == {"rate_missing": 1}
    assert report.money_rejected == {"USD": Decimal(5)}
    assert report.money_in == {"USD": Decimal(5), "CNY": Decimal(7)}


def test_a_line_twice_in_a_file_counts_once() -> None:
    report = report_of(imported(csv_file(line(), line())))
    assert (report.accepted, report.unchanged) == (1, 1)


def test_one_line_with_two_contents_is_rejected_both_times() -> None:
    content = csv_file(line(), line(amount="11"), line(number=2))
    report = report_of(imported(content, reject_limit=70))
    assert report.reasons == {"duplicate_in_file": 2}
    assert len(lines_in_force()) == 1


def test_known_lines_that_come_again_are_unchanged_and_a_state_of_their_own() -> None:
    imported(csv_file(line(), line(number=2)))
    again = imported(csv_file(line(), line(number=2)))
    assert report_of(again).unchanged == 2
    assert (again.state, again.ledger_state) == ("committed", 2)


def test_a_known_order_with_other_lines_is_rejected_unless_it_may_be_replaced() -> None:
    first = csv_file("A,1,2024-03-01,5", "A,1,2024-03-01,6", header=BY_ORDER)
    changed = csv_file("A,1,2024-03-01,5", "A,2,2024-03-01,1", header=BY_ORDER)
    imported(first)
    refused = report_of(imported(changed, reject_limit=50))
    assert refused.reasons == {"order_changed": 1}
    replaced = report_of(imported(changed, on_changed_order="replace"))
    assert (replaced.removed, replaced.money_removed) == (1, {"CNY": Decimal(6)})
    assert sum(lines_in_force().values()) == Decimal(6)


def test_a_source_keeps_the_way_in_which_its_lines_are_told_apart() -> None:
    imported(csv_file(line()))
    batch = handed_in(csv_file("A,9,2024-03-01,5", header=BY_ORDER))
    with pytest.raises(ImportFailed) as refusal:
        importing.run_now(IMPORTING, batch, commit=True)
    assert refusal.value.code == "identity_mode"
    assert imported(csv_file("A,9,2024-03-01,5", header=BY_ORDER), source="other").ledger_state == 2


def test_a_file_in_an_unknown_encoding_is_read_once_somebody_states_it() -> None:
    content = csv_file(line()) + "A,2,1,2024-03-01,5,Zoë".encode("latin-1") + b"\xff\n"
    batch = importing.take_file(IMPORTING, kind="orders", file_name="o.csv", blocks=[content])
    with pytest.raises(EncodingUnknown):
        importing.configure(IMPORTING, batch)
    importing.configure(
        IMPORTING, batch, options=importing.ImportOptions(encoding="iso-8859-1", reject_limit=50)
    )
    assert importing.run_now(IMPORTING, batch, commit=True).report["accepted"] == 1


def test_another_encoding_shows_other_headings_and_the_columns_are_guessed_anew() -> None:
    content = "編號,日期,備註\nA,2024-03-01,5\n".encode("big5")
    batch = handed_in(content)  # its bytes could be GB18030, so it is read as that
    assert batch.mapping == {}
    importing.configure(IMPORTING, batch, options=importing.ImportOptions(encoding="big5"))
    assert batch.mapping == {"ordered_at": "日期"}


def test_a_file_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(FileRefused):
        handed_in(b"PK\x03\x04not a text")


def test_columns_that_do_not_fit_stop_the_import() -> None:
    batch = handed_in(csv_file("Client,1", header="customer,net"))
    with pytest.raises(ImportFailed) as refusal:
        importing.run_now(IMPORTING, batch, commit=True)
    assert refusal.value.details["missing"] == ["order_no", "ordered_at", "amount"]


def test_a_mapping_that_does_not_fit_the_file_is_not_kept() -> None:
    batch = handed_in(csv_file(line()))
    with pytest.raises(MappingRefused) as refusal:
        importing.configure(IMPORTING, batch, mapping={"amount": "nope", "no_field": "customer"})
    assert refusal.value.check.absent_headers == ("nope",)
    assert refusal.value.check.unknown_fields == ("no_field",)
    batch.refresh_from_db()
    assert batch.mapping["amount"] == "amount"


def test_a_disk_that_refuses_is_told_and_the_batch_can_be_started_again() -> None:
    batch = handed_in(csv_file(line()))
    upload_path(batch).rename(upload_path(batch).with_name("elsewhere"))
    with pytest.raises(ImportFailed):
        importing.run_now(IMPORTING, batch, commit=True)
    assert (batch.state, batch.failure["code"]) == (BatchState.FAILED, "disk")
    upload_path(batch).with_name("elsewhere").rename(upload_path(batch))
    assert importing.run_now(IMPORTING, batch, commit=True).state == BatchState.COMMITTED


@pytest.mark.django_db(transaction=True)
def test_stopping_at_any_time_leaves_everything_as_it_was(shop: Home) -> None:
    imported(csv_file(line()))
    batch = handed_in(csv_file(line(amount="99"), line("new", "7")), unknown_customers="create")

    def stop(_progress: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        importing.run_now(IMPORTING, batch, commit=True, on_progress=stop)
    assert (batch.state, current_number()) == (BatchState.CANCELLED, 1)
    assert lines_in_force() == {("default", "1", 1): Decimal(10)}
    assert leftovers(IMPORTING) == []


@pytest.mark.django_db(transaction=True)
def test_a_cancelled_import_does_not_commit_though_all_its_work_is_done() -> None:
    batch = handed_in(csv_file(line()))

    def cancel(_progress: Progress) -> None:
        batch.refresh_from_db()
        jobs.cancel_job(IMPORTING, batch.job_id or 0)

    with pytest.raises(JobCancelled):
        importing.run_now(IMPORTING, batch, commit=True, on_progress=cancel)
    assert (batch.state, current_number(), lines_in_force()) == (BatchState.CANCELLED, 0, {})
    assert leftovers(IMPORTING) == []


@pytest.mark.django_db(transaction=True)
def test_of_two_imports_at_once_the_second_is_worked_out_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second = handed_in(csv_file(line())), handed_in(csv_file(line(), line(number=2)))
    write_files = finishing.write_files

    def overtaken(batch: ImportBatch, *rest: object) -> None:
        """Between working out and committing, the other import comes first."""
        if batch.pk == second.pk and current_number() == 0:
            importing.run_now(IMPORTING, first, commit=True)
        write_files(batch, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(finishing, "write_files", overtaken)
    report = report_of(importing.run_now(IMPORTING, second, commit=True))
    assert (report.accepted, report.unchanged) == (1, 1)
    assert (first.ledger_state, second.ledger_state) == (1, 2)
    assert len(lines_in_force()) == 2
    assert leftovers(IMPORTING) == []


def test_a_committed_import_cannot_be_started_settled_or_discarded() -> None:
    batch = imported(csv_file(line()))
    with pytest.raises(BatchBusy):
        importing.start(IMPORTING, batch, commit=True)
    with pytest.raises(BatchBusy):
        importing.configure(IMPORTING, batch, source="other")
    with pytest.raises(BatchBusy):
        importing.discard(IMPORTING, batch)
    assert len(lines_in_force()) == 1


def test_an_import_that_waits_cannot_be_started_twice() -> None:
    batch = handed_in(csv_file(line()))
    importing.start(IMPORTING, batch, commit=True)
    seen_before = ImportBatch.objects.system("test").get(pk=batch.pk)
    seen_before.state = BatchState.CHECKED
    for attempt in (
        lambda: importing.start(IMPORTING, seen_before, commit=True),
        lambda: importing.configure(IMPORTING, seen_before),
        lambda: importing.discard(IMPORTING, seen_before),
    ):
        with pytest.raises(BatchBusy):
            attempt()


def test_a_discarded_file_leaves_nothing_behind(
    django_capture_on_commit_callbacks: object,
) -> None:
    batch = handed_in(csv_file(line()))
    folder = folder_of(batch)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        importing.discard(IMPORTING, batch)
    assert not folder.exists()
    assert not ImportBatch.objects.system("test").exists()


def test_the_preview_shows_what_becomes_of_the_records() -> None:
    imported(csv_file(line(), line(number=2)))
    content = csv_file(line("B", amount="11"), line(number=2), line("B", "3"), line(amount="x"))
    batch = checked(content, reject_limit=50)
    rows = {row["record"]: row for row in preview_rows(batch)}
    assert {record: row["outcome"] for record, row in rows.items()} == {
        1: "superseded",
        2: "unchanged",
        3: "new",
        4: "rejected",
    }
    assert rows[1]["changes"] == {"customer": ["A", "B"], "amount": ["10", "11"]}
    [mark] = rows[4]["marks"]
    assert (mark["code"], mark["column"], mark["value"]) == ("not_a_number", 4, "x")


def test_the_preview_says_moments_in_the_companys_zone() -> None:
    imported(csv_file("A,1,1,2024-03-01 08:30,5"))
    batch = checked(csv_file("A,1,1,2024-03-02,5"))
    [row] = preview_rows(batch)
    assert row["changes"] == {"ordered_at": ["2024-03-01 08:30:00", "2024-03-02"]}


def test_a_line_number_may_be_nought() -> None:
    imported(csv_file(line(number=0), line(number=1)))
    assert {number for _source, _order, number in lines_in_force()} == {0, 1}


def test_what_lies_out_of_range_is_told_with_the_range() -> None:
    header = "customer,order_no,line_no,ordered_at,quantity,unit_price,discount"
    content = csv_file(
        "A,1,-1,2024-03-01,1,1,", "A,1,2,9999-03-01,1,1,", "A,1,3,2024-03-01,1,1,1.5", header=header
    )
    report = report_of(imported(content, reject_limit=100))
    codes = ["line_no_out_of_range", "share_out_of_range", "year_out_of_range"]
    assert sorted(report.reasons) == codes
