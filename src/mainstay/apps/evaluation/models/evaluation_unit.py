"""Whom an evaluation grades."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EvaluationUnit(models.TextChoices):
    """What is graded."""

    CUSTOMER = "customer", _("Legal entity")
    GROUP = "group", _("Group with all below it")
