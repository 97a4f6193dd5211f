"""The fields that a file can bring: those of its kind, and a company's own for customers."""

from collections.abc import Sequence

from mainstay.apps.customers.contracts.custom_fields import PREFIX, CustomField
from mainstay.apps.customers.queries.custom_fields import custom_fields
from mainstay.apps.ledger.cleaning.fields import FIELDS, Kind


def custom_of(kind: Kind) -> Sequence[CustomField]:
    """The custom fields in use that a file of this kind can bring."""
    return custom_fields() if kind == "customers" else ()


def importable(kind: Kind) -> list[str]:
    """All fields that a file of this kind can bring, by name."""
    return [*FIELDS[kind], *(field.name for field in custom_of(kind))]


def custom_label(name: str) -> str:
    """What people call a custom field of this name; empty where it is none in use."""
    if not name.startswith(PREFIX):
        return ""
    return next((field.label for field in custom_fields() if field.name == name), "")
