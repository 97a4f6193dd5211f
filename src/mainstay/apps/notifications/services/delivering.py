"""Sending webhooks what they hear of, by a job of their own.

A worker that dies between the receiver's answer and the note of it sends again: receivers know an
event by its id. Nothing is said about the order.
"""

import time
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from mainstay.apps.governance import queries as governance
from mainstay.apps.notifications.models import Delivery, DeliveryState, PauseReason, Webhook
from mainstay.apps.notifications.policies import MANAGE_WEBHOOKS
from mainstay.apps.notifications.rules.hook_addresses import HookAddressWrong, hook_address
from mainstay.apps.notifications.rules.retrying import (
    AWAY,
    FAILING_TOO_LONG,
    REST,
    Answer,
    pause_after,
)
from mainstay.apps.notifications.rules.signing import headers
from mainstay.apps.notifications.services.announcing import HOOKS
from mainstay.apps.notifications.services.hook_calls import call
from mainstay.apps.notifications.services.hook_secrets import address_of, secrets_of
from mainstay.apps.notifications.services.outgoing import queue_once
from mainstay.apps.notifications.services.sealing import SealBroken
from mainstay.apps.notifications.services.telling import notify
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.audit import services as audit
from mainstay.foundation.jobs.context import JobContext
from mainstay.foundation.jobs.models import Job, JobState
from mainstay.foundation.jobs.outcomes import Severity

WEBHOOK_PAUSED = "notifications.webhook_paused"
WEBHOOKS = "webhooks"

LONGEST_RUN = timedelta(minutes=1)
"""After so long the worker looks at what else waits, and goes on with webhooks afterwards."""

_AT_ONCE = 20
"""So many go to one webhook before the next one has its turn."""

_WHY = "webhooks are served on behalf of nobody in particular"


def is_wanted() -> bool:
    """Whether something can be sent now."""
    return _ready().exists()


def run(context: JobContext) -> dict[str, Any]:
    """The job: send everything that is due, a few to each webhook in turn."""
    ends = time.monotonic() + LONGEST_RUN.total_seconds()
    sent, busy = 0, True
    while busy:
        busy = False
        for key in list(_ready().order_by("pk").values_list("pk", flat=True)):
            if _claim(key, context.job_id):
                done = _serve(context, key, ends)
                sent, busy = sent + done, busy or done > 0
        if busy and time.monotonic() > ends:
            with transaction.atomic():
                queue_once(HOOKS)
            break
    return {"sent": sent}


def _ready() -> QuerySet[Webhook]:
    due = _due().filter(webhook=OuterRef("pk"))
    rows: QuerySet[Webhook] = Webhook.objects.system(_WHY)
    rested = Q(next_at=None) | Q(next_at__lte=timezone.now())
    return rows.filter(rested, Exists(due), paused_at=None)


def _due() -> QuerySet[Delivery]:
    rows: QuerySet[Delivery] = Delivery.objects.system(_WHY)
    return rows.filter(state=DeliveryState.WAITING, next_at__lte=timezone.now())


def _claim(key: int, job: int) -> bool:
    """Make a webhook this job's; False where another one that is at work has it."""
    at_work = Job.objects.system(_WHY).filter(
        pk=OuterRef("worked_by"), state=JobState.RUNNING, lease_until__gt=Now()
    )
    free = Q(worked_by=None) | Q(worked_by=job) | ~Exists(at_work)
    return _ready().filter(free, pk=key).update(worked_by=job) == 1


def _serve(context: JobContext, key: int, ends: float) -> int:
    """Send a webhook a few of what is due; how many attempts that made."""
    made = 0
    for delivery in list(_due().filter(webhook=key).order_by("next_at", "pk")[:_AT_ONCE]):
        context.check_cancelled()
        webhook = Webhook.objects.system(_WHY).filter(pk=key, paused_at=None).first()
        if webhook is None:
            break
        made += 1
        answer = send(webhook, delivery)
        note(context.actor, webhook, delivery, answer)
        if answer.trouble in AWAY or time.monotonic() > ends:
            break
    Webhook.objects.system(_WHY).filter(pk=key).update(worked_by=None)
    return made


def send(webhook: Webhook, delivery: Delivery) -> Answer:
    """Sign and send one event, once; nothing is noted."""
    moment = timezone.now()
    try:
        address = hook_address(address_of(webhook), settings.WEBHOOK_HOSTS)
        signing = headers(secrets_of(webhook, moment), str(delivery.event), moment, delivery.body)
    except SealBroken:
        return Answer("hook_lost")
    except HookAddressWrong:
        return Answer("hook_private")
    return call(address, signing, delivery.body)


@transaction.atomic
def note(actor: Actor, webhook: Webhook, delivery: Delivery, answer: Answer) -> None:
    """Write down what came of an attempt: done, tried again later, or no more."""
    now = timezone.now()
    if answer.is_taken:
        note_taken(webhook, delivery, answer)
        return
    pause = None if answer.is_gone else pause_after(delivery.attempts + 1)
    put_answer(
        delivery,
        answer,
        state=DeliveryState.GIVEN_UP if pause is None else DeliveryState.WAITING,
        next_at=None if pause is None else now + pause,
    )
    since = webhook.failing_since or now
    rests = now + REST if answer.trouble in AWAY else None
    _row(webhook).update(failing_since=since, next_at=rests)
    if answer.is_gone:
        _pause(actor, webhook, PauseReason.GONE)
    elif now - since >= FAILING_TOO_LONG:
        _pause(actor, webhook, PauseReason.FAILURES)


def note_taken(webhook: Webhook, delivery: Delivery, answer: Answer) -> None:
    """Write down a success: what went wrong before is over."""
    put_answer(delivery, answer, state=DeliveryState.DELIVERED, next_at=None)
    _row(webhook).update(delivered_at=timezone.now(), failing_since=None, next_at=None)


def put_answer(delivery: Delivery, answer: Answer, **facts: Any) -> None:
    """Write down an attempt on its delivery."""
    Delivery.objects.system(_WHY).filter(pk=delivery.pk).update(
        attempts=delivery.attempts + 1,
        tried_at=timezone.now(),
        status=answer.status,
        trouble=answer.trouble,
        says=answer.says,
        **facts,
    )


def _row(webhook: Webhook) -> QuerySet[Webhook]:
    rows: QuerySet[Webhook] = Webhook.objects.system(_WHY)
    return rows.filter(pk=webhook.pk)


def _pause(actor: Actor, webhook: Webhook, reason: PauseReason) -> None:
    """Leave it alone from now on, and tell those who look after it."""
    now = timezone.now()
    if not _row(webhook).filter(paused_at=None).update(paused_at=now, paused_for=reason):
        return
    audit.record(actor, "notifications.webhook.paused", subject=webhook, reason=reason.value)
    notify(
        governance.people_who_may(MANAGE_WEBHOOKS),
        WEBHOOK_PAUSED,
        severity=Severity.BAD,
        topic=WEBHOOKS,
        figures={"webhook": webhook.pk, "name": webhook.name, "reason": reason.value},
        occasion=f"webhook:{webhook.pk}:{now.isoformat()}",
    )
