"""Who sees which customers, and what belongs to a customer."""

from collections.abc import Callable, Mapping
from functools import reduce
from operator import or_
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from mainstay.apps.customers.models import Contact, Customer, CustomerView, PinnedView, Sharing
from mainstay.apps.customers.rules.reach import Standing, Way, ways
from mainstay.apps.governance import queries as governance
from mainstay.foundation.access.actor import Actor, RowScope
from mainstay.foundation.access.policies import Policy

VIEW = "customers.customer.view"
CREATE = "customers.customer.create"
CHANGE = "customers.customer.change"
ARCHIVE = "customers.customer.archive"
EXPORT = "customers.customer.export"
IMPORT = "customers.customer.import"
KEEP_VIEWS = "customers.view.keep"
SHARE_VIEWS = "customers.view.share"

M = TypeVar("M", bound=Model)


def _all(actor: Actor, _prefix: str) -> Q | None:
    return Q() if actor.scope is RowScope.ALL else None


def _own(actor: Actor, prefix: str) -> Q | None:
    return None if actor.person_id is None else Q(**{f"{prefix}owner_id": actor.person_id})


def _team(actor: Actor, prefix: str) -> Q | None:
    if actor.scope is not RowScope.TEAM or not actor.team_ids:
        return None
    return Q(**{f"{prefix}owner_id__in": governance.members_of(actor.team_ids)})


def _region(actor: Actor, prefix: str) -> Q | None:
    return Q(**{f"{prefix}region__in": sorted(actor.regions)}) if actor.regions else None


CONDITIONS: Mapping[Way, Callable[[Actor, str], Q | None]] = {
    Way.ALL: _all,
    Way.OWNER: _own,
    Way.TEAM: _team,
    Way.REGION: _region,
}
"""What `rules.reach.HOLDS` says, as conditions on customers; None where nothing can be found."""


def condition(actor: Actor, way: Way, prefix: str = "") -> Q | None:
    """The customers that are there and reached in one way, or what hangs below `prefix`."""
    reached = CONDITIONS[way](actor, prefix)
    return None if reached is None else reached & Q(**{f"{prefix}withdrawn_at": None})


def _within(actor: Actor, prefix: str = "") -> Q:
    """The condition that customers, or what hangs below `prefix`, are reached in any way."""
    present = Q(**{f"{prefix}withdrawn_at": None})
    if actor.scope is RowScope.ALL:
        return present
    found = (reached(actor, prefix) for reached in CONDITIONS.values())
    reached = [each for each in found if each is not None]
    return present & reduce(or_, reached) if reached else Q(pk__in=())


def sees_all(actor: Actor) -> bool:
    """Whether the actor sees every customer but for withdrawn ones."""
    return actor.may(VIEW) and actor.scope is RowScope.ALL


class CustomerPolicy(Policy[Customer]):
    """Own customers, those of the team and below, those of the actor's regions, or all.

    Withdrawn ones never. A customer without an owner is seen by those who see everything, and
    within its region.
    """

    def visible(self, actor: Actor, rows: QuerySet[Customer]) -> QuerySet[Customer]:
        return rows.filter(_within(actor)) if actor.may(VIEW) else rows.none()

    def allows(self, actor: Actor, permission: str, subject: Customer) -> bool:
        return permits(actor, permission, standing_of(subject))


def standing_of(customer: Customer) -> Standing:
    """What decides who reaches this customer."""
    team_id = customer.owner.team_id if customer.owner is not None else None
    withdrawn = customer.withdrawn_at is not None
    return Standing(customer.owner_id, team_id, customer.region, withdrawn)


def permits(actor: Actor, permission: str, standing: Standing) -> bool:
    """Whether the actor may use the permission on a customer that stands like this."""
    return actor.may(permission) and actor.may(VIEW) and bool(ways(actor, standing))


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
