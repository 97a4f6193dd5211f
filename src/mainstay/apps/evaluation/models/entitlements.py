"""What a grade is entitled to in a year, and what one of each costs."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mainstay.apps.evaluation.models.schemes import CODE_LENGTH, Scheme
from mainstay.foundation.access.scoped import ScopedManager


class EntitlementItem(models.TextChoices):
    """What customers of a grade can be entitled to, each counted in its own way."""

    VISITS = "visits", _("Visits a year")
    EVENTS = "events", _("Events a year")
    PRIORITY_SERVICE = "priority_service", _("Priority service")
    MANAGER = "manager", _("Share of a manager, in %")


class Entitlement(models.Model):
    """How much of an item each customer of a grade, or with a label, is entitled to in a year.

    Visits and events are counted; of priority service 1 is yes; of a manager 1 is a whole one.
    """

    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="entitlements")
    grade = models.CharField(max_length=CODE_LENGTH)
    item = models.CharField(max_length=20, choices=EntitlementItem.choices)
    quantity = models.DecimalField(max_digits=9, decimal_places=4)

    objects = ScopedManager()

    class Meta:
        ordering: ClassVar[list[str]] = ["scheme", "grade", "item"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["scheme", "grade", "item"], name="evaluation_entitlement_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.grade} {self.item}"


class EntitlementCost(models.Model):
    """What one of an item costs in the reporting currency: a visit, an event, a year of it."""

    item = models.CharField(max_length=20, choices=EntitlementItem.choices, unique=True)
    amount = models.DecimalField(max_digits=15, decimal_places=4)
    by_name = models.CharField(max_length=200)
    set_at = models.DateTimeField(auto_now=True)

    objects = ScopedManager()

    class Meta:
        ordering: ClassVar[list[str]] = ["item"]

    def __str__(self) -> str:
        return self.item
