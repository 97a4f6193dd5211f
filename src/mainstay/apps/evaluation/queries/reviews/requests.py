"""Reads of nominations and appeals."""

from collections.abc import Collection
from typing import TypeVar

from django.db.models import QuerySet

from mainstay.apps.evaluation.models import (
    Appeal,
    Approval,
    Grade,
    GradeRequest,
    GradeState,
    Nomination,
    NominationState,
    Scheme,
)
from mainstay.apps.evaluation.queries.schemes import GradeOfScheme, grades_of, schemes, used_of
from mainstay.foundation.access.actor import Actor

R = TypeVar("R", bound=GradeRequest)


class RequestNotFound(LookupError):
    """There is no such nomination or appeal, or none that the actor may see."""

    def __init__(self, kind: type[GradeRequest], number: int) -> None:
        super().__init__(number)
        self.kind = kind


def nominations(actor: Actor, scheme: str = "", state: str = "") -> QuerySet[Nomination]:
    """Nominations of customers that the actor sees, newest first."""
    return _asked_for(Nomination.objects.visible_to(actor), scheme, state)


def nomination(actor: Actor, number: int) -> Nomination:
    """One nomination. Raises RequestNotFound."""
    return _one(nominations(actor), number)


def open_nomination(actor: Actor, scheme: int, customer: int) -> Nomination | None:
    """What a customer is nominated for in a scheme."""
    rows = Nomination.objects.visible_to(actor).filter(scheme=scheme, customer=customer)
    return rows.filter(state=NominationState.OPEN).select_related("scheme").first()


def nominated(scheme: Scheme) -> Collection[int]:
    """The keys of the customers that wait for an answer."""
    rows = Nomination.objects.system("an evaluation shows what everybody nominated")
    waiting = rows.filter(scheme=scheme, state=NominationState.OPEN)
    return list(waiting.values_list("customer_id", flat=True))


def grades_to_nominate_for(actor: Actor) -> list[tuple[Scheme, list[GradeOfScheme]]]:
    """The schemes that ask for approval, each with its grades, best first."""
    asking = schemes(actor).filter(approval=Approval.REQUIRED, retired_at=None)
    return [(each, grades_of(used_of(each))) for each in asking]


def appeals(actor: Actor, scheme: str = "", state: str = "") -> QuerySet[Appeal]:
    """Appeals about customers that the actor sees, newest first."""
    return _asked_for(Appeal.objects.visible_to(actor), scheme, state)


def appeal(actor: Actor, number: int) -> Appeal:
    """One appeal. Raises RequestNotFound."""
    return _one(appeals(actor), number)


def grades_to_appeal(actor: Actor, customer: int) -> list[Grade]:
    """The grades in force of a customer that can be appealed: those that are approved by people."""
    rows = Grade.objects.visible_to(actor).select_related("scheme")
    asking = rows.filter(scheme__approval=Approval.REQUIRED, scheme__retired_at=None)
    held = asking.filter(customer=customer, state=GradeState.IN_FORCE)
    return list(held.order_by("scheme__position"))


def _asked_for(rows: QuerySet[R], scheme: str, state: str) -> QuerySet[R]:
    rows = rows.select_related("scheme", "customer")
    if scheme:
        rows = rows.filter(scheme__code=scheme)
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("-pk")


def _one(rows: QuerySet[R], number: int) -> R:
    found = rows.filter(pk=number).first()
    if found is None:
        raise RequestNotFound(rows.model, number)
    return found
