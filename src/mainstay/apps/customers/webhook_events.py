"""What webhooks hear of customers and contacts: keys and codes, no more."""

from django.utils.translation import gettext_lazy as _

from mainstay.apps.customers.contracts.events import (
    ContactChanged,
    CustomerChanged,
    CustomerCreated,
    ManyCustomersChanged,
)
from mainstay.apps.notifications.contracts import HookEvents, Told
from mainstay.apps.notifications.services.announcing import offer


def register() -> None:
    """Offer these events."""
    offer(HookEvents(CustomerCreated, {"customer.created": _("A customer was created")}, _created))
    offer(
        HookEvents(
            CustomerChanged,
            {
                "customer.changed": _("A customer was changed"),
                "customer.archived": _("A customer was archived"),
                "customer.restored": _("A customer was restored"),
            },
            _changed,
        )
    )
    offer(
        HookEvents(
            ContactChanged,
            {
                "contact.created": _("A contact was created"),
                "contact.changed": _("A contact was changed"),
                "contact.archived": _("A contact was archived"),
                "contact.restored": _("A contact was restored"),
            },
            _of_contact,
        )
    )
    offer(
        HookEvents(
            ManyCustomersChanged,
            {
                "customers.bulk_changed": _("A bulk change is finished"),
                "customers.bulk_undone": _("A bulk change was undone"),
            },
            _bulk,
        )
    )


def _created(event: CustomerCreated) -> Told:
    return _customer("customer.created", event.key, event.code)


def _changed(event: CustomerChanged) -> Told:
    return _customer(f"customer.{event.happened}", event.key, event.code)


def _customer(kind: str, key: int, code: str) -> Told:
    return Told(kind, {"customer": key, "code": code}, f"/api/customers/{key}")


def _of_contact(event: ContactChanged) -> Told:
    data = {
        "contact": event.contact,
        "customer": event.customer,
        "customer_code": event.customer_code,
    }
    return Told(f"contact.{event.happened}", data, f"/api/contacts/{event.contact}")


def _bulk(event: ManyCustomersChanged) -> Told:
    kind = "customers.bulk_undone" if event.undone else "customers.bulk_changed"
    path = f"/api/customers/bulk/{event.bulk}"
    return Told(kind, {"bulk_change": event.bulk, "deed": event.deed}, path)
