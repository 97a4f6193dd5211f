"""The interface for programs: appeals."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status

from mainstay.apps.customers.queries import customer_by_code
from mainstay.apps.evaluation.api.requests import RequestOut, appeal_facts
from mainstay.apps.evaluation.models import AppealState
from mainstay.apps.evaluation.policies import REVIEW, SUPPORT, VIEW_EVALUATIONS
from mainstay.apps.evaluation.queries.reviews.requests import appeal, appeals
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


class AppealOut(RequestOut):
    """An appeal; `grade` is the one in force when it was made."""

    appeal: int
    note: str
    state: AppealState
    decided_grade: str | None


class UpholdIn(Schema):
    """Why the grade stays."""

    reason: str


class ChangeIn(UpholdIn):
    """Another grade; it passes the steps of approval."""

    grade: str
    holds_until: date


@router.get("", response=PageOut[AppealOut])
@requires(VIEW_EVALUATIONS)
def list_appeals(
    request: HttpRequest, page: Query[PageIn], scheme: str = "", state: AppealState | None = None
) -> dict[str, Any]:
    """Appeals about customers within reach, newest first."""
    rows = QuerySetRows(appeals(acting(request), scheme, state or ""))
    found = page_out(request, rows, ["-pk"], page)
    return {**found, "items": [appeal_facts(row) for row in found["items"]]}


@router.post("", response={201: AppealOut})
@requires(SUPPORT)
def create_appeal(request: HttpRequest, wanted: AppealIn) -> Status[dict[str, Any]]:
    """Ask to look again at a grade in force."""
    actor = acting(request)
    key = customer_by_code(actor, wanted.customer).pk
    made = appealing.appeal(actor, scheme=wanted.scheme, customer=key, note=wanted.note)
    return Status(201, appeal_facts(appeal(actor, made.pk)))


@router.get("/{int:number}", response=AppealOut)
@requires(VIEW_EVALUATIONS)
def get_appeal(request: HttpRequest, number: int) -> dict[str, Any]:
    """One appeal."""
    return appeal_facts(appeal(acting(request), number))


@router.post("/{int:number}/withdraw", response=AppealOut)
@requires(SUPPORT)
def withdraw_appeal(request: HttpRequest, number: int) -> dict[str, Any]:
    """Take an appeal back."""
    appealing.withdraw_appeal(acting(request), number)
    return appeal_facts(appeal(acting(request), number))


@router.post("/{int:number}/uphold", response=AppealOut)
@requires(REVIEW)
def uphold_grade(request: HttpRequest, number: int, said: UpholdIn) -> dict[str, Any]:
    """Answer that the grade stays; the appellant is told why."""
    appealing.uphold(acting(request), number, reason=said.reason)
    return appeal_facts(appeal(acting(request), number))


@router.post("/{int:number}/change", response=AppealOut)
@requires(REVIEW)
def change_grade(request: HttpRequest, number: int, said: ChangeIn) -> dict[str, Any]:
    """Decide another grade, which then passes the steps of approval."""
    appealing.change_grade(acting(request), number, **said.model_dump())
    return appeal_facts(appeal(acting(request), number))
