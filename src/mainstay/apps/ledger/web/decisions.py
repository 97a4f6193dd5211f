"""What a check found that a decision settles, with the choice in place."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mainstay.apps.ledger.cleaning.conversion import RATE_MISSING
from mainstay.apps.ledger.contracts import ImportReport
from mainstay.apps.ledger.models import BatchState, ImportBatch, ImportKind
from mainstay.apps.ledger.services.importing import ImportOptions
from mainstay.apps.ledger.services.importing.incoming import UNKNOWN_CUSTOMER
from mainstay.apps.reference.contracts import CHANGE_RATES
from mainstay.engine.resolve import Reason
from mainstay.foundation.access.actor import Actor

CHOICES: dict[str, tuple[tuple[str, Promise], ...]] = {
    "unknown_customers": (("reject", _("Reject them")), ("create", _("Create the customers"))),
    "on_changed_order": (("reject", _("Reject them")), ("replace", _("Replace the orders"))),
    "totals": (("leave_out", _("Leave them out")), ("count", _("Take them as records"))),
}
"""The decisions by option, with the values that each can have."""
_STATES = (BatchState.CHECKED, BatchState.REFUSED)


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to decide."""

    value: str
    label: str | Promise
    chosen: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """One kind of problem: of how many records it is, and what can be done about it."""

    words: str | Promise
    count: int
    option: str = ""
    choices: tuple[Choice, ...] = ()
    link: str = ""
    link_words: str | Promise = ""


def decisions_of(actor: Actor, batch: ImportBatch) -> list[Decision]:
    """The decisions that are open or were taken, for a file that has been checked."""
    if batch.state not in _STATES or batch.upload_gone_at:
        return []
    report = ImportReport.from_json(batch.report)
    options = ImportOptions.from_json(batch.options)
    found = _of_kind(actor, batch.kind, report, options)
    counts = options.totals == "count"
    if counts or report.totals:
        words = _("Rows that look like totals count as records") if counts else _("Rows of totals")
        found.append(_decision("totals", options, words, report.totals))
    return found


def _of_kind(
    actor: Actor, kind: str, report: ImportReport, options: ImportOptions
) -> list[Decision]:
    if kind == ImportKind.CUSTOMERS:
        return []
    found = [_unknown_customers(report, options)]
    if kind == ImportKind.ORDERS:
        found += [_changed_orders(report, options), _missing_rates(actor, report)]
    return [each for each in found if each.count]


def _unknown_customers(report: ImportReport, options: ImportOptions) -> Decision:
    if options.unknown_customers == "create":
        words, count = _("Customers that nobody knows"), report.created_customers
    else:
        words = _("Records of customers nobody knows")
        count = report.reasons.get(UNKNOWN_CUSTOMER, 0)
    return _decision("unknown_customers", options, words, count)


def _changed_orders(report: ImportReport, options: ImportOptions) -> Decision:
    if options.on_changed_order == "replace":
        words = _("Known lines that replaced orders bring otherwise or no longer have")
        count = report.superseded + report.removed
    else:
        words = _("Lines of known orders that come with other lines")
        count = report.reasons.get(Reason.ORDER_CHANGED, 0)
    return _decision("on_changed_order", options, words, count)


def _decision(option: str, options: ImportOptions, words: Promise, count: int) -> Decision:
    now = getattr(options, option)
    choices = (Choice(value, label, value == now) for value, label in CHOICES[option])
    return Decision(words, count, option, tuple(choices))


def _missing_rates(actor: Actor, report: ImportReport) -> Decision:
    link = reverse("reference:rates") if actor.may(CHANGE_RATES) else ""
    return Decision(
        words=_("Lines without an exchange rate for their day"),
        count=report.reasons.get(RATE_MISSING, 0),
        link=link,
        link_words=_("Set the rates"),
    )
