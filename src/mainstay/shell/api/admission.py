"""What is asked of a caller before the values that they sent are read.

First the right to the operation, so that who may not use it learns nothing of its values. Then
whether the operation knows each parameter of the address: a filter that does not exist must not
give the whole list.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.errors import ValidationError
from ninja.operation import Operation

from mainstay.foundation.access.actor import Actor
from mainstay.shell.sentences import listed
from mainstay.shell.web.access import acting

View = TypeVar("View", bound=Callable[..., Any])
Names = Callable[[Actor], Iterable[str]]


def takes(names: Names) -> Callable[[View], View]:
    """Let an operation take parameters beside those of its signature: such as the actor may use."""

    def decorate(view: View) -> View:
        view.further_parameters = names  # type: ignore[attr-defined]
        return view

    return decorate


def remembered(run: Callable[..., Any]) -> Callable[..., Any]:
    """Note with a request which operation answers it: Ninja's hooks know the request alone."""
    operation = run.__self__  # type: ignore[attr-defined]

    @wraps(run)
    def running(request: HttpRequest, **values: Any) -> Any:
        request.operation = operation  # type: ignore[attr-defined]
        return run(request, **values)

    return running


def admit(request: HttpRequest) -> None:
    """Raises AccessDenied, or ValidationError for a parameter that the operation does not know."""
    operation: Operation = request.operation  # type: ignore[attr-defined]
    check_right = getattr(operation.view_func, "check_right", None)
    if check_right is not None:
        check_right(request)
    unknown = request.GET.keys() - (known := _known(operation, request))
    if unknown:
        raise ValidationError([_unknown(name, known) for name in sorted(unknown)])


def _known(operation: Operation, request: HttpRequest) -> set[str]:
    further: Names | None = getattr(operation.view_func, "further_parameters", None)
    known = set(further(acting(request))) if further else set()
    for model in operation.models:
        if model.__ninja_param_source__ == "query":
            known.update(model.__ninja_flatten_map__)
    return known


def _unknown(name: str, known: set[str]) -> dict[str, Any]:
    if known:
        detail = _("There is no such parameter here. Known are %(names)s.")
        detail %= {"names": listed(sorted(known))}
    else:
        detail = _("There is no such parameter here; none is known.")
    return {"loc": ("query", name), "type": "unknown_parameter", "msg": detail}
