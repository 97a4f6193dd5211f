"""Who sees which customers, and what belongs to a customer."""

from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from mainstay.apps.customers.models import Contact, Customer
from mainstay.foundation.access.actor import Actor, RowScope
from mainstay.foundation.access.policies import Policy

VIEW = "customers.customer.view"
CREATE = "customers.customer.create"
CHANGE = "customers.customer.change"
ARCHIVE = "customers.customer.archive"
EXPORT = "customers.customer.export"
IMPORT = "customers.customer.import"

M = TypeVar("M", bound=Model)


def _within(actor: Actor, prefix: str = "") -> Q:
    """The condition of the actor's row scope on customers, or on what hangs below `prefix`."""
    present = Q(**{f"{prefix}withdrawn_at": None})
    if actor.scope is RowScope.ALL:
        return present
    own = Q(**{f"{prefix}owner_id": actor.person_id, f"{prefix}owner_id__isnull": False})
    if actor.scope is RowScope.OWN:
        return present & own
    return present & (own | Q(**{f"{prefix}owner__team_id__in": sorted(actor.team_ids)}))


def sees_all(actor: Actor) -> bool:
    """Whether the actor sees every customer but for withdrawn ones."""
    return actor.may(VIEW) and actor.scope is RowScope.ALL


class CustomerPolicy(Policy[Customer]):
    """Own customers, those owned within the team and below, or all; withdrawn ones never.

    A customer without an owner is seen by those who see everything.
    """

    def visible(self, actor: Actor, rows: QuerySet[Customer]) -> QuerySet[Customer]:
        return rows.filter(_within(actor)) if actor.may(VIEW) else rows.none()

    def allows(self, actor: Actor, permission: str, subject: Customer) -> bool:
        if not (actor.may(permission) and actor.may(VIEW)) or subject.withdrawn_at is not None:
            return False
        if actor.scope is RowScope.ALL:
            return True
        if subject.owner is None:
            return False
        if subject.owner_id == actor.person_id:
            return True
        return actor.scope is RowScope.TEAM and subject.owner.team_id in actor.team_ids


class OfCustomerPolicy(Policy[M]):
    """Rows that belong to a customer are seen by those who see the customer."""

    def __init__(self, customer: str) -> None:
        self.customer = customer

    def visible(self, actor: Actor, rows: QuerySet[M]) -> QuerySet[M]:
        return rows.filter(_within(actor, f"{self.customer}__")) if actor.may(VIEW) else rows.none()


class ContactPolicy(OfCustomerPolicy[Contact]):
    """The contacts of the customers that the actor sees; withdrawn ones never."""

    def __init__(self) -> None:
        super().__init__("customer")

    def visible(self, actor: Actor, rows: QuerySet[Contact]) -> QuerySet[Contact]:
        return super().visible(actor, rows).filter(withdrawn_at=None)
