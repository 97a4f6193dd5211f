"""Removing messages that were read long ago, and deliveries of webhooks."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mainstay.apps.notifications.models import Delivery, Message
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.audit import services as audit
from mainstay.foundation.keeping.retention import Amount, RetentionRule

_AT_ONCE = 5_000


def _old(before: datetime) -> QuerySet[Message]:
    rows: QuerySet[Message] = Message.objects.system("retention concerns everybody's messages")
    return rows.filter(read_at__lt=before).order_by("pk")


def _foresee(before: datetime) -> Amount:
    return Amount(_old(before).count())


def _remove(actor: Actor, before: datetime, check: Callable[[], None]) -> Amount:
    removed = 0
    while True:
        check()
        with transaction.atomic():
            keys = list(_old(before).values_list("pk", flat=True)[:_AT_ONCE])
            if not keys:
                return Amount(removed)
            _old(before).filter(pk__in=keys).delete()
            audit.record(actor, "notifications.messages.removed", count=len(keys))
        removed += len(keys)


RULE = RetentionRule("messages", _("Messages that were read"), "messages_days", _foresee, _remove)


def _sent(before: datetime) -> QuerySet[Delivery]:
    rows: QuerySet[Delivery] = Delivery.objects.system("retention concerns all webhooks")
    return rows.filter(created_at__lt=before).order_by("pk")


def _foresee_sent(before: datetime) -> Amount:
    return Amount(_sent(before).count())


def _remove_sent(actor: Actor, before: datetime, check: Callable[[], None]) -> Amount:
    removed = 0
    while True:
        check()
        with transaction.atomic():
            keys = list(_sent(before).values_list("pk", flat=True)[:_AT_ONCE])
            if not keys:
                return Amount(removed)
            _sent(before).filter(pk__in=keys).delete()
            audit.record(actor, "notifications.deliveries.removed", count=len(keys))
        removed += len(keys)


DELIVERIES = RetentionRule(
    "deliveries", _("Deliveries of webhooks"), "messages_days", _foresee_sent, _remove_sent
)
