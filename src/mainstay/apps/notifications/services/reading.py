"""Marking messages as read.

The audit trail hears nothing of it: it concerns the reader alone and changes nothing else.
"""

from django.utils import timezone

from mainstay.apps.notifications import queries
from mainstay.apps.notifications.models import Message, occasion_of
from mainstay.apps.notifications.policies import CHANGE
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import service


@service(CHANGE)
def mark_read(actor: Actor, key: int) -> Message:
    """Mark one of the actor's messages as read; again changes nothing. Raises MessageNotFound."""
    message = queries.message(actor, key)
    if not message.is_read:
        message.read_at = timezone.now()
        message.save(update_fields=["read_at"])
    return message


@service(CHANGE)
def mark_seen(actor: Actor, job_id: int) -> None:
    """Mark what tells the actor of the end of a job as read: they have waited for it."""
    told = queries.messages(actor, unread=True).order_by()
    told.filter(occasion=occasion_of(job_id)).update(read_at=timezone.now())


@service(CHANGE)
def mark_all_read(actor: Actor) -> int:
    """Mark all of the actor's messages as read; how many were not."""
    return queries.messages(actor, unread=True).order_by().update(read_at=timezone.now())
