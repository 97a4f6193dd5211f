"""Pages: undoing an import."""

from collections.abc import Mapping
from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mainstay.apps.ledger import policies, undo_wording
from mainstay.apps.ledger.contracts import UndoReport
from mainstay.apps.ledger.models import ImportBatch, ImportKind
from mainstay.apps.ledger.services import undoing
from mainstay.apps.ledger.web.finding import (
    REFUSALS,
    found_batch,
    reason_of,
    then_batch,
)
from mainstay.shell.web import figures
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.confirmation import Confirmation, ask
from mainstay.shell.web.partials import on_to
from mainstay.shell.web.tables import Tone


@require_http_methods(["GET", "HEAD", "POST"])
@requires(policies.UNDO_IMPORTS)
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Ask with what would happen; once agreed, undo as a job."""
    actor = acting(request)
    batch = found_batch(actor, number)
    if request.method == "POST":
        return then_batch(request, batch, lambda: undoing.start(actor, batch))
    address = reverse("ledger:batch", args=[number])
    try:
        planned = undoing.preview(actor, batch)
    except REFUSALS as refusal:
        messages.error(request, reason_of(refusal))
        return on_to(request, address)
    question = Confirmation(
        _("Undo this import?"),
        _what_goes(batch),
        agree=_("Undo"),
        cancel_url=address,
        facts=facts_of(batch, planned),
        tone=Tone.BAD,
    )
    return ask(request, question)


def _what_goes(batch: ImportBatch) -> str:
    if batch.kind == ImportKind.CUSTOMERS:
        return _(
            "Customers that this file brought go unless something else needs them. What it changed "
            "goes back where it is still as the file said."
        )
    if batch.kind == ImportKind.CONTACTS:
        return _(
            "Contacts that this file brought go unless something else needs them. What it changed "
            "goes back where it is still as the file said."
        )
    return _("Everything this file brought goes; what later files brought stays.")


def facts_of(batch: ImportBatch, planned: UndoReport) -> list[tuple[str, str]]:
    """What an undo takes out, brings back and leaves."""
    facts = [
        (label, figures.full_number(count))
        for label, count in undo_wording.undo_counts(batch.kind, planned.as_json())
    ]
    amounts = (
        (_("Amount removed"), planned.money_removed),
        (_("Amount restored"), planned.money_restored),
    )
    return facts + [(label, money_text(money)) for label, money in amounts if any(money.values())]


def money_text(money: Mapping[str, Decimal]) -> str:
    """Sums per currency, one after another."""
    return " · ".join(figures.full_money(money[code], code) for code in sorted(money))
