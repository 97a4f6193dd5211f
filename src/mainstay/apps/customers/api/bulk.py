"""The interface for programs: changing many customers at once."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from mainstay.apps.customers.models import BulkChange
from mainstay.apps.customers.policies import CHANGE_MANY
from mainstay.apps.customers.queries import bulk as queries
from mainstay.apps.customers.services.bulk import request_bulk, request_undo, stop_bulk
from mainstay.apps.customers.services.bulk.asking import MOST_KEYS
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.jobs.models import Job
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.paging import QuerySetRows
from mainstay.shell.web.access import acting, requires

router = Router()


class BulkIn(Schema):
    """What is to be done to which customers."""

    deed: Literal[
        "owner",
        "region",
        "industry",
        "scale",
        "status",
        "add_tag",
        "remove_tag",
        "archive",
        "restore",
        "custom",
    ]
    value: str = Field(
        "",
        max_length=600,
        description="What is set: a text, a status, a tag, the id of an owner, empty for nobody. "
        "None for `archive` and `restore`; for `custom` the code of a field, `=`, and its value "
        "(empty takes it away).",
    )
    where: str = Field(
        "",
        description="Conditions, as the list of customers takes them; empty: all within reach but "
        "the archived ones. Not looked at where there are `keys`.",
    )
    keys: list[int] = Field([], max_length=MOST_KEYS, description="Customers named one by one.")


class BulkOut(Schema):
    """A bulk change. changed + unchanged + archived + out_of_reach = the customers looked at."""

    id: int
    deed: str
    value: str
    where: str
    keys: list[int]
    by_name: str
    asked_at: datetime
    state: queries.BulkState
    job: int | None = Field(description="The newest job, that of the undo where there is one.")
    changed: int
    unchanged: int = Field(description="Had the value already.")
    archived: int = Field(description="Archived, left alone.")
    out_of_reach: int = Field(description="Customers that the caller may not change.")
    restored: int = Field(description="Put back by the undo.")
    left: int = Field(description="Left by the undo, because they were changed since.")
    finished_at: datetime | None
    undone_at: datetime | None


@router.get("", response=PageOut[BulkOut])
@requires(CHANGE_MANY)
def list_bulk_changes(request: HttpRequest, page: Query[PageIn]) -> dict[str, Any]:
    """Bulk changes, the newest first: the caller's own, everybody's for who sees all customers."""
    rows = queries.bulk_changes(acting(request))
    found = page_out(request, QuerySetRows(rows), ["-pk"], page)
    jobs = queries.jobs_of(found["items"])
    return {**found, "items": [_shown(each, jobs.get(each.pk)) for each in found["items"]]}


@router.post("", response={202: BulkOut})
@requires(CHANGE_MANY)
def change_many_customers(request: HttpRequest, bulk: BulkIn) -> Status[Any]:
    """Change many customers as a job; each as if it were changed by itself, undone together."""
    made = request_bulk(acting(request), **bulk.dict())
    return Status(202, _shown(made, queries.job_of(made)))


@router.get("/{int:number}", response=BulkOut)
@requires(CHANGE_MANY)
def get_bulk_change(request: HttpRequest, number: int) -> dict[str, Any]:
    """One bulk change, and how far it is."""
    return _one(acting(request), number)


@router.post("/{int:number}/undo", response={202: BulkOut})
@requires(CHANGE_MANY)
def undo_bulk_change(request: HttpRequest, number: int) -> Status[Any]:
    """Take a bulk change back as a job; what was changed since stays. 409 where nothing is left."""
    actor = acting(request)
    request_undo(actor, number)
    return Status(202, _one(actor, number))


@router.post("/{int:number}/stop", response=BulkOut)
@requires(CHANGE_MANY)
def stop_bulk_change(request: HttpRequest, number: int) -> dict[str, Any]:
    """Stop the change or its undo; what is done so far stays done."""
    actor = acting(request)
    stop_bulk(actor, number)
    return _one(actor, number)


def _one(actor: Actor, number: int) -> dict[str, Any]:
    bulk = queries.bulk_change(actor, number)
    return _shown(bulk, queries.job_of(bulk))


def _shown(bulk: BulkChange, job: Job | None) -> dict[str, Any]:
    names = [name for name in BulkOut.model_fields if name not in {"state", "job"}]
    facts = {name: getattr(bulk, name) for name in names}
    return {**facts, "state": queries.state_of(bulk, job), "job": bulk.undo_job_id or bulk.job_id}
