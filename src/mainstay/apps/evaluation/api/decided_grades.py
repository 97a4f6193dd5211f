"""The interface for programs: decided grades, and their decision sheets as they were signed."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router

from mainstay.apps.evaluation.api.grade_reviews import (
    DecisionSheetOut,
    ReviewOut,
    review_facts,
    sheet_facts,
)
from mainstay.apps.evaluation.models import GradeReview
from mainstay.apps.evaluation.policies import VIEW_EVALUATIONS
from mainstay.apps.evaluation.queries.reviews.decided import ORDER, decided
from mainstay.apps.evaluation.queries.reviews.sheets import decided_sheet
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.paging import QuerySetRows
from mainstay.shell.web.access import acting, requires

router = Router()


class DecidedOut(ReviewOut):
    """A grade that the last step of approval has put in force."""

    number: int = Field(description="The grade's number, for its decision sheet.")
    since: date
    until: date | None = Field(
        description="The day from which it no longer held; null while it is in force."
    )
    approved_by: str


class DecidedSheetOut(DecisionSheetOut, DecidedOut):
    """The decision sheet of a grade that came into force, as it was signed."""

    score: Decimal | None = Field(description="The score of then, for who may know it.")


@router.get("/{slug:code}/decided", response=PageOut[DecidedOut])
@requires(VIEW_EVALUATIONS)
def list_decided_grades(
    request: HttpRequest, code: str, page: Query[PageIn], text: str = ""
) -> dict[str, Any]:
    """What was decided and approved of customers within reach, newest first.

    Of customers whose code, name or short name contains `text`, if given.
    """
    rows = decided(acting(request), code, text)
    found = page_out(request, QuerySetRows(rows), ORDER, page)
    return {**found, "items": [_facts(row) for row in found["items"]]}


@router.get("/{slug:code}/decided/{int:number}", response=DecidedSheetOut)
@requires(VIEW_EVALUATIONS)
def get_decided_grade(request: HttpRequest, code: str, number: int) -> dict[str, Any]:
    """The decision sheet of a grade that came into force."""
    sheet = decided_sheet(acting(request), code, number)
    score = sheet.why.score if sheet.why else None
    return {**_facts(sheet.review), **sheet_facts(sheet), "score": score}


def _facts(row: GradeReview) -> dict[str, Any]:
    return {
        **review_facts(row, []),
        "number": row.pk,
        "since": row.grade.valid_from,
        "until": row.grade.valid_to,
        "approved_by": row.approved_by_name,
    }
