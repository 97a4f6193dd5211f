"""The pages and operations for files of reference data that were taken in."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mainstay.apps.governance.models import Role
from mainstay.apps.governance.testing import NamedPeople
from mainstay.apps.ledger.services.importing.calendar_days import import_days
from mainstay.apps.ledger.services.importing.rates import import_rates
from mainstay.apps.ledger.testing import IMPORTING
from mainstay.apps.ledger.tests.browsing import SignedIn
from mainstay.apps.ledger.tests.test_taken_files import HEAD, MARCH, file_of, kept, newest, rates
from mainstay.apps.reference.services.calendars import create_calendar

pytestmark = pytest.mark.usefixtures("shop")

LIST = "/imports/files/"
API = "/api/reference-files"


@pytest.fixture
def number() -> int:
    """A file with one sound record and a bad one."""
    return rates(MARCH, "2024-03-02,USD,=1+1,\n").pk


def test_strangers_are_turned_away(client: Client, number: int) -> None:
    for part in ("", "rejects/", "undo/"):
        assert client.get(f"{LIST}{number}/{part}")["Location"].startswith("/sign-in/")
    assert client.get(LIST)["Location"].startswith("/sign-in/")
    assert client.post(f"{LIST}{number}/undo/")["Location"].startswith("/sign-in/")
    for part in ("", f"/{number}", f"/{number}/reasons", f"/{number}/rejects", f"/{number}/undo"):
        assert client.get(API + part).status_code == 401
    assert client.post(f"{API}/{number}/undo").status_code == 401


def test_who_keeps_no_reference_data_sees_and_undoes_none(tom: Client, number: int) -> None:
    office = create_calendar(IMPORTING, name="Head office")
    for part in ("", f"calendars/{office.pk}/", f"{number}/", f"{number}/rejects/"):
        assert tom.get(LIST + part).status_code == 403
    assert tom.get(f"{LIST}{number}/undo/").status_code == 403
    assert tom.post(f"{LIST}{number}/undo/").status_code == 403
    for part in ("", f"/{number}", f"/{number}/reasons", f"/{number}/rejects", f"/{number}/undo"):
        assert tom.get(API + part).status_code == 403
    assert tom.post(f"{API}/{number}/undo").status_code == 403
    assert len(kept()) == 1


def test_who_may_not_see_rates_sees_no_files_of_them(
    people: NamedPeople, signed_in: SignedIn, number: int
) -> None:
    analysts = Role.objects.system("test").get(code="analyst")
    analysts.permissions = [each for each in analysts.permissions if "reference.rate" not in each]
    analysts.save()
    li = signed_in(people.li_na)
    assert "rates.csv" not in li.get(LIST).content.decode()
    assert li.get(f"{LIST}{number}/").status_code == 404
    assert li.get(f"{API}/{number}").status_code == 404
    assert li.post(f"{API}/{number}/undo").status_code == 404
    assert len(kept()) == 1


def test_the_list_shows_the_files_of_a_kind(li: Client, number: int) -> None:
    page = li.get(LIST).content.decode()
    assert "rates.csv" in page
    assert f"{LIST}{number}/" in page
    assert "rates.csv" in li.get(LIST, {"kind": "rates"}).content.decode()
    assert "No file fits this filter." in li.get(LIST, {"kind": "regions"}).content.decode()
    assert "rates.csv" in li.get(LIST, {"kind": "nonsense"}).content.decode()


def test_an_empty_list_says_what_comes_here(li: Client) -> None:
    assert "No files yet" in li.get(LIST).content.decode()


def test_the_list_is_handed_out_as_a_file(li: Client, number: int) -> None:
    answer = li.get(LIST, {"format": "csv"})
    content = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert "rates.csv" in content


def test_the_list_asks_the_database_as_often_for_many_files(
    li: Client, django_assert_max_num_queries: Any
) -> None:
    for day in range(1, 10):
        rates(f"2024-03-0{day},USD,7,\n")
    with django_assert_max_num_queries(12):
        li.get(LIST)


def test_a_calendar_leads_to_its_own_files(li: Client) -> None:
    office, plant = (create_calendar(IMPORTING, name=name) for name in ("Office", "Plant"))
    import_days(IMPORTING, office.pk, file_of("date,kind\n2027-02-06,workday\n", "office.csv"))
    import_days(IMPORTING, plant.pk, file_of("date,kind\n2027-02-06,workday\n", "plant.csv"))
    address = f"{LIST}calendars/{office.pk}/"
    assert address in li.get(f"/reference/calendars/{office.pk}/").content.decode()
    page = li.get(address).content.decode()
    assert "office.csv" in page
    assert "plant.csv" not in page
    assert li.get(f"{LIST}calendars/999/").status_code == 404
    assert f"/imports/calendars/{plant.pk}/days/" in _page(li, newest().pk, reject=False)


def _page(li: Client, number: int, *, reject: bool = True) -> str:
    if not reject:
        import_days(
            IMPORTING, newest().calendar_id or 0, file_of("date,kind\n2027-02-06,what\n", "x.csv")
        )
        number = newest().pk
    return li.get(f"{LIST}{number}/").content.decode()


def test_the_lists_of_reference_data_lead_to_their_files(li: Client) -> None:
    for place, kind in (
        ("rates/", "rates"),
        ("products/", "products"),
        ("products/lines/", "product-lines"),
        ("regions/", "regions"),
        ("industries/", "industries"),
    ):
        assert f"{LIST}?kind={kind}" in li.get(f"/reference/{place}").content.decode()


def test_a_file_shows_its_numbers_its_rejects_and_the_way_back(li: Client, number: int) -> None:
    page = _page(li, number)
    assert "This is not a number." in page
    assert "=1+1" in page
    assert f"{LIST}{number}/undo/" in page
    assert f"{LIST}{number}/rejects/" in page
    assert "/imports/rates/" in page
    assert li.get(f"{LIST}999/").status_code == 404


def test_the_import_leads_to_the_file_and_its_rejects(li: Client) -> None:
    upload = SimpleUploadedFile("r.csv", f"{HEAD}{MARCH}2024-03-02,USD,x,\n".encode())
    page = li.post("/imports/rates/", {"file": upload}).content.decode()
    assert f'href="{LIST}{newest().pk}/"' in page
    assert f'href="{LIST}{newest().pk}/rejects/"' in page


def test_the_rejects_are_handed_out_for_a_spreadsheet(li: Client, number: int) -> None:
    for address in (f"{LIST}{number}/rejects/", f"{API}/{number}/rejects"):
        content = b"".join(li.get(address).streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
        head, record = content.splitlines()
        assert head.endswith("_mainstay_source,date,currency,rate,source")
        assert "This is not a number." in record
        assert record.endswith("2024-03-02,USD,'=1+1,")


def test_a_file_without_rejects_has_no_reject_file(li: Client) -> None:
    number = rates(MARCH).pk
    assert f"{LIST}{number}/rejects/" not in _page(li, number)
    assert li.get(f"{LIST}{number}/rejects/").status_code == 404
    answer = li.get(f"{API}/{number}/rejects")
    assert (answer.status_code, answer.json()["code"]) == (404, "no_rejects")


def test_an_undo_asks_with_its_numbers_and_then_does_it(li: Client, number: int) -> None:
    asked = li.get(f"{LIST}{number}/undo/").content.decode()
    assert "Undo this file?" in asked
    assert "Removed" in asked
    assert len(kept()) == 1
    answer = li.post(f"{LIST}{number}/undo/", follow=True).content.decode()
    assert "rates.csv has been undone." in answer
    assert "What the undo did" in answer
    assert f"{LIST}{number}/undo/" not in answer
    assert kept() == {}
    again = li.get(f"{LIST}{number}/undo/", follow=True).content.decode()
    assert "This file has been undone already." in again


def test_programs_list_files_their_reasons_and_undo_them(li: Client, number: int) -> None:
    (listed,) = li.get(API, {"kind": "rates"}).json()["items"]
    assert li.get(API, {"kind": "regions"}).json()["items"] == []
    assert li.get(f"{API}/{number}").json() == listed
    assert (listed["file"], listed["created"], listed["rejected"]) == (number, 1, 1)
    assert (listed["has_reject_file"], listed["undone_at"], listed["undo"]) == (True, None, None)
    (reason,) = li.get(f"{API}/{number}/reasons").json()["items"]
    assert (reason["line"], reason["code"]) == (3, "not_a_number")
    assert reason["detail"] == "This is not a number."
    planned = li.get(f"{API}/{number}/undo").json()
    assert planned["removed"] == 1
    assert li.post(f"{API}/{number}/undo").json() == planned
    assert kept() == {}
    done = li.get(f"{API}/{number}").json()
    assert done["undo"] == planned
    assert done["undone_at"]
    again = li.post(f"{API}/{number}/undo")
    assert (again.status_code, again.json()["code"]) == (409, "file_undone")
    assert li.get(f"{API}/999").json()["code"] == "file_not_found"


def test_a_check_only_offers_nothing_to_undo(li: Client) -> None:
    upload = SimpleUploadedFile("r.csv", f"{HEAD}2024-03-02,USD,x,\n".encode())
    page = li.post("/imports/rates/", {"file": upload, "check_only": "on"}).content.decode()
    assert f"{LIST}" not in page


def test_the_name_of_a_file_is_escaped(li: Client) -> None:
    import_rates(IMPORTING, file_of(HEAD + MARCH, "<b>x.csv"))
    assert "<b>x.csv" not in _page(li, newest().pk)
