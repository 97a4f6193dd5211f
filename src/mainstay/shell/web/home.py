"""What stands on the first page, as the apps register it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from mainstay.foundation.access.actor import Actor


@dataclass(frozen=True, slots=True)
class HomePanel:
    """One panel of the first page.

    `context` gives what `template` needs, or None when there is nothing to show to this person.
    Panels stand by `order`; a `wide` one takes the whole width.
    """

    code: str
    title: str | Promise
    permission: str
    template: str
    context: Callable[[Actor], dict[str, Any] | None]
    order: int = 100
    wide: bool = False


_panels: dict[str, HomePanel] = {}


def register(panel: HomePanel) -> None:
    """Add a panel. Raises ValueError when its code is taken by another one."""
    if _panels.setdefault(panel.code, panel) != panel:
        raise ValueError(f"home panel {panel.code} is registered twice")


def panels(actor: Actor) -> list[tuple[HomePanel, dict[str, Any]]]:
    """The panels the actor may see and that have something to show, with their contents."""
    shown = []
    for panel in sorted(_panels.values(), key=lambda each: (each.order, each.code)):
        if not actor.may(panel.permission):
            continue
        context = panel.context(actor)
        if context is not None:
            shown.append((panel, context))
    return shown
