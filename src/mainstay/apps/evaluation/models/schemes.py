"""Grading schemes and their versions."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mainstay.apps.evaluation.models.evaluation_unit import EvaluationUnit
from mainstay.apps.evaluation.models.reviews import REASON_LENGTH, default_chain
from mainstay.apps.evaluation.models.schedules import RunsByItself
from mainstay.foundation.access.scoped import ScopedManager

CODE_LENGTH, NAME_LENGTH, NOTE_LENGTH = 40, 120, 300


class Approval(models.TextChoices):
    """Whether a result is in force at once or waits as a proposal."""

    AUTOMATIC = "automatic", _("in force at once")
    REQUIRED = "required", _("after approval")


class VersionState(models.TextChoices):
    """Where a version of a scheme stands."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    RETIRED = "retired", _("retired")


class Scheme(RunsByItself):
    """A grading scheme. Its definition lies in versions; the published one is used.

    Shipped schemes have no `name` and no `note`: theirs are translated. One scheme is primary: its
    grades say who is a key account. A retired scheme is not evaluated any more; its grades stay.
    """

    code = models.CharField(_("code"), max_length=CODE_LENGTH, unique=True)
    name = models.CharField(_("name"), max_length=NAME_LENGTH, blank=True)
    note = models.CharField(_("note"), max_length=NOTE_LENGTH, blank=True)
    unit = models.CharField(
        _("evaluation unit"),
        max_length=10,
        choices=EvaluationUnit.choices,
        default=EvaluationUnit.CUSTOMER,
    )
    approval = models.CharField(
        _("approval"), max_length=10, choices=Approval.choices, default=Approval.AUTOMATIC
    )
    chain = models.JSONField(default=default_chain)
    """The steps that approve grades after their review, in order: each a name and a role's code."""
    position = models.PositiveSmallIntegerField(default=100)
    is_primary = models.BooleanField(default=False)
    retired_at = models.DateTimeField(null=True, blank=True)
    in_force = models.ForeignKey(
        "evaluation.Evaluation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    """The evaluation whose grades are in force."""

    frozen_until = models.DateField(null=True, blank=True)
    """Up to this day evaluations change no grade."""
    frozen_reason = models.CharField(max_length=REASON_LENGTH, blank=True)
    frozen_by_name = models.CharField(max_length=200, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        ordering = ("position", "code")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["is_primary"],
                condition=Q(is_primary=True),
                name="evaluation_one_primary_scheme",
            )
        ]

    def __str__(self) -> str:
        return self.code


class SchemeVersion(models.Model):
    """One definition of a scheme: a draft that is worked on, else never changed.

    A scheme has at most one draft and one published version. `edits` counts the changes of a draft,
    so that nobody writes over what somebody else wrote meanwhile.
    """

    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(
        max_length=10, choices=VersionState.choices, default=VersionState.PUBLISHED
    )
    definition = models.JSONField()
    """As `mainstay.analytics.scoring.scheme` reads it."""
    shipped = models.BooleanField(default=False)
    """Whether it came with Mainstay."""
    note = models.CharField(_("note"), max_length=NOTE_LENGTH, blank=True)
    """Why it was made."""
    edits = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    by_name = models.CharField(max_length=200, blank=True)
    drafted_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        ordering = ("scheme", "-number")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["scheme", "number"], name="evaluation_version_once"),
            models.UniqueConstraint(
                fields=["scheme"], condition=Q(state="draft"), name="evaluation_one_draft"
            ),
            models.UniqueConstraint(
                fields=["scheme"], condition=Q(state="published"), name="evaluation_one_published"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.number}"
