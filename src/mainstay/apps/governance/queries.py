"""Reads of governance: the installation, who acts, and the lists its screens show."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from allauth.mfa import app_settings as second_factor_settings
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db import DatabaseError
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from mainstay.apps.governance import rules
from mainstay.apps.governance.models import (
    ApiToken,
    Backup,
    BrowserSession,
    Installation,
    Person,
    Role,
    Team,
)
from mainstay.foundation.access.actor import Actor, ActorKind, RowScope
from mainstay.foundation.access.permissions import all_permissions
from mainstay.kernel.clock import today_in


class NotInitialised(LookupError):
    """The database has no installation row yet: `mainstay init` has not run."""


_kept: ContextVar[dict[str, Installation | None] | None] = ContextVar(
    "kept_installation", default=None
)
_zone_locks: list[Callable[[], bool]] = []


@contextmanager
def installation_kept() -> Iterator[None]:
    """Read the installation at most once within; wrapped around each web request."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def forget_installation() -> None:
    """Read the row again next time; called after it was written."""
    kept = _kept.get()
    if kept is not None:
        kept.clear()


def find_installation() -> Installation | None:
    """The installation, or None before `mainstay init`."""
    kept = _kept.get()
    if kept is not None and "row" in kept:
        return kept["row"]
    row = Installation.objects.system("everybody's figures are counted in it").first()
    if kept is not None:
        kept["row"] = row
    return row


def is_set_up() -> bool:
    """Whether there is an installation, also one whose tables are older than this version's."""
    try:
        return Installation.objects.system("whether there is one concerns everybody").exists()
    except DatabaseError:
        return False


def installation() -> Installation:
    """The installation. Raises NotInitialised."""
    row = find_installation()
    if row is None:
        raise NotInitialised("run `mainstay init` first")
    return row


def today() -> date:
    """The day in the company's time zone; in UTC before `mainstay init`."""
    company = find_installation()
    return today_in(ZoneInfo(company.time_zone) if company else UTC)


def register_zone_lock(lock: Callable[[], bool]) -> None:
    """Let another subject forbid changes of currency and time zone once it counted in them."""
    if lock not in _zone_locks:
        _zone_locks.append(lock)


def is_zone_locked() -> bool:
    """Whether currency and time zone are fixed because something was counted in them."""
    return any(lock() for lock in _zone_locks)


def actor_of(person: Person, origin: str = "") -> Actor:
    """The person as an actor: permissions of all roles together, the widest scope, the teams.

    Costs one query for the roles and one for the teams.
    """
    roles = Role.objects.system("the roles say what their holder may do").filter(people=person)
    held = [(role.permissions, RowScope(role.scope)) for role in roles]
    permissions = {each.code for each in all_permissions() if each.everyone}
    return Actor(
        kind=ActorKind.PERSON,
        name=person.full_name,
        person_id=person.pk,
        permissions=frozenset(permissions.union(*(codes for codes, _ in held))),
        scope=rules.widest(scope for _, scope in held),
        team_ids=_teams_from(person.team_id),
        origin=origin,
    )


def _teams_from(team_id: int | None) -> frozenset[int]:
    if team_id is None:
        return frozenset()
    tree = Team.objects.system("the tree says which teams lie below")
    return rules.teams_below(team_id, tree.values_list("pk", "parent_id"))


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
    people = Person.objects.system("a session names its person").select_related("team")
    return people.filter(pk=person_id, is_active=True).first()


def person_signing_in(email: str) -> Person | None:
    """The active person with this e-mail, upper and lower case alike."""
    people = Person.objects.system("nobody acts before the sign-in is checked")
    return people.filter(email=email.strip().lower(), is_active=True).first()


def _with_roles(people: QuerySet[Person]) -> QuerySet[Person]:
    roles = Role.objects.system("shown beside a person who is visible")
    return people.select_related("team").prefetch_related(Prefetch("roles", queryset=roles))


