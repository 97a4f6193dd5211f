"""What the queue keeps. Times are the database's own, so that machines need not agree on one."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from mainstay.foundation.access.scoped import ScopedManager


class JobState(models.TextChoices):
    """Where a job stands."""

    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")

    @classmethod
    def unfinished(cls) -> tuple[str, ...]:
        return cls.QUEUED.value, cls.RUNNING.value


class JobError(models.TextChoices):
    """Why a job failed, where its own function did not say so with a code of its own."""

    UNEXPECTED = "unexpected", _("an unexpected error; the log of the server says more")
    WORKER_LOST = "worker_lost", _("the process that ran it was lost several times")
    ACTOR_UNAVAILABLE = "actor_unavailable", _("the person who started it is no longer active")
    ACCESS_DENIED = "access_denied", _("the person who started it may not do this")
    DISK = "disk", _("the disk is full or refuses")
    MEMORY = "memory", _("the memory was not enough: raise MAINSTAY_ENGINE_MEMORY")


class Job(models.Model):
    """One piece of work, its progress and its outcome.

    A running job belongs to whoever holds `lease_token` until `lease_until`; afterwards anybody may
    take it over. Every write about a run names the token, so a run that lost its lease writes
    nothing.
    """

    objects = ScopedManager()

    kind = models.CharField(max_length=100)
    parameters = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.QUEUED)

    actor_kind = models.CharField(max_length=10)
    actor_person_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    actor_origin = models.CharField(max_length=64, blank=True)
    actor_permissions = models.JSONField(default=list)

    created_at = models.DateTimeField(db_default=Now())
    available_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)

    lease_token = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=100, blank=True)
    cancel_requested = models.BooleanField(default=False)
    cancelled_by_id = models.BigIntegerField(null=True)
    cancelled_by_name = models.CharField(max_length=200, blank=True)

    phase = models.CharField(max_length=60, blank=True)
    progress_done = models.BigIntegerField(default=0)
    progress_total = models.BigIntegerField(null=True)

    result = models.JSONField(null=True)
    error_code = models.CharField(max_length=60, blank=True)
    error_details = models.JSONField(default=dict)

    class Meta:
        indexes = (
            models.Index(
                fields=["available_at", "id"],
                name="jobs_job_unfinished",
                condition=models.Q(state__in=JobState.unfinished()),
            ),
            models.Index(fields=["actor_person_id", "-id"], name="jobs_job_person"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_finished(self) -> bool:
        return self.state not in JobState.unfinished()


class ScheduleState(models.Model):
    """When a registered schedule is due next; the row is the lock of whoever queues its job."""

    code = models.CharField(max_length=100, primary_key=True)
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.code
