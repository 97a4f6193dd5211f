"""Nominations: somebody proposes a customer for a grade, with evidence."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mainstay.apps.evaluation.models.reviews import CODE_LENGTH, REASON_LENGTH
from mainstay.foundation.access.scoped import ScopedManager

EVIDENCE_LENGTH = 2_000


class NominationState(models.TextChoices):
    """What became of a nomination."""

    OPEN = "open", _("open")
    GRANTED = "granted", _("granted")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Nomination(models.Model):
    """Somebody proposes a customer for a grade of a scheme that asks for approval.

    Open until the customer's grade is approved, until a reviewer declines it, or until it is
    withdrawn. Evaluations show it beside what they propose.
    """

    scheme = models.ForeignKey("evaluation.Scheme", models.PROTECT, related_name="nominations")
    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="+")
    code = models.CharField(max_length=CODE_LENGTH)
    """The grade."""
    evidence = models.CharField(_("evidence"), max_length=EVIDENCE_LENGTH)
    state = models.CharField(
        max_length=10, choices=NominationState.choices, default=NominationState.OPEN
    )
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
        ordering = ("-id",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["scheme", "customer"],
                condition=Q(state="open"),
                name="evaluation_one_open_nomination",
            )
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.code}"

    @property
    def is_open(self) -> bool:
        return self.state == NominationState.OPEN
