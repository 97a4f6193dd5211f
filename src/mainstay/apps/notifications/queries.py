"""Reads of messages, channels, webhooks and how one wants to be told."""

from typing import NamedTuple, TypeAlias

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from mainstay.apps.notifications.contracts import kind_coded
from mainstay.apps.notifications.models import (
    Arrangement,
    Channel,
    Delivery,
    Message,
    PauseReason,
    Webhook,
)
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.jobs.outcomes import Words

Channels: TypeAlias = "QuerySet[Channel]"


class MessageNotFound(LookupError):
    """There is no such message, or none for the actor."""


class ChannelNotFound(LookupError):
    """There is no such channel, or none for the actor."""


class WebhookNotFound(LookupError):
    """There is no such webhook, or none for the actor."""


class DeliveryNotFound(LookupError):
    """There is no such delivery of this webhook, or none for the actor."""


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


def own_channels(actor: Actor) -> Channels:
    """The actor's own channels, by name."""
    rows: Channels = Channel.objects.visible_to(actor).filter(person__isnull=False)
    return rows.order_by("name", "pk")


def company_channels(actor: Actor) -> Channels:
    """The company's channels, by name; none for whoever does not look after them."""
    rows: Channels = Channel.objects.visible_to(actor).filter(person__isnull=True)
    return rows.order_by("name", "pk")


def channel(actor: Actor, key: int) -> Channel:
    """One channel that the actor sees. Raises ChannelNotFound."""
    found: Channel | None = Channel.objects.visible_to(actor).filter(pk=key).first()
    if found is None:
        raise ChannelNotFound(key)
    return found


def arrangement(actor: Actor) -> Arrangement:
    """How the actor wants to be told; as usual where nothing was said."""
    found: Arrangement | None = Arrangement.objects.visible_to(actor).first()
    return found or Arrangement()


def webhooks(actor: Actor) -> QuerySet[Webhook]:
    """The webhooks, by name; none for whoever does not manage them."""
    rows: QuerySet[Webhook] = Webhook.objects.visible_to(actor)
    return rows.order_by("name", "pk")


def webhook(actor: Actor, key: int) -> Webhook:
    """One webhook. Raises WebhookNotFound."""
    found = webhooks(actor).filter(pk=key).first()
    if found is None:
        raise WebhookNotFound(key)
    return found


def deliveries(actor: Actor, key: int, *, state: str = "") -> QuerySet[Delivery]:
    """What a webhook was sent or waits for, the newest first, all or in one state."""
    rows: QuerySet[Delivery] = Delivery.objects.visible_to(actor)
    rows = rows.filter(webhook=key).order_by("-pk")
    return rows.filter(state=state) if state else rows


def delivery(actor: Actor, key: int, number: int) -> Delivery:
    """One delivery of a webhook. Raises DeliveryNotFound."""
    found = deliveries(actor, key).filter(pk=number).first()
    if found is None:
        raise DeliveryNotFound(number)
    return found


class ChannelCount(NamedTuple):
    """How many channels there are, how many are paused, and how many of those the company's."""

    all: int
    paused: int
    of_company: int


def channel_count() -> ChannelCount:
    """How many channels work, for whoever checks the installation."""
    rows = Channel.objects.system("how many work is no secret")
    paused = rows.filter(paused_at__isnull=False)
    return ChannelCount(rows.count(), paused.count(), paused.filter(person__isnull=True).count())


class WebhookCount(NamedTuple):
    """How many webhooks there are, and how many were paused for what their receivers did."""

    all: int
    broken: int


def webhook_count() -> WebhookCount:
    """How many work, for whoever checks the installation."""
    rows = Webhook.objects.system("how many work is no secret")
    broken = rows.filter(paused_for__in=[PauseReason.GONE, PauseReason.FAILURES])
    return WebhookCount(rows.count(), broken.count())
