"""The interface for programs: the units of a result, as a list and as a file."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase
from ninja import Field, Query, Router, Schema

from mainstay.apps.evaluation import policies
from mainstay.apps.evaluation.queries import evaluations as queries
from mainstay.apps.evaluation.queries.breakdown import Field as Place
from mainstay.apps.evaluation.queries.breakdown import in_place
from mainstay.apps.evaluation.queries.exceptions import ORDER, ExceptionRows
from mainstay.apps.evaluation.queries.files import LABELS
from mainstay.apps.evaluation.queries.pictures import Corner, of_corner, require_quadrant
from mainstay.apps.evaluation.queries.results import (
    SHOWN_INDICATORS,
    ResultRow,
    ResultRows,
    VisibleResult,
    order_by,
    visible_result,
)
from mainstay.apps.evaluation.services.exporting import export_result
from mainstay.foundation.access.actor import Actor
from mainstay.shell.api.files import FormatIn
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.exports import file_response
from mainstay.shell.web.access import acting, requires

router = Router()


PLACE = (
    "The name of a place, with all below it; = before it for those who stand there alone; - for "
    "those of whom none is stated."
)


class WantedIn(Schema):
    """Which units of a result are meant."""

    grade: str = Field(
        "",
        description="The code of a grade or label; - for those of whom too little is known for a "
        "grade, or to whom no label applies.",
    )
    text: str = Field("", description="Words that code, name or short name contain.")
    corner: Corner | None = Field(
        None,
        description="A field of the value quadrant: sales before profit. For who may see profit.",
    )
    region: str = Field("", description=PLACE)
    industry: str = Field("", description=PLACE)


class ResultFilterIn(WantedIn):
    """Which units of a result to list, and in which order."""

    sort: str = Field(
        "step",
        description="customer, step, score, coverage or an indicator, as far as the caller may see "
        "them; - turns it round. "
        "Within a step the greatest revenue comes first.",
    )


class ResultOut(Schema):
    """A graded unit with some of its figures."""

    customer: str
    name: str
    grade: str | None = Field(
        None, description="Null where too little is known for a grade, and by a typology."
    )
    labels: list[str] = Field([], description="By a typology the labels that apply.")
    step: int | None = Field(description="Of the grade, or of the first label.")
    score: Decimal | None = Field(
        None, description="Of 100; null without a scorecard, and where the caller is not told."
    )
    coverage: Decimal | None = Field(
        None, description="The share of the score's weights whose figure is known."
    )
    next_status: str | None = Field(None, description="Null by a typology: each label has its own.")
    next_grade: str | None = None
    indicators: dict[str, Decimal | None]


class ExceptionOut(Schema):
    """A unit with the grade that it held and the one that it would have."""

    customer: str
    name: str
    previous: str | None
    grade: str | None


@router.get("/{int:number}/results", response=PageOut[ResultOut])
@requires(policies.VIEW_EVALUATIONS)
def list_results(
    request: HttpRequest, number: int, page: Query[PageIn], wanted: Query[ResultFilterIn]
) -> dict[str, Any]:
    """The graded units within reach, without the indicators that the caller may not see."""
    seen = _narrowed(acting(request), number, wanted)
    if wanted.sort.removeprefix("-") not in seen.sortable:
        raise BadRequest
    found = page_out(request, ResultRows(seen), order_by(wanted.sort), page)
    return {**found, "items": [_result(row) for row in found["items"]]}


@router.get("/{int:number}/exceptions", response=PageOut[ExceptionOut])
@requires(policies.VIEW_EVALUATIONS)
def list_exceptions(request: HttpRequest, number: int, page: Query[PageIn]) -> dict[str, Any]:
    """The units within reach whose grade is another one than they held before."""
    actor = acting(request)
    rows = ExceptionRows(actor, queries.finished_evaluation(actor, number))
    found = page_out(request, rows, ORDER, page)
    told = [
        {name: row[name] for name in ("customer", "name", "previous", "grade")}
        for row in found["items"]
    ]
    return {**found, "items": told}


@router.get("/{int:number}/export", response={200: bytes})
@requires(policies.VIEW_EVALUATIONS)
def export_results(
    request: HttpRequest,
    number: int,
    wanted: Query[WantedIn],
    asked: Query[FormatIn],
) -> HttpResponseBase:
    """The graded units within reach, by code, as CSV with a byte order mark or XLSX; audited."""
    actor = acting(request)
    return file_response(export_result(actor, _narrowed(actor, number, wanted)), asked.format)


def _narrowed(actor: Actor, number: int, wanted: WantedIn) -> VisibleResult:
    seen = visible_result(actor, queries.finished_evaluation(actor, number), SHOWN_INDICATORS)
    if wanted.corner:
        require_quadrant(actor)
        seen = of_corner(seen, wanted.corner)
    if wanted.grade:
        seen = seen.of_grade(wanted.grade)
    for kind, place in ((Place.REGION, wanted.region), (Place.INDUSTRY, wanted.industry)):
        if place:
            seen = in_place(actor, seen, kind, place)
    return seen.found_by(actor, wanted.text) if wanted.text else seen


def _result(row: ResultRow) -> dict[str, Any]:
    labels = {LABELS: row[LABELS] or []} if LABELS in row else {}
    return {
        **row,
        **labels,
        "indicators": {code: row[code] for code in SHOWN_INDICATORS if code in row},
    }
