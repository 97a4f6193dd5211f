"""What a saved view of the list of customers holds."""

from dataclasses import dataclass

from mainstay.apps.customers.rules.conditions import Groups, parse, written

LONGEST_NAME = 80
MOST_VIEWS = 100
MOST_PINS = 20
MOST_COLUMNS = 40


@dataclass(frozen=True, slots=True)
class ListState:
    """Which customers a list shows, in which columns, in which order.

    Without `columns` it has the usual ones.
    """

    groups: Groups = ()
    columns: tuple[str, ...] = ()
    sort: str = "code"

    def same_as(self, other: "ListState") -> bool:
        """Whether both show the same; in which order conditions were said does not matter."""
        mine, others = ({frozenset(group) for group in each.groups} for each in (self, other))
        return mine == others and (self.columns, self.sort) == (other.columns, other.sort)

    @property
    def where(self) -> str:
        return written(self.groups)


def state_of(where: str, columns: list[str], sort: str) -> ListState:
    """The state that was written down. Raises InvalidFilter."""
    return ListState(parse(where), tuple(columns), sort)


class ViewVersionConflict(Exception):
    """The view was changed by somebody else since it was read."""
