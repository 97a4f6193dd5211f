"""Messages by channels, delivered by a job of their own.

What is due for a channel goes out together, in one post. A post whose worker dies between the
service's answer and the note of it is delivered again: services know no identity of a message.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from mainstay.apps.notifications.models import Channel, Outgoing
from mainstay.apps.notifications.rules.answers import AWAY, Refusal
from mainstay.apps.notifications.rules.robot_addresses import AddressWrong, allowed_products
from mainstay.apps.notifications.services import pausing, robots
from mainstay.apps.notifications.services.robot_secrets import AddressLost, opened
from mainstay.apps.notifications.services.writing_posts import text_of
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.audit import services as audit
from mainstay.foundation.jobs.context import JobContext
from mainstay.foundation.jobs.models import Job, JobState

BREATH = timedelta(seconds=5)
"""Between two posts to one robot; DingTalk takes twenty a minute."""

WORTH_POSTING = timedelta(days=14)
"""What could not be delivered for so long is read under the bell, if at all."""

_AT_ONCE = 100
_WHY = "channels are served on behalf of nobody in particular"


@dataclass
class Tally:
    """What became of the channels of one run; `away` are services that do not answer.

    Each of those costs the worker one time-out, not one for each channel.
    """

    delivered: int = 0
    failed: int = 0
    away: set[str] = field(default_factory=set)


def is_wanted() -> bool:
    """Whether a channel can deliver something now."""
    return _ready().exists()


def run(context: JobContext) -> dict[str, Any]:
    """The job: deliver everything that is due, one post for each channel."""
    outgoing = Outgoing.objects.system(_WHY)
    outgoing.filter(due_at__lt=timezone.now() - WORTH_POSTING).delete()
    tally = Tally()
    for key in list(_ready().order_by("pk").values_list("pk", flat=True)):
        context.check_cancelled()
        if _claim(key, context.job_id):
            _serve(context.actor, Channel.objects.system(_WHY).get(pk=key), tally)
    return {"delivered": tally.delivered, "failed": tally.failed}


def _ready() -> QuerySet[Channel]:
    due = Outgoing.objects.system(_WHY).filter(channel=OuterRef("pk"), due_at__lte=timezone.now())
    rows: QuerySet[Channel] = Channel.objects.system(_WHY)
    rested = Q(next_at=None) | Q(next_at__lte=timezone.now())
    return rows.filter(rested, Exists(due), paused_at=None)


def _claim(key: int, job: int) -> bool:
    """Make a channel this job's; False where another one that is at work has it."""
    at_work = Job.objects.system(_WHY).filter(
        pk=OuterRef("worked_by"), state=JobState.RUNNING, lease_until__gt=Now()
    )
    free = Q(worked_by=None) | Q(worked_by=job) | ~Exists(at_work)
    return _ready().filter(free, pk=key).update(worked_by=job) == 1


def _serve(actor: Actor, channel: Channel, tally: Tally) -> None:
    """Deliver what is due for one channel, unless its service has just been found to be away."""
    due = Outgoing.objects.system(_WHY).filter(channel=channel, due_at__lte=timezone.now())
    waiting = list(due.order_by("pk")[:_AT_ONCE])
    if channel.product in tally.away:
        _done(channel, [], next_at=timezone.now() + pausing.FIRST_PAUSE)
        return
    text = text_of(channel, waiting)
    if text is None:
        _done(channel, waiting, next_at=None)
        return
    refusal = hand_in(channel, text)
    if refusal is not None:
        tally.failed += 1
        tally.away |= {channel.product} if refusal.code in AWAY else set()
        pausing.note_failure(actor, channel, refusal)
        return
    with transaction.atomic():
        _done(channel, waiting, next_at=timezone.now() + BREATH)
        pausing.note_success(channel)
        audit.record(actor, "notifications.messages.posted", subject=channel, count=len(waiting))
    tally.delivered += len(waiting)


def hand_in(channel: Channel, text: str) -> Refusal | None:
    """Hand a text to a channel's robot; why it was not taken, None where it was."""
    if channel.product not in allowed_products(settings.CHANNELS):
        return Refusal("robot_forbidden")
    try:
        robots.post(opened(channel.sealed), text)
    except robots.RobotRefused as refused:
        return refused.refusal
    except (AddressLost, AddressWrong):
        return Refusal("robot_lost")
    return None


@transaction.atomic
def _done(channel: Channel, waiting: Sequence[Outgoing], *, next_at: datetime | None) -> None:
    keys = [each.pk for each in waiting]
    Outgoing.objects.system(_WHY).filter(pk__in=keys).delete()
    Channel.objects.system(_WHY).filter(pk=channel.pk).update(worked_by=None, next_at=next_at)
