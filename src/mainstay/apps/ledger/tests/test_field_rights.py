"""Who may not see costs sees order lines, files and imports without them."""

import csv
import html
import io
from collections.abc import Callable
from datetime import date
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse

from mainstay.apps.customers.contracts.contacts import REACH
from mainstay.apps.customers.testing import customer_named
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.queries import actor_of
from mainstay.apps.governance.testing import NamedActors, NamedPeople, person_without
from mainstay.apps.ledger.contracts import VIEW_COSTS
from mainstay.apps.ledger.models import ImportBatch, ImportKind, ImportProfile, RecurringImport
from mainstay.apps.ledger.policies import may_commit, right_to_bring, sees_content
from mainstay.apps.ledger.queries.batches import preview_of
from mainstay.apps.ledger.queries.customer_figures import (
    NEWEST_FIRST,
    CustomerLines,
    months_of,
)
from mainstay.apps.ledger.services import downloading, importing
from mainstay.apps.ledger.services.exporting import export_lines
from mainstay.apps.ledger.services.recurring.setting_up import set_up
from mainstay.apps.ledger.testing import checked, csv_file, handed_in, imported
from mainstay.apps.reference.contracts import FileKind
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import AccessDenied, FieldDenied
from mainstay.project.home import Home
from mainstay.shell.paging import paginate

HEADER = "customer,order_no,line_no,ordered_at,amount,cost,product_name"
ORDERS = csv_file("H,1,1,2024-03-01,100,64,Rail", "H,2,1,2024-04-01,200,91,Door", header=HEADER)
CUSTOMERS = csv_file("H,Hengda,13800138000", header="code,name,mobile")
CONTACTS = csv_file("H,Wang,13800138000", header="customer,contact_name,mobile")


@pytest.fixture
def iris(people: NamedPeople) -> Person:
    """An analyst who sees everything but costs."""
    return person_without("Iris Vogel", "analyst", VIEW_COSTS)


@pytest.fixture
def actor(iris: Person) -> Actor:
    return actor_of(iris)


@pytest.fixture
def browser(iris: Person, signed_in: Callable[[Person], Client]) -> Client:
    return signed_in(iris)


@pytest.fixture
def jonas(people: NamedPeople) -> Person:
    """An analyst who sees everything but how to reach contacts."""
    return person_without("Jonas Weber", "analyst", REACH)


@pytest.fixture
def hengda(shop: Home, people: NamedPeople) -> Any:
    customer = customer_named("Hengda Lifts", "H", owner=people.tom_becker.pk)
    imported(ORDERS)
    return customer


def text(response: Any) -> str:
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def test_lines_are_read_without_costs(hengda: Any, actor: Actor, acting: NamedActors) -> None:
    [newest, _older] = paginate(CustomerLines(actor, hengda.key), NEWEST_FIRST).items
    assert newest["amount"] == 200
    assert not {"cost", "cost_original"} & newest.keys()
    [seen, _older] = paginate(CustomerLines(acting.li_na, hengda.key), NEWEST_FIRST).items
    assert seen["cost"] == 91


def test_months_have_no_margin(hengda: Any, actor: Actor, acting: NamedActors) -> None:
    assert {each.margin for each in months_of(actor, hengda.key)} == {None}
    assert [each.margin for each in months_of(acting.li_na, hengda.key)][-2:] == [0.36, 0.545]
    assert months_of(actor, hengda.key)[-1].month == date(2024, 4, 1)


def test_pages_and_programs_show_lines_without_costs(hengda: Any, browser: Client) -> None:
    page = text(browser.get(reverse("ledger:customer_lines", args=[hengda.pk])))
    assert "Rail" in page
    for word in ("Cost", "Margin", "91", "64"):
        assert word not in page

    lines = browser.get(f"/api/ledger/customers/{hengda.key}/lines").json()["items"]
    assert [(line["cost"], line["cost_original"]) for line in lines] == [(None, None)] * 2
    months = browser.get(f"/api/ledger/customers/{hengda.key}/months").json()
    assert {each["margin"] for each in months} == {None}


def test_files_of_lines_have_no_column_of_costs(hengda: Any, actor: Actor, browser: Client) -> None:
    assert "cost" not in export_lines(actor).headings
    address = reverse("ledger:customer_lines", args=[hengda.pk])
    content = browser.get(f"{address}?format=csv").getvalue().decode()
    [row, *_others] = csv.DictReader(io.StringIO(content.removeprefix("\ufeff")))
    assert row["product_name"] in {"Rail", "Door"}
    assert "cost" not in row


def test_service_agents_see_lines_and_no_costs(hengda: Any, acting: NamedActors) -> None:
    [newest, _older] = paginate(CustomerLines(acting.zhang_min, hengda.key), NEWEST_FIRST).items
    assert "cost" not in newest


@pytest.mark.parametrize("kind", ImportKind.values)
def test_who_brings_a_file_must_see_what_it_writes(
    kind: str, shop: Home, actor: Actor, jonas: Person
) -> None:
    for person, right in ((actor, VIEW_COSTS), (actor_of(jonas), REACH)):
        needed = right_to_bring(kind)
        assert may_commit(person, kind) == (needed != right)
        if needed == right:
            with pytest.raises(FieldDenied) as denied:
                importing.take_file(person, kind=kind, file_name="x.csv", blocks=[ORDERS])
            assert denied.value.permission == right
    assert not ImportBatch.objects.system("test").exists()


