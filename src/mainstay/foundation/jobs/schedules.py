"""Queueing the jobs that the system starts by itself."""

from django.db import transaction
from django.utils import timezone

from mainstay.foundation.access.actor import system_actor
from mainstay.foundation.jobs import registry
from mainstay.foundation.jobs.models import Job, JobState, ScheduleState
from mainstay.foundation.jobs.registry import Schedule
from mainstay.foundation.jobs.services import enqueue


def queue_due() -> int:
    """Queue the job of every schedule that is due and return how many; any worker may call it."""
    known = dict(ScheduleState._base_manager.values_list("code", "next_at"))
    queued = 0
    for schedule in registry.schedules():
        next_at = known.get(schedule.code)
        if next_at is None:
            first = ScheduleState(code=schedule.code, next_at=schedule.next_after(timezone.now()))
            ScheduleState._base_manager.bulk_create([first], ignore_conflicts=True)
        elif next_at <= timezone.now() and schedule.wanted():
            queued += _queue(schedule)
    return queued


def _queue(schedule: Schedule) -> bool:
    """Move the schedule on and queue its job, unless another worker was quicker."""
    now = timezone.now()
    actor = system_actor(f"schedule {schedule.code}")
    with transaction.atomic():
        due = ScheduleState._base_manager.filter(code=schedule.code, next_at__lte=now)
        if due.update(next_at=schedule.next_after(now)) == 0:
            return False
        last = Job.objects.system("is the last one still at work").filter(
            kind=schedule.kind, actor_name=actor.name, state__in=JobState.unfinished()
        )
        if last.exists():
            return False
        enqueue(actor, schedule.kind, schedule.parameters)
    return True
