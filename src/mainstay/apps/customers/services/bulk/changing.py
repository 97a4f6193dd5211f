"""The job of a bulk change: one portion of customers after the other, each in a transaction."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from mainstay.apps.customers.contracts.events import ManyCustomersChanged
from mainstay.apps.customers.models import BulkChange, BulkChangedCustomer, Customer, Status
from mainstay.apps.customers.policies import is_ones_own
from mainstay.apps.customers.queries.bulk import selected
from mainstay.apps.customers.rules.conditions import InvalidFilter
from mainstay.apps.customers.services.bulk.deeds import Deed
from mainstay.apps.customers.services.bulk.known_deeds import deed_of
from mainstay.apps.customers.services.keys import CHUNK
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.policies import policy_of
from mainstay.foundation.audit import services as audit
from mainstay.foundation.columns import insert_columns
from mainstay.foundation.events import publish
from mainstay.foundation.jobs.context import JobContext, JobFailed
from mainstay.foundation.jobs.leases import JobCancelled

_WHY = "the job was asked for by who may"


def run(context: JobContext) -> None:
    """Change every customer that the bulk change means; goes on where an earlier run ended.

    Raises JobFailed with `filter_unusable` when the conditions mean nothing any more.
    """
    bulk = BulkChange.objects.system(_WHY).get(pk=context.parameters["bulk"])
    try:
        customers = selected(context.actor, bulk)
    except InvalidFilter as error:
        raise JobFailed("filter_unusable") from error
    try:
        bulk = _change_all(context, bulk, customers)
    except JobCancelled:
        audit.record(context.actor, "customers.bulk.stopped", subject=bulk, **_told(_fresh(bulk)))
        raise
    with context.complete_in_transaction() as result:
        bulk = _held(bulk)
        bulk.finished_at = timezone.now()
        bulk.save(update_fields=["finished_at"])
        result.update(_counts(bulk))
        audit.record(context.actor, "customers.bulk.changed", subject=bulk, **_told(bulk))
        publish(ManyCustomersChanged(bulk.pk, bulk.deed))


def _change_all(context: JobContext, bulk: BulkChange, customers: QuerySet[Customer]) -> BulkChange:
    total = bulk.looked_at + customers.filter(key__gt=bulk.reached).count()
    while keys := _next(customers, bulk.reached):
        bulk = _change(context.actor, bulk, keys)
        context.progress("change", bulk.looked_at, max(total, bulk.looked_at))
    return bulk


def _next(customers: QuerySet[Customer], reached: int) -> list[int]:
    return list(customers.filter(key__gt=reached).values_list("key", flat=True)[:CHUNK])


def _change(actor: Actor, known: BulkChange, keys: Sequence[int]) -> BulkChange:
    """Change a portion, and note how far it got in the same transaction."""
    with transaction.atomic():
        bulk = _held(known)
        if bulk.reached != known.reached:
            return bulk  # another run of the job has been here
        deed = deed_of(bulk)
        rows = Customer.objects.system("each is asked for below").filter(withdrawn_at=None)
        rows = rows.filter(key__in=keys).order_by("key").select_related("owner")
        locked = list(rows.select_for_update(of=("self",)))
        within = _within_reach(actor, deed, locked)
        free = [each for each in within if deed.of_archived or each.status != Status.ARCHIVED]
        state = deed.state_of(free)
        before = {key: value for key, value in state.items() if deed.differs(value)}
        if before:
            deed.do(before)
            values: dict[str, list[Any]] = {
                "customer_id": list(before),
                "before": list(before.values()),
            }
            insert_columns(BulkChangedCustomer, values, {"bulk_id": bulk.pk})
        bulk.changed += len(before)
        bulk.unchanged += len(free) - len(before)
        bulk.archived += len(within) - len(free)
        bulk.out_of_reach += len(keys) - len(within)
        bulk.reached = keys[-1]
        bulk.save(update_fields=["changed", "unchanged", "archived", "out_of_reach", "reached"])
        return bulk


def _held(bulk: BulkChange) -> BulkChange:
    return BulkChange.objects.system(_WHY).select_for_update().get(pk=bulk.pk)


def _fresh(bulk: BulkChange) -> BulkChange:
    return BulkChange.objects.system(_WHY).get(pk=bulk.pk)


def _within_reach(actor: Actor, deed: Deed, customers: Sequence[Customer]) -> list[Customer]:
    policy = policy_of(Customer)
    return [
        each
        for each in customers
        if policy.allows(actor, deed.permission, each)
        and (not deed.deciding or is_ones_own(actor, each))
    ]


def _counts(bulk: BulkChange) -> dict[str, int]:
    names = ("changed", "unchanged", "archived", "out_of_reach")
    return {name: getattr(bulk, name) for name in names}


def _told(bulk: BulkChange) -> dict[str, Any]:
    return {"deed": bulk.deed, "value": bulk.value, **_counts(bulk)}
