"""The watch hears every write, however it is made, and forgets what is rolled back."""

from collections.abc import Callable

import pytest
from django.db import connection, transaction

from mainstay.apps.customers.models import Contact, Customer, CustomerTag
from mainstay.apps.customers.services.contacts import create_contact
from mainstay.apps.customers.testing import customer_named
from mainstay.apps.reference.testing import product
from tests.rights.watching import watching, written_by
from tests.rights.world import MAKING

pytestmark = pytest.mark.django_db


WAYS: dict[str, Callable[[Customer], object]] = {
    "saved": lambda customer: customer.save(),
    "updated": lambda customer: Customer._base_manager.filter(pk=customer.pk).update(name="X"),
    "inserted in bulk": lambda customer: CustomerTag._base_manager.bulk_create(
        [CustomerTag(customer=customer, name="Fair")]
    ),
    "deleted": lambda customer: Contact._base_manager.filter(customer=customer).delete(),
    "raw": lambda _customer: connection.cursor().execute(
        "UPDATE customers_customer SET name = 'Y' WHERE code = 'WATCHED'"
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_row_that_is_written_is_heard(way: str) -> None:
    customer = customer_named("Watched", "WATCHED")
    create_contact(MAKING, customer.pk, name="Wang")
    with watching() as watch:
        WAYS[way](customer)
    assert [table for table in watch.tables if table.startswith("customers_")]


def test_what_reads_or_changes_no_row_is_not_heard() -> None:
    customer = customer_named("Watched", "WATCHED")
    with watching() as watch:
        customer.refresh_from_db()
        Contact._base_manager.filter(customer=customer).update(name="Nobody")
        with transaction.atomic():
            Customer._base_manager.count()
    assert watch.tables == []


def test_what_is_rolled_back_is_forgotten_and_what_is_kept_is_not() -> None:
    with watching() as watch:
        with transaction.atomic():
            customer_named("Given up", "GIVEN-UP")
            transaction.set_rollback(True)
        assert watch.tables == []
        with transaction.atomic(), transaction.atomic():
            product("KEPT")
    assert "reference_product" in watch.tables


def test_a_statement_of_an_unknown_kind_counts_as_a_write() -> None:
    assert written_by("VACUUM") == ["VACUUM"]
    assert written_by("WITH x AS (SELECT 1) SELECT * FROM x") == []
    assert written_by('WITH x AS (DELETE FROM "y" RETURNING 1) SELECT * FROM x') == ["WITH"]
    assert written_by('INSERT OR IGNORE INTO "customers_customer" VALUES (1)') == [
        "customers_customer"
    ]
