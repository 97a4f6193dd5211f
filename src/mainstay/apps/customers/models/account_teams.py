"""Who works for a customer beside its owner."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mainstay.apps.customers.models.master import Customer
from mainstay.apps.customers.rules import LONGEST_FUNCTION
from mainstay.foundation.access.scoped import ScopedManager


class MemberRight(models.TextChoices):
    """What a member may do with the customer, as far as the roles permit such a thing at all."""

    READS = "reads", _("Sees it")
    WORKS = "works", _("Works on it")


class AccountTeamMember(models.Model):
    """Somebody who works for a customer, and so sees it whatever their roles reach.

    `function` is what they do there, in their own words.
    """

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="account_team")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("person"),
        related_name="+",
        db_index=False,  # the constraint below begins with the person
    )
    function = models.CharField(_("function"), max_length=LONGEST_FUNCTION, blank=True)
    right = models.CharField(max_length=8, choices=MemberRight.choices, default=MemberRight.READS)
    added_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager()

    class Meta:
        ordering = ("person__full_name", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["person", "customer"], name="customers_team_member_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.person_id}"
