"""What nominations and appeals have in common: somebody asks for something about a grade."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mainstay.apps.evaluation.models.reviews import CODE_LENGTH, REASON_LENGTH
from mainstay.foundation.access.scoped import ScopedManager

TEXT_LENGTH = 2_000
"""Of what is written in support of a request."""
OPEN = "open"
"""The state that every request begins in."""


class GradeRequest(models.Model):
    """Somebody asks the reviewers something about a customer's grade in a scheme.

    A customer has one open request of a kind in a scheme at a time.
    """

    scheme = models.ForeignKey("evaluation.Scheme", models.PROTECT, related_name="+")
    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="+")
    code = models.CharField(max_length=CODE_LENGTH)
    """The grade that it is about."""
    state = models.CharField(max_length=10, default=OPEN)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)
    answer = models.CharField(max_length=REASON_LENGTH, blank=True)
    answered_by_name = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        abstract = True
        ordering = ("-id",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["scheme", "customer"],
                condition=Q(state=OPEN),
                name="evaluation_one_open_%(class)s",
            )
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.code}"

    @property
    def is_open(self) -> bool:
        return self.state == OPEN

    @property
    def text(self) -> str:
        """What was written in support of it."""
        raise NotImplementedError


class NominationState(models.TextChoices):
    """What became of a nomination."""

    OPEN = OPEN, _("open")
    GRANTED = "granted", _("granted")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Nomination(GradeRequest):
    """Somebody proposes a customer for a grade of a scheme that asks for approval.

    Open until the customer's grade is approved, until a reviewer declines it, or until it is
    withdrawn. Evaluations show it beside what they propose.
    """

    evidence = models.CharField(_("evidence"), max_length=TEXT_LENGTH)
    state = models.CharField(
        max_length=10, choices=NominationState.choices, default=NominationState.OPEN
    )

    @property
    def text(self) -> str:
        return self.evidence


class AppealState(models.TextChoices):
    """What became of an appeal."""

    OPEN = OPEN, _("open")
    UPHELD = "upheld", _("grade upheld")
    CHANGED = "changed", _("grade changed")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Appeal(GradeRequest):
    """Somebody asks the reviewers to look again at the grade that a customer has in a scheme.

    `code` is the grade in force when it was made.
    """

    note = models.CharField(_("note"), max_length=TEXT_LENGTH)
    state = models.CharField(max_length=10, choices=AppealState.choices, default=AppealState.OPEN)
    decided_code = models.CharField(max_length=CODE_LENGTH, blank=True)
    """The grade that was decided in its place."""

    @property
    def text(self) -> str:
        return self.note
