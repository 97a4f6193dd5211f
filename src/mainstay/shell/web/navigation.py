"""The pages a person can go to, as the apps register them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mainstay.foundation.access.actor import Actor
from mainstay.shell.web.addresses import page_address


class Section(StrEnum):
    """Where an item stands, in this order. `WORK` has no heading, `ACCOUNT` is the own menu."""

    WORK = "work"
    ANALYSIS = "analysis"
    DATA = "data"
    ADMINISTRATION = "administration"
    ACCOUNT = "account"


SECTION_LABELS: dict[Section, str | Promise] = {
    Section.WORK: "",
    Section.ANALYSIS: _("Analysis"),
    Section.DATA: _("Data"),
    Section.ADMINISTRATION: _("Administration"),
    Section.ACCOUNT: _("Your account"),
}


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """One place to go.

    `icon` is a name of frontend/icons.txt. `permission` is what a person needs to see the item;
    None shows it to everybody who is signed in. `offered` can leave it out for some of those. The
    first four items a person has, by section and order, are also the bar at the bottom of a phone.
    """

    code: str
    label: str | Promise
    url_name: str
    icon: str
    permission: str | None = None
    order: int = 100
    section: Section = Section.WORK
    offered: Callable[[Actor], bool] | None = None

    def is_for(self, actor: Actor) -> bool:
        """Whether the actor has something to find there."""
        permitted = self.permission is None or actor.may(self.permission)
        return permitted and (self.offered is None or self.offered(actor))


@dataclass(frozen=True, slots=True)
class SearchBox:
    """The page that the search field of the top bar asks, with the words in parameter `q`."""

    url_name: str
    label: str | Promise
    permission: str


@dataclass(frozen=True, slots=True)
class Link:
    """An item as a page shows it."""

    label: str | Promise
    url: str
    icon: str
    current: bool


@dataclass(slots=True)
class _Registry:
    items: dict[str, NavigationItem] = field(default_factory=dict)
    search: SearchBox | None = None


_registry = _Registry()


def register(item: NavigationItem) -> None:
    """Add an item. Raises ValueError when its code is taken by another one."""
    if _registry.items.setdefault(item.code, item) != item:
        raise ValueError(f"navigation item {item.code} is registered twice")


def register_search(box: SearchBox) -> None:
    """Say which page answers the search field. Raises ValueError when another one does already."""
    if _registry.search not in {None, box}:
        raise ValueError("the search field already has a page")
    _registry.search = box


def search_box(actor: Actor) -> SearchBox | None:
    """The search page, where the actor may use it."""
    box = _registry.search
    return box if box is not None and actor.may(box.permission) else None


def items() -> list[NavigationItem]:
    """Every item, by section, order and code."""
    order = list(Section)
    return sorted(
        _registry.items.values(),
        key=lambda item: (order.index(item.section), item.order, item.code),
    )


def links(actor: Actor, path: str) -> dict[Section, list[Link]]:
    """The links the actor may use; the one that leads to `path`, or above it, is current."""
    usable = [(item, page_address(item.url_name)) for item in items() if item.is_for(actor)]
    current = _closest((url for _item, url in usable), path)
    shown: dict[Section, list[Link]] = {}
    for item, url in usable:
        link = Link(item.label, url, item.icon, url == current)
        shown.setdefault(item.section, []).append(link)
    return shown


def _closest(urls: Iterable[str], path: str) -> str | None:
    """The longest address that `path` lies under; the root stands for itself alone."""
    above = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    return max(above, key=len, default=None)
