"""Setting webhooks up, changing, pausing, trying and removing them.

A secret is told once, to whoever made it. It is not audited, nor is what follows a question mark
in an address.
"""

from collections.abc import Collection
from datetime import timedelta
from typing import Any, TypedDict, Unpack

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mainstay.apps.notifications import queries, wording
from mainstay.apps.notifications.contracts import hook_labels
from mainstay.apps.notifications.models import Delivery, DeliveryState, PauseReason, Webhook
from mainstay.apps.notifications.policies import MANAGE_WEBHOOKS
from mainstay.apps.notifications.rules.hook_addresses import HookAddressWrong, hook_address
from mainstay.apps.notifications.rules.signing import new_secret
from mainstay.apps.notifications.services.announcing import HOOKS, put_down
from mainstay.apps.notifications.services.delivering import note_taken, put_answer, send
from mainstay.apps.notifications.services.hook_secrets import sealed_address, sealed_secret
from mainstay.apps.notifications.services.outgoing import queue_once
from mainstay.apps.notifications.services.refusals import refused
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import service
from mainstay.foundation.audit import services as audit
from mainstay.foundation.names import checked_name
from mainstay.kernel.web_addresses import without_query

MOST_WEBHOOKS = 20
TEST = "webhook.test"
BOTH_GOOD = timedelta(days=1)
"""For so long the secret before the present one signs too."""

BREATH = timedelta(seconds=5)
"""Between two tests of one webhook."""

_WHY = "whether a name is free is asked for all webhooks"
_SEEN = "seen by who manages webhooks"


class WebhookFacts(TypedDict, total=False):
    """What can be said of a webhook; what is left out of a change stays."""

    name: str
    address: str
    hears: Collection[str]


@service(MANAGE_WEBHOOKS)
def add_webhook(actor: Actor, **facts: Unpack[WebhookFacts]) -> tuple[Webhook, str]:
    """Add a webhook; it and its secret. Raises ValidationError naming the field."""
    if Webhook.objects.system(_WHY).count() >= MOST_WEBHOOKS:
        says = _("There are %(n)d webhooks already; delete one first.") % {"n": MOST_WEBHOOKS}
        raise refused(None, says, "too_many")
    webhook, secret = Webhook(), new_secret()
    webhook.sealed_secret = sealed_secret(secret)
    _assign(webhook, {"name": "", "address": "", "hears": (), **facts})
    webhook.save(force_insert=True)
    audit.record(
        actor,
        "notifications.webhook.added",
        subject=webhook,
        shown=webhook.shown,
        hears=webhook.hears,
    )
    return webhook, secret


@service(MANAGE_WEBHOOKS)
def change_webhook(actor: Actor, key: int, **facts: Unpack[WebhookFacts]) -> Webhook:
    """Change a webhook; one with a new address begins afresh.

    Raises WebhookNotFound, and ValidationError naming the field.
    """
    webhook = _locked(actor, key)
    told = ("name", "shown", "hears")
    before = {each: getattr(webhook, each) for each in told}
    _assign(webhook, facts)
    webhook.save(update_fields=[*told, "sealed_address", "failing_since", "next_at"])
    changes = {
        each: [before[each], getattr(webhook, each)]
        for each in told
        if before[each] != getattr(webhook, each)
    }
    if changes or facts.get("address"):
        audit.record(actor, "notifications.webhook.changed", subject=webhook, changes=changes)
    return webhook


@service(MANAGE_WEBHOOKS)
def remove_webhook(actor: Actor, key: int) -> None:
    """Remove a webhook with its deliveries. Raises WebhookNotFound."""
    webhook = _locked(actor, key)
    audit.record(actor, "notifications.webhook.removed", subject=webhook, shown=webhook.shown)
    webhook.delete()


@service(MANAGE_WEBHOOKS)
def pause_webhook(actor: Actor, key: int) -> Webhook:
    """Let a webhook hear nothing; what waits for it stays. Pausing twice changes nothing."""
    webhook = _locked(actor, key)
    if webhook.paused_at is None:
        webhook.paused_at, webhook.paused_for = timezone.now(), PauseReason.PERSON
        webhook.save(update_fields=["paused_at", "paused_for"])
        reason = PauseReason.PERSON.value
        audit.record(actor, "notifications.webhook.paused", subject=webhook, reason=reason)
    return webhook


@service(MANAGE_WEBHOOKS)
def resume_webhook(actor: Actor, key: int) -> Webhook:
    """Let a webhook hear again, and send what waits. Resuming twice changes nothing."""
    webhook = _locked(actor, key)
    if webhook.paused_at is None:
        return webhook
    webhook.paused_at, webhook.paused_for = None, ""
    webhook.failing_since = webhook.next_at = None
    webhook.save(update_fields=["paused_at", "paused_for", "failing_since", "next_at"])
    waiting = Delivery.objects.system(_SEEN).filter(webhook=webhook, state=DeliveryState.WAITING)
    if waiting.update(next_at=timezone.now()):
        queue_once(HOOKS)
    audit.record(actor, "notifications.webhook.resumed", subject=webhook)
    return webhook


