"""Pages: the team tree."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mainstay.apps.governance import queries, services
from mainstay.apps.governance.models import Team
from mainstay.apps.governance.queries import TeamNode
from mainstay.apps.governance.web.forms.choices import indented
from mainstay.apps.governance.web.forms.organisation import TeamForm
from mainstay.apps.governance.web.submission import Deletion, FormPage, agree_to_delete, fill_in
from mainstay.shell.paging import Page
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.exporting import asked_format, download_rows
from mainstay.shell.web.submission import writing
from mainstay.shell.web.tables import Column, Kind, Table


@require_safe
@requires("governance.team.view")
def teams(request: HttpRequest) -> HttpResponseBase:
    """The tree as an indented list."""
    actor = acting(request)
    may_change = actor.may("governance.team.change")

    def link(node: TeamNode) -> str | None:
        return reverse("governance:team", args=[node.team.pk]) if may_change else None

    nodes = queries.team_tree(actor)
    facts: list[Column[TeamNode]] = [
        Column("lead", gettext_lazy("Lead"), lambda node: node.team.lead),
        Column("size", gettext_lazy("Active people"), lambda node: node.size, Kind.NUMBER),
    ]
    if kind := asked_format(request):
        columns = [*_place(nodes), *facts]
        return download_rows(
            request, "teams", columns, nodes, action="governance.teams.exported", kind=kind
        )
    table = Table(
        caption=_("Teams"),
        columns=[Column("name", gettext_lazy("Name"), indented, link=link), *facts],
        page=Page(nodes),
    )
    return render(request, "governance/teams.html", {"table": table, "may_change": may_change})


def _place(nodes: Sequence[TeamNode]) -> list[Column[TeamNode]]:
    """In a file a team names the one above it, which a page shows by setting it in."""
    names = {node.team.pk: node.team.name for node in nodes}
    return [
        Column("name", gettext_lazy("Name"), lambda node: node.team.name),
        Column("above", gettext_lazy("Above"), lambda node: names.get(node.team.parent_id or 0)),
    ]


@writing
@requires("governance.team.change")
def new_team(request: HttpRequest) -> HttpResponse:
    """A form for one more team."""
    actor = acting(request)

    page = FormPage(
        title=_("New team"),
        submit=_("Create team"),
        done=_("The team has been created."),
        parent=_("Teams"),
        parent_url=reverse("governance:teams"),
    )
    return fill_in(
        request, TeamForm(actor, request.POST or None), partial(services.create_team, actor), page
    )


@writing
@requires("governance.team.change")
def team(request: HttpRequest, team_id: int) -> HttpResponse:
    """A form for one team."""
    actor = acting(request)
    found = queries.team(actor, team_id)
    present = {"name": found.name, "parent_id": found.parent_id, "lead_id": found.lead_id}

    def change(**facts: Any) -> Team:
        return services.change_team(actor, queries.team(actor, team_id), **facts)

    page = FormPage(
        title=found.name,
        submit=_("Save"),
        done=_("The team has been changed."),
        parent=_("Teams"),
        parent_url=reverse("governance:teams"),
        delete_url=reverse("governance:delete_team", args=[team_id]),
    )
    form = TeamForm(actor, request.POST or None, initial=present)
    return fill_in(request, form, change, page)


@writing
@requires("governance.team.change")
def delete_team(request: HttpRequest, team_id: int) -> HttpResponse:
    """Ask, then take an empty team away."""
    actor = acting(request)
    found = queries.team(actor, team_id)
    deletion = Deletion(
        name=found.name,
        condition=_("Only a team without people and teams can be deleted."),
        done=_("The team has been deleted."),
        page=reverse("governance:team", args=[team_id]),
        parent=reverse("governance:teams"),
    )
    return agree_to_delete(request, deletion, partial(services.delete_team, actor, found))
