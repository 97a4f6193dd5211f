"""Customers and what belongs to them, for who sees only some customers."""

from typing import TypeVar

from django.db.models import Model, QuerySet

from mainstay.apps.customers.models import Customer
from mainstay.apps.customers.policies import sees_all
from mainstay.foundation.access.actor import Actor

M = TypeVar("M", bound=Model)

FEW = 1_000


def narrowed(actor: Actor, rows: QuerySet[M], customer: str = "customer") -> QuerySet[M]:
    """The same rows, which are visible to the actor; `customer` names the customer they are of.

    Who sees few customers has them named: else a database may read the millions of rows that the
    other conditions leave, to find these few. Costs a query.
    """
    if sees_all(actor):
        return rows
    seen = Customer.objects.visible_to(actor).order_by().values_list("pk", flat=True)[: FEW + 1]
    keys = list(seen)
    return rows.filter(**{f"{customer}__in": keys}) if len(keys) <= FEW else rows
