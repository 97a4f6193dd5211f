"""The interface for programs: recurring imports and what they took."""

from datetime import datetime, time
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from mainstay.apps.ledger import policies
from mainstay.apps.ledger import recurring_wording as wording
from mainstay.apps.ledger.api.schemas import StartedOut
from mainstay.apps.ledger.models import RecurringImport, RecurringRun
from mainstay.apps.ledger.queries import recurring as queries
from mainstay.apps.ledger.services import recurring as services
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.paging import QuerySetRows
from mainstay.shell.web.access import acting, requires

router = Router()

Origins = Literal["folder", "address"]
Rhythms = Literal["minutes", "daily", "weekly"]
Credentials = Literal["none", "basic", "bearer"]


class DecisionsIn(Schema):
    """Decisions that differ from the profile's."""

    unknown_customers: Literal["reject", "create"] = "reject"
    on_changed_order: Literal["reject", "replace"] = "reject"
    totals: Literal["leave_out", "count"] = "leave_out"
    reject_limit: float = Field(5, ge=0, le=100, description="Percent of the records.")


class RecurringIn(Schema):
    """A recurring import; of a change what is left out stays."""

    name: str = Field("", max_length=80)
    profile: str = Field("", description="The name of an import profile; it says the kind too.")
    options: DecisionsIn | None = None
    origin: Origins = "folder"
    folder: str = Field("", max_length=500, description="Below the inbox; empty for itself.")
    pattern: str = Field("", max_length=200, description="File names, such as `orders-*.csv`.")
    address: str = Field("", max_length=2000)
    credential_kind: Credentials = "none"
    user: str = Field("", max_length=200)
    secret: str = Field("", max_length=4000, description="Kept encrypted, never told again.")
    rhythm: Rhythms = "minutes"
    every_minutes: int = 60
    at: time | None = Field(None, description="In the company's time zone.")
    weekday: int = Field(1, ge=1, le=7, description="1 is Monday.")


class RecurringOut(Schema):
    """A recurring import. Credentials and the query of its address are not told."""

    id: int
    name: str
    kind: str
    profile: str
    options: dict[str, Any]
    origin: str
    folder: str
    pattern: str
    address: str
    credential_kind: str
    rhythm: str
    every_minutes: int
    at: time | None
    weekday: int
    by: str
    paused_at: datetime | None
    paused_why: str = Field(description="`by_hand`, or `failures` after five in a row.")
    failures: int
    next_at: datetime | None
    looked_at: datetime | None
    last_outcome: str | None

    @staticmethod
    def resolve_kind(row: RecurringImport) -> str:
        return row.profile.kind

    @staticmethod
    def resolve_profile(row: RecurringImport) -> str:
        return row.profile.name

    @staticmethod
    def resolve_address(row: RecurringImport) -> str:
        return queries.shown_address(row)

    @staticmethod
    def resolve_by(row: RecurringImport) -> str:
        return row.by_name


class RunOut(Schema):
    """A file that was taken, or a time that none could be.

    `batch` is its import, `reference_file` the file of reference data that it is.
    """

    id: int
    outcome: str
    file_name: str
    file_sha256: str
    moved_to: str
    batch: int | None
    reference_file: int | None
    code: str
    detail: str
    started_at: datetime
    ended_at: datetime | None

    @staticmethod
    def resolve_batch(run: RecurringRun) -> int | None:
        return run.batch_id

    @staticmethod
    def resolve_reference_file(run: RecurringRun) -> int | None:
        return run.taken_id

    @staticmethod
    def resolve_code(run: RecurringRun) -> str:
        return str(run.reason.get("code", ""))

    @staticmethod
    def resolve_detail(run: RecurringRun) -> str:
        return wording.reason_of(run)


@router.get("", response=PageOut[RecurringOut])
@requires(policies.VIEW_IMPORTS)
def list_recurring_imports(request: HttpRequest, page: Query[PageIn]) -> dict[str, Any]:
    """The recurring imports one sees, by name."""
    actor = acting(request)
    policies.require_imports(actor)
    rows = queries.recurring_imports(actor)
    return page_out(request, QuerySetRows(rows), ["name", "pk"], page)


@router.post("", response={201: RecurringOut})
@requires(policies.CHANGE_RECURRING)
def set_up_recurring_import(request: HttpRequest, said: RecurringIn) -> Status[RecurringImport]:
    """Set one up. It acts with the rights of the person, and of the token, that sets it up."""
    actor = acting(request)
    made = services.set_up(actor, **_facts(said))
    return Status(201, queries.recurring_import(actor, made.pk))


@router.get("/{int:key}", response=RecurringOut)
@requires(policies.VIEW_IMPORTS)
def get_recurring_import(request: HttpRequest, key: int) -> RecurringImport:
    """One of them."""
    return queries.recurring_import(acting(request), key)


@router.patch("/{int:key}", response=RecurringOut)
@requires(policies.CHANGE_RECURRING)
def change_recurring_import(request: HttpRequest, key: int, said: RecurringIn) -> RecurringImport:
    """Change it; it then acts with the rights of who changed it."""
    actor = acting(request)
    services.change(actor, key, **_facts(said))
    return queries.recurring_import(actor, key)


@router.delete("/{int:key}", response={204: None})
@requires(policies.CHANGE_RECURRING)
def remove_recurring_import(request: HttpRequest, key: int) -> Status[None]:
    """Remove it with the list of its runs; what it imported stays."""
    services.remove(acting(request), key)
    return Status(204, None)


@router.post("/{int:key}/run", response={202: StartedOut})
@requires(policies.CHANGE_RECURRING)
def run_recurring_import(request: HttpRequest, key: int) -> Status[dict[str, int]]:
    """Look now. Of a folder a file is taken once two looks, ten seconds apart, saw it alike."""
    actor = acting(request)
    job = services.look_now(actor, queries.recurring_import(actor, key))
    return Status(202, {"job": job.pk})


@router.post("/{int:key}/pause", response=RecurringOut)
@requires(policies.CHANGE_RECURRING)
def pause_recurring_import(request: HttpRequest, key: int) -> RecurringImport:
    """Look no more until it is resumed."""
    actor = acting(request)
    services.pause(actor, key)
    return queries.recurring_import(actor, key)


@router.post("/{int:key}/resume", response=RecurringOut)
@requires(policies.CHANGE_RECURRING)
def resume_recurring_import(request: HttpRequest, key: int) -> RecurringImport:
    """Look again; earlier failures are forgotten."""
    actor = acting(request)
    services.resume(actor, key)
    return queries.recurring_import(actor, key)


@router.get("/{int:key}/runs", response=PageOut[RunOut])
@requires(policies.VIEW_IMPORTS)
def list_runs(request: HttpRequest, key: int, page: Query[PageIn]) -> dict[str, Any]:
    """What it took and what it could not take, the newest first."""
    actor = acting(request)
    rows = queries.runs_of(actor, queries.recurring_import(actor, key))
    return page_out(request, QuerySetRows(rows), ["-pk"], page)


def _facts(said: RecurringIn) -> services.RecurringFacts:
    facts: Any = said.dict(exclude_unset=True)
    if "options" in facts:
        facts["options"] = facts["options"] or {}
    return facts  # type: ignore[no-any-return]
