"""The foundation's own jobs: sealing what was left unsealed and clearing out old jobs."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from mainstay.foundation.access.actor import ActorKind
from mainstay.foundation.audit.services import seal
from mainstay.foundation.jobs.context import JobContext
from mainstay.foundation.jobs.models import Job, JobState

KEEP_SYSTEM_JOBS = timedelta(days=7)
KEEP_JOBS = timedelta(days=90)


def seal_audit_trail(context: JobContext) -> dict[str, Any]:
    """Seal the entries whose writers ended before they could."""
    return {"sealed": seal()}


def remove_old_jobs(context: JobContext) -> dict[str, Any]:
    """Remove jobs that ended long ago: the system's own after a week, people's after 90 days."""
    ended = Job.objects.system("retention").exclude(state__in=JobState.unfinished())
    now = timezone.now()
    routine, _ = ended.filter(
        actor_kind=ActorKind.SYSTEM, finished_at__lt=now - KEEP_SYSTEM_JOBS
    ).delete()
    old, _ = ended.filter(finished_at__lt=now - KEEP_JOBS).delete()
    return {"removed": routine + old}
