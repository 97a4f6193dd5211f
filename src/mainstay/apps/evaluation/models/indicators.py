"""Indicators that the company defines for itself."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mainstay.foundation.access.scoped import ScopedManager


class CustomIndicator(models.Model):
    """An indicator that the company computes from others.

    Schemes, formulas and files know it as `custom.` and its code. `names` and `definitions` are by
    language. `unit`, `dimension` and `better` have the values of `analytics.indicators`. A retired
    one is computed where it is used already and no longer offered. `version` grows with every
    write and guards against lost edits.
    """

    code = models.CharField(_("code"), max_length=24, unique=True)
    names = models.JSONField(default=dict)
    definitions = models.JSONField(default=dict)
    unit = models.CharField(max_length=10)
    dimension = models.CharField(max_length=20)
    better = models.CharField(max_length=10)
    formula = models.TextField()
    is_retired = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ScopedManager()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return self.code