def test_only_order_lines_and_contacts_take_a_field_right() -> None:
    rights = {kind: right_to_bring(kind) for kind in (*ImportKind.values, *FileKind)}
    assert {kind for kind, right in rights.items() if right} == {"orders", "contacts"}


def test_a_file_that_was_handed_in_before_is_neither_checked_nor_imported(
    shop: Home, actor: Actor, browser: Client
) -> None:
    batch = handed_in(ORDERS)
    ImportBatch.objects.system("test").filter(pk=batch.pk).update(by=actor.person_id)
    batch.refresh_from_db()
    for commit in (False, True):
        with pytest.raises(AccessDenied):
            importing.start(actor, batch, commit=commit)
    assert browser.post(f"/api/imports/{batch.pk}/check").status_code == 403
    batch.refresh_from_db()
    assert batch.state == "uploaded"


def test_what_a_file_of_orders_holds_is_not_shown(
    shop: Home, actor: Actor, browser: Client
) -> None:
    batch = checked(ORDERS)
    for look in (
        lambda: preview_of(actor, batch),
        lambda: downloading.uploaded_file(actor, batch),
        lambda: importing.describe(actor, batch),
        lambda: importing.readings(actor, batch),
        lambda: importing.sheets(actor, batch),
    ):
        with pytest.raises(FieldDenied):
            look()
    page = text(browser.get(reverse("ledger:batch", args=[batch.pk])))
    assert "The file holds more than your role lets you see" in page
    assert "Rail" not in page
    assert "Import now" not in page
    assert browser.get(reverse("ledger:uploaded_file", args=[batch.pk])).status_code == 403
    for path in ("preview", "file", "columns"):
        refused = browser.get(f"/api/imports/{batch.pk}/{path}")
        assert refused.status_code == 403
        assert "costs, profit and margins" in refused.json()["detail"]


def test_rejects_of_orders_are_not_handed_out(shop: Home, actor: Actor) -> None:
    batch = checked(csv_file("H,1,1,2024-03-01,100,abc,Rail", header=HEADER))
    assert batch.reject_name
    with pytest.raises(FieldDenied):
        downloading.reject_file(actor, batch)


def test_files_of_customers_and_contacts_are_for_who_may_reach_contacts(
    shop: Home, actor: Actor, jonas: Person, acting: NamedActors
) -> None:
    customers = handed_in(CUSTOMERS, ImportKind.CUSTOMERS, actor=acting.li_na)
    contacts = handed_in(CONTACTS, ImportKind.CONTACTS, actor=acting.li_na)
    for batch in (customers, contacts):
        assert sees_content(actor, batch)
        assert not sees_content(actor_of(jonas), batch)


def test_a_file_of_customers_shows_its_own_cells_to_who_handed_it_in(
    shop: Home, jonas: Person
) -> None:
    batch = handed_in(CUSTOMERS, ImportKind.CUSTOMERS, actor=actor_of(jonas))
    found = importing.describe(actor_of(jonas), batch)
    assert found.samples[0].cells[2] == "13800138000"


def test_only_kinds_that_one_may_bring_are_offered(shop: Home, browser: Client) -> None:
    page = text(browser.get(reverse("ledger:upload")))
    assert 'value="customers"' in page
    assert 'value="orders"' not in page


def test_the_question_about_commas_quotes_no_costs(shop: Home) -> None:
    with pytest.raises(importing.ImportFailed):
        checked(csv_file('H,1,1,2024-03-01,100,"1.064,5",Rail', header=HEADER))
    [batch] = ImportBatch.objects.system("test").all()
    assert batch.failure["code"] == "decimal_comma"
    assert "1.064,5" not in str(batch.failure)


def test_no_recurring_import_brings_what_its_person_may_not_see(shop: Home, actor: Actor) -> None:
    ImportProfile.objects.create(name="ERP", kind=ImportKind.ORDERS, mapping={})
    with pytest.raises((FieldDenied, ValidationError)) as refused:
        set_up(actor, name="Nightly", profile="ERP")
    assert isinstance(refused.value, FieldDenied)


def test_recurring_imports_of_tokens_go_on_after_an_upgrade(people: NamedPeople) -> None:
    profile = ImportProfile.objects.create(name="ERP", kind=ImportKind.ORDERS)
    for name, granted in (("token", ["ledger.import.run"]), ("person", None)):
        RecurringImport.objects.create(
            name=name, profile=profile, origin="folder", by=people.li_na, granted=granted
        )
    migration: Any = import_module("mainstay.apps.ledger.migrations.0010_field_rights")
    migration.keep_running(apps, connection.schema_editor())
    found = dict(RecurringImport.objects.system("test").values_list("name", "granted"))
    both = [REACH, "ledger.cost.view", "ledger.import.run"]
    assert found == {"token": both, "person": None}
