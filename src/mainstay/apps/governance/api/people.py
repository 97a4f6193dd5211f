"""The interface for programs: people."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from mainstay.apps.governance import queries, services
from mainstay.apps.governance.models import Person
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.paging import QuerySetRows
from mainstay.shell.web.access import acting, requires

router = Router()


class PersonOut(Schema):
    """A person."""

    id: int
    email: str
    full_name: str
    language: str
    time_zone: str = Field(description="Of the IANA database; empty: the company's.")
    team_id: int | None
    region_ids: list[int] = Field(
        description="Regions given to the person; they count for roles that see regions."
    )
    roles: list[str]
    is_active: bool
    must_change_password: bool
    second_factor: bool | None = Field(
        description="Whether the person has one; null for those who cannot change people."
    )
    linked: bool | None = Field(
        description="Whether the account is linked to the identity provider; null for those who "
        "cannot change people."
    )
    last_login: datetime | None
    created_at: datetime

    @staticmethod
    def resolve_roles(person: Person) -> list[str]:
        """The codes of the roles."""
        return [role.code for role in person.roles.all()]

    @staticmethod
    def resolve_second_factor(person: Person) -> bool | None:
        """Known to those who can reset it."""
        return getattr(person, "has_second_factor", None)

    @staticmethod
    def resolve_linked(person: Person) -> bool | None:
        """Known to those who can unlink it."""
        return getattr(person, "is_linked", None)


class PersonIn(Schema):
    """A person to create, with an initial password."""

    email: str
    full_name: str
    password: str
    language: str = ""
    time_zone: str = ""
    team_id: int | None = None
    region_ids: list[int] = Field([], description="Regions that the person is given.")
    roles: list[str] = Field([], description="Codes of roles.")


class PersonChange(Schema):
    """What to change of a person; what is left out stays."""

    email: str = ""
    full_name: str = ""
    language: str = ""
    time_zone: str = ""
    team_id: int | None = None
    region_ids: list[int] = Field([], description="Regions that the person is given.")
    roles: list[str] = Field([], description="Codes of all roles the person then has.")


class InitialPassword(Schema):
    """A password to be changed at the next sign-in."""

    password: str


@router.get("", response=PageOut[PersonOut])
@requires("governance.person.view")
def list_people(
    request: HttpRequest,
    page: Query[PageIn],
    text: str = "",
    team: int | None = None,
    active: bool | None = None,
) -> dict[str, Any]:
    """The people within reach, by name."""
    rows = queries.people(acting(request), text=text, team=team, active=active)
    return page_out(request, QuerySetRows(rows), ["full_name", "pk"], page)


@router.post("", response={201: PersonOut})
@requires("governance.person.change")
def create_person(request: HttpRequest, person: PersonIn) -> Status[Person]:
    """Create a person, who changes the password at the first sign-in."""
    actor = acting(request)
    created = services.create_person(actor, **person.dict())
    return Status(201, queries.person(actor, created.pk))


@router.get("/{int:person_id}", response=PersonOut)
@requires("governance.person.view")
def get_person(request: HttpRequest, person_id: int) -> Person:
    """One person within reach."""
    return queries.person(acting(request), person_id)


@router.patch("/{int:person_id}", response=PersonOut)
@requires("governance.person.change")
def change_person(request: HttpRequest, person_id: int, change: PersonChange) -> Person:
    """Change a person's facts or roles."""
    actor = acting(request)
    found = queries.person(actor, person_id)
    services.change_person(actor, found, **change.dict(exclude_unset=True))
    return queries.person(actor, person_id)


@router.post("/{int:person_id}/disable", response=PersonOut)
@requires("governance.person.change")
def disable_person(request: HttpRequest, person_id: int) -> Person:
    """Shut a person out; sessions and tokens end at once."""
    actor = acting(request)
    services.disable_person(actor, queries.person(actor, person_id))
    return queries.person(actor, person_id)


@router.post("/{int:person_id}/enable", response=PersonOut)
@requires("governance.person.change")
def enable_person(request: HttpRequest, person_id: int) -> Person:
    """Let a person in again."""
    actor = acting(request)
    services.enable_person(actor, queries.person(actor, person_id))
    return queries.person(actor, person_id)


@router.post("/{int:person_id}/password", response={204: None})
@requires("governance.person.change")
def set_password(request: HttpRequest, person_id: int, initial: InitialPassword) -> Status[None]:
    """Give a person a new initial password; sessions end."""
    actor = acting(request)
    services.set_password(actor, queries.person(actor, person_id), initial.password)
    return Status(204, None)


@router.post("/{int:person_id}/unlink", response={204: None})
@requires("governance.person.change")
def unlink(request: HttpRequest, person_id: int) -> Status[None]:
    """Unlink a person's account from the identity provider; sessions that came of it end."""
    actor = acting(request)
    services.unlink_person(actor, queries.person(actor, person_id))
    return Status(204, None)


@router.post("/{int:person_id}/end-sessions", response={204: None})
@requires("governance.person.change")
def end_sessions(request: HttpRequest, person_id: int) -> Status[None]:
    """End all sessions of a person at once; tokens go on."""
    actor = acting(request)
    services.end_sessions_of(actor, queries.person(actor, person_id))
    return Status(204, None)
