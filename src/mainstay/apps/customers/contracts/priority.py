"""Which customers come first where work is listed: key accounts, then the largest.

The customer master does not know; the subject that grades customers says it here.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models.expressions import Combinable

from mainstay.foundation.access.actor import Actor


@dataclass(frozen=True, slots=True)
class Priority:
    """How the database computes whether a customer is a key account, and its yearly revenue.

    Both expressions take the customer's key as ``OuterRef("pk")``. Only who holds `permission` may
    get to know them, in the order of a list too.
    """

    permission: str
    key_account: Callable[[], Combinable]
    revenue: Callable[[], Combinable]


@dataclass(slots=True)
class _Registry:
    priority: Priority | None = None


_registry = _Registry()


def register(found: Priority) -> None:
    """Say which customers come first. Raises ValueError when somebody else has."""
    if _registry.priority not in {None, found}:
        raise ValueError("which customers come first is registered twice")
    _registry.priority = found


def priority() -> Priority | None:
    """What was registered, if anything."""
    return _registry.priority


def is_known_to(actor: Actor) -> bool:
    """Whether lists may be put in this order for the actor."""
    known = priority()
    return known is not None and actor.may(known.permission)
