"""Reads of bulk changes: which there are, whom they mean, what they did."""

from collections.abc import Sequence
from enum import StrEnum

from django.db.models import QuerySet

from mainstay.apps.customers.models import BulkChange, BulkChangedCustomer, Customer
from mainstay.apps.customers.queries.listing import CustomerFilter, customers
from mainstay.apps.customers.queries.records import visible
from mainstay.apps.customers.rules.conditions import parse
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.jobs.models import Job, JobState


class BulkNotFound(LookupError):
    """There is no such bulk change for the actor."""


def selected(actor: Actor, bulk: BulkChange) -> QuerySet[Customer]:
    """The customers that a bulk change means, as far as the actor sees them, in order of key.

    Raises InvalidFilter.
    """
    if bulk.keys:
        rows = visible(actor).filter(key__in=bulk.keys)
    else:
        rows = customers(actor, CustomerFilter(groups=parse(bulk.where)))
    return rows.select_related(None).order_by("key")


def bulk_changes(actor: Actor) -> QuerySet[BulkChange]:
    """The bulk changes that the actor may look at."""
    return BulkChange.objects.visible_to(actor)


def bulk_change(actor: Actor, number: int) -> BulkChange:
    """One of them. Raises BulkNotFound."""
    found = bulk_changes(actor).filter(pk=number).first()
    if found is None:
        raise BulkNotFound(number)
    return found


def changed_customers(actor: Actor, bulk: BulkChange) -> QuerySet[BulkChangedCustomer]:
    """Those of the customers that it changed which the actor sees."""
    rows = BulkChangedCustomer.objects.visible_to(actor).filter(bulk=bulk)
    return rows.select_related("customer").order_by("customer__code", "pk")


def bulk_of_job(job: Job) -> BulkChange | None:
    """The bulk change that a job works on."""
    rows = BulkChange.objects.system("a message about the job names it")
    return rows.filter(pk=job.parameters.get("bulk", 0)).first()


def job_of(bulk: BulkChange) -> Job | None:
    """The newest job of a bulk change, as long as it is kept."""
    return jobs_of([bulk]).get(bulk.pk)


def jobs_of(bulks: Sequence[BulkChange]) -> dict[int, Job]:
    """The newest job of each bulk change by its number, as far as they are kept."""
    numbers = {bulk.pk: bulk.undo_job_id or bulk.job_id or 0 for bulk in bulks}
    rows = Job.objects.system("whoever sees the bulk change").filter(pk__in=numbers.values())
    found = {job.pk: job for job in rows}
    return {key: found[number] for key, number in numbers.items() if number in found}


def is_under_way(bulk: BulkChange) -> bool:
    """Whether a job of it waits or runs."""
    job = job_of(bulk)
    return job is not None and not job.is_finished


class BulkState(StrEnum):
    """How a bulk change stands."""

    UNDER_WAY = "under_way"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"
    UNDONE = "undone"


def state_of(bulk: BulkChange, job: Job | None) -> BulkState:
    """How a bulk change stands; `job` is its newest one."""
    if job is not None and not job.is_finished:
        return BulkState.UNDER_WAY
    if bulk.undone_at is not None:
        return BulkState.UNDONE
    if job is not None and job.state == JobState.FAILED:
        return BulkState.FAILED
    ended = bulk.finished_at is not None and bulk.undo_job_id is None
    return BulkState.DONE if ended else BulkState.STOPPED
