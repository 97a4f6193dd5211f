"""The interface for programs: rating rounds, their criteria, what came of them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from mainstay.apps.evaluation.criteria import CRITERIA, Criterion
from mainstay.apps.evaluation.models import RatingRound
from mainstay.apps.evaluation.policies import CHANGE_ROUNDS, VIEW_RATINGS
from mainstay.apps.evaluation.queries.ratings import choosing, rounds
from mainstay.apps.evaluation.queries.ratings.results import coverage, results
from mainstay.apps.evaluation.services.ratings.rounds import (
    cancel_round,
    close_round,
    make_round,
)
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.paging import QuerySetRows, SequenceRows
from mainstay.shell.web.access import acting, requires

criteria_router = Router()
router = Router()


class CriterionOut(Schema):
    """A criterion: what is asked, and what has to be seen at a customer for each step."""

    code: str
    name: str
    definition: str
    better: str
    anchors: dict[int, str] = Field(description="By step; no other step can be given.")


class RoundIn(Schema):
    """A round to be made. Which customers: by code, of a saved view, the key accounts, or all."""

    name: str
    criteria: list[str]
    people: list[int]
    due_on: date
    customers: list[str] = Field(default_factory=list, description="Their codes.")
    view: int | None = Field(None, description="A saved view of the list of customers.")
    key_accounts: bool = False


class RoundOut(Schema):
    """A rating round. Its ratings count from `closed_on` on."""

    round: int
    name: str
    state: str
    criteria: list[str]
    due_on: date
    by: str
    made_at: datetime
    ended_at: datetime | None
    closed_on: date | None


class RaterOut(Schema):
    """How far one of the raters is; of answers only their number."""

    person: int
    name: str
    answers: int
    asked: int


class CoverageOut(Schema):
    """How much is answered, among the customers within reach and the ratings one may know."""

    customers: int
    rated: int
    asked: int
    answers: int
    cannot_say: int


class RoundDetailsOut(RoundOut):
    """A round with its progress."""

    raters: list[RaterOut]
    coverage: CoverageOut


class RatingResultOut(Schema):
    """A customer in a criterion."""

    customer: str
    name: str
    criterion: str
    mean: Decimal | None
    spread: Decimal | None
    raters: int
    cannot_say: int
    disagrees: bool = Field(description="A standard deviation of 1 or more.")


def _criterion(each: Criterion) -> dict[str, Any]:
    return {
        "code": each.code,
        "name": str(each.name),
        "definition": str(each.definition),
        "better": each.indicator.better,
        "anchors": {step: str(anchor) for step, anchor in each.anchors.items()},
    }


def _facts(row: RatingRound) -> dict[str, Any]:
    return {
        "round": row.pk,
        "name": row.name,
        "state": row.state,
        "criteria": row.criteria,
        "due_on": row.due_on,
        "by": row.by_name,
        "made_at": row.made_at,
        "ended_at": row.ended_at,
        "closed_on": row.closed_on,
    }


def _details(request: HttpRequest, row: RatingRound) -> dict[str, Any]:
    actor = acting(request)
    raters = [
        {
            "person": each.person_id,
            "name": each.name,
            "answers": each.progress.answers,
            "asked": each.progress.asked,
        }
        for each in rounds.raters_progress(row)
    ]
    found = coverage(actor, row, results(actor, row))
    told = {name: getattr(found, name) for name in CoverageOut.model_fields}
    return {**_facts(row), "raters": raters, "coverage": told}


@criteria_router.get("", response=list[CriterionOut])
@requires(VIEW_RATINGS)
def list_rating_criteria(request: HttpRequest) -> list[dict[str, Any]]:
    """Every criterion, in the order in which people are asked."""
    return [_criterion(each) for each in CRITERIA.values()]


@router.get("", response=PageOut[RoundOut])
@requires(VIEW_RATINGS)
def list_rating_rounds(request: HttpRequest, page: Query[PageIn]) -> dict[str, Any]:
    """Rating rounds, newest first."""
    rows = QuerySetRows(rounds.rounds(acting(request)))
    found = page_out(request, rows, ["-pk"], page)
    return {**found, "items": [_facts(row) for row in found["items"]]}


@router.post("", response={201: RoundDetailsOut})
@requires(CHANGE_ROUNDS)
def create_rating_round(request: HttpRequest, wanted: RoundIn) -> Status[dict[str, Any]]:
    """Ask people to rate customers, and tell them."""
    actor = acting(request)
    choice = choosing.Choice(wanted.customers, wanted.view, wanted.key_accounts)
    row = make_round(
        actor,
        {
            "name": wanted.name,
            "criteria": wanted.criteria,
            "customers": choosing.chosen(actor, choice),
            "people": wanted.people,
            "due_on": wanted.due_on,
        },
    )
    return Status(201, _details(request, row))


@router.get("/{int:number}", response=RoundDetailsOut)
@requires(VIEW_RATINGS)
def get_rating_round(request: HttpRequest, number: int) -> dict[str, Any]:
    """One round, and how far it is."""
    return _details(request, rounds.rating_round(acting(request), number))


@router.post("/{int:number}/close", response=RoundDetailsOut)
@requires(CHANGE_ROUNDS)
def close_rating_round(request: HttpRequest, number: int) -> dict[str, Any]:
    """Close a round: from today on its ratings count, and nothing of it changes any more."""
    return _details(request, close_round(acting(request), number))


@router.post("/{int:number}/cancel", response=RoundDetailsOut)
@requires(CHANGE_ROUNDS)
def cancel_rating_round(request: HttpRequest, number: int) -> dict[str, Any]:
    """Cancel a round: nothing of it ever counts."""
    return _details(request, cancel_round(acting(request), number))


@router.get("/{int:number}/results", response=PageOut[RatingResultOut])
@requires(VIEW_RATINGS)
def list_rating_results(request: HttpRequest, number: int, page: Query[PageIn]) -> dict[str, Any]:
    """What the ratings that the caller may know add up to, by customer and criterion.

    Before a round is closed these are of the customers that the caller has rated.
    """
    actor = acting(request)
    rows = SequenceRows(results(actor, rounds.rating_round(actor, number)))
    found = page_out(request, rows, ["code", "place"], page)
    told = [
        {
            "customer": each.code,
            "name": each.name,
            "criterion": each.criterion.code,
            "mean": each.mean,
            "spread": each.spread,
            "raters": each.raters,
            "cannot_say": each.cannot_say,
            "disagrees": each.disagrees,
        }
        for each in found["items"]
    ]
    return {**found, "items": told}
