"""Indicators that the company defines for itself, and figures of them that come from outside."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mainstay.foundation.access.scoped import ScopedManager


class IndicatorSource(models.TextChoices):
    """Where the figures of an indicator of one's own come from."""

    FORMULA = "formula", _("Own formula")
    EXTERNAL = "external", _("Files from outside")


class CustomIndicator(models.Model):
    """An indicator that the company computes from others, or whose figures come in files.

    Schemes, formulas and files know it as `custom.` and its code. `names` and `definitions` are by
    language. `unit`, `dimension` and `better` have the values of `analytics.indicators`. A formula
    is empty where the figures come in files; only then it has a `field_right` of its own, and
    `adds_up` says whether the figures of merged customers and of a group's members add up. A
    retired one is computed where it is used already and no longer offered. `version` grows with
    every write and guards against lost edits.
    """

    code = models.CharField(_("code"), max_length=24, unique=True)
    names = models.JSONField(default=dict)
    definitions = models.JSONField(default=dict)
    unit = models.CharField(max_length=10)
    dimension = models.CharField(max_length=20)
    better = models.CharField(max_length=10)
    source = models.CharField(
        max_length=10, choices=IndicatorSource.choices, default=IndicatorSource.FORMULA
    )
    formula = models.TextField(blank=True)
    field_right = models.CharField(max_length=100, blank=True)
    adds_up = models.BooleanField(default=False)
    is_retired = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ScopedManager()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return self.code


class FigureFile(models.Model):
    """A file of figures that was taken in. `origin` says who published them.

    Once it is taken back its figures no longer count, and those that it had taken the place of
    count again.
    """

    indicator = models.ForeignKey(CustomIndicator, models.PROTECT, related_name="files")
    name = models.CharField(max_length=255)
    origin = models.CharField(max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    by_name = models.CharField(max_length=200)
    taken_at = models.DateTimeField(auto_now_add=True)
    first_on = models.DateField()
    last_on = models.DateField()
    figures = models.PositiveIntegerField()
    rejected = models.PositiveIntegerField()
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by_name = models.CharField(max_length=200, blank=True)

    objects = ScopedManager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return self.name


class ExternalFigure(models.Model):
    """A figure of a customer, or of all customers of an industry, from a day on.

    `units` counts the indicator's last kept place, so that no database rounds it. `industry` is a
    name as customers hold it. Figures are never changed: another file has another one.
    """

    file = models.ForeignKey(FigureFile, models.CASCADE, related_name="rows")
    indicator = models.ForeignKey(CustomIndicator, models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(
        "customers.Customer", models.CASCADE, null=True, blank=True, related_name="+"
    )
    industry = models.CharField(max_length=200, blank=True)
    on = models.DateField()
    units = models.BigIntegerField()

    objects = ScopedManager()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["file", "customer", "on"],
                condition=Q(industry=""),
                name="evaluation_customer_figure",
            ),
            models.UniqueConstraint(
                fields=["file", "industry", "on"],
                condition=Q(customer=None),
                name="evaluation_industry_figure",
            ),
            models.CheckConstraint(
                condition=Q(customer=None, industry__gt="")
                | Q(customer__isnull=False, industry=""),
                name="evaluation_figure_of_one",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["indicator", "on", "file"], name="evaluation_figures_as_of")
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.customer_id or self.industry} {self.on}"
