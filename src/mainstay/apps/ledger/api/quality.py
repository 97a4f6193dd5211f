"""The interface for programs: the quality of the data of customers."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from ninja import Field, Query, Router, Schema, Status

from mainstay.apps.customers.contracts import priority
from mainstay.apps.ledger import policies
from mainstay.apps.ledger.api.schemas import StartedOut
from mainstay.apps.ledger.models import QualitySnapshot
from mainstay.apps.ledger.quality_wording import PROBLEMS
from mainstay.apps.ledger.queries import quality
from mainstay.apps.ledger.queries.quality import FindingFilter
from mainstay.apps.ledger.queries.quality_rows import FindingRow, with_customers
from mainstay.apps.ledger.services.quality import checking, mending
from mainstay.apps.ledger.services.quality.exporting import export_findings
from mainstay.foundation.access.actor import Actor
from mainstay.shell.api.files import FormatIn
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.exports import file_response
from mainstay.shell.paging import QuerySetRows
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.exporting import plain

router = Router()


class FieldQualityOut(Schema):
    """A field: how many customers it is asked of, and its measures as shares of one."""

    field: str
    customers: int
    present: int
    completeness: float | None
    validity: float | None
    freshness: float | None
    uniqueness: float | None
    findings: int


class QualityOut(Schema):
    """How good the data is. Scores are out of 100, null where there is nothing to count."""

    at: datetime | None = Field(description="Of when the figures are; null before the first check.")
    company: bool = Field(description="Whether they are of all customers, else of the caller's.")
    customers: int
    findings: int
    score: float | None
    score_by_revenue: float | None
    fields: list[FieldQualityOut]


class SnapshotOut(Schema):
    """The figures of all customers on a day."""

    on: date
    at: datetime
    customers: int
    findings: int
    score: float | None
    score_by_revenue: float | None


class FindingOut(Schema):
    """What is wrong with a field of a customer; customer, field and code name it."""

    customer: int
    customer_code: str
    customer_name: str
    customer_version: int = Field(description="To be said when the customer is changed.")
    field: str
    code: str
    problem: str
    value: Any
    key_account: bool | None = Field(description="Null for who may not know grades.")
    revenue_12m: Decimal | None
    called_right_at: datetime | None
    called_right_by: str


class FindingFilterIn(Schema):
    """Which findings to list."""

    field: str = ""
    code: str = ""
    owner: str = Field("", max_length=18, description="Id of a person, or `none`.")
    right: bool = Field(False, description="Those that were called right, instead of the others.")


@router.get("", response=QualityOut)
@requires(policies.VIEW_QUALITY)
def get_quality(request: HttpRequest) -> dict[str, Any]:
    """The figures of the last check; for who does not see all customers, of the own ones now."""
    actor = acting(request)
    found = quality.standing(actor)
    if found is None:
        none = dict.fromkeys(("at", "score", "score_by_revenue"))
        return {**none, "company": True, "customers": 0, "findings": 0, "fields": []}
    figures = found.figures
    return {
        "at": found.at,
        "company": found.company,
        "customers": figures.customers,
        "findings": figures.findings,
        "score": figures.score,
        "score_by_revenue": figures.score_by_revenue if priority.is_known_to(actor) else None,
        "fields": list(figures.fields),
    }


@router.get("/snapshots", response=PageOut[SnapshotOut])
@requires(policies.VIEW_QUALITY)
def list_snapshots(request: HttpRequest, page: Query[PageIn]) -> dict[str, Any]:
    """The figures day by day, the newest first; none for who does not see all customers."""
    actor = acting(request)
    found = page_out(request, QuerySetRows(quality.snapshots(actor)), ["-on"], page)
    return {**found, "items": [_snapshot(actor, each) for each in found["items"]]}


@router.get("/findings", response=PageOut[FindingOut])
@requires(policies.VIEW_QUALITY)
def list_findings(
    request: HttpRequest, page: Query[PageIn], wanted: Query[FindingFilterIn]
) -> dict[str, Any]:
    """What is to be mended: key accounts first, then by revenue, where the caller may know them."""
    actor = acting(request)
    rows = quality.findings(actor, FindingFilter(**wanted.dict()))
    found = page_out(request, QuerySetRows(rows), quality.order_for(actor), page)
    items = with_customers(actor, found["items"])
    return {**found, "items": [_shown(actor, each) for each in items]}


@router.get("/findings/export", response={200: bytes})
@requires(policies.EXPORT_QUALITY)
def export_list(
    request: HttpRequest, wanted: Query[FindingFilterIn], asked: Query[FormatIn]
) -> HttpResponseBase:
    """The findings as a file: CSV in UTF-8 with a byte order mark, or XLSX; audited."""
    exported = export_findings(acting(request), FindingFilter(**wanted.dict()))
    return file_response(exported, asked.format)


@router.post("/checks", response={202: StartedOut})
@requires(policies.CHECK_QUALITY)
def start_check(request: HttpRequest) -> Status[dict[str, Any]]:
    """Queue a check of all customers."""
    return Status(202, {"job": checking.start(acting(request)).pk})


@router.post("/findings/{int:customer}/{field}/{code}/dismiss", response=FindingOut)
@requires(policies.CALL_RIGHT)
def dismiss_finding(request: HttpRequest, customer: int, field: str, code: str) -> dict[str, Any]:
    """Say that it is right as it is; it waits no longer until the value changes."""
    actor = acting(request)
    return _one(actor, mending.call_right(actor, customer, field, code))


@router.post("/findings/{int:customer}/{field}/{code}/recall", response=FindingOut)
@requires(policies.CALL_RIGHT)
def recall_finding(request: HttpRequest, customer: int, field: str, code: str) -> dict[str, Any]:
    """Put a finding back on the work list."""
    actor = acting(request)
    return _one(actor, mending.recall(actor, customer, field, code))


def _one(actor: Actor, found: Any) -> dict[str, Any]:
    [row] = with_customers(actor, [found])
    return _shown(actor, row)


def _shown(actor: Actor, row: FindingRow) -> dict[str, Any]:
    found, customer = row.finding, row.customer
    ranked = priority.is_known_to(actor)
    return {
        "customer": customer.key,
        "customer_code": customer.code,
        "customer_name": customer.name,
        "customer_version": customer.version,
        "field": found.field,
        "code": found.code,
        "problem": str(PROBLEMS[found.code]),
        "value": plain(row.value),
        "key_account": found.key_account if ranked else None,
        "revenue_12m": found.revenue if ranked else None,
        "called_right_at": found.called_right_at,
        "called_right_by": found.called_right_by,
    }


def _snapshot(actor: Actor, found: QualitySnapshot) -> dict[str, Any]:
    shown = {name: getattr(found, name) for name in SnapshotOut.model_fields}
    if not priority.is_known_to(actor):
        shown["score_by_revenue"] = None
    return shown
