"""Which import a page is about, and what its services refuse."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect

from mainstay.apps.ledger.cleaning.mapping import MappingRefused
from mainstay.apps.ledger.models import ImportBatch
from mainstay.apps.ledger.queries.batches import batch_numbered
from mainstay.apps.ledger.reading.errors import FileRefused
from mainstay.apps.ledger.services.importing import (
    BatchBusy,
    ImportFailed,
    NoContacts,
    OptionRefused,
)
from mainstay.foundation.access.actor import Actor
from mainstay.shell.failures import failure_of
from mainstay.shell.sentences import joined

REFUSALS = (
    BatchBusy,
    FileRefused,
    ImportFailed,
    MappingRefused,
    NoContacts,
    OptionRefused,
    ValidationError,
)
"""What a service says no with, for a reason that the person can act on."""


def found_batch(actor: Actor, number: int) -> ImportBatch:
    """The import with this number, for those who may see it. Raises Http404."""
    batch = batch_numbered(actor, number)
    if batch is None:
        raise Http404
    return batch


def reason_of(refusal: Exception) -> str:
    """Why a service refused, in words."""
    if isinstance(refusal, ValidationError):
        return joined(refusal.messages)
    failure = failure_of(refusal)
    return str(failure.detail) if failure else str(refusal)


def then_batch(
    request: HttpRequest, batch: ImportBatch, write: Callable[[], object]
) -> HttpResponse:
    """Do what was asked for, say so if it was refused, and go on to the page of the import."""
    try:
        write()
    except REFUSALS as refusal:
        messages.error(request, reason_of(refusal))
    return to_batch(batch.pk)


def to_batch(number: int) -> HttpResponseRedirect:
    """The page of an import."""
    return redirect("ledger:batch", number)