def people(
    actor: Actor, *, text: str = "", team: int | None = None, active: bool | None = None
) -> QuerySet[Person]:
    """The people the actor may see, with team and roles, filtered by name or e-mail."""
    rows = Person.objects.visible_to(actor)
    if text:
        rows = rows.filter(Q(full_name__icontains=text) | Q(email__icontains=text))
    if team is not None:
        rows = rows.filter(team_id=team)
    if active is not None:
        rows = rows.filter(is_active=active)
    return _with_roles(_telling_second_factor(actor, rows))


def _telling_second_factor(actor: Actor, people: QuerySet[Person]) -> QuerySet[Person]:
    """Say of each person whether there is a second factor, to those who can reset it alone."""
    if not actor.may("governance.person.change"):
        return people
    held = Exists(_with_second_factor().filter(user_id=OuterRef("pk")))
    return people.annotate(has_second_factor=held)


def person(actor: Actor, person_id: int) -> Person:
    """One visible person with team and roles. Raises Person.DoesNotExist."""
    rows = _telling_second_factor(actor, Person.objects.visible_to(actor))
    return _with_roles(rows).get(pk=person_id)


def myself(actor: Actor) -> Person:
    """The person behind the actor, with team and roles. Raises Person.DoesNotExist."""
    rows = Person.objects.system("everybody may see their own account")
    return _with_roles(rows.filter(pk__in=_own_key(actor))).get()


def sessions(actor: Actor) -> QuerySet[BrowserSession]:
    """The actor's own sessions that are open, the last used first."""
    return _open(actor, myself(actor))


def sessions_of(actor: Actor, person: Person) -> QuerySet[BrowserSession]:
    """A person's open sessions, as far as the actor may see them."""
    return _open(actor, person)


def session(actor: Actor, session_id: int) -> BrowserSession:
    """One of the actor's own open sessions. Raises BrowserSession.DoesNotExist."""
    return sessions(actor).get(pk=session_id)


def _open(actor: Actor, person: Person) -> QuerySet[BrowserSession]:
    """Those whose cookie still opens something: not run out, not shut by a new password."""
    alive = Session.objects.filter(session_key=OuterRef("key"), expire_date__gt=timezone.now())
    proof = rules.fingerprint(person.get_session_auth_hash())
    rows = BrowserSession.objects.visible_to(actor).filter(person=person, proof=proof)
    return rows.filter(Exists(alive))


class SecondFactor(NamedTuple):
    """A person's second factor: since when, when last used, and how much help is left."""

    since: datetime
    last_used_at: datetime | None
    codes_left: int


def second_factor_of(person: Person) -> SecondFactor | None:
    """The second factor of a person whom the reader was given; None without one."""
    kept = {each.type: each for each in Authenticator.objects.filter(user_id=person.pk)}
    app = kept.get(Authenticator.Type.TOTP)
    if app is None:
        return None
    codes = kept.get(Authenticator.Type.RECOVERY_CODES)
    made = second_factor_settings.RECOVERY_CODE_COUNT
    left = made - codes.data["used_mask"].bit_count() if codes is not None else 0
    uses = [each.last_used_at for each in kept.values() if each.last_used_at is not None]
    return SecondFactor(app.created_at, max(uses, default=None), left)


def lacks_second_factor(actor: Actor) -> bool:
    """Whether the installation asks the actor for a second factor that is not there yet.

    Costs a query only for those whom the rule names.
    """
    company = find_installation()
    if company is None or not rules.owes_second_factor(company.second_factor, actor.permissions):
        return False
    return not _with_second_factor().filter(user_id=actor.person_id).exists()


def _with_second_factor() -> "QuerySet[Authenticator]":
    found: QuerySet[Authenticator] = Authenticator.objects.filter(type=Authenticator.Type.TOTP)
    return found


def _own_key(actor: Actor) -> list[int]:
    """The actor's person as a list, empty for the system and for nobody."""
    return [] if actor.person_id is None else [actor.person_id]


@dataclass(frozen=True, slots=True)
class TeamNode:
    """A team at its place in the tree: `depth` 0 is the top, `size` counts active members."""

    team: Team
    depth: int
    size: int


def teams(actor: Actor) -> QuerySet[Team]:
    """The teams the actor may see, by name, each with its lead."""
    return Team.objects.visible_to(actor).select_related("lead")


