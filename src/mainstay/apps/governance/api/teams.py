"""The interface for programs: teams."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status

from mainstay.apps.governance import queries, services
from mainstay.apps.governance.models import Team
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.paging import QuerySetRows
from mainstay.shell.web.access import acting, requires

router = Router()


class TeamOut(Schema):
    """A team and its place in the tree."""

    id: int
    name: str
    parent_id: int | None
    lead_id: int | None


class TeamIn(Schema):
    """A team to create."""

    name: str
    parent_id: int | None = None
    lead_id: int | None = None


class TeamChange(Schema):
    """What to change of a team; what is left out stays."""

    name: str = ""
    parent_id: int | None = None
    lead_id: int | None = None


@router.get("", response=PageOut[TeamOut])
@requires("governance.team.view")
def list_teams(request: HttpRequest, page: Query[PageIn]) -> dict[str, Any]:
    """All teams, by name; `parent_id` makes them a tree."""
    return page_out(request, QuerySetRows(queries.teams(acting(request))), ["name", "pk"], page)


@router.post("", response={201: TeamOut})
@requires("governance.team.change")
def create_team(request: HttpRequest, team: TeamIn) -> Status[Team]:
    """Create a team."""
    return Status(201, services.create_team(acting(request), **team.dict()))


@router.get("/{int:team_id}", response=TeamOut)
@requires("governance.team.view")
def get_team(request: HttpRequest, team_id: int) -> Team:
    """One team."""
    return queries.team(acting(request), team_id)


@router.patch("/{int:team_id}", response=TeamOut)
@requires("governance.team.change")
def change_team(request: HttpRequest, team_id: int, change: TeamChange) -> Team:
    """Rename, move or hand over a team."""
    actor = acting(request)
    found = queries.team(actor, team_id)
    return services.change_team(actor, found, **change.dict(exclude_unset=True))


@router.delete("/{int:team_id}", response={204: None})
@requires("governance.team.change")
def delete_team(request: HttpRequest, team_id: int) -> Status[None]:
    """Delete a team without people and teams."""
    actor = acting(request)
    services.delete_team(actor, queries.team(actor, team_id))
    return Status(204, None)
