"""How a channel does: what it delivered last, what went wrong, when it is left alone for good."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from mainstay.apps.governance import queries as governance
from mainstay.apps.notifications.models import Channel, Outgoing
from mainstay.apps.notifications.policies import CHANGE_COMPANY_CHANNELS
from mainstay.apps.notifications.rules.answers import Refusal
from mainstay.apps.notifications.services.telling import notify
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.audit import services as audit
from mainstay.foundation.jobs.outcomes import Severity

CHANNEL_PAUSED = "notifications.channel_paused"
CHANNELS = "channels"

REFUSALS_IN_A_ROW, FAILURES_IN_A_ROW = 3, 8
"""After so many a channel is paused: answers that will stay, and others, for about an hour."""

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(minutes=30)
_WHY = "a channel is noted on behalf of nobody in particular"


def note_success(channel: Channel) -> None:
    """It works: what went wrong before is over."""
    rows = Channel.objects.system(_WHY).filter(pk=channel.pk)
    rows.update(
        delivered_at=timezone.now(), failures=0, trouble="", trouble_says="", paused_at=None
    )


@transaction.atomic
def note_failure(actor: Actor, channel: Channel, refusal: Refusal) -> None:
    """Try again after a pause that grows, or no more: then its owner is told."""
    now, failures = timezone.now(), channel.failures + 1
    facts: dict[str, Any] = {
        "failures": failures,
        "trouble": refusal.code,
        "trouble_says": refusal.says,
        "failed_at": now,
        "worked_by": None,
        "next_at": now + min(FIRST_PAUSE * 2 ** min(failures - 1, 10), LONGEST_PAUSE),
    }
    ends = failures >= (FAILURES_IN_A_ROW if refusal.is_temporary else REFUSALS_IN_A_ROW)
    if ends:
        facts |= {"paused_at": now, "next_at": None}
    Channel.objects.system(_WHY).filter(pk=channel.pk).update(**facts)
    if ends:
        Outgoing.objects.system(_WHY).filter(channel=channel).delete()
        audit.record(actor, "notifications.channel.paused", subject=channel, reason=refusal.code)
        _tell(channel, refusal, occasion=f"channel:{channel.pk}:{now.isoformat()}")


def _tell(channel: Channel, refusal: Refusal, occasion: str) -> None:
    if channel.person_id is None:
        people = governance.people_who_may(CHANGE_COMPANY_CHANNELS)
    else:
        people = [channel.person_id]
    notify(
        people,
        CHANNEL_PAUSED,
        severity=Severity.BAD,
        topic=CHANNELS,
        figures={
            "channel": channel.pk,
            "name": channel.name,
            "product": channel.product,
            "code": refusal.code,
            "says": refusal.says,
        },
        occasion=occasion,
    )
