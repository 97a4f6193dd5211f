"""The pages of contacts: what people see, what they can do, and who is turned away."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from mainstay.apps.customers.models import Contact, Customer
from mainstay.apps.customers.services.contacts import archive_contact, create_contact
from mainstay.apps.customers.services.records import archive_customer
from mainstay.apps.customers.testing import SETTING_UP, customer_named
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedPeople

SignedIn = Callable[[Person], Client]
LIST = "/customers/contacts/"
FORM = {"name": "Wang", "position": "Buyer", "mobile": "138", "email": "wang@a.example"}


def text(response: Any) -> str:
    """What the page says."""
    assert response.status_code == 200, response
    return str(response.content.decode()).replace("<wbr>", "")


def reread(contact: Contact) -> Contact:
    return Contact.objects.system("test").get(pk=contact.pk)


@pytest.fixture
def wang(hengda: Customer) -> Contact:
    return create_contact(SETTING_UP, hengda.key, **FORM, is_main=True)


@pytest.fixture
def paths(wang: Contact) -> list[str]:
    """Every address of the contacts' pages."""
    one = f"{LIST}{wang.pk}/"
    new = f"/customers/{wang.customer_id}/contacts/new/"
    return [LIST, f"{LIST}export/", one, f"{one}archive/", f"{one}restore/", new]


def test_strangers_are_sent_to_the_sign_in(paths: list[str], client: Client) -> None:
    for path in paths:
        for send in (client.get, client.post):
            response = send(path)
            assert response.status_code == 302
            assert response["Location"].startswith("/sign-in/")


def test_who_has_no_role_is_refused(
    paths: list[str], people: NamedPeople, signed_in: SignedIn
) -> None:
    ning = signed_in(people.nobody_ning)
    assert {ning.get(path).status_code for path in paths} == {403}


def test_who_only_reads_changes_nothing(
    paths: list[str], wang: Contact, people: NamedPeople, signed_in: SignedIn
) -> None:
    grace = signed_in(people.grace_liu)
    assert {grace.post(path, FORM).status_code for path in paths[2:]} == {403}
    assert Contact.objects.system("test").get() == wang
    assert reread(wang).version == wang.version


def test_contacts_out_of_reach_are_not_there(
    paths: list[str], wang: Contact, people: NamedPeople, signed_in: SignedIn
) -> None:
    ana = signed_in(people.ana_silva)
    assert "Wang" not in text(ana.get(LIST, {"customer": wang.customer_id}))
    assert {ana.get(path).status_code for path in paths[2:]} == {404}
    assert {ana.post(path, FORM).status_code for path in paths[2:]} == {404}
    assert reread(wang).version == wang.version


def test_a_customer_without_contacts_asks_for_the_first_one(hengda: Customer, tom: Client) -> None:
    page = text(tom.get(f"/customers/{hengda.key}/"))
    assert "No contacts yet" in page
    assert page.count("Add a contact") == 1


def test_a_contact_is_added_and_stands_on_the_page_of_its_customer(
    hengda: Customer, tom: Client
) -> None:
    response = tom.post(f"/customers/{hengda.key}/contacts/new/", FORM, follow=True)
    page = text(response)
    assert "Wang has been added." in page
    assert "wang@a.example" in page
    assert "No contacts yet" not in page


def test_what_cannot_be_kept_is_shown_beside_its_field(hengda: Customer, tom: Client) -> None:
    new = f"/customers/{hengda.key}/contacts/new/"
    page = text(tom.post(new, {**FORM, "email": "nobody"}))
    assert "This is not an e-mail address." in page
    assert 'value="Wang"' in page


def test_a_contact_is_changed(wang: Contact, tom: Client) -> None:
    form = f"{LIST}{wang.pk}/"
    assert 'value="Buyer"' in text(tom.get(form))
    tom.post(form, {**FORM, "position": "Director", "version": "1"})
    assert (reread(wang).position, reread(wang).is_main) == ("Director", False)


