"""The interface for programs: model runs, for who sees all customers and all figures."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from mainstay.apps.evaluation import policies
from mainstay.apps.evaluation.api.evaluations import EvaluationJobOut, job_told
from mainstay.apps.evaluation.exact import CODE
from mainstay.apps.evaluation.models import ModelKind, ModelRun
from mainstay.apps.evaluation.queries import basket_runs, segment_runs
from mainstay.apps.evaluation.queries import model_runs as queries
from mainstay.apps.evaluation.queries.table_rows import TableRow, TableRows
from mainstay.apps.evaluation.services.model_runs import naming, running
from mainstay.apps.evaluation.services.model_runs.kind import Kind
from mainstay.apps.evaluation.services.model_runs.kinds import KINDS
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.paging import QuerySetRows
from mainstay.shell.web.access import acting, requires

router = Router()


class ModelRunIn(Schema):
    """What to run; parameters that are left out are the usual ones."""

    kind: ModelKind
    as_of: date
    parameters: dict[str, int | float | str] = Field(default_factory=dict)
    back_test_months: int | None = Field(
        None, description="Hold what it finds against so many months from the day on."
    )


class ModelRunOut(Schema):
    """A model run; without `finished_at` it is still to be done, or failed as `job` says."""

    model_run: int
    kind: ModelKind
    as_of: date
    parameters: dict[str, int | float | str]
    back_test_months: int | None
    in_use: bool
    by: str
    requested_at: datetime
    finished_at: datetime | None
    seconds: float | None
    state: int | None
    customers: int | None


class ModelRunDetailsOut(ModelRunOut):
    """A model run with what it found of all customers together.

    With `back_test_months` the report has `back_test`: its measures beside a plain rule.
    """

    report: dict[str, Any]
    job: EvaluationJobOut | None


class RunCustomerOut(Schema):
    """What a run found of a customer: which figures there are is the kind's.

    Amounts are in the reporting currency, shares of one. What the run does not tell is null.
    """

    customer: str
    name: str
    figures: dict[str, str | float | date | None]


class RunItemOut(Schema):
    """A product or category; the name is what order lines call it, empty where they do not."""

    code: str
    name: str


class RunRuleOut(Schema):
    """Customers with all of the antecedent have the consequent too: `count` of so many."""

    place: int = Field(description="1 is the best rule.")
    antecedent: list[RunItemOut]
    consequent: RunItemOut
    count: int
    antecedent_count: int
    consequent_count: int
    support: float
    confidence: float
    lift: float
    leverage: float


class SegmentIndicatorOut(Schema):
    """An indicator of a segment, by the figures that are known.

    `difference` is from all others, in robust standard deviations, `percentile` where the segment's
    median lies among everybody, from 0 to 100.
    """

    indicator: str
    median: float | None
    of_all: float | None
    difference: float | None
    percentile: float | None


class SegmentOut(Schema):
    """A segment: who is in it, whether it comes again, and what tells it from others.

    `similar` is its mean Jaccard similarity when customers are drawn anew; `telling` names the
    indicators by which it differs most. `version` is 0 before anybody has named it.
    """

    segment: str
    name: str
    version: int
    customers: int
    revenue: float
    revenue_share: float | None
    similar: float | None
    telling: list[str]
    profile: list[SegmentIndicatorOut]


class SegmentNameIn(Schema):
    """A name for a segment that was read at `version`."""

    name: str
    version: int


@router.get("", response=PageOut[ModelRunOut])
@requires(policies.VIEW_EVALUATIONS)
def list_model_runs(
    request: HttpRequest, page: Query[PageIn], kind: ModelKind | None = None
) -> dict[str, Any]:
    """Model runs, newest first."""
    rows = queries.model_runs(acting(request), kind or "")
    found = page_out(request, QuerySetRows(rows), ["-pk"], page)
    return {**found, "items": [facts(row) for row in found["items"]]}


@router.post("", response={202: ModelRunDetailsOut})
@requires(policies.RUN)
def create_model_run(request: HttpRequest, asked: ModelRunIn) -> Status[dict[str, Any]]:
    """Ask for a model run; a worker does it. Ask for its number again to see how far it is."""
    row = running.request_model_run(
        acting(request),
        asked.kind,
        asked.as_of,
        asked.parameters,
        back_test_months=asked.back_test_months,
    )
    return Status(202, _details(request, row.pk))


@router.get("/{int:number}", response=ModelRunDetailsOut)
@requires(policies.VIEW_EVALUATIONS)
def get_model_run(request: HttpRequest, number: int) -> dict[str, Any]:
    """One model run."""
    return _details(request, number)


@router.post("/{int:number}/promote", response=ModelRunDetailsOut)
@requires(policies.RUN)
def promote_model_run(request: HttpRequest, number: int) -> dict[str, Any]:
    """Put a finished run to use in the place of the one of its kind that is."""
    running.promote(acting(request), number)
    return _details(request, number)


@router.get("/{int:number}/customers", response=PageOut[RunCustomerOut])
@requires(policies.VIEW_EVALUATIONS)
def list_customers_of_model_run(
    request: HttpRequest, number: int, page: Query[PageIn], label: str = ""
) -> dict[str, Any]:
    """What a run found of each customer, by code.

    With `label` those who have it: a stage of the lifecycle, the code of a segment.
    """
    actor = acting(request)
    run = queries.ended_run(actor, number)
    kind, table = KINDS[run.kind], queries.told_of_customers(actor, run)
    if label and kind.narrowing:
        table = queries.narrowed(table, kind.narrowing, label)
    found = page_out(request, TableRows(table), [CODE], page)
    return {**found, "items": [told(kind, row) for row in found["items"]]}


@router.get("/{int:number}/rules", response=PageOut[RunRuleOut])
@requires(policies.VIEW_EVALUATIONS)
def list_rules_of_model_run(
    request: HttpRequest, number: int, page: Query[PageIn]
) -> dict[str, Any]:
    """The rules of a run about next products, best first."""
    run = queries.finished_run(acting(request), number, ModelKind.BASKETS)
    names = basket_runs.names_of(run)

    def item(code: str) -> dict[str, str]:
        return {"code": code, "name": names.get(code, "")}

    found = page_out(request, TableRows(basket_runs.rules_of(run)), [basket_runs.PLACE], page)
    items = [
        {
            **row,
            "antecedent": [item(code) for code in row["antecedent"]],
            "consequent": item(row["consequent"]),
        }
        for row in found["items"]
    ]
    return {**found, "items": items}


@router.get("/{int:number}/segments", response=list[SegmentOut])
@requires(policies.VIEW_EVALUATIONS)
def list_segments_of_model_run(request: HttpRequest, number: int) -> list[dict[str, Any]]:
    """The segments of a run about segments, those with the most revenue first."""
    run = queries.finished_run(acting(request), number, ModelKind.SEGMENTS)
    return [_segment(each) for each in segment_runs.segments_of(run)]


@router.patch("/{int:number}/segments/{slug:code}", response=SegmentOut)
@requires(policies.RUN)
def name_segment_of_model_run(
    request: HttpRequest, number: int, code: str, named: SegmentNameIn
) -> dict[str, Any]:
    """Name a segment; the name stays with the run."""
    actor = acting(request)
    return _segment(naming.name_segment(actor, number, code, named.version, named.name))


def _segment(segment: segment_runs.NamedSegment) -> dict[str, Any]:
    return {
        **segment.told,
        "segment": segment.code,
        "name": segment.name,
        "version": segment.version,
        "profile": [{**each, "indicator": each["name"]} for each in segment.told["profile"]],
    }


def told(kind: Kind, row: TableRow) -> dict[str, Any]:
    """What is told of a customer."""
    return {
        "customer": row[CODE],
        "name": row["name"],
        "figures": {name: row[name] for name in kind.figures},
    }


def facts(row: ModelRun) -> dict[str, Any]:
    """What a run is of."""
    return {
        "model_run": row.pk,
        "kind": row.kind,
        "as_of": row.as_of,
        "parameters": row.parameters,
        "back_test_months": row.back_test_months,
        "in_use": row.in_use,
        "by": row.by_name,
        "requested_at": row.requested_at,
        "finished_at": row.finished_at,
        "seconds": row.seconds,
        "state": row.ledger_state,
        "customers": row.customers,
    }


def _details(request: HttpRequest, number: int) -> dict[str, Any]:
    row, job = queries.model_run_with_job(acting(request), number)
    return {**facts(row), "report": row.report, "job": job_told(job)}
