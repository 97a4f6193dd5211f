"""Reads of nominations."""

from collections.abc import Collection

from django.db.models import QuerySet

from mainstay.apps.evaluation.models import Approval, Nomination, NominationState, Scheme
from mainstay.apps.evaluation.queries.schemes import GradeOfScheme, grades_of, schemes, used_of
from mainstay.foundation.access.actor import Actor


class NominationNotFound(LookupError):
    """There is no such nomination, or none that the actor may see."""


def nominations(actor: Actor, scheme: str = "", state: str = "") -> QuerySet[Nomination]:
    """Nominations of customers that the actor sees, newest first."""
    rows = Nomination.objects.visible_to(actor).select_related("scheme", "customer")
    if scheme:
        rows = rows.filter(scheme__code=scheme)
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("-pk")


def nomination(actor: Actor, number: int) -> Nomination:
    """One nomination. Raises NominationNotFound."""
    found = nominations(actor).filter(pk=number).first()
    if found is None:
        raise NominationNotFound(number)
    return found


def open_nomination(actor: Actor, scheme: int, customer: int) -> Nomination | None:
    """What a customer is nominated for in a scheme."""
    rows = Nomination.objects.visible_to(actor).filter(scheme=scheme, customer=customer)
    return rows.filter(state=NominationState.OPEN).select_related("scheme").first()


def nominated(scheme: Scheme) -> Collection[int]:
    """The keys of the customers that wait for an answer."""
    rows = Nomination.objects.system("an evaluation shows what everybody nominated")
    return list(
        rows.filter(scheme=scheme, state=NominationState.OPEN).values_list("customer_id", flat=True)
    )


def grades_to_nominate_for(actor: Actor) -> list[tuple[Scheme, list[GradeOfScheme]]]:
    """The schemes that ask for approval, each with its grades, best first."""
    asking = schemes(actor).filter(approval=Approval.REQUIRED, retired_at=None)
    return [(each, grades_of(used_of(each))) for each in asking]
