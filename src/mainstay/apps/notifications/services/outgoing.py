"""What channels are to deliver: written with what it tells of, delivered by a job."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from mainstay.apps.notifications.models import Outgoing
from mainstay.foundation.access.actor import system_actor
from mainstay.foundation.jobs import services as jobs
from mainstay.foundation.jobs.models import Job, JobState

POSTS = "notifications.posts"

_WHY = "channels are served on behalf of nobody in particular"


def put_out(
    channels: Mapping[int, datetime],
    kind: str,
    *,
    topic: str,
    figures: Mapping[str, Any],
    occasion: str,
) -> None:
    """Have channels bring something, each at its time; in the caller's transaction."""
    rows = [
        Outgoing(
            channel_id=key,
            kind=kind,
            topic=topic,
            figures=dict(figures),
            occasion=occasion,
            due_at=due_at,
        )
        for key, due_at in channels.items()
    ]
    if not rows:
        return
    Outgoing.objects.bulk_create(rows, ignore_conflicts=True)
    if min(channels.values()) <= timezone.now():
        queue_posts()


def queue_posts() -> None:
    """Queue the job that serves channels."""
    queue_once(POSTS)


def queue_once(kind: str) -> None:
    """Queue a job, unless one waits; the one that waits is locked until this is committed."""
    waiting = Job.objects.system(_WHY).filter(kind=kind, state=JobState.QUEUED)
    if waiting.select_for_update(skip_locked=True).first() is None:
        jobs.enqueue(system_actor("notifications"), kind)
