"""Back-tests: what the grades of an earlier day had caught of what came afterwards."""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mainstay.apps.evaluation.models.evaluation_unit import EvaluationUnit
from mainstay.foundation.access.scoped import ScopedManager


class Outcome(models.TextChoices):
    """What grades are held against."""

    PROFIT = "profit", _("Gross profit")
    REVENUE = "revenue", _("Revenue")


class BackTest(models.Model):
    """One scheme version, graded as of some past days and held against what came afterwards.

    The row is made when somebody asks and completed when its job is done; from then on it is never
    changed. It tells of all customers together and of none alone.
    """

    version = models.ForeignKey(
        "evaluation.SchemeVersion", models.PROTECT, related_name="back_tests"
    )
    unit = models.CharField(max_length=10, choices=EvaluationUnit.choices)
    days = models.JSONField(default=list)
    """The days as of which customers are graded, the newest first, as ISO dates."""
    horizon = models.PositiveSmallIntegerField()
    """How many months from each day on are looked at."""
    wanted = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    """What grades were to be held against; empty for profit where enough costs are known."""
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    by_name = models.CharField(max_length=200)
    job_id = models.BigIntegerField(null=True, blank=True)
    requested_at = models.DateTimeField(auto_now_add=True)

    finished_at = models.DateTimeField(null=True, blank=True)
    seconds = models.FloatField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    """What grades were held against."""
    ledger_state = models.BigIntegerField(null=True, blank=True)
    alias_version = models.BigIntegerField(null=True, blank=True)
    festival_days = models.PositiveSmallIntegerField(default=0)
    """The days of the Spring Festival that were left out, of them before the new year's day."""
    festival_days_before = models.PositiveSmallIntegerField(default=0)
    reports = models.JSONField(default=list)
    """A `contracts.back_tests.DayReport` for each day, as JSON."""

    objects = ScopedManager()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def newest_day(self) -> date:
        """The latest day as of which customers are graded."""
        return date.fromisoformat(self.days[0])
