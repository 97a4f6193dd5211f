"""The job that takes a bulk change back.

A customer goes back where it still has what the bulk change gave it; what has got another value
since, or was archived, is left and counted.
"""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from mainstay.apps.customers.contracts.events import ManyCustomersChanged
from mainstay.apps.customers.models import BulkChange, BulkChangedCustomer, Customer, Status
from mainstay.apps.customers.services.bulk.known_deeds import deed_of
from mainstay.apps.customers.services.keys import CHUNK
from mainstay.foundation.audit import services as audit
from mainstay.foundation.events import publish
from mainstay.foundation.jobs.context import JobContext
from mainstay.foundation.jobs.leases import JobCancelled

_WHY = "the undo was asked for by who may"


def run(context: JobContext) -> None:
    """Put back what can be put back; goes on where an earlier run ended."""
    bulk = BulkChange.objects.system(_WHY).get(pk=context.parameters["bulk"])
    rows = BulkChangedCustomer.objects.system(_WHY).filter(bulk=bulk).order_by("customer")
    try:
        while before := _next(rows, bulk.undone_up_to):
            bulk = _put_back(bulk, before)
            context.progress("undo", bulk.restored + bulk.left, bulk.changed)
    except JobCancelled:
        bulk.refresh_from_db()
        audit.record(context.actor, "customers.bulk.undo_stopped", subject=bulk, **_counts(bulk))
        raise
    with context.complete_in_transaction() as result:
        bulk = _held(bulk)
        bulk.undone_at = timezone.now()
        bulk.save(update_fields=["undone_at"])
        result.update(_counts(bulk))
        audit.record(context.actor, "customers.bulk.undone", subject=bulk, **_counts(bulk))
        publish(ManyCustomersChanged(bulk.pk, bulk.deed, undone=True))


def _next(rows: "QuerySet[BulkChangedCustomer]", reached: int) -> dict[int, Any]:
    return dict(rows.filter(customer__gt=reached).values_list("customer_id", "before")[:CHUNK])


def _put_back(known: BulkChange, before: dict[int, Any]) -> BulkChange:
    with transaction.atomic():
        bulk = _held(known)
        if bulk.undone_up_to != known.undone_up_to:
            return bulk  # another run of the job has been here
        deed = deed_of(bulk)
        rows = Customer.objects.system(_WHY).filter(key__in=before, withdrawn_at=None)
        locked = list(rows.order_by("key").select_for_update())
        free = [each for each in locked if deed.of_archived or each.status != Status.ARCHIVED]
        still = [key for key, value in deed.state_of(free).items() if not deed.differs(value)]
        if still:
            deed.put_back({key: before[key] for key in still})
        bulk.restored += len(still)
        bulk.left += len(before) - len(still)
        bulk.undone_up_to = max(before)
        bulk.save(update_fields=["restored", "left", "undone_up_to"])
        return bulk


def _counts(bulk: BulkChange) -> dict[str, Any]:
    return {"restored": bulk.restored, "left": bulk.left}


def _held(bulk: BulkChange) -> BulkChange:
    return BulkChange.objects.system(_WHY).select_for_update().get(pk=bulk.pk)
