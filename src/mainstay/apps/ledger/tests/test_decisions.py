"""A check shows each kind of problem with its count and lets a person decide it there."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from mainstay.apps.customers.services.keys import codes_to_keys
from mainstay.apps.governance.testing import NamedPeople
from mainstay.apps.ledger.models import BatchState, ImportBatch, ImportKind
from mainstay.apps.ledger.services import importing, undoing
from mainstay.apps.ledger.testing import (
    IMPORTING,
    checked,
    csv_file,
    imported,
    lines_in_force,
    report_of,
)
from mainstay.apps.ledger.tests.browsing import SignedIn, fresh, page_of
from mainstay.foundation.testing.working import run_waiting_jobs

pytestmark = pytest.mark.usefixtures("shop")

UNKNOWN = csv_file(
    "A,1,1,2024-03-01,5", "new,2,1,2024-03-01,6", "new,2,2,2024-03-01,7", "other,3,1,2024-03-01,8"
)
BY_ORDER = "customer,order_no,ordered_at,amount"


def decided(client: Client, batch: ImportBatch, option: str, value: str) -> ImportBatch:
    client.post(reverse("ledger:decide", args=[batch.pk]), {"option": option, "value": value})
    run_waiting_jobs()
    return fresh(batch)


def shown(page: str) -> str:
    """The panel of decisions, numbers without their marks."""
    return re.sub("</?data[^>]*>", "", page.partition("To be decided")[2].partition("</ul>")[0])


def test_lines_of_unknown_customers_are_counted_and_the_customers_created_on_the_spot(
    li: Client,
) -> None:
    batch = checked(UNKNOWN, reject_limit=100)
    assert "Records of customers nobody knows: <strong>3</strong>" in shown(page_of(li, batch))
    batch = decided(li, batch, "unknown_customers", "create")
    assert (report_of(batch).rejected, report_of(batch).created_customers) == (0, 2)
    assert "Customers that nobody knows: <strong>2</strong>" in shown(page_of(li, batch))
    batch = decided(li, batch, "unknown_customers", "reject")
    assert report_of(batch).reasons == {"unknown_customer": 3}


def test_contacts_of_unknown_customers_can_bring_them_along(li: Client) -> None:
    content = csv_file("A,Wang", "N,Li", "N,Sun", header="customer,contact_name")
    batch = checked(content, "contacts", reject_limit=100)
    assert "Records of customers nobody knows: <strong>2</strong>" in shown(page_of(li, batch))
    batch = decided(li, batch, "unknown_customers", "create")
    assert "Customers that nobody knows: <strong>1</strong>" in shown(page_of(li, batch))
    assert "new customer, to be completed" in page_of(li, batch)


def test_created_customers_belong_to_the_import_and_go_with_its_undo(li: Client) -> None:
    batch = decided(li, checked(UNKNOWN), "unknown_customers", "create")
    batch = importing.run_now(IMPORTING, batch, commit=True)
    assert len(lines_in_force()) == 4
    assert set(codes_to_keys(["new", "other"])) == {"new", "other"}
    undoing.undo_now(IMPORTING, batch)
    assert codes_to_keys(["new", "other"]) == {}


def test_the_decision_is_kept_with_the_profile(li: Client) -> None:
    batch = checked(UNKNOWN)
    profile = importing.save_profile(IMPORTING, batch, "ERP")
    decided(li, batch, "unknown_customers", "create")
    profile.refresh_from_db()
    assert profile.options["unknown_customers"] == "create"


def test_known_orders_with_other_lines_are_replaced_where_a_person_says_so(li: Client) -> None:
    imported(csv_file("A,1,2024-03-01,5", "A,1,2024-03-01,6", header=BY_ORDER))
    other = csv_file("A,1,2024-03-01,5", "A,1,2024-03-01,9", header=BY_ORDER)
    batch = checked(other, reject_limit=100)
    words = "Lines of known orders that come with other lines: <strong>2</strong>"
    assert words in shown(page_of(li, batch))
    batch = decided(li, batch, "on_changed_order", "replace")
    assert report_of(batch).rejected == 0
    words = "Known lines that replaced orders bring otherwise or no longer have"
    assert f"{words}: <strong>{report_of(batch).removed}</strong>" in shown(page_of(li, batch))
    assert report_of(batch).removed > 0


def test_rows_that_look_like_totals_count_as_records_where_a_person_says_so(li: Client) -> None:
    file = csv_file("A,1,1,2024-03-01,5", "合计,2,1,2024-03-01,6")
    batch = checked(file, reject_limit=100)
    assert "Rows of totals: <strong>1</strong>" in shown(page_of(li, batch))
    batch = decided(li, batch, "totals", "count")
    assert (report_of(batch).totals, report_of(batch).reasons) == (0, {"unknown_customer": 1})
    assert "Rows that look like totals count as records" in shown(page_of(li, batch))
    batch = decided(li, batch, "totals", "leave_out")
    assert (report_of(batch).totals, report_of(batch).rejected) == (1, 0)


def test_a_customer_may_have_a_name_like_a_total(li: Client) -> None:
    file = b"code,name\nX,Ex\n\xe5\x90\x88\xe8\xae\xa1,Ex\n"
    batch = checked(file, ImportKind.CUSTOMERS)
    assert "Rows of totals: <strong>1</strong>" in shown(page_of(li, batch))
    assert report_of(decided(li, batch, "totals", "count")).accepted == 2


def test_missing_rates_lead_to_the_rates_and_are_checked_again(li: Client) -> None:
    header = "customer,order_no,line_no,ordered_at,amount,currency"
    batch = checked(csv_file("A,1,1,2024-03-01,5,USD", header=header), reject_limit=100)
    panel = shown(page_of(li, batch))
    assert "Lines without an exchange rate for their day: <strong>1</strong>" in panel
    assert reverse("ledger:check", args=[batch.pk]) in panel


@pytest.mark.parametrize(
    ("option", "value"), [("reject_limit", "100"), ("unknown_customers", "guess"), ("", "")]
)
def test_nothing_else_can_be_decided_so(li: Client, option: str, value: str) -> None:
    batch = checked(UNKNOWN)
    answer = li.post(reverse("ledger:decide", args=[batch.pk]), {"option": option, "value": value})
    assert answer.status_code == 400
    assert fresh(batch).options == batch.options


def test_there_is_nothing_to_decide_in_a_file_without_problems_or_once_it_is_imported(
    li: Client,
) -> None:
    assert "To be decided" not in page_of(li, checked(csv_file("A,1,1,2024-03-01,5")))
    assert "To be decided" not in page_of(li, imported(UNKNOWN, reject_limit=100))


def test_who_may_only_look_is_not_asked(people: NamedPeople, signed_in: SignedIn) -> None:
    batch = checked(UNKNOWN)
    chen = signed_in(people.chen_wei)
    assert "To be decided" not in page_of(chen, batch)
    address = reverse("ledger:decide", args=[batch.pk])
    said = {"option": "unknown_customers", "value": "create"}
    assert chen.post(address, said).status_code == 403
    assert fresh(batch).state in {BatchState.CHECKED, BatchState.REFUSED}
