"""Sheets and encodings, asked for on pages and through the interface for programs."""

import io
import re
from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mainstay.apps.ledger.models import BatchState, ImportBatch
from mainstay.apps.ledger.testing import (
    csv_file,
    handed_in,
    lines_in_force,
    report_of,
)
from mainstay.apps.ledger.tests.browsing import fresh, text
from mainstay.foundation.testing.working import run_waiting_jobs

pytestmark = pytest.mark.usefixtures("shop")

HEADINGS = ["customer", "order_no", "line_no", "ordered_at", "amount"]
BIG5 = "客戶編號,訂單號,訂單日期,產品名稱,金額\nA,S1,2024-02-29,臺北電梯許蓋功,1\n".encode("big5")


def workbook(**sheets: Sequence[Sequence[Any]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


TWO = workbook(
    First=[HEADINGS, ["A", "S1", 1, "2024-02-29", 1]],
    Second=[["Sales"], HEADINGS, ["A", "S2", 1, "2024-02-29", 2], ["Total", None, None, None, 2]],
    Empty=[],
)


def words(response: Any) -> str:
    """What people read on a page, figures without their tags."""
    return re.sub("<[^>]+>", "", text(response))


def upload(client: Client, content: bytes, **fields: Any) -> Any:
    file = SimpleUploadedFile("orders.xlsx", content)
    return client.post(reverse("ledger:upload"), {"kind": "orders", "file": file, **fields})


def batch() -> ImportBatch:
    found = ImportBatch.objects.system("test").order_by("pk").last()
    assert found is not None
    return found


def test_the_sheet_of_a_workbook_is_asked_for_and_its_totals_are_shown(li: Client) -> None:
    columns = upload(li, TWO).headers["Location"]
    sheet = reverse("ledger:sheet", args=[batch().pk])
    assert li.get(columns).headers["Location"] == sheet
    page = words(li.get(sheet))
    assert "2 rows, 10 cells with content" in page
    assert "4 rows, 13 cells with content" in page
    assert li.post(sheet, {"sheet": "Third"}).status_code == 200
    assert li.post(sheet, {"sheet": "Second"}).headers["Location"] == columns
    page = words(li.get(columns))
    assert "Sheet “Second”, up to row 4" in page
    assert "1 row above the headings is left out: Sales" in page
    chosen = {f"column-{place}": heading for place, heading in enumerate(HEADINGS)}
    said = {"unknown_customers": "reject", "on_changed_order": "reject", "reject_limit": "5"}
    assert li.post(columns, {**chosen, **said, "tax_rate": "100"}).status_code == 302
    run_waiting_jobs()
    report = report_of(fresh(batch()))
    assert (report.records, report.accepted, report.blank, report.totals) == (3, 1, 2, 1)
    assert report.changes["amount.tax_taken_out"] == 1
    page = text(li.get(reverse("ledger:batch", args=[batch().pk]) + "?show=total"))
    assert "of the blank, totals of other rows" in page
    assert "Totals, left out" in page
    assert batch().options["sheet"] == "Second"
    assert batch().options["tax_rate"] == 100


def test_a_file_without_sheets_says_so_on_their_page(li: Client) -> None:
    page = reverse("ledger:sheet", args=[handed_in(csv_file("A,1,1,2024-03-01,10")).pk])
    assert "The file is no workbook" in text(li.get(page))
    assert li.post(page, {"sheet": "x"}).status_code == 200


def test_the_readings_of_a_text_are_shown_to_choose_from(li: Client) -> None:
    upload(li, BIG5)
    encoding = reverse("ledger:encoding", args=[batch().pk])
    page = text(li.get(encoding))
    assert "臺北電梯許蓋功" in page
    assert "Big5 (Traditional Chinese)" in page
    assert 'value="utf-8"' not in page
    assert li.post(encoding, {"encoding": "big5"}).status_code == 302
    assert "臺北電梯許蓋功" in text(li.get(reverse("ledger:columns", args=[batch().pk])))


def send(client: Client, method: str, path: str, body: Any = None) -> Any:
    answer = getattr(client, method)(f"/api{path}", body, content_type="application/json")
    assert answer.status_code in {200, 202}, answer.content
    return answer.json()


def test_programs_state_sheet_encoding_and_tax_rate(li: Client) -> None:
    file = SimpleUploadedFile("orders.xlsx", TWO)
    number = li.post("/api/imports", {"kind": "orders", "file": file}).json()["batch"]
    refused = li.post(f"/api/imports/{number}/check")
    assert send(li, "get", f"/imports/{number}/sheets") == [
        {"name": "First", "hidden": False, "rows": 2, "cells": 10},
        {"name": "Second", "hidden": False, "rows": 4, "cells": 13},
        {"name": "Empty", "hidden": False, "rows": 0, "cells": 0},
    ]
    assert send(li, "get", f"/imports/{number}/readings") == []
    columns = li.get(f"/api/imports/{number}/columns")
    assert (columns.status_code, columns.json()["code"]) == (422, "sheet_unknown")
    assert refused.status_code == 202
    run_waiting_jobs()
    failed = send(li, "get", f"/imports/{number}")
    assert failed["failure"]["code"] == "sheet_unknown"
    assert "First, Second" in failed["failure"]["detail"]
    options = {"sheet": "Second", "tax_rate": 100}
    settled = send(li, "patch", f"/imports/{number}", {"options": options})
    assert (settled["options"]["sheet"], settled["options"]["tax_rate"]) == ("Second", 100)
    found = send(li, "get", f"/imports/{number}/columns")
    assert (found["format"], found["sheet"], found["titles"]) == ("xlsx", "Second", ["Sales"])
    send(li, "post", f"/imports/{number}/commit")
    run_waiting_jobs()
    report = send(li, "get", f"/imports/{number}")["report"]
    assert (report["totals"], report["notes"]) == (1, {"titles": 1})
    assert report["money_accepted"] == {"CNY": "1.0000"}
    assert list(lines_in_force()) == [("default", "S2", 1)]


def test_programs_see_the_readings_of_a_text(li: Client) -> None:
    file = SimpleUploadedFile("orders.csv", BIG5)
    number = li.post("/api/imports", {"kind": "orders", "file": file}).json()["batch"]
    found = {each["encoding"]: each for each in send(li, "get", f"/imports/{number}/readings")}
    assert found["big5"]["fits"]
    assert found["big5"]["lines"][1].endswith("臺北電梯許蓋功,1")
    assert not found["utf-8"]["fits"]
    assert send(li, "get", f"/imports/{number}/sheets") == []
    settled = send(li, "patch", f"/imports/{number}", {"options": {"encoding": "CP950"}})
    assert settled["options"]["encoding"] == "big5"
    assert batch().state == BatchState.UPLOADED
