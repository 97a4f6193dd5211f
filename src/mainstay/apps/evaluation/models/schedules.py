"""What runs by itself: each month or year, and after order lines were imported."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Runs(models.TextChoices):
    """How often something runs by itself."""

    NEVER = "", _("when somebody asks")
    MONTHLY = "monthly", _("on the first day of each month")
    YEARLY = "yearly", _("on the first day of each fiscal year")


class RunsByItself(models.Model):
    """Something that is run for everybody: an evaluation by a scheme, a kind of model."""

    runs = models.CharField(max_length=10, choices=Runs.choices, blank=True, default=Runs.NEVER)
    runs_on_import = models.BooleanField(default=False)
    """Whether it is run after order lines were imported, or their import undone."""
    run_asked = models.BooleanField(default=False)
    """Whether an import asks for a run that has not been started."""
    last_run_on = models.DateField(null=True, blank=True)
    """The first day of the month or year for which it was last run by itself."""

    class Meta:
        abstract = True
