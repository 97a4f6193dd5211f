"""Events for webhooks: written down with what they tell of, so that a crash loses none."""

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from mainstay.apps.notifications.contracts import HookEvents, add_hook_events, told_of
from mainstay.apps.notifications.models import Delivery, Webhook
from mainstay.apps.notifications.rules.mail_settings import MailSettingsWrong, public_address
from mainstay.apps.notifications.services.outgoing import queue_once
from mainstay.foundation.events import write_with

HOOKS = "notifications.webhooks"
VERSION = 1
_WHY = "webhooks are served on behalf of nobody in particular"


def offer(events: HookEvents) -> None:
    """Let webhooks hear of events; called from the registration of the app that publishes them."""
    add_hook_events(events)
    write_with(events.published, note)


def note(event: object) -> None:
    """Write down an event for the webhooks that hear of it, in the caller's transaction."""
    rows = Webhook.objects.system(_WHY).filter(paused_at=None)
    active = list(rows.values_list("pk", "hears"))
    if not active:
        return
    told = told_of(event)
    hearing = [key for key, hears in active if told.code in hears]
    if hearing:
        with transaction.atomic():
            put_down(hearing, told.code, told.data, told.path)
            queue_once(HOOKS)


def put_down(
    webhooks: Sequence[int], kind: str, data: Mapping[str, Any], path: str
) -> list[Delivery]:
    """One event for some webhooks, to be sent from now on."""
    event, now = uuid.uuid4(), timezone.now()
    body = _body(event, kind, now, data, path)
    return Delivery.objects.bulk_create(
        Delivery(webhook_id=key, event=event, kind=kind, body=body, created_at=now, next_at=now)
        for key in webhooks
    )


def _body(event: uuid.UUID, kind: str, moment: datetime, data: Mapping[str, Any], path: str) -> str:
    origin = _origin()
    return json.dumps(
        {
            "version": VERSION,
            "id": str(event),
            "type": kind,
            "occurred_at": moment.astimezone(UTC).isoformat(timespec="milliseconds"),
            "installation": origin,
            "data": {**data, "api": origin + path},
        },
        separators=(",", ":"),
    )


def _origin() -> str:
    """The address of the installation; empty where the settings name none."""
    try:
        return public_address(settings.PUBLIC_URL)
    except MailSettingsWrong:
        return ""
