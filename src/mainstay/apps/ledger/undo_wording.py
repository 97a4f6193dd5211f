"""What an undo did, in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mainstay.apps.ledger.models import ImportKind

UNDONE_LINES: dict[str, Promise] = {
    "removed": _("Lines removed"),
    "restored": _("Older versions restored"),
    "kept_confirmed": _("Lines kept because a later import confirmed them"),
}
UNDONE_CUSTOMERS: dict[str, Promise] = {
    "removed": _("Customers removed"),
    "restored": _("Customers changed back"),
    "kept_confirmed": _("Customers kept because another import brings them too"),
    "kept_with_orders": _("Customers kept because they have order lines"),
    "kept_as_parents": _("Customers kept because others stand below them"),
    "kept_edited": _("Customers kept because somebody has edited them since"),
    "left_fields": _("Fields left as they are because they have another value by now"),
}
UNDONE_CONTACTS: dict[str, Promise] = {
    "contacts_removed": _("Contacts removed"),
    "contacts_restored": _("Contacts changed back"),
    "contacts_kept_confirmed": _("Contacts kept because another import brings them too"),
    "contacts_kept_edited": _("Contacts kept because somebody has edited them since"),
    "contacts_left_fields": _("Fields of contacts left because they have another value by now"),
}
"""What an undo reports, in the order in which it is told."""
_UNDONE = {
    ImportKind.CUSTOMERS.value: UNDONE_CUSTOMERS | UNDONE_CONTACTS,
    ImportKind.CONTACTS.value: UNDONE_CONTACTS | UNDONE_CUSTOMERS,
    ImportKind.ORDERS.value: UNDONE_LINES,
}


def undo_counts(kind: str, report: Mapping[str, Any]) -> list[tuple[str, int]]:
    """What an undo takes out and brings back, and of what stays every cause that occurs."""
    told = _UNDONE[kind]
    always = tuple(told) if kind == ImportKind.ORDERS else tuple(told)[:2]
    counts = [(name, label, report.get(name, 0)) for name, label in told.items()]
    return [(str(label), count) for name, label, count in counts if count or name in always]
