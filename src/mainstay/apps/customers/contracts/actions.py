"""Buttons that other subjects add to the list of customers, such as importing a file."""

from dataclasses import dataclass

from django.utils.functional import Promise

from mainstay.foundation.access.actor import Actor


@dataclass(frozen=True, slots=True)
class ListAction:
    """A page of another subject that the list of customers leads to.

    `icon` is a name of frontend/icons.txt. `fills` marks what brings customers into an empty list.
    """

    code: str
    label: str | Promise
    url_name: str
    icon: str
    permission: str
    fills: bool = False


_registered: dict[str, ListAction] = {}


def register(action: ListAction) -> None:
    """Add a button. Raises ValueError when its code is taken by another one."""
    if _registered.setdefault(action.code, action) != action:
        raise ValueError(f"action {action.code} is registered twice")


def unregister(code: str) -> None:
    """Take a button away, as after a test."""
    _registered.pop(code, None)


def actions(actor: Actor) -> list[ListAction]:
    """The buttons the actor may use, by code."""
    allowed = [each for each in _registered.values() if actor.may(each.permission)]
    return sorted(allowed, key=lambda action: action.code)
