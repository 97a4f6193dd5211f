"""The pages on which a file is handed in and its columns are settled."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mainstay.apps.ledger.models import BatchState, ImportBatch
from mainstay.apps.ledger.services import importing
from mainstay.apps.ledger.testing import (
    IMPORTING,
    csv_file,
    handed_in,
    imported,
)
from mainstay.apps.ledger.tests.browsing import GOOD, fresh, text
from mainstay.foundation.testing.working import run_waiting_jobs

pytestmark = pytest.mark.usefixtures("shop")


def upload(client: Client, content: bytes = GOOD, **fields: Any) -> Any:
    file = SimpleUploadedFile("orders.csv", content)
    return client.post(reverse("ledger:upload"), {"kind": "orders", "file": file, **fields})


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
    assert "The zip file is damaged." in page
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
    assert "reads files of another kind" in page


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
    assert "reads files of another kind" in page
    assert fresh(batch).state == BatchState.UPLOADED


def test_columns_of_a_committed_import_are_settled(li: Client) -> None:
    batch = imported(GOOD)
    assert li.get(columns_of(batch)).headers["Location"] == reverse("ledger:batch", args=[batch.pk])


def test_a_column_without_a_name_of_its_own_cannot_be_chosen(li: Client) -> None:
    header = "customer,order_no,ordered_at,amount,note,note,"
    page = text(li.get(columns_of(handed_in(csv_file("A,1,2024-03-01,1,x,y,z", header=header)))))
    assert "stands more than once" in page
    assert "Columns that cannot be told apart" in page
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
