"""Customers and what belongs to them, for who sees only some customers."""

from typing import TypeVar

from django.db.models import Model, QuerySet

from mainstay.apps.customers.models import Customer
from mainstay.apps.customers.policies import sees_all
from mainstay.foundation.access.actor import Actor

M = TypeVar("M", bound=Model)

FEW = 1_000


def few_seen(actor: Actor) -> list[int] | None:
    """The keys of all customers that the actor sees; None where they are not few.

    Who sees few customers has them named: else a database may read the millions of rows that other
    conditions leave, to find these few. Costs a query, but for who sees all.
    """
    if sees_all(actor):
        return None
    seen = Customer.objects.visible_to(actor).order_by().values_list("pk", flat=True)[: FEW + 1]
    keys = list(seen)
    return keys if len(keys) <= FEW else None


def narrowed(actor: Actor, rows: QuerySet[M]) -> QuerySet[M]:
    """The same rows, of what hangs at `customer` and is visible to the actor."""
    keys = few_seen(actor)
    return rows if keys is None else rows.filter(customer__in=keys)
