"""What other apps consume of the installation, and what it learns of them."""

from collections.abc import Callable, Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InstallationChanged:
    """Event: settings of the installation have changed."""

    fields: frozenset[str]


@dataclass(frozen=True, slots=True)
class Region:
    """A region that may be given to a person: its name with `depth` in the tree."""

    pk: int
    name: str
    depth: int
    is_archived: bool


@dataclass(frozen=True, slots=True)
class RegionTree:
    """The regions as the subject that keeps them knows them.

    `all_regions` are in the order of the tree. `reached` says by what names customers of these
    regions, and of all below them, are known; `reached_each` says so of several such choices at
    once. What it cannot be sure of it leaves out.
    """

    all_regions: Callable[[], list[Region]]
    reached_each: Callable[[Collection[frozenset[int]]], dict[frozenset[int], frozenset[str]]]

    def reached(self, keys: Collection[int]) -> frozenset[str]:
        """The names that one choice of regions reaches."""
        chosen = frozenset(keys)
        return self.reached_each([chosen])[chosen] if chosen else frozenset()


def _nothing(choices: Collection[frozenset[int]]) -> dict[frozenset[int], frozenset[str]]:
    return dict.fromkeys(choices, frozenset())


_NO_REGIONS = RegionTree(list, _nothing)
_trees: list[RegionTree] = []


def register_regions(tree: RegionTree) -> None:
    """Say where regions are kept. Raises ValueError for a second tree."""
    if tree not in _trees:
        if _trees:
            raise ValueError("regions are kept in one place")
        _trees.append(tree)


def regions() -> RegionTree:
    """The registered tree; without one there are no regions, and nobody reaches any."""
    return _trees[0] if _trees else _NO_REGIONS
