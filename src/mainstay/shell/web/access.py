"""Pages and operations ask who acts, and whether the actor may use them at all."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.db.models import Model
from django.http import HttpRequest

from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import AccessDenied, report_denial, require

P = ParamSpec("P")
R = TypeVar("R")

READING = frozenset({"GET", "HEAD", "OPTIONS"})


def acting(request: HttpRequest) -> Actor:
    """Who acts in this request. Raises AccessDenied for nobody, which answers 403."""
    actor = getattr(request, "actor", None)
    if not isinstance(actor, Actor):
        raise AccessDenied("sign_in")
    return actor


def demand(request: HttpRequest, permission: str, subject: Model | None = None) -> None:
    """Raise AccessDenied, which answers 403, unless the actor may use the permission on this row.

    For views that find a row which more people see than may act on it. A refused attempt to write
    is told to the audit trail.
    """
    actor = acting(request)
    try:
        require(actor, permission, subject)
    except AccessDenied as denied:
        if request.method not in READING:
            report_denial(actor, denied)
        raise


def requires(
    permission: str,
) -> Callable[
    [Callable[Concatenate[HttpRequest, P], R]],
    Callable[Concatenate[HttpRequest, P], R],
]:
    """Open a view only to those who hold `permission`; everybody else is answered 403.

    A refused attempt to write is told to the audit trail, as a service does. The interface for
    programs asks by `check_right` before it reads what was sent.
    """

    def decorate(
        view: Callable[Concatenate[HttpRequest, P], R],
    ) -> Callable[Concatenate[HttpRequest, P], R]:
        def check_right(request: HttpRequest) -> None:
            demand(request, permission)

        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> R:
            check_right(request)
            return view(request, *args, **kwargs)

        guarded.check_right = check_right  # type: ignore[attr-defined]
        return guarded

    return decorate
