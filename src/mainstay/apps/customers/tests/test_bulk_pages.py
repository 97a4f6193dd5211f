"""The pages of bulk changes: choosing, asking, following, undoing."""

from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from mainstay.apps.customers.models import BulkChange, Customer
from mainstay.apps.customers.services.bulk import request_bulk
from mainstay.apps.customers.testing import customer_named
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.foundation.testing.trail import last_entry
from mainstay.foundation.testing.working import run_waiting_jobs

SignedIn = Callable[[Person], Client]
LIST = "/customers/"
READ = ["bulk/", "bulk/new/", "bulk/confirm/", "bulk/1/", "bulk/1/progress/"]
ASKED = ["bulk/1/stop/", "bulk/1/undo/"]
PART: dict[str, Any] = {"HTTP_HX_REQUEST": "true"}


def text(response: Any) -> str:
    """What the page says."""
    assert response.status_code == 200, response
    return unescape(response.content.decode())


def lines_of(answer: Any) -> list[str]:
    """The lines of a CSV file."""
    lines: list[str] = answer.getvalue().decode("utf-8-sig").splitlines()
    return lines


def agreed(question: str) -> str:
    """Where the question is agreed to."""
    page = f"{LIST}bulk/confirm/"
    return page + question.partition(f'action="{page}')[2].partition('"')[0]


def new(**said: Any) -> str:
    return f"{LIST}bulk/new/?{urlencode(said, doseq=True)}"


@pytest.fixture
def li(people: NamedPeople, signed_in: SignedIn) -> Client:
    """The browser of an analyst, who sees every customer."""
    return signed_in(people.li_na)


@pytest.fixture
def to_the_north(acting: NamedActors, market: None) -> BulkChange:
    """Li's change of all regions, not yet carried out."""
    return request_bulk(acting.li_na, "region", "North")


