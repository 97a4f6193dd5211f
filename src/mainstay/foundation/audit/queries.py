"""Reading the audit trail."""

from datetime import datetime

from django.db.models import QuerySet

from mainstay.foundation.access.actor import Actor
from mainstay.foundation.audit.models import AuditEntry


def entries(
    actor: Actor,
    *,
    person_id: int | None = None,
    action: str = "",
    outcome: str = "",
    subject_type: str = "",
    subject_id: str = "",
    since: datetime | None = None,
    before: datetime | None = None,
) -> QuerySet[AuditEntry]:
    """Entries the actor may see, the newest first: ordered by `-pk`, which suits keyset paging.

    `action` also takes a prefix that ends in a dot (``customers.``). `since` is included, `before`
    is not.
    """
    rows: QuerySet[AuditEntry] = AuditEntry.objects.visible_to(actor).order_by("-pk")
    if action.endswith("."):
        rows = rows.filter(action__startswith=action)
    elif action:
        rows = rows.filter(action=action)
    exact = {
        "actor_id": person_id,
        "outcome": outcome or None,
        "subject_type": subject_type or None,
        "subject_id": subject_id or None,
        "at__gte": since,
        "at__lt": before,
    }
    return rows.filter(**{name: value for name, value in exact.items() if value is not None})


def entry(actor: Actor, number: int) -> AuditEntry | None:
    """One entry by its key, if the actor may see it."""
    rows: QuerySet[AuditEntry] = AuditEntry.objects.visible_to(actor)
    return rows.filter(pk=number).first()
