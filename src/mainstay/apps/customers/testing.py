"""Customers for the tests of this app and of those above it."""

from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from mainstay.apps.customers.models import Customer, CustomerField
from mainstay.apps.customers.services.custom_fields import create_field
from mainstay.apps.customers.services.importing import apply, plan_customer_import
from mainstay.apps.customers.services.importing.plan import CustomerPlan
from mainstay.apps.customers.services.importing.spool import CONTACT_SCHEMA, IMPORT_SCHEMA
from mainstay.apps.customers.services.records import create_customer
from mainstay.foundation.access.actor import Actor, system_actor

SETTING_UP = system_actor("test")


def customer_named(name: str, code: str = "", **facts: Any) -> Customer:
    """A customer that stands in the test's world; the code is made from the name."""
    code = code or name.upper().replace(" ", "-")
    return create_customer(SETTING_UP, code=code, name=name, **facts)


def field_defined(code: str, type: str = "text", **said: Any) -> CustomerField:  # noqa: A002
    """A custom field that stands in the test's world; its name is made from the code."""
    names = {"en": code.replace("_", " ").capitalize()}
    return create_field(SETTING_UP, **{"code": code, "type": type, "names": names, **said})


def cleaned(*rows: dict[str, Any]) -> Iterable[pa.RecordBatch]:
    """Rows as the cleaning of a customer file hands them over, numbered from 1."""
    numbered = [{"record": number, **row} for number, row in enumerate(rows, 1)]
    return [pa.RecordBatch.from_pylist(numbered, schema=IMPORT_SCHEMA)]


def cleaned_contacts(*rows: dict[str, Any]) -> Iterable[pa.RecordBatch]:
    """The same of a file of contacts."""
    numbered = [{"record": number, **row} for number, row in enumerate(rows, 1)]
    return [pa.RecordBatch.from_pylist(numbered, schema=CONTACT_SCHEMA)]


def imported(actor: Actor, batch: int, *rows: dict[str, Any]) -> CustomerPlan:
    """Plan and apply these rows as one batch."""
    with plan_customer_import(actor, cleaned(*rows)) as plan:
        return apply(actor, plan, batch)
