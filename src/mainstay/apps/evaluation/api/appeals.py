"""The interface for programs: appeals."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from mainstay.apps.customers.queries import customer_by_code
from mainstay.apps.evaluation.models import Appeal, AppealState
from mainstay.apps.evaluation.policies import REVIEW, SUPPORT, VIEW_EVALUATIONS
from mainstay.apps.evaluation.queries.reviews.appeals import appeal, appeals
from mainstay.apps.evaluation.services.reviews import appealing
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.paging import QuerySetRows
from mainstay.shell.web.access import acting, requires

router = Router()


class AppealIn(Schema):
    """A customer, by its code, whose grade in a scheme is to be looked at again."""

    scheme: str
    customer: str
    note: str


class AppealOut(Schema):
    """An appeal."""

    appeal: int
    scheme: str
    customer: str
    name: str
    grade: str = Field(description="The grade in force when it was made.")
    note: str
    state: AppealState
    by: str
    at: datetime
    decided_grade: str | None
    answer: str
    answered_by: str
    answered_at: datetime | None


class UpholdIn(Schema):
    """Why the grade stays."""

    reason: str


class ChangeIn(UpholdIn):
    """Another grade; it passes the steps of approval."""

    grade: str
    holds_until: date


def _facts(row: Appeal) -> dict[str, Any]:
    return {
        "appeal": row.pk,
        "scheme": row.scheme.code,
        "customer": row.customer.code,
        "name": row.customer.name,
        "grade": row.code,
        "note": row.note,
        "state": row.state,
        "by": row.by_name,
        "at": row.at,
        "decided_grade": row.decided_code or None,
        "answer": row.answer,
        "answered_by": row.answered_by_name,
        "answered_at": row.answered_at,
    }


@router.get("", response=PageOut[AppealOut])
@requires(VIEW_EVALUATIONS)
def list_appeals(
    request: HttpRequest, page: Query[PageIn], scheme: str = "", state: AppealState | None = None
) -> dict[str, Any]:
    """Appeals about customers within reach, newest first."""
    rows = QuerySetRows(appeals(acting(request), scheme, state or ""))
    found = page_out(request, rows, ["-pk"], page)
    return {**found, "items": [_facts(row) for row in found["items"]]}


@router.post("", response={201: AppealOut})
@requires(SUPPORT)
def create_appeal(request: HttpRequest, wanted: AppealIn) -> Status[dict[str, Any]]:
    """Ask to look again at a grade in force."""
    actor = acting(request)
    key = customer_by_code(actor, wanted.customer).pk
    made = appealing.appeal(actor, scheme=wanted.scheme, customer=key, note=wanted.note)
    return Status(201, _facts(appeal(actor, made.pk)))


@router.get("/{int:number}", response=AppealOut)
@requires(VIEW_EVALUATIONS)
def get_appeal(request: HttpRequest, number: int) -> dict[str, Any]:
    """One appeal."""
    return _facts(appeal(acting(request), number))


@router.post("/{int:number}/withdraw", response=AppealOut)
@requires(SUPPORT)
def withdraw_appeal(request: HttpRequest, number: int) -> dict[str, Any]:
    """Take an appeal back."""
    appealing.withdraw_appeal(acting(request), number)
    return _facts(appeal(acting(request), number))


@router.post("/{int:number}/uphold", response=AppealOut)
@requires(REVIEW)
def uphold_grade(request: HttpRequest, number: int, said: UpholdIn) -> dict[str, Any]:
    """Answer that the grade stays; the appellant is told why."""
    appealing.uphold(acting(request), number, reason=said.reason)
    return _facts(appeal(acting(request), number))


@router.post("/{int:number}/change", response=AppealOut)
@requires(REVIEW)
def change_grade(request: HttpRequest, number: int, said: ChangeIn) -> dict[str, Any]:
    """Decide another grade, which then passes the steps of approval."""
    appealing.change_grade(acting(request), number, **said.model_dump())
    return _facts(appeal(acting(request), number))
