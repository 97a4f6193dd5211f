"""Who acts: the actors behind people, sessions, e-mails and API tokens."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.db.models import Prefetch

from mainstay.apps.governance import rules
from mainstay.apps.governance.contracts import regions
from mainstay.apps.governance.models import ApiToken, Person, Role
from mainstay.apps.governance.queries.company import installation_kept, sign_in_rules
from mainstay.apps.governance.queries.organisation import parents_of_teams
from mainstay.foundation.access.actor import Actor, ActorKind
from mainstay.foundation.access.permissions import all_permissions


def actor_of(person: Person, origin: str = "") -> Actor:
    """The person as an actor: permissions of all roles together, the widest scope, the teams.

    Costs one query for the roles, one for the teams, and one for the regions where a role reaches
    any. In the strict profile whoever administers has no business permission, whatever the roles
    say.
    """
    held = Role.objects.system("roles say what their holder may do").filter(people=person)
    roles = list(held.order_by())
    chosen = rules.regions_opened([role.scope for role in roles], person.region_ids)
    names = regions().reached(chosen)
    return _acting(person, roles, _teams_from(person.team_id), names, origin)


def _acting(
    person: Person,
    roles: Iterable[Role],
    team_ids: frozenset[int],
    region_names: frozenset[str],
    origin: str = "",
) -> Actor:
    held = [(role.permissions, role.scope) for role in roles]
    everyones = {each.code for each in all_permissions() if each.everyone}
    permissions = frozenset(everyones.union(*(codes for codes, _ in held)))
    return Actor(
        kind=ActorKind.PERSON,
        name=person.full_name,
        person_id=person.pk,
        permissions=_separated(permissions),
        scope=rules.widest(scope for _, scope in held),
        team_ids=team_ids,
        regions=region_names,
        origin=origin,
    )


class HeldRole(NamedTuple):
    """A role by value: how it is called, what it reaches and allows."""

    label: str
    scope: str
    permissions: frozenset[str]


@dataclass(frozen=True, slots=True)
class Acting:
    """A person, by value, with what makes the actor that they are."""

    person_id: int
    full_name: str
    email: str
    is_active: bool
    team_id: int | None
    region_ids: tuple[int, ...]
    roles: tuple[HeldRole, ...]
    actor: Actor


def everybody_acting(person_id: int | None = None) -> list[Acting]:
    """Everybody by name, or one of them, as `actor_of` has them; disabled people too.

    Costs five queries at most, however many they are. For telling who reaches something; who may
    know that is asked by the caller.
    """
    rows = Person.objects.system("who reaches something is told to those who may know")
    if person_id is not None:
        rows = rows.filter(pk=person_id)
    roles = Role.objects.system("roles say what their holder may do")
    people = list(rows.prefetch_related(Prefetch("roles", queryset=roles)))
    parents = parents_of_teams().items()
    below = {pk: rules.teams_below(pk, parents) for pk in {each.team_id for each in people}}
    held = {each.pk: tuple(each.roles.all()) for each in people}
    chosen = {
        each.pk: rules.regions_opened([role.scope for role in held[each.pk]], each.region_ids)
        for each in people
    }
    names = regions().reached_each(set(chosen.values())) if any(chosen.values()) else {}
    with installation_kept():  # its rules are asked for each who administers
        return [
            _told(
                each,
                held[each.pk],
                below[each.team_id],
                names.get(chosen[each.pk], frozenset()),
            )
            for each in people
        ]


def _told(
    person: Person, roles: tuple[Role, ...], team_ids: frozenset[int], names: frozenset[str]
) -> Acting:
    return Acting(
        person_id=person.pk,
        full_name=person.full_name,
        email=person.email,
        is_active=person.is_active,
        team_id=person.team_id,
        region_ids=tuple(person.region_ids),
        roles=tuple(_by_value(role) for role in roles),
        actor=_acting(person, roles, team_ids, names),
    )


def _by_value(role: Role) -> HeldRole:
    return HeldRole(str(role.label), role.scope, frozenset(role.permissions))


def _separated(permissions: frozenset[str]) -> frozenset[str]:
    if rules.ADMINISTERING.isdisjoint(permissions) or not sign_in_rules().strict:
        return permissions
    return permissions - rules.business_permissions(permissions, all_permissions())


def _teams_from(team_id: int | None) -> frozenset[int]:
    if team_id is None:
        return frozenset()
    return rules.teams_below(team_id, parents_of_teams().items())


def acting_person(person_id: int, origin: str = "") -> Actor | None:
    """The actor of a person who may still act; None for a disabled or unknown one."""
    person = person_of_session(person_id)
    return actor_of(person, origin) if person is not None else None


def actor_of_token(text: str, origin: str = "") -> tuple[Actor, ApiToken] | None:
    """The actor behind a presented API token and its row; None unless both are in force."""
    parts = rules.split_token(text)
    if parts is None:
        return None
    prefix, secret = parts
    found = ApiToken.objects.system("the token says on whose behalf").select_related("person")
    token = found.filter(prefix=prefix).first()
    if token is None or not rules.secret_matches(secret, token.digest):
        return None
    if not (token.is_usable and token.person.is_active):
        return None
    return _narrowed(actor_of(token.person, origin), token), token


def _narrowed(actor: Actor, token: ApiToken) -> Actor:
    permissions = rules.narrowed(
        actor.permissions,
        read_only=token.read_only,
        scopes=token.scopes,
        declared=all_permissions(),
    )
    name = f"{actor.name} ({token.name})"
    return replace(actor, kind=ActorKind.TOKEN, name=name, permissions=permissions)


def person_of_session(person_id: int) -> Person | None:
    """The active person a session belongs to."""
    people = Person.objects.system("a session names its person")
    return people.filter(pk=person_id, is_active=True).first()


def person_signing_in(email: str) -> Person | None:
    """The active person with this e-mail, upper and lower case alike."""
    people = Person.objects.system("nobody acts before the sign-in is checked")
    return people.filter(email=email.strip().lower(), is_active=True).first()
