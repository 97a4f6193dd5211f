"""Changes of many customers at once, and the values before them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mainstay.apps.customers.models.master import Customer
from mainstay.foundation.access.scoped import ScopedManager


class BulkDeed(models.TextChoices):
    """What is done to many customers at once."""

    OWNER = "owner", _("Hand over to an owner")
    REGION = "region", _("Set the region")
    INDUSTRY = "industry", _("Set the industry")
    SCALE = "scale", _("Set the scale")
    STATUS = "status", _("Set the status")
    ADD_TAG = "add_tag", _("Add a tag")
    REMOVE_TAG = "remove_tag", _("Take a tag away")
    ARCHIVE = "archive", _("Archive")
    RESTORE = "restore", _("Restore from the archive")
    CUSTOM = "custom", _("Set a custom field")


class BulkChange(models.Model):
    """One deed on many customers, carried out by a job in portions.

    Which customers: those with `keys`, or without any those of the list that `where` describes
    (`rules.conditions`, empty for all). `value` is what the deed sets: a text, a status, the number
    of an owner, empty for nobody; of a custom field its code, an equals sign and the value. The
    customers come in the order of their keys; those up to `reached` are done, so that a job that is
    run again goes on where the last one was.

    changed + unchanged + archived + out_of_reach = looked at. An undo goes the same way:
    `undone_up_to` is how far it got; restored + left = what it has looked at of the changed ones.
    """

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="bulk_changes"
    )
    by_name = models.CharField(max_length=200)
    deed = models.CharField(max_length=16, choices=BulkDeed.choices)
    value = models.CharField(max_length=600, blank=True)
    where = models.TextField(blank=True)
    keys = models.JSONField(default=list)
    asked_at = models.DateTimeField(auto_now_add=True)
    job_id = models.BigIntegerField(null=True)
    reached = models.BigIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    archived = models.PositiveIntegerField(default=0)
    out_of_reach = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    undo_job_id = models.BigIntegerField(null=True)
    undone_up_to = models.BigIntegerField(default=0)
    restored = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)
    undone_at = models.DateTimeField(null=True)

    objects = ScopedManager()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.pk} {self.deed}"

    @property
    def looked_at(self) -> int:
        """How many customers the job has met."""
        return self.changed + self.unchanged + self.archived + self.out_of_reach


class BulkChangedCustomer(models.Model):
    """What one bulk change did to one customer: the value before it."""

    bulk = models.ForeignKey(BulkChange, models.CASCADE, related_name="changed_customers")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    before = models.JSONField(null=True)

    objects = ScopedManager()

    class Meta:
        ordering = ("customer",)
        constraints = (
            models.UniqueConstraint(fields=["bulk", "customer"], name="customers_bulk_once"),
        )

    def __str__(self) -> str:
        return f"{self.bulk_id} {self.customer_id}"
