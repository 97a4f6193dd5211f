"""What activities cost, and which indicators hold the other costs of serving a customer."""

from typing import ClassVar

from django.db import models

from mainstay.foundation.access.scoped import ScopedManager


class ActivityCost(models.Model):
    """What one activity of a driver costs from a day on, in the reporting currency."""

    driver = models.CharField(max_length=40)
    valid_from = models.DateField()
    amount = models.DecimalField(max_digits=15, decimal_places=4)
    by_name = models.CharField(max_length=200)
    set_at = models.DateTimeField(auto_now=True)

    objects = ScopedManager()

    class Meta:
        ordering: ClassVar[list[str]] = ["driver", "valid_from"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["driver", "valid_from"], name="evaluation_activity_cost_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.driver} {self.valid_from}"


class OtherCosts(models.Model):
    """The one row that says which indicators hold freight and late payment; empty for none.

    `capital_rate` is what money costs in a year, as a share.
    """

    ONLY: ClassVar[int] = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    freight = models.CharField(max_length=40, blank=True)
    payment_delay = models.CharField(max_length=40, blank=True)
    capital_rate = models.DecimalField(max_digits=7, decimal_places=6, null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(id=1), name="evaluation_one_other_costs")
        ]

    def __str__(self) -> str:
        return f"{self.freight} {self.payment_delay}".strip()
