"""What the customer master tells other subjects."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CustomerChanged:
    """A person changed, archived or restored the customer with this key."""

    key: int
