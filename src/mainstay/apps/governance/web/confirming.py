"""Asking for the password once more before a page weakens a sign-in."""

from collections.abc import Callable
from typing import Any, TypeVar

from allauth.account.decorators import reauthentication_required
from django.http import HttpRequest

APP = "mainstay.apps.governance"

View = TypeVar("View", bound=Callable[..., Any])


def confirmed(view: View) -> View:
    """Open a view to whoever has shown the password once more within the last five minutes."""
    guarded: View = reauthentication_required(view, app=APP)
    return guarded


def confirmed_if(weakens: Callable[[HttpRequest], bool]) -> Callable[[View], View]:
    """The same for those requests alone of which `weakens` is true."""

    def decorate(view: View) -> View:
        guarded: View = reauthentication_required(view, app=APP, enabled=weakens)
        return guarded

    return decorate
