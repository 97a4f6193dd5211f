"""Creating, changing and deleting teams."""

from typing import TypedDict, Unpack

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from mainstay.apps.governance import rules
from mainstay.apps.governance.models import Person, Team
from mainstay.apps.governance.queries import forget_teams
from mainstay.apps.governance.services.changes import in_words, save_changes
from mainstay.apps.governance.services.refusals import refused
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require, service
from mainstay.foundation.audit import services as audit
from mainstay.foundation.names import checked_name

CHANGE = "governance.team.change"
TOLD = ("name", "parent_id", "lead_id")


class TeamFacts(TypedDict, total=False):
    """What may be changed of a team; what is left out stays."""

    name: str
    parent_id: int | None
    lead_id: int | None


@service(CHANGE)
def create_team(
    actor: Actor, *, name: str, parent_id: int | None = None, lead_id: int | None = None
) -> Team:
    """Add a team to the tree. Raises ValidationError naming the field."""
    team = Team()
    _assign(team, name=name, parent_id=parent_id, lead_id=lead_id)
    team.save()
    forget_teams()
    audit.record(
        actor,
        "governance.team.created",
        subject=team,
        changes={name: [None, value] for name, value in in_words(team, TOLD).items()},
    )
    return team


@service(CHANGE)
def change_team(actor: Actor, team: Team, **facts: Unpack[TeamFacts]) -> Team:
    """Rename, move or hand over a team. Raises ValidationError, also where the move would loop."""
    require(actor, CHANGE, team)
    changes = save_changes(team, facts, lambda: _assign(team, **facts))
    if changes:
        forget_teams()
        audit.record(actor, "governance.team.changed", subject=team, changes=changes)
    return team


@service(CHANGE)
def delete_team(actor: Actor, team: Team) -> None:
    """Take an empty team out of the tree. Raises ValidationError while it has people or teams."""
    require(actor, CHANGE, team)
    members = Person.objects.system("a team with members stays").filter(team=team)
    if members.exists() or _tree().filter(parent=team).exists():
        raise refused(None, _("Only a team without people and teams can be deleted."), "in_use")
    audit.record(
        actor, "governance.team.deleted", subject=team, changes={"name": [team.name, None]}
    )
    team.delete()
    forget_teams()


def _tree() -> QuerySet[Team]:
    return Team.objects.system("the whole tree decides about a team's place")


def _assign(team: Team, **facts: Unpack[TeamFacts]) -> None:
    """Check the facts and put them on the team, unsaved.

    The tree is locked for the check, so that two moves cannot close a loop between them.
    """
    tree = {each.pk: each for each in _tree().select_for_update()}
    if "parent_id" in facts:
        parent_id = facts["parent_id"]
        if parent_id is not None and parent_id not in tree:
            raise refused("parent_id", _("There is no such team."), "unknown_team")
        below = rules.teams_below(team.pk, [(each.pk, each.parent_id) for each in tree.values()])
        if parent_id in below:
            raise refused("parent_id", _("A team cannot lie below itself."), "loop")
        team.parent_id = parent_id
    if "lead_id" in facts:
        lead_id = facts["lead_id"]
        people = Person.objects.system("to check that the lead exists")
        if lead_id is not None and not people.filter(pk=lead_id, is_active=True).exists():
            raise refused("lead_id", _("There is no such active person."), "unknown_person")
        team.lead_id = lead_id
    team.name = checked_name(Team, "name", facts.get("name", team.name))
    if any(
        each.name == team.name and each.parent_id == team.parent_id and each.pk != team.pk
        for each in tree.values()
    ):
        raise refused("name", _("There is a team of this name in this place."), "name_taken")
