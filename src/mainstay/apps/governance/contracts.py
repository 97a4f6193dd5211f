"""What other apps consume of the installation, and what it learns of them."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.utils.functional import Promise

from mainstay.foundation.access.actor import Actor


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


@dataclass(frozen=True, slots=True)
class PersonLink:
    """A page of another subject about a person; `url_name` takes the person's number.

    `icon` is a name of frontend/icons.txt.
    """

    code: str
    label: str | Promise
    url_name: str
    icon: str
    permission: str


_links: dict[str, PersonLink] = {}


def register_person_link(link: PersonLink) -> None:
    """Let a person's page lead there. Raises ValueError when the code is taken by another one."""
    if _links.setdefault(link.code, link) != link:
        raise ValueError(f"link {link.code} is registered twice")


def person_links(actor: Actor) -> list[PersonLink]:
    """Where the pages of people lead, as far as the actor may go there; by code."""
    allowed = [each for each in _links.values() if actor.may(each.permission)]
    return sorted(allowed, key=lambda link: link.code)
