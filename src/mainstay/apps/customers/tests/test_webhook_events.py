"""What webhooks hear of customers, contacts and bulk changes."""

import pytest

from mainstay.apps.customers.services.bulk import request_bulk, request_undo
from mainstay.apps.customers.services.contacts import (
    archive_contact,
    change_contact,
    create_contact,
    restore_contact,
)
from mainstay.apps.customers.services.records import (
    archive_customer,
    change_customer,
    restore_customer,
)
from mainstay.apps.customers.testing import customer_named
from mainstay.apps.governance.testing import NamedActors
from mainstay.apps.notifications.testing import listen_to_everything, told_to_webhooks
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.testing.working import run_waiting_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def li(acting: NamedActors) -> Actor:
    """An analyst, who sees every customer; a webhook listens."""
    listen_to_everything(acting.admin_wang)
    return acting.li_na


def test_what_a_person_does_to_a_customer_is_told(li: Actor) -> None:
    customer = customer_named("Anji Lifts", "C-1")
    change_customer(li, customer.key, customer.version, name="Anji Elevators")
    change_customer(li, customer.key, customer.version + 1, name="Anji Elevators")
    archive_customer(li, customer.key)
    archive_customer(li, customer.key)
    restore_customer(li, customer.key)
    path = f"/api/customers/{customer.key}"
    data = {"customer": customer.key, "code": "C-1", "api": path}
    assert told_to_webhooks() == [
        ("customer.created", data),
        ("customer.changed", data),
        ("customer.archived", data),
        ("customer.restored", data),
    ]


def test_what_a_person_does_to_a_contact_is_told_without_a_word_about_them(li: Actor) -> None:
    customer = customer_named("Anji", "C-1")
    contact = create_contact(li, customer.key, name="Zhao Min", mobile="13800000000")
    change_contact(li, contact.pk, contact.version, name="Zhao Ming")
    archive_contact(li, contact.pk)
    restore_contact(li, contact.pk)
    data = {
        "contact": contact.pk,
        "customer": customer.key,
        "customer_code": "C-1",
        "api": f"/api/contacts/{contact.pk}",
    }
    assert told_to_webhooks()[1:] == [
        ("contact.created", data),
        ("contact.changed", data),
        ("contact.archived", data),
        ("contact.restored", data),
    ]


def test_a_bulk_change_and_its_undo_are_one_event_each(li: Actor) -> None:
    for number in range(3):
        customer_named(f"Customer {number}", region="East")
    bulk = request_bulk(li, "region", "North")
    run_waiting_jobs()
    request_undo(li, bulk.pk)
    run_waiting_jobs()
    path = f"/api/customers/bulk/{bulk.pk}"
    data = {"bulk_change": bulk.pk, "deed": "region", "api": path}
    assert told_to_webhooks()[3:] == [
        ("customers.bulk_changed", data),
        ("customers.bulk_undone", data),
    ]
