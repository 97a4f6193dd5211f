"""Contacts written by people, who sees them, and what an import must not reach."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from mainstay.apps.customers import queries
from mainstay.apps.customers.models import Contact, Customer
from mainstay.apps.customers.rules import ContactVersionConflict
from mainstay.apps.customers.services.contacts import (
    archive_contact,
    change_contact,
    create_contact,
    restore_contact,
)
from mainstay.apps.customers.services.export import export_contacts
from mainstay.apps.customers.services.importing import PlanOutdated, preview_undo
from mainstay.apps.customers.services.importing.contacts import apply, plan_contact_import
from mainstay.apps.customers.services.records import archive_customer
from mainstay.apps.customers.testing import (
    SETTING_UP,
    cleaned_contacts,
    customer_named,
    imported,
)
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.audit.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def wang(hengda: Customer) -> Contact:
    return create_contact(SETTING_UP, hengda.key, name=" Wang ", phone="0755-1", code="P1")


def audited() -> list[tuple[str, object]]:
    entries = AuditEntry.objects.system("test").filter(action__startswith="customers.contact.")
    return [(entry.action, entry.details) for entry in entries.order_by("pk")]


def test_a_contact_is_kept_tidied_and_audited_without_its_facts(wang: Contact) -> None:
    assert (wang.name, wang.phone, wang.version) == ("Wang", "0755-1", 1)
    told = {"customer": "C-1", "fields": ["code", "name", "phone"]}
    assert audited() == [("customers.contact.created", told)]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": " "}, "name"),
        ({"email": "nobody"}, "email"),
        ({"phone": "1" * 65}, "phone"),
        ({"name": "a\x00b"}, "name"),
    ],
)
def test_facts_that_cannot_be_kept_are_refused(
    hengda: Customer, facts: dict[str, str], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        create_contact(SETTING_UP, hengda.key, **{"name": "Wang", **facts})  # type: ignore[arg-type]
    assert list(refused.value.message_dict) == [field]


def test_a_code_stands_for_one_contact_of_a_system(wang: Contact) -> None:
    with pytest.raises(ValidationError) as refused:
        create_contact(SETTING_UP, wang.customer_id, name="Li", code="P1")
    assert list(refused.value.message_dict) == ["code"]
    create_contact(SETTING_UP, wang.customer_id, name="Li", code="P1", source="ERP")
    assert queries.contacts(SETTING_UP).count() == 2


def test_a_change_counts_up_and_names_what_changed(wang: Contact) -> None:
    changed = change_contact(SETTING_UP, wang.pk, 1, phone="", is_main=True)
    assert (changed.version, changed.phone, changed.is_main) == (2, "", True)
    told = {"customer": "C-1", "fields": ["is_main", "phone"]}
    assert audited()[-1] == ("customers.contact.changed", told)
    same = change_contact(SETTING_UP, wang.pk, 2, is_main=True)
    assert same.version == 2
    with pytest.raises(ContactVersionConflict):
        change_contact(SETTING_UP, wang.pk, 1, phone="2")


def test_an_archived_contact_leaves_the_list_and_comes_back(wang: Contact) -> None:
    archived = archive_contact(SETTING_UP, wang.pk)
    assert not queries.contacts_of(SETTING_UP, wang.customer_id).exists()
    with pytest.raises(ValidationError):
        change_contact(SETTING_UP, wang.pk, archived.version, name="W")
    restore_contact(SETTING_UP, wang.pk)
    assert queries.contacts_of(SETTING_UP, wang.customer_id).get() == wang


def test_an_archived_customer_gets_no_contacts(hengda: Customer) -> None:
    archive_customer(SETTING_UP, hengda.key)
    with pytest.raises(ValidationError):
        create_contact(SETTING_UP, hengda.key, name="Wang")


def test_contacts_are_seen_and_changed_with_their_customer(
    acting: NamedActors, people: NamedPeople, wang: Contact
) -> None:
    other = customer_named("Foreign", "F", owner=people.ana_silva.pk)
    li = create_contact(SETTING_UP, other.key, name="Li")
    tom = acting.tom_becker
    assert [each.name for each in queries.contacts(tom)] == ["Wang"]
    assert [row[4] for row in export_contacts(tom).rows] == ["Wang"]
    assert not queries.contacts_of(tom, other.key).exists()
    with pytest.raises(AccessDenied):
        create_contact(tom, other.key, name="Zhao")
    with pytest.raises(AccessDenied):
        archive_contact(tom, li.pk)
    with pytest.raises(queries.ContactNotFound):
        queries.contact(tom, li.pk)
    assert not Contact.objects.visible_to(replace(tom, permissions=frozenset())).exists()


def test_who_has_a_contact_of_an_imported_customer_keeps_it() -> None:
    imported(SETTING_UP, 1, {"code": "N", "name": "New"})
    create_contact(SETTING_UP, queries.customer_by_code(SETTING_UP, "N").key, name="Wang")
    told = preview_undo(SETTING_UP, 1)
    assert (told.withdrawn, told.kept_edited) == (0, 1)


def test_who_imports_with_a_narrow_scope_brings_contacts_of_customers_in_reach(
    acting: NamedActors, people: NamedPeople
) -> None:
    mei = acting.mei_lin
    importer = replace(mei, permissions=mei.permissions | {"customers.customer.import"})
    customer_named("Hers", "HERS", owner=people.wu_jing.pk)
    customer_named("Foreign", "FOREIGN", owner=people.ana_silva.pk)
    rows = ({"customer": "HERS", "name": "Wang"}, {"customer": "FOREIGN", "name": "Li"})
    with plan_contact_import(importer, cleaned_contacts(*rows), "default") as plan:
        assert plan.created == 1
        assert [reject.code for reject in plan.rejects] == ["unknown_customer"]
    with pytest.raises(AccessDenied):
        plan_contact_import(mei, cleaned_contacts(*rows), "default")


def test_a_customer_out_of_reach_sounds_like_none_to_an_import_of_contacts(
    acting: NamedActors, people: NamedPeople
) -> None:
    tom = acting.tom_becker
    importer = replace(tom, permissions=tom.permissions | {"customers.customer.import"})
    customer_named("Hengda", "HIS", owner=people.tom_becker.pk)
    customer_named("Hengda", "FOREIGN", owner=people.ana_silva.pk)
    customer_named("Foreign Lifts", "F-2", owner=people.ana_silva.pk)
    rows = (
        {"customer": "FOREIGN", "name": "Li"},
        {"customer": "NONE", "name": "Li"},
        {"customer_name": "Foreign Lifts", "name": "Li"},
        {"customer_name": "Nobody Ltd", "name": "Li"},
        {"customer_name": "Hengda", "name": "Li"},
    )
    with plan_contact_import(importer, cleaned_contacts(*rows), "default") as plan:
        told = [(each.field, each.code) for each in plan.rejects]
        assert told[0] == told[1] == ("customer", "unknown_customer")
        assert told[2] == told[3] == ("customer_name", "unknown_customer_name")
        assert plan.created == 1
    with plan_contact_import(
        importer, cleaned_contacts(*rows[:2]), "default", create_customers=True
    ) as plan:
        assert [(each.record, each.code) for each in plan.rejects] == [(1, "code_taken")]


def test_a_plan_made_before_somebody_added_a_contact_is_made_again(hengda: Customer) -> None:
    row = {"customer": "C-1", "name": "Wang"}
    with plan_contact_import(SETTING_UP, cleaned_contacts(row), "default") as plan:
        create_contact(SETTING_UP, hengda.key, name="Wang")
        with pytest.raises(PlanOutdated):
            apply(SETTING_UP, plan, 1)
    assert queries.contacts(SETTING_UP).count() == 1
