"""Who may not see how to reach a contact finds it nowhere, and cannot write it."""

import csv
import html
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models import F, Max
from django.test import Client
from django.urls import reverse

from mainstay.apps.customers import queries
from mainstay.apps.customers.contracts.contacts import REACH
from mainstay.apps.customers.models import Contact, Customer
from mainstay.apps.customers.queries import ContactFilter
from mainstay.apps.customers.queries.access import AccessOf
from mainstay.apps.customers.services.contacts import (
    archive_contact,
    change_contact,
    create_contact,
    restore_contact,
)
from mainstay.apps.customers.services.export import export_contacts
from mainstay.apps.customers.testing import SETTING_UP
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.queries import actor_of
from mainstay.apps.governance.testing import NamedActors, NamedPeople, person_without
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.field_rights import FieldHidden, field_rights, hidden_fields

WAYS = {"email", "phone", "mobile", "wechat"}
SECRETS = ("13800138000", "0512-5550", "wang@hengda.example", "wang_lift")


@pytest.fixture
def jonas(people: NamedPeople) -> Person:
    """An analyst who sees everything but how to reach contacts."""
    return person_without("Jonas Weber", "analyst", REACH)


@pytest.fixture
def actor(jonas: Person) -> Actor:
    return actor_of(jonas)


@pytest.fixture
def browser(jonas: Person, signed_in: Callable[[Person], Client]) -> Client:
    return signed_in(jonas)


@pytest.fixture
def wang(hengda: Customer) -> Contact:
    return create_contact(
        SETTING_UP,
        hengda.key,
        name="王伟",
        position="Buyer",
        mobile="13800138000",
        phone="0512-5550",
        email="wang@hengda.example",
        wechat="wang_lift",
    )


def kept(contact: Contact) -> dict[str, Any]:
    """What the database holds of a contact."""
    rows = Contact.objects.system("test").filter(pk=contact.pk)
    return dict(rows.values(*WAYS, "name").get())


def says(response: Any) -> str:
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def test_every_way_to_reach_a_contact_is_under_the_right(actor: Actor) -> None:
    assert hidden_fields(actor, Contact) == {*WAYS, "search_text"}
    assert not hidden_fields(SETTING_UP, Contact)


def test_a_contact_is_read_without_the_ways_to_reach_it(wang: Contact, actor: Actor) -> None:
    found = queries.contact(actor, wang.pk)
    assert (found.name, found.position) == ("王伟", "Buyer")
    assert [getattr(found, way) for way in sorted(WAYS)] == [""] * 4
    again = Contact.objects.visible_to(actor).defer(None).only("name", "position").get(pk=wang.pk)
    again.refresh_from_db()
    assert again.mobile == ""
    found.save()
    assert kept(wang)["mobile"] == "13800138000"


def test_a_query_that_names_a_hidden_field_is_refused(wang: Contact, actor: Actor) -> None:
    rows = Contact.objects.visible_to(actor)
    for ask in (
        lambda: rows.filter(phone="0512-5550").exists(),
        lambda: rows.exclude(mobile__startswith="138").count(),
        lambda: rows.order_by("email").first(),
        lambda: list(rows.values("wechat")),
        lambda: list(rows.values()),
        lambda: rows.aggregate(Max("phone")),
        lambda: list(rows.annotate(secret=F("phone"))),
        lambda: rows.filter(search_text__contains="138").exists(),
    ):
        with pytest.raises(FieldHidden):
            ask()
    assert rows.filter(name="王伟").exists()


def test_nobody_is_found_by_a_number_that_the_reader_may_not_see(
    wang: Contact, actor: Actor, acting: NamedActors
) -> None:
    for text in SECRETS:
        assert not queries.contacts(actor, ContactFilter(text=text)).exists()
        assert queries.contacts(acting.li_na, ContactFilter(text=text)).get() == wang
    for text in ("王", "wangwei", "Hengda", "王伟 hengda"):
        assert queries.contacts(actor, ContactFilter(text=text)).get() == wang


def test_pages_show_no_way_to_reach_a_contact(wang: Contact, browser: Client) -> None:
    for address in (
        reverse("customers:contacts"),
        reverse("customers:customer", args=[wang.customer_id]),
        reverse("customers:contact", args=[wang.pk]),
        reverse("customers:contact_new", args=[wang.customer_id]),
    ):
        page = says(browser.get(address))
        assert "WeChat" not in page
        for secret in SECRETS:
            assert secret not in page, address
    assert "王伟" not in says(browser.get(reverse("customers:contacts"), {"q": "13800138000"}))
    assert "王伟" in says(browser.get(reverse("customers:contacts"), {"q": "王"}))


