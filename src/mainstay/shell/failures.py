"""What the exceptions of the rooms below mean to those who asked: a status, a code, a sentence.

Apps register their own, so that a page and the interface for programs answer alike.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import (
    NON_FIELD_ERRORS,
    BadRequest,
    ObjectDoesNotExist,
    PermissionDenied,
    SuspiciousOperation,
    ValidationError,
)
from django.db import InterfaceError, OperationalError
from django.http import Http404
from django.http.multipartparser import MultiPartParserError
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mainstay.foundation.access.permissions import permission
from mainstay.foundation.access.services import (
    AccessDenied,
    FieldDenied,
    OutOfReach,
    TokenTooNarrow,
)
from mainstay.shell.exports import UnfitForWorkbook
from mainstay.shell.paging import InvalidCursor

E = TypeVar("E", bound=Exception)
Text = str | Promise


@dataclass(frozen=True, slots=True)
class Failure:
    """Why something was not done. `code` is for programs and never changes; `detail` is for people.

    `members` are further facts for programs, such as the version that is in force.
    """

    status: int
    code: str
    detail: Text = ""
    members: dict[str, Any] | None = None


Describe = Callable[[Any], Failure]
_known: dict[type[Exception], Describe] = {}
_missing: dict[str, Failure] = {}


def register_failure(kind: type[E], describe: Callable[[E], Failure]) -> None:
    """Say what an exception, or one derived from it, means. Raises ValueError on a second time."""
    if kind in _known:
        raise ValueError(f"{kind.__name__} already has a meaning")
    _known[kind] = describe


def register_missing(label: str, failure: Failure) -> None:
    """Say what is told where there is no row of this model, ``app.model``, for the reader.

    Whether there is none or it is out of reach has to sound alike.
    """
    if label in _missing:
        raise ValueError(f"{label} already has words")
    _missing[label] = failure


def failure_of(exception: Exception) -> Failure | None:
    """What an exception means; None for one that nobody expects."""
    for kind in type(exception).__mro__:
        if kind in _known:
            return _known[kind](exception)
    return None


def _refused(error: ValidationError) -> Failure:
    """What a service refused: one entry for each value at fault, by the argument's name."""
    by_field = getattr(error, "error_dict", None) or {NON_FIELD_ERRORS: error.error_list}
    errors = [
        {
            "pointer": "" if field == NON_FIELD_ERRORS else f"/body/{field.replace('.', '/')}",
            "code": each.code or "invalid",
            "detail": " ".join(each.messages),
        }
        for field, refusals in by_field.items()
        for each in refusals
    ]
    return Failure(422, "invalid", members={"errors": errors})


def _out_of_reach(denied: OutOfReach) -> Failure:
    label, _colon, _key = denied.subject.partition(":")
    return _missing.get(label, _NOT_FOUND)


def _too_narrow(denied: TokenTooNarrow) -> Failure:
    told = _("This token lacks the permission “{code}”.")
    return Failure(403, "forbidden", str(told).format(code=denied.permission))


def _hidden(denied: FieldDenied) -> Failure:
    told = gettext("Your role does not let you see this: %(fields)s.")
    return Failure(403, "forbidden", told % {"fields": permission(denied.permission).opens})


_NOT_ALLOWED = Failure(403, "forbidden", _("Your role does not include this."))
_NOT_FOUND = Failure(404, "not_found", _("There is no such thing, or none that you may see."))
_BAD_CURSOR = Failure(400, "invalid_cursor", _("The cursor does not belong to this list."))
_NO_MEMORY = Failure(503, "memory", _("The memory was not enough for this."))
_NO_DATABASE = Failure(503, "database", _("The database does not answer. Please try again."))
_BAD_REQUEST = Failure(400, "bad_request", _("The request cannot be understood."))

register_failure(AccessDenied, lambda _exception: _NOT_ALLOWED)
register_failure(FieldDenied, _hidden)
register_failure(TokenTooNarrow, _too_narrow)
register_failure(OutOfReach, _out_of_reach)
register_failure(PermissionDenied, lambda _exception: _NOT_ALLOWED)
register_failure(Http404, lambda _exception: _NOT_FOUND)
register_failure(ObjectDoesNotExist, lambda _exception: _NOT_FOUND)
register_failure(InvalidCursor, lambda _exception: _BAD_CURSOR)
register_failure(BadRequest, lambda _exception: _BAD_REQUEST)
register_failure(SuspiciousOperation, lambda _exception: _BAD_REQUEST)
register_failure(MultiPartParserError, lambda _exception: _BAD_REQUEST)
register_failure(MemoryError, lambda _exception: _NO_MEMORY)
register_failure(OperationalError, lambda _exception: _NO_DATABASE)
register_failure(InterfaceError, lambda _exception: _NO_DATABASE)
register_failure(UnfitForWorkbook, lambda unfit: Failure(422, "unfit_for_workbook", str(unfit)))
register_failure(ValidationError, _refused)
