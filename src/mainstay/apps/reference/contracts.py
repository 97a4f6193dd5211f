"""What other subjects add to the pages of reference data."""

from dataclasses import dataclass

from django.utils.functional import Promise

from mainstay.foundation.access.actor import Actor


@dataclass(frozen=True, slots=True)
class RatesAction:
    """A page of another subject that the list of rates leads to, such as importing a file.

    `icon` is a name of frontend/icons.txt.
    """

    code: str
    label: str | Promise
    url_name: str
    icon: str
    permission: str


_registered: dict[str, RatesAction] = {}


def register_rates_action(action: RatesAction) -> None:
    """Add a button. Raises ValueError when its code is taken by another one."""
    if _registered.setdefault(action.code, action) != action:
        raise ValueError(f"action {action.code} is registered twice")


def rates_actions(actor: Actor) -> list[RatesAction]:
    """The buttons the actor may use, by code."""
    allowed = [each for each in _registered.values() if actor.may(each.permission)]
    return sorted(allowed, key=lambda action: action.code)
