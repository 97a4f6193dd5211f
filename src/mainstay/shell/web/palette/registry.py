"""What the palette finds and does, as the apps register it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from django.utils.functional import Promise

from mainstay.foundation.access.actor import Actor


@dataclass(frozen=True, slots=True)
class Found:
    """Something that was found: its key, what it is called, a word about it, and its page."""

    key: int
    label: str
    detail: str
    url: str


@dataclass(frozen=True, slots=True)
class Finder:
    """One kind of thing that the palette finds.

    `find` gives at most so many things the actor may see, the best first; `named` those of some
    keys that the actor may see. `page` is the address of the list that finds all of them by its
    parameter `q`. `icon` is a name of frontend/icons.txt.
    """

    code: str
    label: str | Promise
    icon: str
    permission: str
    page: str
    find: Callable[[Actor, str, int], list[Found]]
    named: Callable[[Actor, Collection[int]], list[Found]]
    order: int = 100


@dataclass(frozen=True, slots=True)
class Deed:
    """Something common that a person begins from the palette: a page with a form."""

    code: str
    label: str | Promise
    url_name: str
    icon: str
    permission: str


@dataclass(slots=True)
class _Registry:
    finders: dict[str, Finder] = field(default_factory=dict)
    deeds: dict[str, Deed] = field(default_factory=dict)


_registry = _Registry()


def register_finder(finder: Finder) -> None:
    """Add a kind of thing. Raises ValueError when its code is taken by another one."""
    if _registry.finders.setdefault(finder.code, finder) != finder:
        raise ValueError(f"the palette finds {finder.code} already")


def register_deed(deed: Deed) -> None:
    """Add something to do. Raises ValueError when its code is taken by another one."""
    if _registry.deeds.setdefault(deed.code, deed) != deed:
        raise ValueError(f"the palette does {deed.code} already")


def finders(actor: Actor) -> list[Finder]:
    """The kinds of things the actor may see, in order."""
    found = sorted(_registry.finders.values(), key=lambda finder: (finder.order, finder.code))
    return [each for each in found if actor.may(each.permission)]


def deeds(actor: Actor) -> list[Deed]:
    """What the actor may do, by code."""
    found = sorted(_registry.deeds.values(), key=lambda deed: deed.code)
    return [each for each in found if actor.may(each.permission)]
