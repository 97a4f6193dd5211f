"""The interface for programs: nominations."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status

from mainstay.apps.customers.queries import customer_by_code
from mainstay.apps.evaluation.api.requests import RequestOut, nomination_facts
from mainstay.apps.evaluation.models import NominationState
from mainstay.apps.evaluation.policies import REVIEW, SUPPORT, VIEW_EVALUATIONS
from mainstay.apps.evaluation.queries.reviews.requests import nomination, nominations
from mainstay.apps.evaluation.services.reviews.nominating import (
    decline_nomination,
    nominate,
    withdraw_nomination,
)
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.paging import QuerySetRows
from mainstay.shell.web.access import acting, requires

router = Router()


class NominationIn(Schema):
    """A customer, by its code, and the grade that it is nominated for."""

    scheme: str
    customer: str
    grade: str
    evidence: str


class NominationOut(RequestOut):
    """A nomination; open until the customer's grade is approved, or it is declined."""

    nomination: int
    evidence: str
    state: NominationState


class DeclineIn(Schema):
    """Why."""

    reason: str


@router.get("", response=PageOut[NominationOut])
@requires(VIEW_EVALUATIONS)
def list_nominations(
    request: HttpRequest,
    page: Query[PageIn],
    scheme: str = "",
    state: NominationState | None = None,
) -> dict[str, Any]:
    """Nominations of customers within reach, newest first."""
    rows = QuerySetRows(nominations(acting(request), scheme, state or ""))
    found = page_out(request, rows, ["-pk"], page)
    return {**found, "items": [nomination_facts(row) for row in found["items"]]}


@router.post("", response={201: NominationOut})
@requires(SUPPORT)
def create_nomination(request: HttpRequest, wanted: NominationIn) -> Status[dict[str, Any]]:
    """Nominate a customer for a grade."""
    actor = acting(request)
    made = nominate(
        actor,
        scheme=wanted.scheme,
        customer=customer_by_code(actor, wanted.customer).pk,
        grade=wanted.grade,
        evidence=wanted.evidence,
    )
    return Status(201, nomination_facts(nomination(actor, made.pk)))


@router.get("/{int:number}", response=NominationOut)
@requires(VIEW_EVALUATIONS)
def get_nomination(request: HttpRequest, number: int) -> dict[str, Any]:
    """One nomination."""
    return nomination_facts(nomination(acting(request), number))


@router.post("/{int:number}/withdraw", response=NominationOut)
@requires(SUPPORT)
def withdraw(request: HttpRequest, number: int) -> dict[str, Any]:
    """Take a nomination back."""
    withdraw_nomination(acting(request), number)
    return nomination_facts(nomination(acting(request), number))


@router.post("/{int:number}/decline", response=NominationOut)
@requires(REVIEW)
def decline(request: HttpRequest, number: int, said: DeclineIn) -> dict[str, Any]:
    """Answer that the customer does not get the grade; who nominated it is told."""
    decline_nomination(acting(request), number, reason=said.reason)
    return nomination_facts(nomination(acting(request), number))
