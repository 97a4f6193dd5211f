"""Lists of customers to come back to."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mainstay.foundation.access.scoped import ScopedManager


class Sharing(models.TextChoices):
    """Who sees a saved view beside its owner."""

    NOBODY = "nobody", _("Nobody else")
    TEAM = "team", _("A team")
    EVERYBODY = "everybody", _("Everybody")


class CustomerView(models.Model):
    """A list of customers to come back to: its conditions, columns and order.

    `where` is a filter as an address writes it (`rules.conditions`), empty for all customers.
    Without `columns` the list shows the usual ones. What a reader sees of it are always the
    reader's own customers. `version` grows with every write and guards against lost edits.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("owner"),
        related_name="customer_views",
    )
    name = models.CharField(_("name"), max_length=80)
    sharing = models.CharField(max_length=16, choices=Sharing.choices, default=Sharing.NOBODY)
    team = models.ForeignKey(
        "governance.Team", models.SET_NULL, verbose_name=_("team"), null=True, related_name="+"
    )
    """Whom it is shared with; a team that is gone leaves it to the owner alone."""
    where = models.TextField(blank=True)
    columns = models.JSONField(default=list)
    sort = models.CharField(max_length=64)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ScopedManager()

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(fields=["owner", "name"], name="customers_view_named_once"),
        )

    def __str__(self) -> str:
        return self.name


class PinnedView(models.Model):
    """A view that a person keeps at hand, at its place; one of them may open first."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    view = models.ForeignKey(CustomerView, models.CASCADE, related_name="pins")
    place = models.PositiveIntegerField()
    opens_first = models.BooleanField(default=False)

    objects = ScopedManager()

    class Meta:
        ordering = ("place", "id")
        constraints = (
            models.UniqueConstraint(fields=["person", "view"], name="customers_view_pinned_once"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(opens_first=True), name="customers_one_opens_first"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id}: {self.view_id}"