def test_archiving_asks_and_can_be_taken_back(wang: Contact, tom: Client) -> None:
    one = f"{LIST}{wang.pk}/"
    assert "Archive Wang?" in text(tom.get(f"{one}archive/"))
    page = text(tom.post(f"{one}archive/", follow=True))
    assert "Wang has been archived." in page
    assert f'hx-post="{one}restore/"' in page
    assert "All contacts, archived ones too" in page
    assert "This contact is archived" in text(tom.get(one))
    assert "Wang" not in text(tom.get(LIST))
    assert "Wang" in text(tom.get(LIST, {"archived": "on"}))
    assert "Restore Wang?" in text(tom.get(f"{one}restore/"))
    assert "Wang has been restored." in text(tom.post(f"{one}restore/", follow=True))
    assert reread(wang).archived_at is None


def test_the_list_is_searched_and_shows_one_customers_contacts(
    wang: Contact, people: NamedPeople, tom: Client
) -> None:
    other = customer_named("Lotus", owner=people.tom_becker.pk)
    create_contact(SETTING_UP, other.key, name="Zhao", phone="0755-1")
    found = ["Zhao" in text(tom.get(LIST, {"q": word})) for word in ("0755", "lotus", "wang")]
    assert found == [True, True, False]
    page = text(tom.get(LIST, {"customer": wang.customer_id}))
    assert "Wang" in page
    assert "Lotus" not in page
    assert "No contact found" in text(tom.get(LIST, {"q": "nowhere"}))


def test_a_row_is_kept_narrow_with_both_numbers_in_one_cell(hengda: Customer, tom: Client) -> None:
    facts = {"name": "Wang", "mobile": "138 1234", "phone": "021-55 ext. 8"}
    create_contact(SETTING_UP, hengda.key, **facts, email="o'neil@a.example", is_main=True)
    page = tom.get(LIST).content.decode()
    assert "138 1234 · 021-55 ext. 8" in page
    assert "o&#x27;neil@<wbr>a.example" in page
    assert "data-dense" in page


def test_an_empty_list_says_where_contacts_come_from(people: NamedPeople, tom: Client) -> None:
    assert "Add contacts on the page of their customer" in text(tom.get(LIST))


def test_the_list_is_handed_out_as_a_file(wang: Contact, tom: Client, hengda: Customer) -> None:
    create_contact(SETTING_UP, hengda.key, name="=Zhao")
    content = tom.get(f"{LIST}export/", {"q": "zhao"}).getvalue().decode()
    assert content.splitlines()[1].startswith("C-1,Hengda Lifts,,,'=Zhao,")
    assert len(content.splitlines()) == 2
    workbook = tom.get(f"{LIST}export/", {"format": "xlsx"})
    assert workbook.getvalue().startswith(b"PK")


def test_a_page_shows_ten_contacts_and_leads_to_the_others(hengda: Customer, tom: Client) -> None:
    for number in range(11):
        create_contact(SETTING_UP, hengda.key, name=f"Person {number:02}")
    page = text(tom.get(f"/customers/{hengda.key}/"))
    assert "Person 09" in page
    assert "Person 10" not in page
    assert f"{LIST}?customer={hengda.key}&amp;archived=on" in page


def test_an_archived_customer_takes_no_more_contacts(hengda: Customer, mei: Client) -> None:
    archive_customer(SETTING_UP, hengda.key)
    assert "Add a contact" not in text(mei.get(f"/customers/{hengda.key}/"))
    assert mei.get(f"/customers/{hengda.key}/contacts/new/").status_code == 302


def test_an_archived_contact_is_not_changed_by_its_form(wang: Contact, tom: Client) -> None:
    archived = archive_contact(SETTING_UP, wang.pk)
    tom.post(f"{LIST}{wang.pk}/", {**FORM, "position": "Clerk", "version": archived.version})
    assert reread(wang).position == "Buyer"
