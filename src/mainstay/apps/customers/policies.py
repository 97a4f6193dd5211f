"""Who sees which customers, and what belongs to a customer."""

from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from mainstay.apps.customers.models import (
    BulkChange,
    Contact,
    Customer,
    CustomerView,
    PinnedView,
    Sharing,
)
from mainstay.apps.governance import queries as governance
from mainstay.foundation.access.actor import Actor, RowScope
from mainstay.foundation.access.policies import Policy

VIEW = "customers.customer.view"
CREATE = "customers.customer.create"
CHANGE = "customers.customer.change"
ARCHIVE = "customers.customer.archive"
EXPORT = "customers.customer.export"
IMPORT = "customers.customer.import"
CHANGE_MANY = "customers.bulk.change"
KEEP_VIEWS = "customers.view.keep"
SHARE_VIEWS = "customers.view.share"

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


class CustomerViewPolicy(Policy[CustomerView]):
    """Own views, those shared with everybody, and those shared with a team that is near.

    Near are the actor's team and all above and below it. The owner writes a view; what is shared
    also whoever may share views and sees every customer.
    """

    def visible(self, actor: Actor, rows: QuerySet[CustomerView]) -> QuerySet[CustomerView]:
        if not actor.may(VIEW):
            return rows.none()
        shared = Q(sharing=Sharing.EVERYBODY)
        if actor.team_ids:
            shared |= Q(sharing=Sharing.TEAM, team_id__in=sorted(governance.teams_near(actor)))
        if is_keeper(actor):
            shared |= ~Q(sharing=Sharing.NOBODY)
        return rows.filter(shared | Q(owner_id=actor.person_id, owner_id__isnull=False))

    def allows(self, actor: Actor, permission: str, subject: CustomerView) -> bool:
        if not (actor.may(permission) and actor.may(VIEW)):
            return False
        if subject.owner_id == actor.person_id:
            return True
        return subject.sharing != Sharing.NOBODY and is_keeper(actor)


def is_keeper(actor: Actor) -> bool:
    """Whether the actor looks after the views that others share."""
    return actor.may(SHARE_VIEWS) and actor.scope is RowScope.ALL


class OwnPinsPolicy(Policy[PinnedView]):
    """Everybody's own pins alone."""

    def visible(self, actor: Actor, rows: QuerySet[PinnedView]) -> QuerySet[PinnedView]:
        if actor.person_id is None or not actor.may(VIEW):
            return rows.none()
        return rows.filter(person_id=actor.person_id)


class BulkChangePolicy(Policy[BulkChange]):
    """Own bulk changes; everybody's for those who see every customer."""

    def visible(self, actor: Actor, rows: QuerySet[BulkChange]) -> QuerySet[BulkChange]:
        if not actor.may(CHANGE_MANY):
            return rows.none()
        if sees_all(actor):
            return rows
        return rows.filter(by_id=actor.person_id, by_id__isnull=False)
