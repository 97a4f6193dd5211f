"""A file of contacts in the browser, from upload to undo."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mainstay.apps.ledger.models import ImportBatch
from mainstay.apps.ledger.testing import csv_file, imported
from mainstay.apps.ledger.tests.browsing import text
from mainstay.foundation.testing.working import run_waiting_jobs

pytestmark = pytest.mark.usefixtures("shop")


def test_a_file_of_contacts_is_handed_in_and_its_columns_are_known(li: Client) -> None:
    content = csv_file("A,王小明,采购经理", header="客户编号,联系人,职务")
    file = SimpleUploadedFile("contacts.csv", content)
    assert "Contacts" in text(li.get(reverse("ledger:upload")))
    li.post(reverse("ledger:upload"), {"kind": "contacts", "file": file})
    batch = ImportBatch.objects.system("test").get()
    page = text(li.get(reverse("ledger:columns", args=[batch.pk])))
    assert '<option value="contact_name" selected>Contact</option>' in page
    assert '<option value="position" selected>Position</option>' in page
    assert "Records of customers nobody knows" in page
    assert "Known orders that come with other lines" not in page


def test_the_report_counts_new_contacts_and_the_undo_says_what_goes(li: Client) -> None:
    batch = imported(csv_file("A,Wang", header="customer,contact_name"), "contacts")
    page = text(li.get(reverse("ledger:batch", args=[batch.pk])))
    assert "1</data> new contact<" in page
    address = reverse("ledger:undo", args=[batch.pk])
    question = text(li.get(address))
    assert "Contacts that this file brought go" in question
    assert "Contacts removed" in question
    li.post(address)
    run_waiting_jobs()
    batch.refresh_from_db()
    assert batch.state == "undone"
    assert "Contacts removed" in text(li.get(reverse("ledger:batch", args=[batch.pk])))


def test_the_contacts_of_a_customers_file_follow_without_handing_it_in_again(li: Client) -> None:
    header = "客户编号,客户名称,联系人,职务"
    both = imported(
        csv_file("N,诺德,王小明,采购经理", "N,诺德,李强,总监", header=header), "customers"
    )
    page = text(li.get(reverse("ledger:batch", args=[both.pk])))
    assert "The columns 联系人, 职务 hold contacts of these customers." in page
    answer = li.post(reverse("ledger:contacts_too", args=[both.pk]))
    contacts = ImportBatch.objects.system("test").get(kind="contacts")
    assert answer["Location"] == reverse("ledger:columns", args=[contacts.pk])
    assert contacts.mapping["contact_name"] == "联系人"
    li.post(reverse("ledger:check", args=[contacts.pk]))
    run_waiting_jobs()
    li.post(reverse("ledger:commit", args=[contacts.pk]))
    run_waiting_jobs()
    contacts.refresh_from_db()
    assert contacts.report["created_contacts"] == 2


def test_a_file_of_customers_alone_offers_no_contacts(li: Client) -> None:
    batch = imported(csv_file("N,诺德", header="客户编号,客户名称"), "customers")
    assert "Contacts in the same file" not in text(li.get(reverse("ledger:batch", args=[batch.pk])))
    address = reverse("ledger:contacts_too", args=[batch.pk])
    said = text(li.post(address, follow=True))
    assert "This import has no contacts that could follow now." in said
    assert not ImportBatch.objects.system("test").filter(kind="contacts").exists()


def test_a_sheet_in_another_encoding_is_read_for_contacts_as_for_customers(li: Client) -> None:
    lines = csv_file("N,諾德,王小明", header="客戶編號,客戶名稱,聯絡人").decode("utf-8-sig")
    both = imported(lines.encode("big5"), "customers", encoding="big5")
    li.post(reverse("ledger:contacts_too", args=[both.pk]))
    contacts = ImportBatch.objects.system("test").get(kind="contacts")
    assert contacts.options["encoding"] == both.options["encoding"]
    assert contacts.mapping["contact_name"] == "聯絡人"
