"""Reads of people: the list, one of them, and who is named or written to elsewhere."""

from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from mainstay.apps.governance.models import (
    Person,
    Role,
)
from mainstay.apps.governance.queries.company import sign_in_rules
from mainstay.apps.governance.queries.provider_links import telling_link
from mainstay.apps.governance.queries.second_factor import with_second_factor
from mainstay.foundation.access.actor import Actor


def own_key(actor: Actor) -> list[int]:
    """The actor's person as a list, empty for the system and for nobody."""
    return [] if actor.person_id is None else [actor.person_id]


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


def _with_roles(people: QuerySet[Person]) -> QuerySet[Person]:
    roles = Role.objects.system("shown beside a person who is visible")
    return people.select_related("team").prefetch_related(Prefetch("roles", queryset=roles))


def _telling_second_factor(actor: Actor, people: QuerySet[Person]) -> QuerySet[Person]:
    """Say of each person whether there is a second factor and a link, to those who take them."""
    if not actor.may("governance.person.change"):
        return people
    held = Exists(with_second_factor().filter(user_id=OuterRef("pk")))
    return telling_link(people.annotate(has_second_factor=held))


def person(actor: Actor, person_id: int) -> Person:
    """One visible person with team and roles. Raises Person.DoesNotExist."""
    rows = _telling_second_factor(actor, Person.objects.visible_to(actor))
    return _with_roles(rows).get(pk=person_id)


def has_run_out(person: Person) -> bool:
    """Whether the installation wants the person's password replaced, since it is too old."""
    days = sign_in_rules().password_days
    return bool(days) and timezone.now() - person.password_set_at > timedelta(days=days)


def myself(actor: Actor) -> Person:
    """The person behind the actor, with team and roles. Raises Person.DoesNotExist."""
    rows = Person.objects.system("everybody may see their own account")
    return _with_roles(rows.filter(pk__in=own_key(actor))).get()


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


class Somebody(NamedTuple):
    """A person who is or was here."""

    person_id: int
    full_name: str
    is_active: bool


def everybody() -> list[Somebody]:
    """Everybody by name, disabled people too, for those who ask what somebody reaches."""
    rows = Person.objects.system("colleagues are named wherever one is asked about")
    return [Somebody(*row) for row in rows.values_list("pk", "full_name", "is_active")]


def person_with_email(email: str) -> int | None:
    """Whose e-mail it is, a disabled person's too, for those who ask about somebody."""
    rows = Person.objects.system("colleagues are named wherever one is asked about")
    found = rows.filter(email=email.strip().lower()).values_list("pk", flat=True)
    return found.first()


def members_of(team_ids: Iterable[int]) -> QuerySet[Person, int]:
    """The keys of everybody in these teams, disabled people too, for a subquery."""
    rows = Person.objects.system("whose rows a team reaches").filter(team_id__in=sorted(team_ids))
    return rows.order_by().values_list("pk", flat=True)


class Recipient(NamedTuple):
    """Somebody whom something is sent to."""

    person_id: int
    email: str
    language: str
    time_zone: str
    gets_mail: bool


def recipients(person_ids: Iterable[int]) -> list[Recipient]:
    """Those of these people who may still act, for what is written to them."""
    rows = Person.objects.system("what is sent to somebody goes to their address")
    active = rows.filter(pk__in=list(person_ids), is_active=True).order_by("pk")
    facts = ("pk", "email", "language", "time_zone", "gets_mail")
    return [Recipient(*row) for row in active.values_list(*facts)]


def people_who_may(permission: str) -> list[int]:
    """The active people who hold a permission through one of their roles."""
    roles = Role.objects.system("who looks after something is told about it")
    held = [pk for pk, codes in roles.values_list("pk", "permissions") if permission in codes]
    people = Person.objects.system("who looks after something is told about it")
    active = people.filter(is_active=True, roles__in=held).order_by("pk")
    return list(active.values_list("pk", flat=True).distinct())


def is_region_given(region_id: int) -> bool:
    """Whether a region is given to anybody, disabled people too."""
    rows = Person.objects.system("a region that is given to people stays").order_by()
    given = rows.exclude(region_ids=[]).values_list("region_ids", flat=True)
    return any(region_id in each for each in given)


def language_of(person_id: int | None) -> str:
    """The language a person reads, empty when it is not settled."""
    if person_id is None:
        return ""
    rows = Person.objects.system("what is written for somebody is in their language")
    return rows.filter(pk=person_id).values_list("language", flat=True).first() or ""
