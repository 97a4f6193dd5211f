"""The pages of import profiles: what one says, another name, taking it away, who may."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.apps.ledger.models import ImportProfile
from mainstay.apps.ledger.queries.profiles import profile_named
from mainstay.apps.ledger.testing import IMPORTING
from mainstay.apps.ledger.tests.browsing import SignedIn, text
from mainstay.apps.ledger.tests.recurring import profile, pulled

pytestmark = pytest.mark.usefixtures("shop")

LIST = "/imports/profiles/"
LIST_QUERIES = 6
PAGES = ("profile", "rename_profile", "remove_profile")


@pytest.fixture
def erp() -> ImportProfile:
    """How the files of the ERP are read."""
    return profile("ERP", day_order="day_first", tax_rate=13)


def address(name: str, row: ImportProfile) -> str:
    return reverse(f"ledger:{name}", args=[row.pk])


@pytest.mark.parametrize("method", ["get", "post"])
def test_strangers_sign_in_and_others_are_refused(
    method: str, erp: ImportProfile, client: Client, tom: Client
) -> None:
    for each in (LIST, *(address(name, erp) for name in PAGES)):
        stranger = getattr(client, method)(each)
        assert stranger.headers["Location"].startswith(reverse("account_login")), each
        assert getattr(tom, method)(each).status_code in {403, 405}, each
    assert profile_named(IMPORTING, "ERP") == erp


def test_who_only_looks_on_changes_nothing(
    erp: ImportProfile, people: NamedPeople, signed_in: SignedIn
) -> None:
    chen = signed_in(people.chen_wei)
    assert address("profile", erp) in text(chen.get(LIST))
    page = text(chen.get(address("profile", erp)))
    for name in PAGES[1:]:
        assert address(name, erp) not in page
        assert chen.post(address(name, erp), {"name": "SAP"}).status_code == 403


def test_the_list_of_imports_leads_to_profiles_and_an_empty_one_says_how_they_come(
    li: Client,
) -> None:
    assert LIST in text(li.get(reverse("ledger:list")))
    empty = text(li.get(LIST))
    assert "No profiles yet" in empty
    assert "Keep this as a profile" in empty


def test_a_profile_says_what_columns_hold_and_how_its_files_are_read(
    erp: ImportProfile, li: Client
) -> None:
    page = text(li.get(address("profile", erp)))
    for said in ("Order lines", "ordered_at", "Order date", "The day comes first", "13.0%"):
        assert said in page


def test_a_profile_of_customers_says_nothing_of_orders(li: Client) -> None:
    page = text(li.get(address("profile", profile("CRM", "customers"))))
    assert "Customer code" in page
    assert "Records of customers nobody knows" not in page


def test_the_list_is_handed_out_as_a_file(erp: ImportProfile, li: Client) -> None:
    answer = li.get(f"{LIST}?format=csv")
    assert answer.status_code == 200
    assert "ERP,Order lines,ERP" in b"".join(answer).decode("utf-8-sig")


def test_a_profile_gets_another_name(erp: ImportProfile, li: Client) -> None:
    profile("CRM")
    taken = li.post(address("rename_profile", erp), {"name": "CRM"})
    assert "Another profile has this name." in text(taken)
    answer = li.post(address("rename_profile", erp), {"name": "SAP"}, follow=True)
    assert "It is called SAP now." in text(answer)
    assert text(li.get(address("profile", erp))).count("<dd>ERP</dd>") == 1


def test_a_profile_is_taken_away_once_it_was_asked(erp: ImportProfile, li: Client) -> None:
    question = text(li.get(address("remove_profile", erp)))
    assert "Delete the profile ERP?" in question
    assert profile_named(IMPORTING, "ERP") == erp
    answer = li.post(address("remove_profile", erp), follow=True)
    assert "ERP has been deleted." in text(answer)
    assert profile_named(IMPORTING, "ERP") is None
    assert li.get(address("profile", erp)).status_code == 404


def test_one_that_is_needed_stays_and_says_by_what(
    erp: ImportProfile, li: Client, acting: NamedActors
) -> None:
    pulled(acting.li_na, "https://erp.example/orders.csv")
    answer = li.post(address("remove_profile", erp), follow=True)
    assert "Recurring imports read by this profile: From the ERP." in text(answer)
    assert profile_named(IMPORTING, "ERP") == erp


def test_a_longer_list_asks_no_more_of_the_database(erp: ImportProfile, li: Client) -> None:
    for number in range(5):
        profile(f"Shop {number}")
    li.get(LIST)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert "Shop 4" in text(li.get(LIST))
    assert len(queries) <= LIST_QUERIES
