"""What each import did to customers and contacts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from mainstay.apps.customers.models.contacts import Contact
from mainstay.apps.customers.models.master import Customer
from mainstay.foundation.access.scoped import ScopedManager


class ImportOutcome(models.TextChoices):
    """What an import did to a customer or contact; `returned` is a withdrawn one that came back.

    `named` customers are those that only contacts of the file belong to.
    """

    CREATED = "created", _("created")
    RETURNED = "returned", _("returned")
    CHANGED = "changed", _("changed")
    UNCHANGED = "unchanged", _("unchanged")
    NAMED = "named", _("named by a contact")


class ImportedCustomer(models.Model):
    """One batch brought one customer. While a live batch brings it, no undo withdraws it."""

    batch = models.BigIntegerField()
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="imports")
    outcome = models.CharField(max_length=16, choices=ImportOutcome.choices)
    undone = models.BooleanField(default=False)

    objects = ScopedManager()

    class Meta:
        ordering = ("batch", "customer")
        constraints = (
            models.UniqueConstraint(fields=["batch", "customer"], name="customers_imported_once"),
        )

    def __str__(self) -> str:
        return f"{self.batch} {self.outcome} {self.customer_id}"


class CustomerChange(models.Model):
    """The before-image of one field that one batch changed.

    Values are JSON: texts, keys of parents and owners, lists of tags, dates as ISO text.
    """

    batch = models.BigIntegerField()
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="changes")
    field = models.CharField(max_length=32)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    undone = models.BooleanField(default=False)

    objects = ScopedManager()

    class Meta:
        ordering = ("batch", "customer", "field")
        constraints = (
            models.UniqueConstraint(
                fields=["batch", "customer", "field"], name="customers_changed_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.batch} {self.customer_id}.{self.field}"


class ImportedContact(models.Model):
    """One batch brought one contact. While a live batch brings it, no undo withdraws it."""

    batch = models.BigIntegerField()
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="imports")
    outcome = models.CharField(max_length=16, choices=ImportOutcome.choices)
    undone = models.BooleanField(default=False)

    objects = ScopedManager()

    class Meta:
        ordering = ("batch", "contact")
        constraints = (
            models.UniqueConstraint(
                fields=["batch", "contact"], name="customers_contact_imported_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.batch} {self.outcome} {self.contact_id}"


class ContactChange(models.Model):
    """The before-image of one field of a contact that one batch changed."""

    batch = models.BigIntegerField()
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="changes")
    field = models.CharField(max_length=32)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    undone = models.BooleanField(default=False)

    objects = ScopedManager()

    class Meta:
        ordering = ("batch", "contact", "field")
        constraints = (
            models.UniqueConstraint(
                fields=["batch", "contact", "field"], name="customers_contact_changed_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.batch} {self.contact_id}.{self.field}"
