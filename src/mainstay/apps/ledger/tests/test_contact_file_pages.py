"""A file of contacts in the browser, from upload to undo."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mainstay.apps.ledger.models import ImportBatch
from mainstay.apps.ledger.testing import csv_file, imported, run_waiting_jobs
from mainstay.apps.ledger.tests.browsing import text

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
    assert "Lines of customers nobody knows" not in page


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
