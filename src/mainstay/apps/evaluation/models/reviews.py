"""What is decided about proposed grades, and the steps that approve them."""

from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mainstay.foundation.access.scoped import ScopedManager

REASON_LENGTH = 500
STEP_NAME_LENGTH = 60
CODE_LENGTH = 40


def default_chain() -> list[dict[str, Any]]:
    """Who approves grades after their review, one after the other: each a name and a role."""
    return [
        {"name": "key_account_manager", "role": "key_account_manager"},
        {"name": "marketing", "role": "director"},
        {"name": "vice_president", "role": "executive"},
        {"name": "general_manager", "role": "executive"},
    ]


class ReviewState(models.TextChoices):
    """What has been decided about a proposed grade."""

    WAITING = "waiting", _("waiting")
    EVIDENCE = "evidence", _("evidence asked for")
    ACCEPTED = "accepted", _("accepted")
    OVERRIDDEN = "overridden", _("overridden")


class GradeReview(models.Model):
    """What is decided about one grade that an evaluation proposes.

    Made with the proposal where the scheme asks for approval, and kept with the grade. `move` says
    how many steps the customer rises, negative where it falls; none for a first grade. `revenue` is
    that of 12 months in the frozen inputs, none where the grade is inherited. `passed` counts the
    steps of the chain that have approved it, `edits` the decisions, so that nobody decides about
    something else than what they saw.
    """

    grade = models.OneToOneField(
        # Removed before their grades are, so that a million grades need not be fetched for it.
        "evaluation.Grade",
        models.DO_NOTHING,
        primary_key=True,
        related_name="review",
    )
    evaluation = models.ForeignKey(
        "evaluation.Evaluation", models.PROTECT, related_name="reviews", db_index=False
    )
    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=10, choices=ReviewState.choices, default=ReviewState.WAITING
    )
    move = models.SmallIntegerField(null=True)
    revenue: "models.DecimalField[Decimal | None, Decimal | None]" = models.DecimalField(
        max_digits=24, decimal_places=4, null=True
    )
    coverage: "models.DecimalField[Decimal | None, Decimal | None]" = models.DecimalField(
        max_digits=5, decimal_places=4, null=True
    )
    """The share of what the scheme asks for that is known."""
    near_border = models.BooleanField(default=False)
    computed_code = models.CharField(max_length=CODE_LENGTH, blank=True)
    """The grade that the evaluation proposed, where another one was decided."""
    computed_step = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=REASON_LENGTH, blank=True)
    """Why it was overridden."""
    holds_until = models.DateField(null=True, blank=True)
    """Up to this day evaluations leave an overridden grade alone."""
    decided_by_name = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    passed = models.PositiveSmallIntegerField(default=0)
    passed_by = models.BigIntegerField(null=True, blank=True)
    """Who did the last step: the next one is somebody else's."""
    approved_by_name = models.CharField(max_length=200, blank=True)
    """Whose step put it in force."""
    is_open = models.BooleanField(default=True)
    """Whether the grade is a proposal still."""
    edits = models.PositiveSmallIntegerField(default=0)

    objects = ScopedManager()

    class Meta:
        ordering = ("pk",)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["evaluation", "-revenue", "grade"],
                condition=Q(is_open=True),
                name="evaluation_review_queue",
            )
        ]

    def __str__(self) -> str:
        return f"{self.evaluation_id} {self.customer_id}"

    @property
    def is_decided(self) -> bool:
        return self.state in {ReviewState.ACCEPTED, ReviewState.OVERRIDDEN}


class NoteKind(models.TextChoices):
    """Why somebody wrote a note."""

    ASKED = "asked", _("evidence asked for")
    GIVEN = "given", _("evidence given")
    SENT_BACK = "sent_back", _("sent back for review")


class ReviewNote(models.Model):
    """What was written while a proposed grade was decided; kept when the proposal is replaced."""

    evaluation = models.ForeignKey("evaluation.Evaluation", models.PROTECT, related_name="+")
    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=NoteKind.choices)
    text = models.CharField(max_length=REASON_LENGTH)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.kind} {self.customer_id}"


class StepApproval(models.Model):
    """One step of the chain, done by somebody for some of the proposed grades at once."""

    evaluation = models.ForeignKey(
        "evaluation.Evaluation", models.PROTECT, related_name="approvals"
    )
    number = models.PositiveSmallIntegerField()
    """Which step, from 1."""
    name = models.CharField(max_length=STEP_NAME_LENGTH)
    """What the step was called."""
    is_last = models.BooleanField(default=False)
    """Whether it put the grades in force."""
    grades = models.PositiveIntegerField()
    promotions = models.PositiveIntegerField()
    demotions = models.PositiveIntegerField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.evaluation_id} {self.number}"


class GradeApproval(models.Model):
    """One proposed grade that a step has approved."""

    approval = models.ForeignKey(StepApproval, models.CASCADE, related_name="rows")
    grade = models.ForeignKey("evaluation.Grade", models.DO_NOTHING, related_name="approvals")
    """Removed before its grade is, as the review."""

    objects = ScopedManager()

    class Meta:
        ordering = ("id",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["grade", "approval"], name="evaluation_approved_once")
        ]

    def __str__(self) -> str:
        return f"{self.approval_id} {self.grade_id}"
