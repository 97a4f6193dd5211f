"""Tables of webhooks and of what they were sent."""

from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from mainstay.apps.notifications import wording
from mainstay.apps.notifications.models import Delivery, DeliveryState, Webhook
from mainstay.apps.notifications.web.webhook_forms import DELIVERY_STATES
from mainstay.shell.web.tables import Badge, Column, Kind, Tone

_TONES = {
    DeliveryState.WAITING: Tone.INFO,
    DeliveryState.DELIVERED: Tone.GOOD,
    DeliveryState.GIVEN_UP: Tone.BAD,
}


def webhook_columns() -> list[Column[Webhook]]:
    """What a list tells of each webhook."""
    return [
        Column("name", gettext_lazy("Webhook"), lambda row: row.name, link=_page),
        Column("host", gettext_lazy("Host"), _host, wide=True),
        Column("hears", gettext_lazy("Kinds of events"), lambda row: len(row.hears), Kind.NUMBER),
        Column("delivered_at", gettext_lazy("Last delivered"), lambda row: row.delivered_at),
        Column("state", gettext_lazy("Status"), state_of),
    ]


def delivery_columns() -> list[Column[Delivery]]:
    """What a list tells of each delivery."""
    return [
        Column("kind", gettext_lazy("Event"), lambda row: row.kind, link=_delivery),
        Column("created_at", gettext_lazy("Happened"), lambda row: row.created_at),
        Column("state", gettext_lazy("Status"), delivery_state),
        Column("attempts", gettext_lazy("Attempts"), lambda row: row.attempts, Kind.NUMBER),
        Column("next_at", gettext_lazy("Next attempt"), lambda row: row.next_at, wide=True),
        Column("answer", gettext_lazy("Answer"), _answer, wrap=True),
    ]


def state_of(webhook: Webhook) -> Badge:
    """How a webhook does."""
    if webhook.paused_at is not None:
        tone = Tone.PLAIN if webhook.paused_for == "person" else Tone.BAD
        return Badge(pgettext_lazy("webhook", "Paused"), tone)
    if webhook.failing_since is not None:
        return Badge(pgettext_lazy("webhook", "In trouble"), Tone.CAUTION)
    if webhook.delivered_at is None:
        return Badge(pgettext_lazy("webhook", "Nothing sent yet"))
    return Badge(pgettext_lazy("webhook", "Works"), Tone.GOOD)


def delivery_state(delivery: Delivery) -> Badge:
    """What has become of a delivery."""
    state = DeliveryState(delivery.state)
    return Badge(DELIVERY_STATES[state], _TONES[state])


def _answer(delivery: Delivery) -> str | None:
    trouble = wording.hook_trouble(delivery.trouble, delivery.status)
    return trouble or (str(delivery.status) if delivery.status else None)


def _host(webhook: Webhook) -> str:
    return urlsplit(webhook.shown).netloc


def _page(webhook: Webhook) -> str:
    return reverse("notifications:webhook", args=[webhook.pk])


def _delivery(delivery: Delivery) -> str:
    return reverse("notifications:delivery", args=[delivery.webhook_id, delivery.pk])
