"""The interface for programs: one's own messages."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from mainstay.apps.notifications import policies, queries
from mainstay.apps.notifications.models import Message
from mainstay.apps.notifications.services import reading
from mainstay.foundation.access.actor import Actor
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.paging import QuerySetRows
from mainstay.shell.web.access import acting, requires

router = Router()


class MessageOut(Schema):
    """A message, in the caller's language."""

    id: int
    kind: str
    topic: str = Field(description="What notification settings are chosen by; or empty.")
    severity: str = Field(description="info, good, caution or bad.")
    title: str
    text: str
    url: str = Field(description="The page it is about, below the address of Mainstay; or empty.")
    created_at: datetime
    read_at: datetime | None


class UnreadOut(Schema):
    """How many messages are unread."""

    unread: int


class MarkedOut(Schema):
    """How many messages were marked as read."""

    marked: int


def _told(actor: Actor, message: Message) -> dict[str, Any]:
    words = queries.words_of(actor, message)
    return {
        "id": message.pk,
        "kind": message.kind,
        "topic": message.topic,
        "severity": message.severity,
        "title": words.title,
        "text": words.text,
        "url": words.url,
        "created_at": message.created_at,
        "read_at": message.read_at,
    }


@router.get("", response=PageOut[MessageOut])
@requires(policies.VIEW)
def list_messages(
    request: HttpRequest, page: Query[PageIn], unread: bool = False
) -> dict[str, Any]:
    """One's own messages, the newest first; with `unread` those that have not been read."""
    actor = acting(request)
    found = page_out(request, QuerySetRows(queries.messages(actor, unread=unread)), ["-pk"], page)
    return found | {"items": [_told(actor, each) for each in found["items"]]}


@router.get("/unread", response=UnreadOut)
@requires(policies.VIEW)
def count_unread(request: HttpRequest) -> dict[str, int]:
    """How many of one's own messages are unread."""
    return {"unread": queries.unread_count(acting(request))}


@router.post("/read", response=MarkedOut)
@requires(policies.CHANGE)
def mark_all_read(request: HttpRequest) -> dict[str, int]:
    """Mark all of one's own messages as read."""
    return {"marked": reading.mark_all_read(acting(request))}


@router.get("/{int:key}", response=MessageOut)
@requires(policies.VIEW)
def get_message(request: HttpRequest, key: int) -> dict[str, Any]:
    """One message."""
    actor = acting(request)
    return _told(actor, queries.message(actor, key))


@router.post("/{int:key}/read", response=MessageOut)
@requires(policies.CHANGE)
def mark_read(request: HttpRequest, key: int) -> dict[str, Any]:
    """Mark one message as read."""
    actor = acting(request)
    return _told(actor, reading.mark_read(actor, key))
