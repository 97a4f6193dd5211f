"""Who reaches a customer and why, and who does not: what the policy decides, told in parts.

Nothing is decided here. Whether somebody sees the customer and what they may do with it is what
`policies.permits` says, and the reasons are the ways of `rules.reach` that hold.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from mainstay.apps.customers.models import AccountTeamMember, Customer, MemberRight
from mainstay.apps.customers.policies import (
    ARCHIVE,
    CHANGE,
    CHANGE_TEAM,
    EXPLAIN,
    EXPORT,
    VIEW,
    condition,
    permits,
    sees_all,
    standing_of,
)
from mainstay.apps.customers.queries.records import CustomerNotFound, visible
from mainstay.apps.customers.rules.reach import Standing, Way, ways
from mainstay.apps.governance import queries as governance
from mainstay.apps.governance.contracts import regions
from mainstay.apps.governance.queries import Acting
from mainstay.foundation.access.actor import Actor, RowScope
from mainstay.foundation.access.field_rights import field_rights
from mainstay.foundation.access.services import require
from mainstay.shell.sentences import listed

RIGHTS = (VIEW, EXPORT, CHANGE, ARCHIVE, CHANGE_TEAM)
"""What is told that somebody may do with a customer."""
REGION_SCOPE = "region"


class Missing(StrEnum):
    """Why somebody does not see a customer."""

    DISABLED = "disabled"
    WITHDRAWN = "withdrawn"
    NO_RIGHT = "no_right"
    SEPARATED = "separated"
    NOT_OWNER = "not_owner"
    NOT_IN_TEAM = "not_in_team"
    NOT_IN_REGION = "not_in_region"
    NO_MEMBER = "no_member"


@dataclass(frozen=True, slots=True)
class Reason:
    """One way in which somebody reaches the customer, with the roles and places behind it.

    `place` is the owner's team or the customer's region, `above` the person's team or the region
    that was given to the person; empty where both are the same. `function` is that of a member.
    """

    way: Way
    roles: tuple[str, ...] = ()
    place: str = ""
    above: str = ""
    function: str = ""
    works: bool = False


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One reason why somebody does not see the customer; `about` is the name that it is about."""

    code: Missing
    about: str = ""


@dataclass(frozen=True, slots=True)
class Access:
    """What one person has to do with one customer."""

    person_id: int
    full_name: str
    email: str
    is_active: bool
    reasons: tuple[Reason, ...]
    rights: tuple[str, ...]
    fields: tuple[str, ...]
    """The field rights that the person holds, where it sees the customer."""
    obstacles: tuple[Obstacle, ...]

    @property
    def sees(self) -> bool:
        """Whether the person sees the customer at all."""
        return VIEW in self.rights


@dataclass(frozen=True, slots=True)
class Names:
    """What a customer's surroundings are called."""

    owner: str
    teams: Mapping[int, str]
    regions: Mapping[int, str]
    reached: Mapping[frozenset[int], frozenset[str]]
    functions: Mapping[int, str]


class AccessOf:
    """Who reaches one customer. Raises CustomerNotFound and AccessDenied.

    A withdrawn customer is told of to those who see everything.
    """

    def __init__(self, actor: Actor, key: int) -> None:
        require(actor, EXPLAIN)
        rows = Customer.objects.system("the policy is asked for the very row")
        found = rows.select_related("owner").filter(key=key).first()
        if found is None or not (_may_hear_of(actor, found)):
            raise CustomerNotFound(key)
        self.customer = found
        members = AccountTeamMember.objects.system("who belongs to the team is told")
        team = list(members.filter(customer=found).values_list("person_id", "right", "function"))
        works = {person_id: right == MemberRight.WORKS for person_id, right, _function in team}
        self._standing = standing_of(found, works)
        self._functions = {person_id: function for person_id, _right, function in team}

    def of(self, person_id: int) -> Access | None:
        """What one person, a disabled one too, has to do with the customer; None for nobody."""
        return next(iter(self._told(governance.everybody_acting(person_id))), None)

    def of_email(self, email: str) -> Access | None:
        """The same of whoever has this e-mail."""
        person_id = governance.person_with_email(email)
        return None if person_id is None else self.of(person_id)

    def everybody(self) -> list[Access]:
        """The active people who see the customer, by name."""
        told = self._told(governance.everybody_acting())
        return [each for each in told if each.sees and each.is_active]

    def _told(self, people: list[Acting]) -> list[Access]:
        names = self._names(people)
        return [_access(each, self._standing, names) for each in people]

    def _names(self, people: Iterable[Acting]) -> Names:
        given = {frozenset({key}) for each in people for key in each.region_ids}
        owner = self.customer.owner
        tree = regions()
        return Names(
            owner=owner.full_name if owner is not None else "",
            teams=dict(governance.team_names()),
            regions={each.pk: each.name for each in tree.all_regions()} if given else {},
            reached=tree.reached_each(given) if given else {},
            functions=self._functions,
        )


def key_of_code(code: str) -> int:
    """The key behind a code, withdrawn customers too. Raises CustomerNotFound.

    Whether the reader may hear of the customer is asked next.
    """
    rows = Customer.objects.system("the policy is asked for the very row").filter(code=code)
    key = rows.values_list("key", flat=True).first()
    if key is None:
        raise CustomerNotFound(code)
    return key


