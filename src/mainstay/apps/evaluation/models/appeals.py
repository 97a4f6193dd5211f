"""Appeals: somebody asks to look again at a grade in force."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mainstay.apps.evaluation.models.nominations import EVIDENCE_LENGTH
from mainstay.apps.evaluation.models.reviews import CODE_LENGTH, REASON_LENGTH
from mainstay.foundation.access.scoped import ScopedManager


class AppealState(models.TextChoices):
    """What became of an appeal."""

    OPEN = "open", _("open")
    UPHELD = "upheld", _("grade upheld")
    CHANGED = "changed", _("grade changed")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Appeal(models.Model):
    """Somebody asks the reviewers to look again at the grade that a customer has in a scheme."""

    scheme = models.ForeignKey("evaluation.Scheme", models.PROTECT, related_name="appeals")
    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="+")
    code = models.CharField(max_length=CODE_LENGTH)
    """The grade in force when it was made."""
    note = models.CharField(_("note"), max_length=EVIDENCE_LENGTH)
    state = models.CharField(max_length=10, choices=AppealState.choices, default=AppealState.OPEN)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)
    decided_code = models.CharField(max_length=CODE_LENGTH, blank=True)
    """The grade that was decided in its place."""
    answer = models.CharField(max_length=REASON_LENGTH, blank=True)
    answered_by_name = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        ordering = ("-id",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["scheme", "customer"],
                condition=Q(state="open"),
                name="evaluation_one_open_appeal",
            )
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.code}"

    @property
    def is_open(self) -> bool:
        return self.state == AppealState.OPEN
