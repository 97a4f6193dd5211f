"""Why somebody reaches a customer: the ways there are, and whether one of them holds.

`policies` puts the same ways to the database. A test compares both for many people and customers.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from mainstay.foundation.access.actor import Actor, RowScope


class Way(StrEnum):
    """A reason for which somebody reaches a customer."""

    ALL = "all"
    OWNER = "owner"
    TEAM = "team"
    REGION = "region"
    MEMBER = "member"


@dataclass(frozen=True, slots=True)
class Standing:
    """What of a customer decides who reaches it: the owner, the owner's team, the region.

    `members` are those of the account team, each with whether they work on it. Who has not looked
    them up leaves them out, and they reach nothing.
    """

    owner_id: int | None
    team_id: int | None
    region: str
    is_withdrawn: bool = False
    members: Mapping[int, bool] = field(default_factory=dict)


def _sees_all(actor: Actor, _standing: Standing) -> bool:
    return actor.scope is RowScope.ALL


def _owns(actor: Actor, standing: Standing) -> bool:
    return standing.owner_id is not None and standing.owner_id == actor.person_id


def _leads_to_owner(actor: Actor, standing: Standing) -> bool:
    return actor.scope is RowScope.TEAM and standing.team_id in actor.team_ids


def _covers_region(actor: Actor, standing: Standing) -> bool:
    return standing.region in actor.regions


def _belongs(actor: Actor, standing: Standing) -> bool:
    return actor.person_id is not None and actor.person_id in standing.members


HOLDS: Mapping[Way, Callable[[Actor, Standing], bool]] = {
    Way.ALL: _sees_all,
    Way.OWNER: _owns,
    Way.TEAM: _leads_to_owner,
    Way.REGION: _covers_region,
    Way.MEMBER: _belongs,
}


def of_ones_own(found: Collection[Way]) -> bool:
    """Whether there is more among the reasons than working for a customer of somebody else's."""
    return any(way is not Way.MEMBER for way in found)


def ways(actor: Actor, standing: Standing) -> frozenset[Way]:
    """All reasons for which the actor reaches the customer; none for a withdrawn one."""
    if standing.is_withdrawn:
        return frozenset()
    return frozenset(way for way, holds in HOLDS.items() if holds(actor, standing))