def team(actor: Actor, team_id: int) -> Team:
    """One visible team. Raises Team.DoesNotExist."""
    return teams(actor).get(pk=team_id)


def team_tree(actor: Actor) -> list[TeamNode]:
    """The visible teams, each followed by those below it."""
    sizes = _active_people("team_id")
    below: dict[int | None, list[Team]] = {}
    for each in teams(actor):
        below.setdefault(each.parent_id, []).append(each)

    def walk(parent: int | None, depth: int) -> Iterator[TeamNode]:
        for each in below.get(parent, []):
            yield TeamNode(each, depth, sizes.get(each.pk, 0))
            yield from walk(each.pk, depth + 1)

    return list(walk(None, 0))


def _active_people(by: str) -> dict[int, int]:
    """How many active people there are for each value of a field."""
    rows = Person.objects.system("numbers beside visible teams and roles").filter(is_active=True)
    counted = rows.order_by().values_list(by).annotate(Count("pk")).exclude(**{by: None})
    return dict(counted)


def roles(actor: Actor) -> QuerySet[Role]:
    """The roles the actor may see, shipped ones first."""
    return Role.objects.visible_to(actor)


def role(actor: Actor, role_id: int) -> Role:
    """One visible role. Raises Role.DoesNotExist."""
    return roles(actor).get(pk=role_id)


def roles_with_holders(actor: Actor) -> list[tuple[Role, int]]:
    """The visible roles, each with the number of active people who hold it."""
    holders = _active_people("roles")
    return [(each, holders.get(each.pk, 0)) for each in roles(actor)]


def tokens(actor: Actor) -> QuerySet[ApiToken]:
    """The actor's own API tokens, newest first."""
    return ApiToken.objects.visible_to(actor).filter(person_id__in=_own_key(actor))


def tokens_of(actor: Actor, person_id: int) -> QuerySet[ApiToken]:
    """A person's API tokens, as far as the actor may see them."""
    return ApiToken.objects.visible_to(actor).filter(person_id=person_id)


class Colleague(NamedTuple):
    """How a person is named where somebody is responsible for something."""

    person_id: int
    full_name: str
    email: str


def colleagues() -> list[Colleague]:
    """Everybody who may act, by name; whom one works with is no secret within the company."""
    rows = Person.objects.system("colleagues are named wherever one is responsible")
    active = rows.filter(is_active=True).order_by("full_name", "pk")
    return [Colleague(*row) for row in active.values_list("pk", "full_name", "email")]


class Recipient(NamedTuple):
    """Somebody whom something is sent to."""

    person_id: int
    email: str
    language: str
    gets_mail: bool


def recipients(person_ids: Iterable[int]) -> list[Recipient]:
    """Those of these people who may still act, for what is written to them."""
    rows = Person.objects.system("what is sent to somebody goes to their address")
    active = rows.filter(pk__in=list(person_ids), is_active=True).order_by("pk")
    return [Recipient(*row) for row in active.values_list("pk", "email", "language", "gets_mail")]


def people_who_may(permission: str) -> list[int]:
    """The active people who hold a permission through one of their roles."""
    roles = Role.objects.system("who looks after something is told about it")
    held = [pk for pk, codes in roles.values_list("pk", "permissions") if permission in codes]
    people = Person.objects.system("who looks after something is told about it")
    active = people.filter(is_active=True, roles__in=held).order_by("pk")
    return list(active.values_list("pk", flat=True).distinct())


def language_of(person_id: int | None) -> str:
    """The language a person reads, empty when it is not settled."""
    if person_id is None:
        return ""
    rows = Person.objects.system("what is written for somebody is in their language")
    return rows.filter(pk=person_id).values_list("language", flat=True).first() or ""


def last_backup() -> Backup | None:
    """The newest backup that was made; when it was concerns whoever checks the installation."""
    return Backup.objects.system("how old the last backup is").first()


def token(actor: Actor, token_id: int) -> ApiToken:
    """One visible API token. Raises ApiToken.DoesNotExist."""
    return ApiToken.objects.visible_to(actor).get(pk=token_id)
