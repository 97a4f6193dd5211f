"""The interface for programs: the audit trail."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Field, Query, Router, Schema
from pydantic import AwareDatetime

from mainstay.foundation.audit import queries as audit
from mainstay.foundation.audit.models import AuditEntry, AuditOutcome
from mainstay.foundation.audit.policies import VIEW
from mainstay.foundation.audit.verification import AuditVerification, verify
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.paging import QuerySetRows
from mainstay.shell.web.access import acting, requires

router = Router()


class EntryOut(Schema):
    """One thing that was done or refused. `sequence` is its place in the chain once sealed."""

    id: int
    at: datetime
    actor_kind: str
    actor_id: int | None
    actor_name: str
    origin: str
    action: str
    outcome: str
    subject_type: str
    subject_id: str
    subject_label: str
    details: dict[str, Any]
    sequence: int | None
    previous_hash: str
    entry_hash: str


class BreakOut(Schema):
    """A place where the chain does not fit: `count` entries beginning with number `sequence`."""

    kind: str = Field(description="altered, replaced, removed, inserted or head_removed.")
    sequence: int
    count: int


class TrailVerificationOut(Schema):
    """What reading the whole chain found."""

    intact: bool
    entries: int
    sealed: int = Field(description="Entries that the chain holds.")
    head: str = Field(description="The hash at the chain's end; keep it elsewhere to compare.")
    broken: list[BreakOut] = Field(description="At most the first 1,000 places.")


class EntryFilter(Schema):
    """Which entries are meant; what is left out does not matter."""

    person_id: int | None = None
    action: str = Field("", description="An action, or a prefix that ends in a dot.")
    outcome: AuditOutcome | None = None
    subject_type: str = ""
    subject_id: str = ""
    since: AwareDatetime | None = None
    before: AwareDatetime | None = None


@router.get("", response=PageOut[EntryOut])
@requires(VIEW)
def list_audit_entries(
    request: HttpRequest, page: Query[PageIn], wanted: Query[EntryFilter]
) -> dict[str, Any]:
    """Entries of the audit trail, the newest first."""
    conditions = wanted.dict()
    conditions["outcome"] = conditions["outcome"] or ""
    rows = audit.entries(acting(request), **conditions)
    return page_out(request, QuerySetRows(rows), ["-pk"], page)


@router.get("/verification", response=TrailVerificationOut)
@requires(VIEW)
def verify_audit_trail(request: HttpRequest) -> AuditVerification:
    """Read the whole chain of the audit trail and name the places where it does not fit."""
    return verify()


@router.get("/{int:number}", response=EntryOut)
@requires(VIEW)
def get_audit_entry(request: HttpRequest, number: int) -> AuditEntry:
    """One entry of the audit trail."""
    entry = audit.entry(acting(request), number)
    if entry is None:
        raise Http404
    return entry
