"""Pages: checking, importing, cancelling, discarding, and how far it is."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mainstay.apps.ledger import policies
from mainstay.apps.ledger.contracts import ImportReport
from mainstay.apps.ledger.models import ImportBatch
from mainstay.apps.ledger.queries.batches import job_of
from mainstay.apps.ledger.services import importing
from mainstay.apps.ledger.services.importing import ImportOptions
from mainstay.apps.ledger.services.importing.options import DAY_ORDERS
from mainstay.apps.ledger.web.decisions import CHOICES
from mainstay.apps.ledger.web.finding import (
    REFUSALS,
    found_batch,
    reason_of,
    then_batch,
    to_batch,
)
from mainstay.apps.ledger.web.work import work_on
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.jobs.policies import CANCEL
from mainstay.shell.web import figures
from mainstay.shell.web.access import acting, demand, requires
from mainstay.shell.web.confirmation import Confirmation, ask
from mainstay.shell.web.job_progress import progress_over, progress_part
from mainstay.shell.web.tables import Tone

asking = require_http_methods(["GET", "HEAD", "POST"])
ALL = 100.0


@require_safe
@requires(policies.VIEW_IMPORTS)
def progress(request: HttpRequest, number: int) -> HttpResponse:
    """How far the work on an import is; leads back to its page when the work has ended."""
    actor = acting(request)
    importing.settle_ended()
    batch = found_batch(actor, number)
    work = work_on(actor, batch)
    if work is None:
        return progress_over(request, actor, job_of(batch), reverse("ledger:batch", args=[number]))
    return progress_part(request, work)


@require_POST
@requires(policies.RUN_IMPORTS)
def take_contacts(request: HttpRequest, number: int) -> HttpResponse:
    """Go on with the contacts that the file of these customers holds too."""
    actor = acting(request)
    batch = found_batch(actor, number)
    try:
        taken = importing.take_contacts(actor, batch)
    except REFUSALS as refusal:
        messages.error(request, reason_of(refusal))
        return to_batch(number)
    return redirect("ledger:columns", taken.pk)


@require_POST
@requires(policies.RUN_IMPORTS)
def check(request: HttpRequest, number: int) -> HttpResponse:
    """Read the whole file and say what an import would do."""
    actor = acting(request)
    batch = found_batch(actor, number)
    return then_batch(request, batch, lambda: importing.start(actor, batch, commit=False))


@require_POST
@requires(policies.RUN_IMPORTS)
def commit(request: HttpRequest, number: int) -> HttpResponse:
    """Import the file as it was checked."""
    actor = acting(request)
    batch = found_batch(actor, number)
    return then_batch(request, batch, lambda: importing.start(actor, batch, commit=True))


@asking
@requires(policies.RUN_IMPORTS)
def commit_accepted(request: HttpRequest, number: int) -> HttpResponse:
    """Import the accepted records although more than the limit were rejected."""
    actor = acting(request)
    batch = found_batch(actor, number)
    report = ImportReport.from_json(batch.report)
    if request.method != "POST":
        question = Confirmation(
            _("Import without the rejected records?"),
            _("The accepted records are imported. The rejected ones stay in the reject file."),
            agree=_("Import"),
            cancel_url=reverse("ledger:batch", args=[number]),
            facts=[
                (_("Accepted"), figures.full_number(report.accepted)),
                (_("Rejected"), figures.full_number(report.rejected)),
            ],
        )
        return ask(request, question)
    return then_batch(request, batch, lambda: _commit_whatever_is_rejected(actor, batch))


def _commit_whatever_is_rejected(actor: Actor, batch: ImportBatch) -> None:
    options = replace(ImportOptions.from_json(batch.options), reject_limit=ALL)
    importing.configure(actor, batch, options=options)
    importing.start(actor, batch, commit=True)


@require_POST
@requires(policies.RUN_IMPORTS)
def state_date_order(request: HttpRequest, number: int) -> HttpResponse:
    """The answer to which comes first in 03/04/2024."""
    order = request.POST.get("order")
    return _answer(request, number, day_order=order if order in DAY_ORDERS else DAY_ORDERS[0])


@require_POST
@requires(policies.RUN_IMPORTS)
def state_decimal_mark(request: HttpRequest, number: int) -> HttpResponse:
    """The answer to whether a point or a comma stands before the decimals."""
    return _answer(request, number, decimal_comma=request.POST.get("mark") == "comma")


@require_POST
@requires(policies.RUN_IMPORTS)
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """The decision about one kind of problem that a check found."""
    option, value = request.POST.get("option", ""), request.POST.get("value", "")
    if value not in dict(CHOICES.get(option, ())):
        raise SuspiciousOperation(option)
    return _answer(request, number, **{option: value})


def _answer(request: HttpRequest, number: int, **said: Any) -> HttpResponse:
    """Take an answer in; it is kept with the profile, then the file is checked again."""
    actor = acting(request)
    batch = found_batch(actor, number)

    def settle() -> None:
        options = replace(ImportOptions.from_json(batch.options), **said)
        importing.configure(actor, batch, options=options)
        if batch.profile is not None and actor.may(policies.CHANGE_PROFILES):
            importing.save_profile(actor, batch, batch.profile.name)
        importing.start(actor, batch, commit=False)

    return then_batch(request, batch, settle)


@asking
@requires(CANCEL)
def cancel(request: HttpRequest, number: int) -> HttpResponse:
    """Stop what is under way."""
    actor = acting(request)
    batch = found_batch(actor, number)
    demand(request, importing.right_to_cancel(batch), batch)
    if request.method != "POST":
        question = Confirmation(
            _("Stop this?"),
            _("Everything stays as it was before."),
            agree=_("Stop"),
            cancel_url=reverse("ledger:batch", args=[number]),
        )
        return ask(request, question)
    return then_batch(request, batch, lambda: importing.cancel(actor, batch))


@asking
@requires(policies.RUN_IMPORTS)
def discard(request: HttpRequest, number: int) -> HttpResponse:
    """Remove a file that has not been imported."""
    actor = acting(request)
    batch = found_batch(actor, number)
    if request.method != "POST":
        question = Confirmation(
            _("Discard this file?"),
            _("The file and what was found in it are removed. Nothing of it has been imported."),
            agree=_("Discard"),
            cancel_url=reverse("ledger:batch", args=[number]),
            tone=Tone.BAD,
        )
        return ask(request, question)
    name = batch.file_name
    try:
        importing.discard(actor, batch)
    except REFUSALS as refusal:
        messages.error(request, reason_of(refusal))
        return to_batch(number)
    messages.success(request, _("%(name)s has been discarded.") % {"name": name})
    return redirect("ledger:list")
