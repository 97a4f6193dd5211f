"""Groups: a customer with all above and below it, and what their figures come to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from mainstay.apps.customers.contracts.columns import ListColumn
from mainstay.apps.customers.models import Customer
from mainstay.apps.customers.queries.listing import column_values
from mainstay.apps.customers.queries.records import customer, visible
from mainstay.foundation.access.actor import Actor
from mainstay.kernel.trees import in_order

MOST = 2_000
"""How many customers of a group are shown; a page says where there are more."""
DEEPEST = 50
_KEYS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Member:
    """A customer at its place in the group; `depth` 0 is the top.

    `values` are its own by the columns' codes. `totals` add up what is known of it and of all that
    stand below it in the group, None where nothing is known.
    """

    customer: Customer
    depth: int
    path: str
    values: Mapping[str, Any]
    totals: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Group:
    """A group as far as the actor sees it, from the top down, each followed by those below it."""

    asked: Customer
    """The one that was asked about."""
    members: Sequence[Member]
    complete: bool
    """False where only the first `MOST` are here; then totals are of those alone."""

    @property
    def top(self) -> Customer:
        return self.members[0].customer


def group_of(actor: Actor, key: int, columns: Sequence[ListColumn]) -> Group:
    """The group of a customer with the values of these columns. Raises CustomerNotFound.

    It begins with the highest customer that is reached from this one by parents whom the actor
    sees, and goes down as far as the actor sees. Totals are of the columns that add up.
    """
    asked = customer(actor, key)
    found, complete = _below(actor, _top(actor, asked))
    values = column_values(columns, list(found))
    parents = {each.key: each.parent_id for each in found.values()}
    order = list(in_order({**parents, next(iter(found)): None}))
    totals = {
        column.code: _totals(values[column.code], parents, [place for place, _depth in order])
        for column in columns
        if column.adds_up
    }
    members = []
    paths: dict[int | None, str] = {}
    for place, depth in order:
        row = found[place]
        # No code holds a control character, so this one sorts a customer before all others.
        paths[place] = f"{paths.get(row.parent_id, '') if depth else ''}{row.code}\x1f"
        own = {code: each.get(place) for code, each in values.items()}
        summed = {code: each.get(place) for code, each in totals.items()}
        members.append(Member(row, depth, paths[place], own, summed))
    return Group(asked, members, complete)


def _top(actor: Actor, start: Customer) -> Customer:
    """The highest one above; on a circle the one that was asked about."""
    passed, found = {start.key}, start
    for _step in range(DEEPEST):
        if found.parent_id is None:
            return found
        above = visible(actor).filter(key=found.parent_id).first()
        if above is None:
            return found
        if above.key in passed:
            return start
        passed.add(above.key)
        found = above
    return found


def _below(actor: Actor, top: Customer) -> tuple[dict[int, Customer], bool]:
    """The top and those below it, by code within each level; whether these are all."""
    found, level = {top.key: top}, [top.key]
    for _step in range(DEEPEST):
        following: list[Customer] = []
        for start in range(0, len(level), _KEYS_AT_ONCE):
            rows = visible(actor).filter(parent_id__in=level[start : start + _KEYS_AT_ONCE])
            following += rows.order_by("code")[: MOST + 1]
        following = [row for row in following if row.key not in found]
        if len(found) + len(following) > MOST:
            room = sorted(following, key=lambda row: row.code)[: MOST - len(found)]
            return {**found, **{row.key: row for row in room}}, False
        if not following:
            return found, True
        found.update({row.key: row for row in sorted(following, key=lambda row: row.code)})
        level = [row.key for row in following]
    return found, False


def _totals(
    values: Mapping[int, Any], parents: Mapping[int, int | None], order: Sequence[int]
) -> dict[int, Decimal]:
    """Add up from below; who knows nothing and has nobody below who does is left out."""
    totals: dict[int, Decimal] = {}
    for key in reversed(order):
        if values.get(key) is not None:
            totals[key] = totals.get(key, Decimal(0)) + values[key]
        above = parents.get(key)
        if key in totals and above in parents and key != order[0]:
            totals[above] = totals.get(above, Decimal(0)) + totals[key]  # type: ignore[index,arg-type]
    return totals
