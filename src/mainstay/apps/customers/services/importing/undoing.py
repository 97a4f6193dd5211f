"""Undoing what an import did to customers, per field, in any order of undos.

A field goes back where its value is still the batch's. Where a later batch changed it since, that
batch takes over the before-image, so that undoing both ends at the first value. A customer that
came into being by imports is withdrawn when no batch that still counts brings it, nobody edited
it, nothing uses it and no customer stands below it; its key and code are kept for its return.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.db import transaction

from mainstay.apps.customers.models import ImportedCustomer
from mainstay.apps.customers.policies import IMPORT
from mainstay.apps.customers.services.checking import lock_hierarchy
from mainstay.apps.customers.services.importing.contacts.undoing import (
    ContactUndoing,
    decide_contacts,
)
from mainstay.apps.customers.services.importing.restoring import Restoring, decide_fields
from mainstay.apps.customers.services.importing.withdrawing import Withdrawing, decide_withdrawals
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require, service

InUse = Callable[[Collection[int]], Collection[int]]
"""Which of some customer keys still have order lines once the undo is done."""


@dataclass(frozen=True, slots=True)
class CustomerUndo:
    """What an undo does, or would do, to customers.

    `withdrawn` counts customers taken out of sight; the `kept_…` those that stay although the
    batch made them: they have order lines, another batch brings them, customers that stay stand
    below them, or somebody edited them. `left_fields` are fields that have got another value since.
    """

    batch: int
    withdrawn: int
    kept_confirmed: int
    kept_with_orders: int
    kept_as_parents: int
    kept_edited: int
    restored_customers: int
    restored_fields: int
    left_fields: int
    contacts: "ContactUndo"


@dataclass(frozen=True, slots=True)
class ContactUndo:
    """The same of contacts: those that stay are confirmed by another batch, or edited."""

    withdrawn: int
    kept_confirmed: int
    kept_edited: int
    restored: int
    left_fields: int


def nothing_in_use(keys: Collection[int]) -> Collection[int]:
    """No customer has order lines."""
    return ()


def preview_undo(actor: Actor, batch: int, in_use: InUse = nothing_in_use) -> CustomerUndo:
    """What `undo` would do now. Raises AccessDenied."""
    require(actor, IMPORT)
    return _report(batch, *_decide(batch, in_use), decide_contacts(batch))


@service(IMPORT)
def undo(actor: Actor, batch: int, in_use: InUse = nothing_in_use) -> CustomerUndo:
    """Take back what a batch did to customers and contacts, in the caller's transaction or its own.

    The audit entry is the undo's, one per batch, and is written by whoever undoes the batch.
    """
    with transaction.atomic():
        lock_hierarchy()
        contacts = decide_contacts(batch)
        contacts.write()
        restoring, withdrawing = _decide(batch, in_use)
        restoring.write()
        withdrawing.write()
        brought = ImportedCustomer.objects.system("the batch counts no more")
        brought.filter(batch=batch).update(undone=True)
    return _report(batch, restoring, withdrawing, contacts)


def _decide(batch: int, in_use: InUse) -> tuple[Restoring, Withdrawing]:
    restoring = decide_fields(batch, in_use)
    return restoring, decide_withdrawals(batch, in_use, restoring.parents)


def _report(
    batch: int, restoring: Restoring, withdrawing: Withdrawing, contacts: ContactUndoing
) -> CustomerUndo:
    return CustomerUndo(
        batch=batch,
        withdrawn=len(withdrawing.keys),
        kept_confirmed=withdrawing.confirmed,
        kept_with_orders=withdrawing.with_orders,
        kept_as_parents=withdrawing.parents,
        kept_edited=withdrawing.edited,
        restored_customers=len(restoring.subjects),
        restored_fields=restoring.fields,
        left_fields=restoring.left,
        contacts=ContactUndo(
            withdrawn=len(contacts.withdrawn),
            kept_confirmed=contacts.confirmed,
            kept_edited=contacts.edited,
            restored=len(contacts.history.subjects),
            left_fields=contacts.history.left,
        ),
    )
