"""Reads of teams and roles."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from mainstay.apps.governance.models import (
    Person,
    Role,
    Team,
)
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.kept import forget, kept


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


_PARENTS = "governance.parents_of_teams"


def parents_of_teams() -> Mapping[int, int | None]:
    """Each team with the one it lies below; read once within a request."""
    return kept(_PARENTS, _read_parents)


def _read_parents() -> dict[int, int | None]:
    rows = Team.objects.system("the tree says which teams lie above and below").order_by()
    return dict(rows.values_list("pk", "parent_id"))


def forget_teams() -> None:
    """Read the tree again next time; called after it was written."""
    forget(_PARENTS)


def teams_near(actor: Actor) -> frozenset[int]:
    """The actor's team with those above and below it; whose teams these are is no secret."""
    parents = parents_of_teams()
    near = set(actor.team_ids)
    waiting = list(near)
    while waiting:
        above = parents.get(waiting.pop())
        if above is not None and above not in near:
            near.add(above)
            waiting.append(above)
    return frozenset(near)


def team_names(ids: Iterable[int] | None = None) -> list[tuple[int, str]]:
    """Teams by name, all or some; what teams are called is no secret within the company."""
    rows = Team.objects.system("teams are named wherever something is shared with one")
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    return list(rows.order_by("name", "pk").values_list("pk", "name"))


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


def _active_people(by: str) -> dict[int, int]:
    """How many active people there are for each value of a field."""
    rows = Person.objects.system("numbers beside visible teams and roles").filter(is_active=True)
    counted = rows.order_by().values_list(by).annotate(Count("pk")).exclude(**{by: None})
    return dict(counted)


def role_names() -> dict[str, str]:
    """What the roles are called, by code; which roles there are is no secret within the company."""
    rows = Role.objects.system("a role is named wherever something is its holders' to do")
    return {each.code: str(each.label) for each in rows}


def roles_of(actor: Actor) -> frozenset[str]:
    """The codes of the roles of the person behind the actor, for what one does in a role."""
    rows = Role.objects.system("everybody may know the own roles")
    held = rows.filter(people=actor.person_id) if actor.person_id is not None else rows.none()
    return frozenset(held.order_by().values_list("code", flat=True))
