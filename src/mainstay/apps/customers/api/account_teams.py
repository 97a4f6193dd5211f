"""The interface for programs: who works for a customer beside its owner."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Schema, Status

from mainstay.apps.customers import policies, queries
from mainstay.apps.customers.api.customers import router
from mainstay.apps.customers.models import AccountTeamMember, MemberRight
from mainstay.apps.customers.queries import account_teams
from mainstay.apps.customers.services import account_teams as services
from mainstay.shell.web.access import acting, requires

__all__ = ["router"]


class MemberOfOut(Schema):
    """The person who belongs to the team."""

    id: int
    full_name: str
    is_active: bool


class TeamMemberOut(Schema):
    """A member of an account team."""

    id: int
    person: MemberOfOut
    function: str
    right: MemberRight
    added_at: datetime


class MemberIn(Schema):
    """Somebody to add to an account team."""

    person: int = Field(description="Id of the person.")
    function: str = Field("", description="What the person does for the customer.")
    right: MemberRight = MemberRight.READS


class MemberChange(Schema):
    """What to change of a member; what is left out stays."""

    function: str = ""
    right: MemberRight = MemberRight.READS


@router.get("/{int:key}/account-team", response=list[TeamMemberOut])
@requires(policies.VIEW)
def list_account_team(request: HttpRequest, key: int) -> list[AccountTeamMember]:
    """The account team of a customer within reach, by name."""
    actor = acting(request)
    queries.customer(actor, key)
    return list(account_teams.team_of(actor, key))


@router.post("/{int:key}/account-team", response={201: TeamMemberOut})
@requires(policies.CHANGE_TEAM)
def add_member(request: HttpRequest, key: int, member: MemberIn) -> Status[AccountTeamMember]:
    """Let somebody see a customer, or work on it, and tell them."""
    actor = acting(request)
    added = services.add_member(actor, key, **member.dict())
    return Status(201, account_teams.member(actor, key, added.pk))


@router.patch("/{int:key}/account-team/{int:member_id}", response=TeamMemberOut)
@requires(policies.CHANGE_TEAM)
def change_member(
    request: HttpRequest, key: int, member_id: int, change: MemberChange
) -> AccountTeamMember:
    """Change what a member does or may do."""
    actor = acting(request)
    facts: dict[str, Any] = change.dict(exclude_unset=True)
    services.change_member(actor, key, member_id, **facts)
    return account_teams.member(actor, key, member_id)


@router.delete("/{int:key}/account-team/{int:member_id}", response={204: None})
@requires(policies.CHANGE_TEAM)
def remove_member(request: HttpRequest, key: int, member_id: int) -> Status[None]:
    """Take somebody from an account team."""
    services.remove_member(acting(request), key, member_id)
    return Status(204, None)
