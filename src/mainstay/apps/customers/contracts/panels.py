"""Parts that other subjects add to a customer's page: key figures, order lines, grades, badges."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from mainstay.apps.customers.models import Customer
from mainstay.foundation.access.actor import Actor
from mainstay.shell.web.tables import Badge, GradeBadge

FACTS_ORDER = 50
"""Where the customer's own facts stand among the panels."""


@dataclass(frozen=True, slots=True)
class CustomerPanel:
    """One panel of a customer's page.

    Panels with an `order` below `FACTS_ORDER` stand above the facts, the others below them.
    `template` is rendered with what `context` gives, `actor` and `customer` added; None leaves the
    panel out. Only who holds `permission` gets it. `flush` lets a table reach the frame; without
    `title` there is no frame at all.
    """

    code: str
    title: str | Promise
    order: int
    permission: str
    template: str
    context: Callable[[Actor, Customer], dict[str, Any] | None]
    flush: bool = False

    @property
    def anchor(self) -> str:
        """What a link within the page names it by."""
        return self.code.replace("_", "-")


@dataclass(frozen=True, slots=True)
class CustomerBadge:
    """A badge beside a customer's name; `badge` gives None where there is nothing to show."""

    code: str
    order: int
    permission: str
    badge: Callable[[Actor, Customer], Badge | GradeBadge | None]


_panels: dict[str, CustomerPanel] = {}
_badges: dict[str, CustomerBadge] = {}


def register(panel: CustomerPanel) -> None:
    """Add a panel. Raises ValueError when its code is taken by another one."""
    if _panels.setdefault(panel.code, panel) != panel:
        raise ValueError(f"panel {panel.code} is registered twice")


def register_badge(badge: CustomerBadge) -> None:
    """Add a badge. Raises ValueError when its code is taken by another one."""
    if _badges.setdefault(badge.code, badge) != badge:
        raise ValueError(f"badge {badge.code} is registered twice")


def unregister(code: str) -> None:
    """Take a panel or a badge away, as after a test."""
    _panels.pop(code, None)
    _badges.pop(code, None)


def panels(actor: Actor) -> list[CustomerPanel]:
    """The panels the actor may see, in order."""
    allowed = [each for each in _panels.values() if actor.may(each.permission)]
    return sorted(allowed, key=lambda panel: (panel.order, panel.code))


def badges(actor: Actor, customer: Customer) -> list[Badge | GradeBadge]:
    """The badges of a customer that the actor may see, in order."""
    allowed = [each for each in _badges.values() if actor.may(each.permission)]
    ordered = sorted(allowed, key=lambda badge: (badge.order, badge.code))
    shown = [each.badge(actor, customer) for each in ordered]
    return [badge for badge in shown if badge is not None]
