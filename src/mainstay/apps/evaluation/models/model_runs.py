"""Model runs: what a model found about all customers as of a day, and which run is in use."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mainstay.apps.evaluation.models.schedules import RunsByItself
from mainstay.foundation.access.scoped import ScopedManager


class ModelKind(models.TextChoices):
    """What is modelled."""

    LIFECYCLE = "lifecycle", _("Lifecycle stages")
    CLV = "clv", _("Customer lifetime value")
    BASKETS = "baskets", _("Next products")
    CHURN = "churn", _("Churn")
    FORECAST = "forecast", _("Forecast")
    SEGMENTS = "segments", _("Segments")


def kind_choices() -> list[tuple[str, Any]]:
    """The kinds that there are; a further one needs no migration."""
    return ModelKind.choices


class ModelRun(models.Model):
    """One run of a kind of model on one ledger state as of one day. Its key is its number.

    The row is made when somebody asks and completed when its job is done; from then on only
    `in_use` and who decided about it change. Of each kind one run at most is in use: what pages
    and indicators tell of a customer is from it. `folder` names the folder below the home's
    evaluations that holds its files, `files` their SHA-256.
    """

    kind = models.CharField(max_length=20, choices=kind_choices)
    parameters = models.JSONField(default=dict)
    as_of = models.DateField()
    back_test_months = models.PositiveSmallIntegerField(null=True, blank=True)
    """So many months from the day on are held against what it finds, where somebody asked."""
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    by_name = models.CharField(max_length=200)
    job_id = models.BigIntegerField(null=True, blank=True)
    requested_at = models.DateTimeField(auto_now_add=True)

    finished_at = models.DateTimeField(null=True, blank=True)
    seconds = models.FloatField(null=True, blank=True)
    ledger_state = models.BigIntegerField(null=True, blank=True)
    alias_version = models.BigIntegerField(null=True, blank=True)
    customers = models.PositiveIntegerField(null=True, blank=True)
    """Of how many customers it tells something."""
    report = models.JSONField(default=dict)
    """What it found of all customers together; which figures there are is the kind's."""
    folder = models.CharField(max_length=40, blank=True)
    files = models.JSONField(default=dict)

    scheduled = models.BooleanField(default=False)
    """Whether it was started by its schedule."""
    in_use = models.BooleanField(default=False)
    decided_by_name = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        ordering = ("-id",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["kind"], condition=Q(in_use=True), name="evaluation_one_run_in_use"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class SegmentName(models.Model):
    """What people call a segment of a run; it stays with the run.

    `segment` is the code that the run gave it. One that nobody has named in this run is called as
    the run says: as the segment before that it is the same as, or by its number.
    """

    LONGEST = 60

    run = models.ForeignKey(ModelRun, models.CASCADE, related_name="segment_names")
    segment = models.CharField(max_length=20)
    name = models.CharField(max_length=LONGEST)
    version = models.PositiveIntegerField(default=1)

    objects = ScopedManager()

    class Meta:
        ordering: ClassVar[list[str]] = ["run", "segment"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "segment"], name="evaluation_segment_named_once")
        ]

    def __str__(self) -> str:
        return self.name


class ModelSchedule(RunsByItself):
    """When a kind of model is run by itself; a kind without a row never is.

    With `promotes` a run that its schedule started is in use as soon as it has come to an end.
    """

    kind = models.CharField(max_length=20, choices=kind_choices, unique=True)
    promotes = models.BooleanField(default=False)

    objects = ScopedManager()

    def __str__(self) -> str:
        return self.kind
