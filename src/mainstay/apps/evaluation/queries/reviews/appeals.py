"""Reads of appeals."""

from django.db.models import QuerySet

from mainstay.apps.evaluation.models import Appeal, Approval, Grade, GradeState
from mainstay.foundation.access.actor import Actor


class AppealNotFound(LookupError):
    """There is no such appeal, or none that the actor may see."""


def appeals(actor: Actor, scheme: str = "", state: str = "") -> QuerySet[Appeal]:
    """Appeals about customers that the actor sees, newest first."""
    rows = Appeal.objects.visible_to(actor).select_related("scheme", "customer")
    if scheme:
        rows = rows.filter(scheme__code=scheme)
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("-pk")


def appeal(actor: Actor, number: int) -> Appeal:
    """One appeal. Raises AppealNotFound."""
    found = appeals(actor).filter(pk=number).first()
    if found is None:
        raise AppealNotFound(number)
    return found


def grades_to_appeal(actor: Actor, customer: int) -> list[Grade]:
    """The grades in force of a customer that can be appealed: those that are approved by people."""
    rows = Grade.objects.visible_to(actor).select_related("scheme")
    asking = rows.filter(scheme__approval=Approval.REQUIRED, scheme__retired_at=None)
    held = asking.filter(customer=customer, state=GradeState.IN_FORCE)
    return list(held.order_by("scheme__position"))
