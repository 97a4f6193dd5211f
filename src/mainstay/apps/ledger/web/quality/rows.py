"""Parts of the work list: one finding, mended or called right where it stands."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mainstay.apps.customers.contracts import priority
from mainstay.apps.customers.services import VersionConflict
from mainstay.apps.governance import queries as governance
from mainstay.apps.ledger import policies
from mainstay.apps.ledger.quality_wording import FIELDS, PROBLEMS
from mainstay.apps.ledger.queries import quality
from mainstay.apps.ledger.queries.quality import FindingGone
from mainstay.apps.ledger.queries.quality_rows import FindingRow, with_customers
from mainstay.apps.ledger.services.quality import mending
from mainstay.apps.ledger.web.quality.forms import MendForm
from mainstay.foundation.access.actor import Actor
from mainstay.shell.sentences import joined
from mainstay.shell.web.access import acting, demand, requires
from mainstay.shell.web.partials import is_part


@dataclass(frozen=True, slots=True)
class Abilities:
    """What somebody may do about a finding."""

    mend: bool
    call_right: bool

    @classmethod
    def of(cls, actor: Actor) -> "Abilities":
        return cls(actor.may(policies.CHANGE_CUSTOMERS), actor.may(policies.CALL_RIGHT))


@require_safe
@requires(policies.VIEW_QUALITY)
def row(request: HttpRequest, key: int, field: str, code: str) -> HttpResponse:
    """The finding as the list shows it, as after giving up mending it."""
    return _shown(request, found_row(acting(request), key, field, code))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(policies.CHANGE_CUSTOMERS)
def mend(request: HttpRequest, key: int, field: str, code: str) -> HttpResponse:
    """A form in the finding's row; what is refused is said there."""
    actor = acting(request)
    try:
        found = found_row(actor, key, field, code)
    except FindingGone:
        return _done(request, _("This has been mended already."))
    demand(request, policies.CHANGE_CUSTOMERS, found.customer)
    if not is_part(request) and request.method != "POST":
        return redirect("customers:edit", key)
    form = MendForm(actor, found, request.POST or None)
    if request.method == "POST" and _written(actor, found, form):
        return _after(request, actor, found)
    return _shown(request, found_row(actor, key, field, code), form)


def _written(actor: Actor, found: FindingRow, form: MendForm) -> bool:
    """Give the customer the value; what is refused stands in the form."""
    if not form.is_valid():
        return False
    values = form.cleaned_data
    try:
        mending.mend(
            actor, found.customer.key, found.finding.field, values["version"], values["value"]
        )
    except ValidationError as refusal:
        form.add_error("value", refusal.messages)
        return False
    except VersionConflict:
        present = found_row(actor, found.customer.key, found.finding.field, found.finding.code)
        typed = {name: form.data[name] for name in form.data}
        form.data = {**typed, "version": present.customer.version}
        said = _("Somebody else has changed this customer; save again if your value is right.")
        form.add_error("value", said)
        return False
    return True


def _after(request: HttpRequest, actor: Actor, found: FindingRow) -> HttpResponse:
    """What stands in the row once a value was written: nothing more to do, or still a fault."""
    key, field = found.customer.key, found.finding.field
    left = quality.findings(actor, quality.FindingFilter(field=field)).filter(customer_id=key)
    still = with_customers(actor, list(left[:1]))
    words = {"customer": found.customer.name, "field": FIELDS[field]}
    if not still:
        return _done(request, _("%(customer)s: %(field)s has been mended.") % words)
    form = MendForm(actor, still[0])
    problem = PROBLEMS[still[0].finding.code]
    said = _("This has been kept, but it %(problem)s.") % {"problem": problem}
    return _shown(request, still[0], form, said)


@require_POST
@requires(policies.CALL_RIGHT)
def call_right(request: HttpRequest, key: int, field: str, code: str) -> HttpResponse:
    """Say that it is right as it is; the row offers the way back."""
    actor = acting(request)
    found = found_row(actor, key, field, code)
    mending.call_right(actor, key, field, code)
    words = {"customer": found.customer.name, "field": FIELDS[field]}
    said = _("%(customer)s: %(field)s is right as it is.") % words
    return _done(request, said, found)


@require_POST
@requires(policies.CALL_RIGHT)
def recall(request: HttpRequest, key: int, field: str, code: str) -> HttpResponse:
    """Put a finding back on the work list."""
    actor = acting(request)
    mending.recall(actor, key, field, code)
    if not is_part(request):
        messages.success(request, _("The finding is back on the work list."))
        return redirect("quality:quality")
    return _shown(request, found_row(actor, key, field, code))


def found_row(actor: Actor, key: int, field: str, code: str) -> FindingRow:
    """One finding with its customer. Raises FindingGone."""
    rows = with_customers(actor, [quality.finding(actor, key, field, code)])
    if not rows:
        raise FindingGone(key, field, code)
    return rows[0]


def _shown(
    request: HttpRequest, found: FindingRow, form: MendForm | None = None, said: str = ""
) -> HttpResponse:
    """The row, with the form where it is being mended; without script the page that has one."""
    if not is_part(request):
        for problem in form.errors.values() if form else ():
            messages.error(request, joined(problem))
        if said:
            messages.warning(request, said)
        return redirect("quality:quality")
    actor = acting(request)
    context: dict[str, Any] = {
        "row": found,
        "mending": form,
        "said": said,
        "abilities": Abilities.of(actor),
        "ranked": priority.is_known_to(actor),
        "currency": currency(),
    }
    return render(request, "ledger/quality/row.html", context)


def currency() -> str:
    """What revenue is counted in."""
    installation = governance.find_installation()
    return installation.reporting_currency if installation else ""


def _done(request: HttpRequest, said: str, undo: FindingRow | None = None) -> HttpResponse:
    """A row that says what was done, in the place of the finding."""
    if not is_part(request):
        messages.success(request, said)
        return redirect("quality:quality")
    return render(request, "ledger/quality/done.html", {"said": said, "undo": undo})
