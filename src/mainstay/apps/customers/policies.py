"""Who sees which customers, and what belongs to a customer."""

from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from operator import or_
from typing import TypeVar, cast

from django.db.models import Model, Q, QuerySet

from mainstay.apps.customers.contracts.account_teams import members_may
from mainstay.apps.customers.models import (
    AccountTeamMember,
    BulkChange,
    Contact,
    Customer,
    CustomerField,
    CustomerView,
    MemberRight,
    PinnedView,
    Sharing,
)
from mainstay.apps.customers.rules.reach import Standing, Way, of_ones_own, ways
from mainstay.apps.governance import queries as governance
from mainstay.foundation.access import among  # noqa: F401 - the lookup of that name
from mainstay.foundation.access.actor import Actor, RowScope
from mainstay.foundation.access.permissions import UnknownPermission
from mainstay.foundation.access.permissions import permission as known_permission
from mainstay.foundation.access.policies import Policy, policy_of

VIEW = "customers.customer.view"
CREATE = "customers.customer.create"
CHANGE = "customers.customer.change"
ARCHIVE = "customers.customer.archive"
CHANGE_TEAM = "customers.account_team.change"
EXPORT = "customers.customer.export"
EXPLAIN = "customers.access.explain"
IMPORT = "customers.customer.import"
CHANGE_MANY = "customers.bulk.change"
DEFINE_FIELDS = "customers.custom_field.define"
KEEP_VIEWS = "customers.view.keep"
SHARE_VIEWS = "customers.view.share"

DECIDING = ("owner", "region")
"""Facts of a customer that decide who sees it."""

M = TypeVar("M", bound=Model)


def _all(actor: Actor, _prefix: str) -> Q | None:
    return Q() if actor.scope is RowScope.ALL else None


def _own(actor: Actor, prefix: str) -> Q | None:
    return None if actor.person_id is None else Q(**{f"{prefix}owner_id": actor.person_id})


def _team(actor: Actor, prefix: str) -> Q | None:
    if actor.scope is not RowScope.TEAM or not actor.team_ids:
        return None
    return Q(**{f"{prefix}owner_id__among": governance.members_of(actor.team_ids)})


def _member(actor: Actor, prefix: str) -> Q | None:
    if actor.person_id is None:
        return None
    rows = AccountTeamMember.objects.system("those that the actor works for").order_by()
    own = rows.filter(person_id=actor.person_id).values("customer_id")
    return Q(**{f"{prefix}pk__among": own})


def _region(actor: Actor, prefix: str) -> Q | None:
    return Q(**{f"{prefix}region__in": sorted(actor.regions)}) if actor.regions else None


CONDITIONS: Mapping[Way, Callable[[Actor, str], Q | None]] = {
    Way.ALL: _all,
    Way.OWNER: _own,
    Way.TEAM: _team,
    Way.REGION: _region,
    Way.MEMBER: _member,
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
    return present & _any(actor, CONDITIONS, prefix)


def reached_otherwise(actor: Actor, prefix: str = "") -> Q:
    """The condition that there is more than membership in the account team."""
    return _any(actor, [way for way in CONDITIONS if way is not Way.MEMBER], prefix)


def _any(actor: Actor, of_these: Iterable[Way], prefix: str) -> Q:
    conditions = (CONDITIONS[way](actor, prefix) for way in of_these)
    reached = [each for each in conditions if each is not None]
    return reduce(or_, reached) if reached else Q(pk__in=())


def sees_all(actor: Actor) -> bool:
    """Whether the actor sees every customer but for withdrawn ones."""
    return actor.may(VIEW) and actor.scope is RowScope.ALL


class CustomerPolicy(Policy[Customer]):
    """Own customers, those of the team and below, those of the actor's regions, or all.

    Beside these, those to whose account team the actor belongs: to see, and for who works on them
    to change. Withdrawn ones never. A customer without an owner is seen by those who see
    everything, within its region, and by its account team.
    """

    def visible(self, actor: Actor, rows: QuerySet[Customer]) -> QuerySet[Customer]:
        return rows.filter(_within(actor)) if actor.may(VIEW) else rows.none()

    def allows(self, actor: Actor, permission: str, subject: Customer) -> bool:
        if permits(actor, permission, standing_of(subject)):
            return True
        person_id = actor.person_id
        if person_id is None or not actor.may(permission) or not _as_member(permission, works=True):
            return False
        return permits(actor, permission, standing_with_member(subject, person_id))


def standing_of(customer: Customer, members: Mapping[int, bool] | None = None) -> Standing:
    """What decides who reaches this customer, with those members of its team who are known."""
    team_id = customer.owner.team_id if customer.owner is not None else None
    withdrawn = customer.withdrawn_at is not None
    return Standing(customer.owner_id, team_id, customer.region, withdrawn, members or {})


def permits(actor: Actor, permission: str, standing: Standing) -> bool:
    """Whether the actor may use the permission on a customer that stands like this."""
    if not (actor.may(permission) and actor.may(VIEW)):
        return False
    found = ways(actor, standing)
    if of_ones_own(found) or actor.person_id is None:
        return bool(found)
    works = standing.members.get(actor.person_id, False)
    return bool(found) and _as_member(permission, works=works)


def _as_member(permission: str, *, works: bool) -> bool:
    """Whether a place in the account team is enough: for reading, and for what one works on."""
    try:
        reads = not known_permission(permission).writes
    except UnknownPermission:
        return False
    return reads or (works and members_may(permission))


def is_ones_own(actor: Actor, customer: Customer) -> bool:
    """Whether the actor reaches the customer otherwise than as a member of its account team."""
    return of_ones_own(ways(actor, standing_of(customer)))


def standing_with_member(customer: Customer, person_id: int) -> Standing:
    """The same, with this person's place in the account team; costs a query."""
    rows = AccountTeamMember.objects.system("whether somebody belongs to the account team")
    place = rows.filter(customer=customer, person_id=person_id).values_list("person_id", "right")
    members = {member_id: right == MemberRight.WORKS for member_id, right in place}
    return standing_of(customer, members)


class OfCustomerPolicy(Policy[M]):
    """Rows that belong to a customer are seen by those who see the customer.

    Who may use a right on the customer may use it on them.
    """

    def __init__(self, customer: str) -> None:
        self.customer = customer

    def visible(self, actor: Actor, rows: QuerySet[M]) -> QuerySet[M]:
        return rows.filter(_within(actor, f"{self.customer}__")) if actor.may(VIEW) else rows.none()

    def allows(self, actor: Actor, permission: str, subject: M) -> bool:
        customer = reduce(getattr, self.customer.split("__"), subject)
        return policy_of(Customer).allows(actor, permission, cast("Customer", customer))


class ContactPolicy(OfCustomerPolicy[Contact]):
    """The contacts of the customers that the actor sees; withdrawn ones never."""

    def __init__(self) -> None:
        super().__init__("customer")

    def visible(self, actor: Actor, rows: QuerySet[Contact]) -> QuerySet[Contact]:
        return super().visible(actor, rows).filter(withdrawn_at=None)

    def allows(self, actor: Actor, permission: str, subject: Contact) -> bool:
        return subject.withdrawn_at is None and super().allows(actor, permission, subject)


class CustomerFieldPolicy(Policy[CustomerField]):
    """All custom fields for who sees customers, and for who defines them without seeing any."""

    def visible(self, actor: Actor, rows: QuerySet[CustomerField]) -> QuerySet[CustomerField]:
        return rows if actor.may(VIEW) or actor.may(DEFINE_FIELDS) else rows.none()


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
