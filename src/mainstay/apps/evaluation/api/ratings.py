"""The interface for programs: the answers of a round, and ratings from a file."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, File, Form, Query, Router, Schema, Status
from ninja.files import UploadedFile

from mainstay.apps.evaluation.models import Rating
from mainstay.apps.evaluation.policies import GIVE_RATINGS, VIEW_RATINGS
from mainstay.apps.evaluation.queries.ratings.answers import key_in_round, ratings
from mainstay.apps.evaluation.queries.ratings.rounds import rating_round
from mainstay.apps.evaluation.services.ratings.giving import give_rating, take_back_rating
from mainstay.apps.evaluation.services.ratings.importing import import_ratings
from mainstay.apps.evaluation.services.ratings.reports import told_report
from mainstay.apps.ledger.services.importing import ImportOptions
from mainstay.apps.ledger.services.importing.reference_files import ReferenceFile
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.paging import QuerySetRows
from mainstay.shell.web.access import acting, demand, requires

router = Router()


class AnswerIn(Schema):
    """An answer about a customer in a criterion. Without `value` one cannot say."""

    customer: str = Field(description="The customer's code.")
    criterion: str
    value: int | None = None
    comment: str = ""


class WithdrawnIn(Schema):
    """Which answer is taken back."""

    customer: str = Field(description="The customer's code.")
    criterion: str


class RatingOut(Schema):
    """Somebody's answer; without `value` they could not say."""

    customer: str
    criterion: str
    person: int
    rater: str
    value: int | None
    comment: str
    rated_at: datetime


class RatingsReading(Schema):
    """How the file is read, as far as that cannot be told from it."""

    encoding: str = ""
    sheet: str = ""
    dry_run: bool = False


class RejectedRatingOut(Schema):
    """Why a record was rejected."""

    record: int
    line: int | None
    field: str
    field_name: str
    code: str
    value: str
    detail: str


class RatingsReportOut(Schema):
    """records = created + changed + unchanged + rejected + blank."""

    records: int
    created: int
    changed: int
    unchanged: int
    rejected: int
    blank: int
    reasons: dict[str, int]
    rejects: list[RejectedRatingOut]


def _out(row: Rating) -> dict[str, Any]:
    return {
        "customer": row.customer.code,
        "criterion": row.criterion,
        "person": row.rater_id,
        "rater": row.rater.full_name,
        "value": row.value,
        "comment": row.comment,
        "rated_at": row.rated_at,
    }


@router.get("/{int:number}/ratings", response=PageOut[RatingOut])
@requires(VIEW_RATINGS)
def list_ratings(request: HttpRequest, number: int, page: Query[PageIn]) -> dict[str, Any]:
    """The answers that the caller may know: the own ones, and others as soon as they are open.

    Those of others are open once the round is closed and, before, for customers about which the
    caller has answered every criterion.
    """
    actor = acting(request)
    rows = QuerySetRows(ratings(actor, rating_round(actor, number)))
    found = page_out(request, rows, ["customer__code", "criterion", "pk"], page)
    return {**found, "items": [_out(row) for row in found["items"]]}


@router.put("/{int:number}/ratings", response=RatingOut)
@requires(GIVE_RATINGS)
def put_rating(request: HttpRequest, number: int, said: AnswerIn) -> dict[str, Any]:
    """Answer as one of the raters; an answer can be changed until the round is closed."""
    actor = acting(request)
    asked = rating_round(actor, number)
    demand(request, GIVE_RATINGS, asked)
    key = key_in_round(actor, asked, said.customer)
    row = give_rating(actor, number, key, said.criterion, value=said.value, comment=said.comment)
    return _out(row)


@router.post("/{int:number}/ratings/take-back", response={204: None})
@requires(GIVE_RATINGS)
def take_rating_back(request: HttpRequest, number: int, said: WithdrawnIn) -> Status[None]:
    """Take an own answer back, as if it had not been given."""
    actor = acting(request)
    asked = rating_round(actor, number)
    demand(request, GIVE_RATINGS, asked)
    key = key_in_round(actor, asked, said.customer)
    take_back_rating(actor, number, key, said.criterion)
    return Status(204, None)


@router.post("/{int:number}/import", response=RatingsReportOut)
@requires(GIVE_RATINGS)
def import_ratings_file(
    request: HttpRequest,
    number: int,
    file: File[UploadedFile],
    reading: Form[RatingsReading],
) -> dict[str, Any]:
    """Take the ratings of a workbook or CSV file into a round, as multipart form data.

    Raters hand in their own, who may make rounds those of the others too. What somebody has
    answered on their own is not changed by others. `dry_run` only tells.
    """
    options = ImportOptions(encoding=reading.encoding or None, sheet=reading.sheet)
    order = ReferenceFile(file.name or "", file.chunks(), options=options)
    report = import_ratings(acting(request), number, order, commit=not reading.dry_run)
    return told_report(report)
