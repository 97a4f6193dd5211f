"""Exchange rates, and business calendars with their own days."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mainstay.apps.reference.rules.calendars import NAME_LENGTH
from mainstay.apps.reference.rules.rates import RATE_DIGITS, RATE_PLACES, SOURCE_LENGTH
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


class BusinessCalendar(models.Model):
    """The days on which somebody works. The default one is the company's."""

    name = models.CharField(_("name"), max_length=NAME_LENGTH, unique=True)
    country = models.CharField(_("public holidays of"), max_length=2, blank=True)
    weekdays = models.CharField(_("weekdays"), max_length=7)
    """The digits of the weekdays that are worked, 1 for Monday."""
    is_default = models.BooleanField(_("default"), default=False)

    objects = ScopedManager()

    class Meta:
        ordering = ("name",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["is_default"],
                condition=Q(is_default=True),
                name="reference_one_default_calendar",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CalendarDay(models.Model):
    """What a calendar itself says of a day, whatever its country and the weekday say."""

    calendar = models.ForeignKey(BusinessCalendar, models.CASCADE, related_name="days")
    on = models.DateField(_("day"))
    works = models.BooleanField(_("workday"))
    name = models.CharField(_("name"), max_length=NAME_LENGTH, blank=True)

    objects = ScopedManager()

    class Meta:
        ordering = ("on",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["calendar", "on"], name="reference_calendar_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.calendar_id} {self.on}"
