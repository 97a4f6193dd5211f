"""The acting person, service or token, as every read and write receives it."""

from dataclasses import dataclass, field
from enum import StrEnum


class ActorKind(StrEnum):
    """What stands behind an actor."""

    PERSON = "person"
    TOKEN = "token"  # noqa: S105 - the word, not a secret
    SYSTEM = "system"
    ANONYMOUS = "anonymous"


class RowScope(StrEnum):
    """Which rows of an owned subject an actor may reach, from narrow to wide."""

    OWN = "own"
    TEAM = "team"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts, named by value so that the foundation needs no model of people.

    `permissions` are codes such as ``customers.customer.change``. `team_ids` are the actor's team
    and all below it; `regions` are the names of the regions that a role opens to the actor, empty
    without such a role: they add to `scope` and are not part of its order. `origin` is the address
    the request came from, where there is one.
    """

    kind: ActorKind
    name: str
    person_id: int | None = None
    permissions: frozenset[str] = frozenset()
    scope: RowScope = RowScope.OWN
    team_ids: frozenset[int] = frozenset()
    regions: frozenset[str] = frozenset()
    origin: str = field(default="", compare=False)

    def may(self, permission: str) -> bool:
        """Whether the actor holds a permission at all, rows aside."""
        return self.kind is ActorKind.SYSTEM or permission in self.permissions


def anonymous_actor(name: str, origin: str = "") -> Actor:
    """Somebody who has not proved who they are, such as a failed sign-in; may do nothing."""
    return Actor(kind=ActorKind.ANONYMOUS, name=name, origin=origin)


def system_actor(name: str) -> Actor:
    """The actor of work that no person started: schedules, upgrades, set-up. `name` says which."""
    return Actor(kind=ActorKind.SYSTEM, name=name, scope=RowScope.ALL)
