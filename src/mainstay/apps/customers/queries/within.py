"""Customers and what belongs to them, for who sees only some customers."""

from mainstay.apps.customers.models import Customer
from mainstay.apps.customers.policies import sees_all
from mainstay.foundation.access.actor import Actor

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
