"""Rows whose keys are among many, which are handed over as one value."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mainstay.apps.customers.models import Contact, Customer
from mainstay.apps.customers.services.contacts import create_contact
from mainstay.apps.customers.testing import SETTING_UP, customer_named

pytestmark = pytest.mark.django_db


def test_customers_and_their_contacts_are_found_by_many_keys() -> None:
    orbit, lumen = customer_named("Orbit"), customer_named("Lumen")
    wang = create_contact(SETTING_UP, orbit.key, name="Wang Fang")
    create_contact(SETTING_UP, lumen.key, name="Tom Becker")
    keys = [orbit.key, *range(10**6, 10**6 + 3000)]
    customers = Customer.objects.system("test").filter(pk__among=keys)
    contacts = Contact.objects.system("test").filter(customer__among=keys)
    assert list(customers) == [orbit]
    assert list(contacts) == [wang]
    assert customers.exclude(pk__among=keys).count() == 0


def test_many_keys_are_one_parameter() -> None:
    found = Customer.objects.system("test").filter(pk__among=range(3000))
    _statement, parameters = found.query.sql_with_params()
    assert len(parameters) == 1


def test_among_no_keys_there_is_nothing_and_nothing_is_asked() -> None:
    with CaptureQueriesContext(connection) as asked:
        assert not Customer.objects.system("test").filter(pk__among=[])
        assert not Contact.objects.system("test").filter(customer__among=())
    assert not asked