def _may_hear_of(actor: Actor, customer: Customer) -> bool:
    if customer.withdrawn_at is not None:
        return sees_all(actor)
    return visible(actor).filter(pk=customer.key).exists()


def _access(person: Acting, standing: Standing, names: Names) -> Access:
    rights: tuple[str, ...] = ()
    if person.is_active:
        rights = tuple(right for right in RIGHTS if permits(person.actor, right, standing))
    sees = VIEW in rights
    held = ways(person.actor, standing) if sees else frozenset()
    return Access(
        person.person_id,
        person.full_name,
        person.email,
        person.is_active,
        tuple(_TELLING[way](person, standing, names) for way in Way if way in held),
        rights,
        tuple(right.code for right in field_rights() if sees and person.actor.may(right.code)),
        () if sees else tuple(_obstacles(person, standing, names)),
    )


def _roles(person: Acting, scope: str) -> tuple[str, ...]:
    return tuple(role.label for role in person.roles if role.scope == scope)


def _by_everything(person: Acting, _standing: Standing, _names: Names) -> Reason:
    return Reason(Way.ALL, _roles(person, RowScope.ALL))


def _by_owning(_person: Acting, _standing: Standing, _names: Names) -> Reason:
    return Reason(Way.OWNER)


def _by_team(person: Acting, standing: Standing, names: Names) -> Reason:
    place, above = names.teams.get(standing.team_id or 0, ""), ""
    if person.team_id is not None and person.team_id != standing.team_id:
        above = names.teams[person.team_id]
    return Reason(Way.TEAM, _roles(person, RowScope.TEAM), place, above)


def _by_region(person: Acting, standing: Standing, names: Names) -> Reason:
    """The given regions that reach it; all of them where only together they do."""
    alone = [key for key in person.region_ids if standing.region in names.reached[frozenset({key})]]
    called = [names.regions.get(key, "") for key in alone or person.region_ids]
    above = listed(name for name in called if name and name != standing.region)
    return Reason(Way.REGION, _roles(person, REGION_SCOPE), standing.region, above)


def _by_membership(person: Acting, standing: Standing, names: Names) -> Reason:
    function, works = names.functions[person.person_id], standing.members[person.person_id]
    return Reason(Way.MEMBER, function=function, works=works)


_TELLING: Mapping[Way, Callable[[Acting, Standing, Names], Reason]] = {
    Way.ALL: _by_everything,
    Way.OWNER: _by_owning,
    Way.TEAM: _by_team,
    Way.REGION: _by_region,
    Way.MEMBER: _by_membership,
}


def _obstacles(person: Acting, standing: Standing, names: Names) -> Iterable[Obstacle]:
    if not person.is_active:
        yield Obstacle(Missing.DISABLED)
    if standing.is_withdrawn:
        yield Obstacle(Missing.WITHDRAWN)
    if not person.actor.may(VIEW):
        separated = any(VIEW in role.permissions for role in person.roles)
        yield Obstacle(Missing.SEPARATED if separated else Missing.NO_RIGHT)
    if not standing.is_withdrawn and not ways(person.actor, standing):
        yield from _not_reached(person, standing, names)


def _not_reached(person: Acting, standing: Standing, names: Names) -> Iterable[Obstacle]:
    """What the person's roles would have needed; always something."""
    yield Obstacle(Missing.NOT_OWNER, names.owner)
    if person.actor.scope is RowScope.TEAM:
        yield Obstacle(Missing.NOT_IN_TEAM, names.teams.get(person.team_id or 0, ""))
    if _roles(person, REGION_SCOPE):
        yield Obstacle(Missing.NOT_IN_REGION, standing.region)
    yield Obstacle(Missing.NO_MEMBER)


@dataclass(frozen=True, slots=True)
class Reach:
    """What one person reaches: how many customers in each way, and in all.

    Only customers that the reader sees are counted.
    """

    person_id: int
    full_name: str
    is_active: bool
    may_see: bool
    roles: tuple[str, ...]
    team: str
    regions: tuple[str, ...]
    counts: Mapping[Way, int]
    total: int
    region_names: tuple[str, ...] = ()
    """What customers' regions may be called to be reached."""
    owner_ids: tuple[int, ...] = ()
    """Whose customers are reached by the team."""


def reach_of(actor: Actor, person_id: int) -> Reach | None:
    """What one person reaches; None where there is nobody. Raises AccessDenied."""
    require(actor, EXPLAIN)
    person = next(iter(governance.everybody_acting(person_id)), None)
    if person is None:
        return None
    may_see = person.is_active and person.actor.may(VIEW)
    rows = visible(actor).select_related(None).order_by()
    counts = {}
    for way in Way:
        reached = condition(person.actor, way) if may_see else None
        if reached is not None:
            counts[way] = rows.filter(reached).count()
    seen = Customer.objects.visible_to(person.actor).order_by().values("pk")
    given = {each.pk: each.name for each in regions().all_regions()} if person.region_ids else {}
    return Reach(
        person.person_id,
        person.full_name,
        person.is_active,
        may_see,
        tuple(role.label for role in person.roles),
        dict(governance.team_names([person.team_id])).get(person.team_id, "")
        if person.team_id is not None
        else "",
        tuple(given[key] for key in person.region_ids if key in given),
        counts,
        rows.filter(pk__in=seen).count() if may_see else 0,
        tuple(sorted(person.actor.regions)),
        tuple(governance.members_of(person.actor.team_ids)) if Way.TEAM in counts else (),
    )