@service(MANAGE_WEBHOOKS)
def renew_secret(actor: Actor, key: int) -> tuple[Webhook, str]:
    """Give a webhook a new secret; the present one signs too for a day. Raises WebhookNotFound."""
    webhook, secret = _locked(actor, key), new_secret()
    webhook.sealed_former = webhook.sealed_secret
    webhook.former_until = timezone.now() + BOTH_GOOD
    webhook.sealed_secret = sealed_secret(secret)
    webhook.save(update_fields=["sealed_former", "former_until", "sealed_secret"])
    audit.record(actor, "notifications.webhook_secret.renewed", subject=webhook)
    return webhook, secret


@service(MANAGE_WEBHOOKS, atomic=False)
def try_webhook(actor: Actor, key: int) -> Delivery:
    """Send a test at once, also to a webhook that is paused; the delivery and what came of it.

    Raises WebhookNotFound, and ValidationError for the next one within a few seconds.
    """
    with transaction.atomic():
        webhook = _locked(actor, key)
        tests = Delivery.objects.system(_SEEN).filter(webhook=webhook, kind=TEST)
        if tests.filter(created_at__gt=timezone.now() - BREATH).exists():
            raise refused(None, _("Wait a few seconds before the next test."), "too_soon")
        [delivery] = put_down([key], TEST, {"webhook": key}, f"/api/webhooks/{key}")
        tests.filter(pk=delivery.pk).update(state=DeliveryState.GIVEN_UP, next_at=None)
    answer = send(webhook, delivery)
    with transaction.atomic():
        if answer.is_taken:
            note_taken(webhook, delivery, answer)
        else:
            put_answer(delivery, answer)
        audit.record(
            actor,
            "notifications.webhook.tested",
            subject=webhook,
            taken=answer.is_taken,
            reason=answer.trouble,
        )
    delivery.refresh_from_db()
    return delivery


@service(MANAGE_WEBHOOKS)
def send_again(actor: Actor, key: int, number: int) -> Delivery:
    """Send an event once more, under the same id, whatever became of it.

    Raises WebhookNotFound, DeliveryNotFound, and ValidationError where the webhook is paused.
    """
    webhook = _locked(actor, key)
    delivery = queries.delivery(actor, key, number)
    if webhook.paused_at is not None:
        raise refused(None, _("It is paused: let it go on first."), "paused")
    delivery.state, delivery.attempts = DeliveryState.WAITING, 0
    delivery.next_at = timezone.now()
    delivery.save(update_fields=["state", "attempts", "next_at"])
    Webhook.objects.system(_SEEN).filter(pk=key).update(next_at=None)
    queue_once(HOOKS)
    audit.record(actor, "notifications.webhook.resent", subject=webhook, event=str(delivery.event))
    return delivery


def _locked(actor: Actor, key: int) -> Webhook:
    """The webhook, locked for this transaction. Raises WebhookNotFound."""
    queries.webhook(actor, key)
    found: Webhook | None = Webhook.objects.system(_SEEN).select_for_update().filter(pk=key).first()
    if found is None:
        raise queries.WebhookNotFound(key)
    return found


def _assign(webhook: Webhook, facts: WebhookFacts) -> None:
    """Check the facts and put them on the webhook, unsaved."""
    if "name" in facts:
        webhook.name = checked_name(Webhook, "name", facts["name"])
        others = Webhook.objects.system(_WHY).exclude(pk=webhook.pk)
        if others.filter(name=webhook.name).exists():
            raise refused("name", _("Another webhook has this name."), "taken")
    if "address" in facts and (facts["address"].strip() or not webhook.sealed_address):
        address = _address(facts["address"])
        webhook.shown, webhook.sealed_address = without_query(address), sealed_address(address)
        webhook.failing_since = webhook.next_at = None
    if "hears" in facts:
        webhook.hears = _kinds(facts["hears"])


def _address(text: str) -> str:
    try:
        return hook_address(text, settings.WEBHOOK_HOSTS)
    except HookAddressWrong as wrong:
        raise refused("address", wording.hook_address_wrong(wrong.code), wrong.code) from None


def _kinds(codes: Collection[Any]) -> list[str]:
    known = list(hook_labels())
    if unknown := [str(each) for each in codes if each not in known]:
        says = _("There is no event called %(code)s.") % {"code": unknown[0][:60]}
        raise refused("hears", says, "unknown")
    if not codes:
        raise refused("hears", _("Choose at least one kind of event."), "required")
    return [each for each in known if each in codes]
