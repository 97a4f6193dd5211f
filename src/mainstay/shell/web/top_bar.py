"""What apps put into the top bar, beside language, look and account."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

from mainstay.foundation.access.actor import Actor


@dataclass(frozen=True, slots=True)
class Tool:
    """One thing in the top bar of every page.

    `template` draws it without asking the database: what it shows comes later, by htmx.
    `permission` is what a person needs to see it; `offered` can leave it out of some pages.
    """

    code: str
    template: str
    permission: str
    offered: Callable[[HttpRequest], bool] = lambda _request: True


_registered: dict[str, Tool] = {}


def register(tool: Tool) -> None:
    """Add a tool. Raises ValueError when its code is taken by another one."""
    if _registered.setdefault(tool.code, tool) != tool:
        raise ValueError(f"the tool {tool.code} is registered twice")


def tools(actor: Actor, request: HttpRequest) -> list[Tool]:
    """The tools that the actor has on this page, by code."""
    found = sorted(_registered.values(), key=lambda tool: tool.code)
    return [each for each in found if actor.may(each.permission) and each.offered(request)]
