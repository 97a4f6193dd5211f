"""Exchange rates."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mainstay.apps.reference.rules import RATE_DIGITS, RATE_PLACES, SOURCE_LENGTH
from mainstay.foundation.access.scoped import ScopedManager


class ExchangeRate(models.Model):
    """What one unit of a currency was worth in the reporting currency on a day.

    It holds until the next day that has one, for as many days as the installation says.
    """

    currency = models.CharField(_("currency"), max_length=3)
    on = models.DateField(_("day"))
    rate = models.DecimalField(_("rate"), max_digits=RATE_DIGITS, decimal_places=RATE_PLACES)
    source = models.CharField(_("source"), max_length=SOURCE_LENGTH, blank=True)

    objects = ScopedManager()

    class Meta:
        ordering = ("-on", "currency")
        constraints = (
            models.UniqueConstraint(fields=["currency", "on"], name="reference_rate_once"),
            models.CheckConstraint(condition=Q(rate__gt=0), name="reference_rate_positive"),
        )
        indexes = (models.Index(fields=["-on", "currency"], name="reference_rates_by_day"),)

    def __str__(self) -> str:
        return f"{self.currency} {self.on}"
