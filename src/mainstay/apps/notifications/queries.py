"""Reads of messages."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from mainstay.apps.notifications.contracts import kind_coded
from mainstay.apps.notifications.models import Message
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.jobs.outcomes import Words


class MessageNotFound(LookupError):
    """There is no such message, or none for the actor."""


def messages(actor: Actor, *, unread: bool = False) -> QuerySet[Message]:
    """The actor's messages, the newest first: ordered by `-pk`, which suits keyset paging."""
    rows: QuerySet[Message] = Message.objects.visible_to(actor).order_by("-pk")
    return rows.filter(read_at__isnull=True) if unread else rows


def message(actor: Actor, key: int) -> Message:
    """One message. Raises MessageNotFound."""
    found = messages(actor).filter(pk=key).first()
    if found is None:
        raise MessageNotFound(key)
    return found


def unread_count(actor: Actor) -> int:
    """How many messages the actor has not read."""
    return messages(actor, unread=True).count()


def words_of(actor: Actor, message: Message) -> Words:
    """A message in the language that is active, as far as the actor may know now."""
    kind = kind_coded(message.kind)
    if kind is None:
        return Words(_("A message of a kind that there is no longer"))
    return kind.words(actor, message.figures)