@pytest.mark.parametrize("path", [*READ, *ASKED])
def test_strangers_are_sent_to_the_sign_in(path: str, client: Client, db: None) -> None:
    for response in (client.get(LIST + path), client.post(LIST + path)):
        assert response.status_code == 302
        assert response["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("path", [*READ, *ASKED])
def test_who_may_not_change_many_is_refused(path: str, tom: Client) -> None:
    assert tom.get(LIST + path).status_code == 403


@pytest.mark.parametrize("path", ["bulk/new/", "bulk/confirm/", *ASKED])
def test_who_may_not_change_many_changes_none(
    path: str, to_the_north: BulkChange, tom: Client
) -> None:
    address = LIST + path.replace("/1/", f"/{to_the_north.pk}/")
    assert tom.post(address, {"deed": "archive"}).status_code == 403
    assert BulkChange.objects.system("test").count() == 1


@pytest.mark.parametrize("path", ["bulk/1/", "bulk/1/progress/", *ASKED])
def test_a_change_of_somebody_elses_is_not_found(
    path: str, to_the_north: BulkChange, mei: Client
) -> None:
    address = LIST + path.replace("/1/", f"/{to_the_north.pk}/")
    assert mei.get(address).status_code == 404


@pytest.mark.usefixtures("market")
def test_rows_can_be_chosen_by_who_may_change_many(li: Client, tom: Client) -> None:
    page = text(li.get(LIST))
    assert 'aria-label="Choose Anji"' in page
    assert "Change many" in page
    assert "picked" not in text(tom.get(LIST))


@pytest.mark.usefixtures("market")
def test_the_form_says_how_many_and_which(li: Client) -> None:
    page = text(li.get(new(list="region=East")))
    assert "2 customers" in page
    assert "Region is East" in page
    keys = list(Customer.objects.system("test").values_list("pk", flat=True))
    page = text(li.get(new(keys=keys[:1])))
    assert "1 customer<" in page
    assert "those that were chosen" in page
    assert '<option value="East">' in page


@pytest.mark.usefixtures("market")
def test_a_list_is_changed_after_a_question_and_its_page_tells_how_it_went(li: Client) -> None:
    question = text(li.post(new(list="region=East"), {"deed": "region", "region": "North"}, **PART))
    assert "Change all of these customers?" in question
    assert "Set the region: North" in question
    action = agreed(question)
    answer = li.post(action)
    bulk = BulkChange.objects.system("test").get()
    page = reverse("customers:bulk", args=[bulk.pk])
    assert answer["Location"] == page
    assert "Customers are changed" in text(li.get(page)) or "Waiting" in text(li.get(page))
    assert "hx-get" in text(li.get(f"{page}progress/", **PART))
    run_waiting_jobs()
    told = text(li.get(page))
    assert "Set the region: North" in told
    assert "Region is East" in told
    assert "East" in told.partition("Changed customers")[2]
    over = li.get(f"{page}progress/", **PART)
    assert over["HX-Redirect"] == page


@pytest.mark.usefixtures("market")
def test_chosen_ones_are_handed_over(li: Client, people: NamedPeople) -> None:
    keys = list(Customer.objects.system("test").order_by("name").values_list("pk", flat=True))[:2]
    said = {"deed": "owner", "owner": str(people.wu_jing.pk)}
    question = text(li.post(new(keys=keys), said))
    assert f"Hand over to an owner: {people.wu_jing.full_name}" in question
    li.post(agreed(question))
    run_waiting_jobs()
    owners = Customer.objects.system("test").order_by("name").values_list("owner_id", flat=True)
    assert list(owners) == [people.wu_jing.pk, people.wu_jing.pk, people.tom_becker.pk]


@pytest.mark.usefixtures("market")
def test_a_tag_needs_a_name(li: Client) -> None:
    page = text(li.post(new(list=""), {"deed": "add_tag", "tag": " "}))
    assert "This field is required." in page
    assert not BulkChange.objects.system("test").exists()


@pytest.mark.usefixtures("market")
def test_a_value_that_cannot_be_kept_is_told_and_nothing_started(li: Client) -> None:
    said = urlencode({"list": "", "deed": "region", "value": "a\x07"})
    answer = li.post(f"{LIST}bulk/confirm/?{said}", follow=True)
    assert "control" in text(answer).lower()
    assert not BulkChange.objects.system("test").exists()


@pytest.mark.parametrize("said", ["", "deed=rename", "deed=archive&list=where%3Dnonsense%3Ais%3Ax"])
def test_a_question_about_nothing_leads_back_to_the_list(li: Client, said: str) -> None:
    for send in (li.get, li.post):
        assert send(f"{LIST}bulk/confirm/?{said}")["Location"].startswith(LIST + "?")
    assert not BulkChange.objects.system("test").exists()


@pytest.mark.usefixtures("market")
@pytest.mark.parametrize("damaged", ["", "1x", "-1", "9" * 19, "²"])
def test_chosen_customers_that_cannot_be_read_are_never_taken_for_all(
    damaged: str, li: Client
) -> None:
    for keys in ([damaged], [1, damaged]):
        said = urlencode({"keys": keys, "deed": "archive"}, doseq=True)
        for page in ("new", "confirm"):
            for send in (li.get, li.post):
                response = send(f"{LIST}bulk/{page}/?{said}", follow=True)
                assert response.redirect_chain[0][0].startswith(LIST + "?")
                assert "Choose the customers again." in text(response)
    assert not BulkChange.objects.system("test").exists()


def test_a_change_is_undone_after_a_question(to_the_north: BulkChange, li: Client) -> None:
    run_waiting_jobs()
    page = reverse("customers:bulk", args=[to_the_north.pk])
    assert "Undo" in text(li.get(page))
    assert "Undo this bulk change?" in text(li.get(f"{page}undo/"))
    li.post(f"{page}undo/")
    run_waiting_jobs()
    told = text(li.get(page))
    assert "Undone" in told
    assert "Put back" in told
    said = li.post(f"{page}undo/", follow=True)
    assert "There is nothing to undo" in text(said)


def test_a_waiting_change_is_stopped_after_a_question(to_the_north: BulkChange, li: Client) -> None:
    page = reverse("customers:bulk", args=[to_the_north.pk])
    assert "Stop here?" in text(li.get(f"{page}stop/"))
    li.post(f"{page}stop/")
    assert "It was stopped" in text(li.get(page))


def test_all_bulk_changes_stand_in_a_list(
    to_the_north: BulkChange,
    li: Client,
    acting: NamedActors,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    page = text(li.get(f"{LIST}bulk/"))
    assert "Set the region: North" in page
    assert "Under way" in page
    for number in range(20):
        request_bulk(acting.li_na, "region", f"Place {number}")
    request_bulk(acting.li_na, "owner", str(acting.li_na.person_id))
    with django_assert_num_queries(8):
        page = text(li.get(f"{LIST}bulk/"))
    assert "Place 19" in page


def test_bulk_changes_and_the_customers_they_changed_are_files_too(
    to_the_north: BulkChange, li: Client
) -> None:
    run_waiting_jobs()
    heading, row = lines_of(li.get(f"{LIST}bulk/?format=csv"))
    assert heading == "What is done,Changed,By,Asked for,Status"
    assert row.startswith("Set the region: North,3,Li Na,")
    assert last_entry().action == "customers.bulk.listed"
    page = reverse("customers:bulk", args=[to_the_north.pk])
    heading, *rows = lines_of(li.get(f"{page}?format=csv"))
    assert heading == "Customer,Code,Before"
    assert "Anji,ANJI,East" in rows
    assert last_entry().action == "customers.bulk.exported"


def test_without_bulk_changes_the_list_says_how_to_make_one(li: Client) -> None:
    assert "No bulk changes yet" in text(li.get(f"{LIST}bulk/"))


def test_the_end_is_told_in_the_bell(to_the_north: BulkChange, li: Client) -> None:
    run_waiting_jobs()
    assert "Change many customers: done" in text(li.get("/notifications/"))


def test_a_customer_out_of_sight_is_not_named_in_what_was_changed(
    acting: NamedActors, market: None, mei: Client, people: NamedPeople
) -> None:
    hidden = customer_named("Far Away", owner=people.ana_silva.pk)
    bulk = request_bulk(acting.mei_lin, "owner", str(people.ana_silva.pk))
    run_waiting_jobs()
    page = text(mei.get(reverse("customers:bulk", args=[bulk.pk])))
    assert "Hengda Lifts" not in page
    assert hidden.name not in page
    assert '<dt>Changed</dt><dd><data class="figure" value="3">3</data>' in page
