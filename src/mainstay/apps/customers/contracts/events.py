"""What the customer master tells other subjects."""

from dataclasses import dataclass
from enum import StrEnum


class Happened(StrEnum):
    """What a person did to one customer or contact."""

    CREATED = "created"
    CHANGED = "changed"
    ARCHIVED = "archived"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class CustomerCreated:
    """A person created the customer with this key."""

    key: int
    code: str


@dataclass(frozen=True, slots=True)
class CustomerChanged:
    """A person changed, archived or restored the customer with this key."""

    key: int
    code: str
    happened: Happened = Happened.CHANGED


@dataclass(frozen=True, slots=True)
class ContactChanged:
    """A person created, changed, archived or restored a contact of a customer."""

    contact: int
    customer: int
    customer_code: str
    happened: Happened


@dataclass(frozen=True, slots=True)
class ManyCustomersChanged:
    """A bulk change or its undo has changed customers; which, the bulk change knows."""

    bulk: int
    deed: str
    undone: bool = False


@dataclass(frozen=True, slots=True)
class ViewChanged:
    """A saved view of the list of customers was made, changed or, with `gone`, deleted."""

    view_id: int
    gone: bool = False
