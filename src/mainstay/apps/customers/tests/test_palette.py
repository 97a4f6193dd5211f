"""The palette: what people find, do and looked at last, from one field."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from mainstay.apps.customers.models import Customer
from mainstay.apps.customers.services.contacts import create_contact
from mainstay.apps.customers.services.records import archive_customer
from mainstay.apps.customers.testing import SETTING_UP, customer_named
from mainstay.apps.customers.tests.conftest import SignedIn
from mainstay.apps.governance.testing import NamedPeople

pytestmark = pytest.mark.django_db


def lines(client: Client, typed: str = "") -> dict[str, list[str]]:
    """The labels of the lines under each heading."""
    response = client.get("/palette/", {"q": typed})
    assert response.status_code == 200
    return {
        str(group.heading): [str(line.label) for line in group.lines]
        for group in response.context["groups"]
    }


@pytest.mark.parametrize("typed", ["恒达", "hengda", "hddt", "C-1", "恒 梯"])
def test_a_customer_is_found_by_name_pinyin_initials_and_code(
    mei: Client, people: NamedPeople, typed: str
) -> None:
    customer_named("恒达电梯", "C-1", owner=people.tom_becker.pk)
    customer_named("华新", "C-2", owner=people.tom_becker.pk)
    assert lines(mei, typed)["Customers"] == ["恒达电梯"]


def test_what_begins_with_the_words_stands_first_and_archived_ones_last(
    mei: Client, people: NamedPeople
) -> None:
    tom = people.tom_becker.pk
    archive_customer(SETTING_UP, customer_named("Lift", "A", owner=tom).pk)
    customer_named("Uplift", "B", owner=tom)
    customer_named("Lift Works", "C", owner=tom)
    customer_named("LIFT", "D", owner=tom)
    assert lines(mei, "lift")["Customers"] == ["LIFT", "Lift Works", "Uplift", "Lift"]


def test_customers_out_of_reach_are_not_found(tom: Client, people: NamedPeople) -> None:
    customer_named("Jing's Lifts", "J", owner=people.wu_jing.pk)
    assert "Customers" not in lines(tom, "lifts")


def test_of_many_the_best_stand_there_and_the_way_to_all(mei: Client, people: NamedPeople) -> None:
    for number in range(8):
        customer_named(f"Lift {number}", owner=people.tom_becker.pk)
    shown = lines(mei, "lift")["Customers"]
    assert shown == [*(f"Lift {number}" for number in range(6)), "All of “lift”"]
    groups = mei.get("/palette/", {"q": "lift"}).context["groups"]
    assert groups[0].lines[-1].url == "/customers/?q=lift"


def test_a_contact_leads_to_its_page(mei: Client, hengda: Customer) -> None:
    contact = create_contact(SETTING_UP, hengda.pk, name="任小明", position="Buyer")
    [group] = [
        group
        for group in mei.get("/palette/", {"q": "rxm"}).context["groups"]
        if group.heading == "Contacts"
    ]
    assert [(line.label, line.detail) for line in group.lines] == [
        ("任小明", "Buyer · Hengda Lifts")
    ]
    assert group.lines[0].url == reverse("customers:contact", args=[contact.pk])


def test_who_may_change_no_contact_gets_to_its_customer(
    signed_in: SignedIn, people: NamedPeople, hengda: Customer
) -> None:
    create_contact(SETTING_UP, hengda.pk, name="任小明")
    grace = signed_in(people.grace_liu)
    groups = grace.get("/palette/", {"q": "任小明"}).context["groups"]
    assert groups[0].lines[0].url == reverse("customers:customer", args=[hengda.pk])


def test_pages_and_deeds_are_found_by_their_names(mei: Client) -> None:
    assert lines(mei, "new cust")["Do"] == ["New customer"]
    assert lines(mei, "custom")["Go to"] == ["Customers"]


def test_pages_are_found_by_pinyin_and_by_their_english_code(
    mei: Client, people: NamedPeople
) -> None:
    people.mei_lin.language = "zh-hans"
    people.mei_lin.save()
    assert lines(mei, "kehu")["前往"][0] == lines(mei, "customers")["前往"][0] == "客户"


def test_what_a_person_may_not_do_is_not_offered(signed_in: SignedIn, people: NamedPeople) -> None:
    grace = signed_in(people.grace_liu)
    assert "Do" not in lines(grace, "new cust")


def test_nothing_found_says_so(mei: Client) -> None:
    response = mei.get("/palette/", {"q": "zz<b>"})
    assert "Nothing is called “zz&lt;b&gt;”." in response.content.decode()


def test_without_words_stands_what_was_looked_at_last(mei: Client, people: NamedPeople) -> None:
    tom = people.tom_becker.pk
    for name in ("Alpha", "Beta", "Alpha"):
        found = Customer.objects.system("test").filter(name=name).first()
        customer = found or customer_named(name, owner=tom)
        mei.get(f"/customers/{customer.pk}/")
    assert lines(mei)["Looked at last"] == ["Alpha", "Beta"]


def test_what_was_looked_at_is_left_out_once_it_is_out_of_reach(
    mei: Client, hengda: Customer, people: NamedPeople
) -> None:
    mei.get(f"/customers/{hengda.pk}/")
    Customer.objects.system("test").filter(pk=hengda.pk).update(owner=people.ana_silva.pk)
    assert "Looked at last" not in lines(mei)


def test_nobody_reads_what_somebody_else_looked_at_in_the_same_browser(
    mei: Client, people: NamedPeople, hengda: Customer
) -> None:
    mei.get(f"/customers/{hengda.pk}/")
    mei.force_login(people.chen_wei)
    assert "Looked at last" not in lines(mei)


def test_a_forged_list_of_what_was_looked_at_counts_for_nothing(
    mei: Client, people: NamedPeople, hengda: Customer
) -> None:
    mei.cookies["mainstay_recent"] = f"{people.mei_lin.pk}|customer-{hengda.pk}"
    assert "Looked at last" not in lines(mei)


def test_the_palette_is_for_people_who_are_signed_in(client: Client) -> None:
    assert client.get("/palette/").status_code == 302


def test_the_palette_asks_few_questions(
    mei: Client, people: NamedPeople, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        customer_named(f"Lift {number}", owner=people.tom_becker.pk)
    mei.get("/palette/", {"q": "lift"})
    with django_assert_num_queries(11):
        mei.get("/palette/", {"q": "lift"})
