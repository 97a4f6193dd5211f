"""Schemes, evaluations, grades and their review, ratings, back-tests, the portfolio matrix."""

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mainstay.apps.evaluation.models.back_tests import BackTest, Outcome
from mainstay.apps.evaluation.models.costs import ActivityCost, OtherCosts
from mainstay.apps.evaluation.models.entitlements import (
    Entitlement,
    EntitlementCost,
    EntitlementItem,
)
from mainstay.apps.evaluation.models.evaluation_unit import EvaluationUnit
from mainstay.apps.evaluation.models.indicators import (
    CustomIndicator,
    ExternalFigure,
    FigureFile,
    IndicatorSource,
)
from mainstay.apps.evaluation.models.model_runs import (
    ModelKind,
    ModelRun,
    ModelSchedule,
    SegmentName,
)
from mainstay.apps.evaluation.models.portfolio import MatrixAxes
from mainstay.apps.evaluation.models.ratings import (
    Rating,
    RatingRound,
    RoundCustomer,
    RoundRater,
    RoundState,
)
from mainstay.apps.evaluation.models.requests import (
    Appeal,
    AppealState,
    GradeRequest,
    Nomination,
    NominationState,
)
from mainstay.apps.evaluation.models.reviews import (
    GradeApproval,
    GradeReview,
    NoteKind,
    ReviewNote,
    ReviewState,
    StepApproval,
)
from mainstay.apps.evaluation.models.schedules import Runs, RunsByItself
from mainstay.apps.evaluation.models.schemes import (
    Approval,
    Scheme,
    SchemeVersion,
    VersionState,
)
from mainstay.apps.ledger.contracts import VIEW_COSTS
from mainstay.foundation.access.field_rights import guarded
from mainstay.foundation.access.scoped import ScopedManager

__all__ = [
    "ActivityCost",
    "Appeal",
    "AppealState",
    "Approval",
    "BackTest",
    "CustomIndicator",
    "Entitlement",
    "EntitlementCost",
    "EntitlementItem",
    "Evaluation",
    "EvaluationUnit",
    "ExternalFigure",
    "FigureFile",
    "FiguresRefresh",
    "Grade",
    "GradeApproval",
    "GradeRequest",
    "GradeReview",
    "GradeState",
    "IndicatorSource",
    "LatestFigures",
    "MatrixAxes",
    "ModelKind",
    "ModelRun",
    "ModelSchedule",
    "Nomination",
    "NominationState",
    "NoteKind",
    "OtherCosts",
    "Outcome",
    "Rating",
    "RatingRound",
    "ReviewNote",
    "ReviewState",
    "RoundCustomer",
    "RoundRater",
    "RoundState",
    "Runs",
    "RunsByItself",
    "Scheme",
    "SchemeVersion",
    "SegmentName",
    "StepApproval",
    "VersionState",
]


class Evaluation(models.Model):
    """One run of one scheme version on one ledger state as of one day. Its key is its number.

    The row is made when somebody asks for the evaluation and completed in the transaction that
    brings its grades into force, or that proposes them; from then on only `took_effect` and
    `changed` do, as proposals are approved. `folder` names the folder below the home's evaluations
    that holds its files, `files` their SHA-256.
    """

    version = models.ForeignKey(SchemeVersion, models.PROTECT, related_name="evaluations")
    unit = models.CharField(max_length=10, choices=EvaluationUnit.choices)
    as_of = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    by_name = models.CharField(max_length=200)
    job_id = models.BigIntegerField(null=True, blank=True)
    requested_at = models.DateTimeField(auto_now_add=True)

    finished_at = models.DateTimeField(null=True, blank=True)
    seconds = models.FloatField(null=True, blank=True)
    ledger_state = models.BigIntegerField(null=True, blank=True)
    alias_version = models.BigIntegerField(null=True, blank=True)
    festival_days = models.PositiveSmallIntegerField(default=0)
    """The days of the Spring Festival that were left out, of them before the new year's day."""
    festival_days_before = models.PositiveSmallIntegerField(default=0)
    units = models.PositiveIntegerField(null=True, blank=True)
    """How many units took part: those in `sizes`, and those of whom too little is known."""
    sizes = models.JSONField(default=dict)
    """How many units each grade has, by its code."""
    changed = models.PositiveIntegerField(null=True, blank=True)
    """How many customers have another grade than the one in force before."""
    took_effect = models.BooleanField(default=False)
    while_frozen = models.BooleanField(default=False)
    """Whether the scheme was frozen, so that it changed and proposed nothing."""
    folder = models.CharField(max_length=40, blank=True)
    files = models.JSONField(default=dict)

    objects = ScopedManager()

    class Meta:
        ordering = ("-id",)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["version", "-id"], name="evaluation_by_version")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class GradeState(models.TextChoices):
    """Where a grade stands."""

    PROPOSED = "proposed", _("proposed")
    IN_FORCE = "in_force", _("in force")
    PAST = "past", _("past")


