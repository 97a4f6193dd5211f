"""Questions before a scheme is retired, brought back or made the primary one."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from mainstay.apps.evaluation.policies import CHANGE_SCHEMES
from mainstay.apps.evaluation.queries.schemes import scheme
from mainstay.apps.evaluation.services.drafting import (
    SchemeRetired,
    bring_back_scheme,
    make_primary,
    retire_scheme,
)
from mainstay.apps.evaluation.wording.names import scheme_name
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.confirmation import Confirmation, ask
from mainstay.shell.web.submission import writing


@writing
@requires(CHANGE_SCHEMES)
def retire(request: HttpRequest, code: str) -> HttpResponse:
    """Ask, then retire a scheme."""
    if request.method == "POST":
        return _done(request, code, retire_scheme)
    says = _("Customers are not evaluated by it any more. Its grades and evaluations stay.")
    return _ask(request, code, _("Retire “%(name)s”?"), says, _("Retire"))


@writing
@requires(CHANGE_SCHEMES)
def bring_back(request: HttpRequest, code: str) -> HttpResponse:
    """Ask, then bring a retired scheme back."""
    if request.method == "POST":
        return _done(request, code, bring_back_scheme)
    says = _("Customers can be evaluated by it again.")
    return _ask(request, code, _("Bring “%(name)s” back?"), says, _("Bring back"))


@writing
@requires(CHANGE_SCHEMES)
def primary(request: HttpRequest, code: str) -> HttpResponse:
    """Ask, then make a scheme the primary one."""
    if request.method == "POST":
        return _done(request, code, make_primary)
    says = _(
        "From now on its grades say who is a key account, and whose work comes first in lists."
    )
    return _ask(
        request, code, _("Make “%(name)s” the primary scheme?"), says, _("Make it the primary one")
    )


def _ask(request: HttpRequest, code: str, title: str, says: str, agree: str) -> HttpResponse:
    row = scheme(acting(request), code)
    page = reverse("evaluation:scheme", args=[row.code])
    name = {"name": scheme_name(row.code)}
    return ask(request, Confirmation(title % name, says, agree=agree, cancel_url=page))


def _done(request: HttpRequest, code: str, deed: Callable[..., object]) -> HttpResponse:
    try:
        deed(acting(request), code)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    except SchemeRetired:
        messages.error(request, _("The scheme is retired, or the primary one."))
    return redirect("evaluation:scheme", code)
