"""Rating rounds: who is asked to rate which customers by which criteria, and what they answered."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mainstay.foundation.access.scoped import ScopedManager

NAME_LENGTH = 120
COMMENT_LENGTH = 1_000
CODE_LENGTH = 40


class RoundState(models.TextChoices):
    """Where a rating round stands."""

    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")
    CANCELLED = "cancelled", _("cancelled")


class RatingRound(models.Model):
    """Some people are asked to rate some customers by some criteria until a day.

    It is open until it is closed, which makes its ratings count, or cancelled; then nothing of it
    is changed any more. `closed_on` is the day in the company's zone from which its ratings count.
    """

    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    criteria = models.JSONField(default=list)
    """The codes of the criteria, in the order in which people are asked."""
    asks = models.PositiveSmallIntegerField()
    """How many criteria there are: so many answers make a customer rated."""
    due_on = models.DateField(_("due"))
    state = models.CharField(max_length=10, choices=RoundState.choices, default=RoundState.OPEN)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    by_name = models.CharField(max_length=200)
    made_at = models.DateTimeField(auto_now_add=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    """When those who had not rated everything were told that the day comes near."""
    overdue_at = models.DateTimeField(null=True, blank=True)
    """When they were told that it has passed."""
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by_name = models.CharField(max_length=200, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        ordering = ("-id",)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["due_on"], condition=Q(state="open"), name="evaluation_open_rounds"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.state == RoundState.OPEN


class RoundCustomer(models.Model):
    """A customer that is rated in a round."""

    round = models.ForeignKey(RatingRound, models.CASCADE, related_name="customers")
    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="+")

    objects = ScopedManager()

    class Meta:
        ordering = ("id",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["round", "customer"], name="evaluation_customer_once_in_round"
            )
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.customer_id}"


class RoundRater(models.Model):
    """Somebody who is asked to rate in a round."""

    round = models.ForeignKey(RatingRound, models.CASCADE, related_name="raters")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ScopedManager()

    class Meta:
        ordering = ("id",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["round", "person"], name="evaluation_rater_once_in_round"
            )
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.person_id}"


class Rating(models.Model):
    """One person's answer about a customer in a criterion; no `value` says "I cannot say".

    `entered_by` is who wrote it down: the rater, or somebody who handed in a file for the rater.
    """

    round = models.ForeignKey(RatingRound, models.CASCADE, related_name="ratings", db_index=False)
    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="+")
    criterion = models.CharField(max_length=CODE_LENGTH)
    rater = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField(null=True, blank=True)
    comment = models.CharField(max_length=COMMENT_LENGTH, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    rated_at = models.DateTimeField(auto_now=True)

    objects = ScopedManager()

    class Meta:
        ordering = ("id",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["round", "customer", "rater", "criterion"], name="evaluation_rating_once"
            ),
            models.CheckConstraint(
                condition=Q(value=None) | Q(value__gte=1, value__lte=5),
                name="evaluation_rating_on_scale",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.customer_id} {self.criterion}"