class Grade(models.Model):
    """A customer's grade in a scheme over a time, or a label of it in a typology.

    `unit` is the customer whose figures were graded: the customer itself, or the top of its group,
    from which the grade is then inherited. A later evaluation that finds the same grade leaves the
    row as it is. Its reasons lie in the evaluation's result, in the row of the unit.
    """

    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="grades")
    unit = models.ForeignKey("customers.Customer", models.PROTECT, related_name="+", db_index=False)
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="grades", db_index=False)
    evaluation = models.ForeignKey(
        Evaluation, models.PROTECT, related_name="grades", db_index=False
    )
    revision = models.PositiveSmallIntegerField(default=0)
    """How many times people have proposed otherwise since the evaluation, upon appeals."""
    state = models.CharField(max_length=10, choices=GradeState.choices)
    code = models.CharField(max_length=40)
    label = models.CharField(max_length=40, blank=True, default="")
    """Of a typology the code again, so that a customer can have several; of grades empty."""
    step = models.PositiveSmallIntegerField()
    """The grade's place in its scheme, 1 the best; of a label its place among the labels."""
    previous_code = models.CharField(max_length=40, blank=True)
    previous_step = models.PositiveSmallIntegerField(null=True, blank=True)
    """The grade that it took the place of; none for a first one."""
    key_account = models.BooleanField(default=False)
    score = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    """The day from which it no longer holds."""

    objects = ScopedManager()

    class Meta:
        ordering = ("-id",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["customer", "scheme", "label"],
                condition=Q(state=GradeState.IN_FORCE),
                name="evaluation_one_grade_in_force",
            ),
            models.UniqueConstraint(
                fields=["evaluation", "customer", "revision", "label"],
                name="evaluation_grade_once",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["scheme", "step"],
                condition=Q(state=GradeState.IN_FORCE),
                name="evaluation_grade_members",
            ),
            models.Index(
                fields=["evaluation", "step"],
                condition=Q(previous_step__isnull=False),
                name="evaluation_grade_changes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.code}"

    @property
    def is_inherited(self) -> bool:
        """Whether it is the grade of the group that the customer belongs to."""
        return self.unit_id != self.customer_id


def _money() -> "models.DecimalField[Decimal | None, Decimal | None]":
    return models.DecimalField(max_digits=24, decimal_places=4, null=True)


def _ratio() -> "models.DecimalField[Decimal | None, Decimal | None]":
    return models.DecimalField(max_digits=24, decimal_places=6, null=True)


def _whole() -> "models.IntegerField[int | None, int | None]":
    return models.IntegerField(null=True)


class LatestFigures(models.Model):
    """The ledger's indicators of a customer as of the newest refresh, for lists and its page.

    The field names are the codes of the indicators, under the same field rights;
    docs/algorithms/measures.md defines them.
    """

    customer = models.OneToOneField(
        "customers.Customer", models.CASCADE, primary_key=True, related_name="latest_figures"
    )
    as_of = models.DateField()
    ledger_state = models.BigIntegerField()
    revenue_12m = _money()
    revenue_prev_12m = _money()
    gross_profit_12m = guarded(_money(), VIEW_COSTS)
    gross_margin = guarded(_ratio(), VIEW_COSTS)
    cost_coverage_12m = guarded(_ratio(), VIEW_COSTS)
    orders_12m = _whole()
    average_order_value = _money()
    share_of_revenue = _ratio()
    share_of_profit = guarded(_ratio(), VIEW_COSTS)
    recency_days = _whole()
    tenure_days = _whole()
    active_months_12m = _whole()
    repurchase_rate = _ratio()
    interval_median_days = models.DecimalField(max_digits=9, decimal_places=1, null=True)
    interval_cv = _ratio()
    category_count = _whole()
    growth_yoy = _ratio()
    revenue_drop_90d = _ratio()

    objects = ScopedManager()

    class Meta:
        verbose_name_plural = "latest figures"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["revenue_12m"], name="evaluation_by_revenue"),
            models.Index(fields=["gross_profit_12m"], name="evaluation_by_profit"),
        ]

    def __str__(self) -> str:
        return str(self.customer_id)


class FiguresRefresh(models.Model):
    """The one row that says what the latest figures were computed from."""

    ONLY: ClassVar[int] = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    as_of = models.DateField()
    ledger_state = models.BigIntegerField()
    alias_version = models.BigIntegerField()
    festival_days = models.PositiveSmallIntegerField(default=0)
    """The days of the Spring Festival that were left out, of them before the new year's day."""
    festival_days_before = models.PositiveSmallIntegerField(default=0)
    customers = models.PositiveIntegerField()
    finished_at = models.DateTimeField(auto_now=True)

    objects = ScopedManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(id=1), name="evaluation_one_refresh")
        ]

    def __str__(self) -> str:
        return f"{self.as_of} {self.ledger_state}"
