"""Reject files: mended and imported again, lines find the places that were kept for them."""

import csv
import io

import pytest

from mainstay.apps.ledger.models import ImportBatch
from mainstay.apps.ledger.queries.folders import reject_path
from mainstay.apps.ledger.testing import csv_file, imported, lines_in_force, report_of

pytestmark = pytest.mark.usefixtures("shop")

BY_ORDER = "customer,order_no,ordered_at,amount"
FILE = csv_file("A,1,2024-03-01,5", "A,1,2024-03-01,sixteen", "A,1,2024-03-01,7", header=BY_ORDER)


def mended(batch: ImportBatch, before: str, after: str) -> bytes:
    """The batch's reject file after somebody corrected it."""
    return reject_path(batch).read_text("utf-8-sig").replace(before, after).encode("utf-8-sig")


def test_a_reject_file_names_the_line_the_field_and_the_reason() -> None:
    batch = imported(FILE, reject_limit=50)
    [row] = csv.DictReader(io.StringIO(reject_path(batch).read_text("utf-8-sig")))
    assert row["_mainstay_line"] == "3"
    assert (row["_mainstay_field"], row["_mainstay_code"]) == ("amount", "not_a_number")
    assert row["_mainstay_reason"] == "This is not a number."
    assert (row["_mainstay_line_no"], row["_mainstay_source"]) == ("2", "default")
    assert row["amount"] == "sixteen"


def test_a_reject_file_has_the_codes_of_the_report_and_says_what_is_missing() -> None:
    batch = imported(
        csv_file("A,1,2024-03-01,5", ",2,2024-03-01,6", header=BY_ORDER), reject_limit=50
    )
    [row] = csv.DictReader(io.StringIO(reject_path(batch).read_text("utf-8-sig")))
    assert [row["_mainstay_code"]] == list(report_of(batch).reasons) == ["missing_customer"]
    assert row["_mainstay_reason"] == "Nothing stands in “Customer code”."


def test_a_mended_line_completes_its_order() -> None:
    batch = imported(FILE, reject_limit=50)
    again = imported(mended(batch, "sixteen", "16"), name="rejects.csv")
    assert report_of(again).accepted == 1
    assert {key: int(amount) for key, amount in lines_in_force().items()} == {
        ("default", "1", 1): 5,
        ("default", "1", 2): 16,
        ("default", "1", 3): 7,
    }


def test_after_mending_the_whole_file_brings_nothing_new() -> None:
    batch = imported(FILE, reject_limit=50)
    imported(mended(batch, "sixteen", "16"), name="rejects.csv")
    whole = imported(FILE.replace(b"sixteen", b"16"))
    assert report_of(whole).unchanged == 3


def test_a_mended_file_goes_to_the_source_it_is_from() -> None:
    batch = imported(FILE, source="ERP", reject_limit=50)
    again = imported(mended(batch, "sixteen", "16"), name="rejects.csv")
    assert again.source == "ERP"
    assert ("ERP", "1", 2) in lines_in_force()


def test_a_mended_file_does_not_change_its_source() -> None:
    batch = imported(FILE, source="ERP", reject_limit=50)
    again = imported(mended(batch, "sixteen", "16"), source="other", reject_limit=100)
    assert report_of(again).reasons == {"other_source": 1}


def test_an_import_without_rejects_has_no_reject_file() -> None:
    batch = imported(FILE.replace(b"sixteen", b"16"))
    assert batch.reject_name == ""
    assert not reject_path(batch).exists()
