"""What the customer master tells other subjects."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CustomerChanged:
    """A person changed, archived or restored the customer with this key."""

    key: int


@dataclass(frozen=True, slots=True)
class ManyCustomersChanged:
    """A bulk change or its undo has changed customers; which, nobody needs to know."""


@dataclass(frozen=True, slots=True)
class ViewChanged:
    """A saved view of the list of customers was made, changed or, with `gone`, deleted."""

    view_id: int
    gone: bool = False
