"""Which schemes the portfolio matrix is made of."""

from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models

from mainstay.apps.evaluation.models.schemes import Scheme
from mainstay.foundation.access.scoped import ScopedManager

MOST_POINTS = 100
USUAL_BORDER = 50


def _border() -> "models.PositiveSmallIntegerField[int, int]":
    return models.PositiveSmallIntegerField(
        default=USUAL_BORDER, validators=[MaxValueValidator(MOST_POINTS)]
    )


class MatrixAxes(models.Model):
    """The one row that says whose scores are the axes, and from how many points they are high.

    Borders are whole points: who is told scores in whole points then sees the same fields.
    """

    ONLY: ClassVar[int] = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    attractiveness = models.ForeignKey(Scheme, models.PROTECT, related_name="+")
    strength = models.ForeignKey(Scheme, models.PROTECT, related_name="+")
    attractive_from = _border()
    strong_from = _border()

    objects = ScopedManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(id=1), name="evaluation_one_matrix")
        ]

    def __str__(self) -> str:
        return f"{self.attractiveness} {self.strength}"
