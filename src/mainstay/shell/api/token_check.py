"""What knows API tokens: a function that an app above supplies."""

from collections.abc import Callable

from django.http import HttpRequest

from mainstay.foundation.access.actor import Actor

TokenCheck = Callable[[HttpRequest, str], Actor | None]
"""The actor that a token stands for; None when the token is unknown, expired or revoked."""

_checks: list[TokenCheck] = []


def supply_token_check(check: TokenCheck) -> None:
    """Register the function that knows tokens. Raises ValueError when there is one already."""
    if _checks and _checks != [check]:
        raise ValueError("tokens are checked already")
    _checks[:] = [check]


def actor_of_token(request: HttpRequest, token: str) -> Actor | None:
    """The actor of a request that shows a token, None where nobody knows it."""
    return next((actor for check in _checks if (actor := check(request, token))), None)
