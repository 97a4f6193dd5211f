"""Pages ask who acts, and whether the person may see them at all."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponseBase

from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import AccessDenied, require

P = ParamSpec("P")


def acting(request: HttpRequest) -> Actor:
    """Who acts in this request. Raises AccessDenied for nobody, which gives the 403 page."""
    actor = getattr(request, "actor", None)
    if not isinstance(actor, Actor):
        raise AccessDenied("sign_in")
    return actor


def requires(
    permission: str,
) -> Callable[
    [Callable[Concatenate[HttpRequest, P], HttpResponseBase]],
    Callable[Concatenate[HttpRequest, P], HttpResponseBase],
]:
    """Open a view only to those who hold `permission`; the 403 page for everybody else."""

    def decorate(
        view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            require(acting(request), permission)
            return view(request, *args, **kwargs)

        return guarded

    return decorate
