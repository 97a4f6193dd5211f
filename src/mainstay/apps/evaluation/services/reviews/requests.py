"""Making, withdrawing and answering what people ask about grades: nominations and appeals."""

from typing import Any, TypeVar, cast

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.models import Approval, Grade, GradeRequest, GradeState, Scheme
from mainstay.apps.evaluation.models.requests import OPEN
from mainstay.apps.evaluation.policies import SUPPORT
from mainstay.apps.evaluation.queries.reviews.requests import RequestNotFound
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import AccessDenied, require
from mainstay.foundation.audit import services as audit

_WHY = "the policy is asked for the very row"
R = TypeVar("R", bound=GradeRequest)


class RequestAnswered(Exception):
    """The nomination or appeal is answered or withdrawn already."""

    def __init__(self, kind: type[GradeRequest], number: int) -> None:
        super().__init__(number)
        self.kind = kind


def require_support(actor: Actor, customer: int) -> None:
    """Raise CustomerNotFound, or AccessDenied where the actor may ask nothing for a customer."""
    if not customers.may(actor, SUPPORT, customers.customer(actor, customer)):
        raise AccessDenied(SUPPORT)


def held_by(scheme: Scheme, customer: int) -> Grade | None:
    """The grade in force of a customer that the actor sees."""
    rows = Grade.objects.system("the customer is visible")
    return rows.filter(scheme=scheme, customer=customer, state=GradeState.IN_FORCE).first()


def refusals(
    kind: type[GradeRequest], scheme: Scheme, customer: int, twice: str
) -> dict[str, ValidationError]:
    """Why nothing can be asked, by argument; `twice` says that something is asked already."""
    if scheme.approval != Approval.REQUIRED:
        says = _("Grades of this scheme come into force at once: nobody reviews them.")
        return {"scheme": ValidationError(says, "automatic")}
    rows = kind.objects.system("one request at a time, whoever made it")
    if rows.filter(scheme=scheme, customer=customer, state=OPEN).exists():
        return {"customer": ValidationError(twice, "twice")}
    return {}


def ask(actor: Actor, action: str, row: R) -> R:
    """Keep what is asked about a grade, in the actor's name, and record it as `action`."""
    row.by_id, row.by_name = actor.person_id, actor.name[:200]
    row.save()
    _record(actor, action, row, text=row.text)
    return row


def locked(kind: type[R], actor: Actor, permission: str, number: int) -> R:
    """An open request that nobody else answers meanwhile.

    Raises RequestNotFound, AccessDenied and RequestAnswered.
    """
    rows = cast("QuerySet[R]", kind.objects.system(_WHY)).select_for_update(of=("self",))
    row = rows.select_related("scheme__in_force", "customer__owner").filter(pk=number).first()
    if row is None:
        raise RequestNotFound(kind, number)
    require(actor, permission, row)
    if not row.is_open:
        raise RequestAnswered(kind, number)
    return row


def answer(
    actor: Actor, action: str, row: GradeRequest, state: str, said: str = "", **more: Any
) -> None:
    """Close a request with what became of it and what is said to who asked; record `more` too."""
    row.state, row.answer = state, said.strip()
    row.answered_by_name, row.answered_at = actor.name[:200], timezone.now()
    row.save()
    _record(actor, action, row, **more)


def _record(actor: Actor, action: str, row: GradeRequest, **more: Any) -> None:
    audit.record(
        actor,
        action,
        subject=row,
        scheme=row.scheme.code,
        customer=row.customer.code,
        grade=row.code,
        **more,
    )
