"""The interface for programs: back-tests, for who sees all customers and all figures."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from mainstay.apps.evaluation import policies
from mainstay.apps.evaluation.api.evaluations import EvaluationJobOut, job_told
from mainstay.apps.evaluation.contracts.back_tests import DayReport
from mainstay.apps.evaluation.models import BackTest
from mainstay.apps.evaluation.queries import back_tests as queries
from mainstay.apps.evaluation.services.back_testing import (
    MOST_DAYS,
    MOST_MONTHS,
    Wanted,
    request_back_test,
)
from mainstay.apps.evaluation.wording.back_tests import verdict
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.paging import QuerySetRows
from mainstay.shell.web.access import acting, requires

router = Router()


class BackTestIn(Schema):
    """What to back-test. Without `unit` that of the scheme; without `outcome` as costs allow."""

    scheme: str
    as_of: list[date] = Field(min_length=1, max_length=MOST_DAYS)
    horizon: int = Field(12, ge=1, le=MOST_MONTHS, description="Months from each day on.")
    unit: Literal["customer", "group"] | None = None
    outcome: Literal["profit", "revenue"] | None = Field(
        None, description="Profit where the cost of 90 per cent of lines is known, else revenue."
    )


class BackTestOut(Schema):
    """A back-test; without `finished_at` it is still to be done, or failed as `job` says."""

    back_test: int
    scheme: str
    version: int
    unit: str
    as_of: list[date]
    horizon: int
    outcome: str = Field(description="What grades were held against; empty before it is done.")
    by: str
    requested_at: datetime
    finished_at: datetime | None
    seconds: float | None
    state: int | None


class OrderOut(Schema):
    """How well an order of customers foretold."""

    order: str
    capture: float | None = Field(description="Share in as many customers as the top grade has.")
    gini: float | None
    rank_correlation: float | None
    curve: list[float] = Field(description="Captured shares at 0, 1, 2 … 100 % of the customers.")


class GradeCaptureOut(Schema):
    """What the customers of one grade brought."""

    grade: str
    step: int
    customers: int
    share: float | None
    net_share: float | None


class FlipsOut(Schema):
    """How many had another grade three months later."""

    start: date
    end: date
    customers: int
    changed: int


class BackTestDayOut(Schema):
    """What was found as of one day. docs/algorithms/back-test.md defines the figures."""

    as_of: date
    until: date = Field(description="The first day that is no longer looked at.")
    verdict: str
    says: str = Field(description="The verdict in the caller's language.")
    customers: int
    top_grade: str
    top_customers: int
    top_share: float
    capture: float | None
    net_capture: float | None
    lift: float | None
    gini: float | None
    rank_correlation: float | None
    best_naive: str | None
    naive: list[OrderOut]
    grades: list[GradeCaptureOut]
    curve: list[float]
    flips: list[FlipsOut]
    flip_rate: float | None
    total: Decimal
    losses: int
    newcomers: float | None
    cost_coverage: float | None
    left_out: list[str]


class BackTestDetailsOut(BackTestOut):
    """A back-test with what it found as of each day, the newest first."""

    days: list[BackTestDayOut]
    job: EvaluationJobOut | None


@router.get("", response=PageOut[BackTestOut])
@requires(policies.VIEW_EVALUATIONS)
def list_back_tests(request: HttpRequest, page: Query[PageIn], scheme: str = "") -> dict[str, Any]:
    """Back-tests, newest first."""
    rows = queries.back_tests(acting(request), scheme)
    found = page_out(request, QuerySetRows(rows), ["-pk"], page)
    return {**found, "items": [facts(row) for row in found["items"]]}


@router.post("", response={202: BackTestDetailsOut})
@requires(policies.RUN)
def create_back_test(request: HttpRequest, asked: BackTestIn) -> Status[dict[str, Any]]:
    """Ask for a back-test; a worker does it. Ask for its number again to see how far it is."""
    wanted = Wanted(
        asked.scheme, tuple(asked.as_of), asked.horizon, asked.unit or "", asked.outcome or ""
    )
    row = request_back_test(acting(request), wanted)
    return Status(202, _details(request, row.pk))


@router.get("/{int:number}", response=BackTestDetailsOut)
@requires(policies.VIEW_EVALUATIONS)
def get_back_test(request: HttpRequest, number: int) -> dict[str, Any]:
    """One back-test."""
    return _details(request, number)


def facts(row: BackTest) -> dict[str, Any]:
    """What a back-test is of."""
    return {
        "back_test": row.pk,
        "scheme": row.version.scheme.code,
        "version": row.version.number,
        "unit": row.unit,
        "as_of": row.days,
        "horizon": row.horizon,
        "outcome": row.outcome,
        "by": row.by_name,
        "requested_at": row.requested_at,
        "finished_at": row.finished_at,
        "seconds": row.seconds,
        "state": row.ledger_state,
    }


def day_found(row: BackTest, report: DayReport) -> dict[str, Any]:
    """What a back-test found as of one day."""
    kept = report.as_json()
    scheme = kept.pop("scheme")
    found = {name: scheme[name] for name in ("capture", "gini", "rank_correlation", "curve")}
    return {**kept, **found, "says": verdict(row, report)}


def _details(request: HttpRequest, number: int) -> dict[str, Any]:
    row, job = queries.back_test_with_job(acting(request), number)
    days = [day_found(row, report) for report in queries.reports_of(row)]
    return {**facts(row), "days": days, "job": job_told(job)}