def test_the_palette_finds_contacts_by_name_alone(wang: Contact, browser: Client) -> None:
    found = says(browser.get("/palette/", {"q": "王伟"}))
    assert "王伟" in found
    assert "王伟" not in says(browser.get("/palette/", {"q": "13800138000"}))


def test_files_have_no_columns_of_ways_to_reach_a_contact(
    wang: Contact, actor: Actor, browser: Client
) -> None:
    assert not WAYS & set(export_contacts(actor).headings)
    content = browser.get("/api/contacts/export").getvalue().decode()
    [row] = csv.DictReader(io.StringIO(content.removeprefix("\ufeff")))
    assert row["contact_name"] == "王伟"
    assert not WAYS & row.keys()


def test_programs_get_contacts_without_the_ways_to_reach_them(
    wang: Contact, browser: Client
) -> None:
    one = browser.get(f"/api/contacts/{wang.pk}").json()
    [listed] = browser.get("/api/contacts").json()["items"]
    for shown in (one, listed):
        assert shown["name"] == "王伟"
        assert {shown[way] for way in WAYS} == {""}
    assert browser.get("/api/contacts?text=13800138000").json()["items"] == []


def test_a_change_keeps_what_its_writer_may_not_see(wang: Contact, browser: Client) -> None:
    body = {"version": wang.version, "name": "王小伟"}
    address = f"/api/contacts/{wang.pk}"
    changed = browser.patch(address, body, content_type="application/json").json()
    assert changed["mobile"] == ""
    assert kept(wang) == {
        "name": "王小伟",
        "mobile": "13800138000",
        "phone": "0512-5550",
        "email": "wang@hengda.example",
        "wechat": "wang_lift",
    }


def test_the_form_changes_the_rest(wang: Contact, browser: Client) -> None:
    typed = {"name": "王大伟", "version": wang.version, "mobile": "1"}
    response = browser.post(reverse("customers:contact", args=[wang.pk]), typed)
    assert response.status_code == 302
    assert (kept(wang)["name"], kept(wang)["mobile"]) == ("王大伟", "13800138000")


@pytest.mark.parametrize("guess", ["13800138000", "1", ""])
def test_a_hidden_field_is_not_written_and_no_guess_is_confirmed(
    guess: str, wang: Contact, actor: Actor
) -> None:
    with pytest.raises(ValidationError) as refused:
        change_contact(actor, wang.pk, wang.version, mobile=guess)
    assert refused.value.message_dict == {
        "mobile": ["You may not see this, so you cannot set it either."]
    }
    assert kept(wang)["mobile"] == "13800138000"


def test_a_new_contact_is_made_without_them(hengda: Customer, actor: Actor) -> None:
    with pytest.raises(ValidationError, match="mobile"):
        create_contact(actor, hengda.key, name="Li", mobile="139")
    assert create_contact(actor, hengda.key, name="Li", phone="").name == "Li"


def test_putting_away_and_bringing_back_tell_nothing(wang: Contact, actor: Actor) -> None:
    for act in (archive_contact, restore_contact, restore_contact):
        assert act(actor, wang.pk).mobile == ""
    assert kept(wang)["mobile"] == "13800138000"


def test_who_sees_a_customer_tells_what_they_see_of_sensitive_fields(
    wang: Contact, jonas: Person, people: NamedPeople, signed_in: Callable[[Person], Client]
) -> None:
    explained = AccessOf(SETTING_UP, wang.customer_id)
    jonas_sees = explained.of(jonas.pk)
    nobody = explained.of(people.nobody_ning.pk)
    agent = explained.of(people.zhang_min.pk)
    assert jonas_sees is not None
    assert nobody is not None
    assert agent is not None
    every = {right.code for right in field_rights()}
    assert set(jonas_sees.fields) == every - {REACH}
    assert (nobody.fields, agent.fields) == ((), (REACH,))

    admin = signed_in(people.admin_wang)
    address = reverse("customers:access", args=[wang.customer_id])
    page = says(admin.get(address, {"person": people.zhang_min.pk}))
    assert "Sees of the sensitive fields: how to reach contacts." in page
    api = admin.get(f"/api/customers/{wang.customer_id}/access/{jonas.pk}").json()
    assert set(api["fields"]) == every - {REACH}


def test_contacts_of_before_are_found_by_their_names_after_an_upgrade(
    wang: Contact, actor: Actor
) -> None:
    from importlib import import_module

    from django.apps import apps
    from django.db import connection

    Contact.objects.system("test").update(name_text="")
    migration: Any = import_module("mainstay.apps.customers.migrations.0009_contact_name_text")
    migration.fill(apps, connection.schema_editor())
    assert queries.contacts(actor, ContactFilter(text="wangwei")).get() == wang
