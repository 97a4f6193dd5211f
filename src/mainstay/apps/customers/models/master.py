"""Customers, their tags and aliases."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mainstay.foundation.access.scoped import ScopedManager
from mainstay.foundation.search.fields import SearchTextField


class Kind(models.TextChoices):
    """What a customer is in law."""

    ORGANISATION = "organisation", _("Organisation")
    PERSON = "person", pgettext_lazy("customer", "Person")


class Status(models.TextChoices):
    """Where a customer stands: not yet buying, buying, or put away."""

    PROSPECT = "prospect", _("Prospect")
    ACTIVE = "active", pgettext_lazy("customer", "Active")
    ARCHIVED = "archived", _("Archived")


class Counter(models.Model):
    """A number that only grows: the last key given out, the versions of aliases and hierarchy.

    Raising the hierarchy's version also locks it, so that two moves cannot close a circle.
    """

    CUSTOMER_KEY: ClassVar[str] = "customer_key"
    ALIAS_VERSION: ClassVar[str] = "alias_version"
    HIERARCHY_VERSION: ClassVar[str] = "hierarchy_version"

    name = models.CharField(max_length=32, primary_key=True)
    value = models.BigIntegerField(default=0)

    objects = ScopedManager()

    def __str__(self) -> str:
        return f"{self.name} {self.value}"


class Customer(models.Model):
    """An organisation or a person that buys or might buy.

    `key` never changes and is never given out again: order lines, evaluations and exports refer
    to it. `code` is what people and files use; it is unique exactly as written, so `A1` and `a1`
    are two customers. `withdrawn_at` is set when the import that created the customer was undone:
    the row keeps its key and its code but nobody sees it. `version` grows with every write and
    guards against lost edits. `edited_at` is when a person last changed it; imports do not count.
    """

    key = models.BigIntegerField(primary_key=True)
    code = models.CharField(_("code"), max_length=64, unique=True)
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=200, blank=True)
    kind = models.CharField(
        _("kind"), max_length=16, choices=Kind.choices, default=Kind.ORGANISATION
    )
    status = models.CharField(
        _("status"), max_length=16, choices=Status.choices, default=Status.PROSPECT
    )
    status_before_archiving = models.CharField(max_length=16, choices=Status.choices, blank=True)
    registration_number = models.CharField(_("registration number"), max_length=64, blank=True)
    industry = models.CharField(_("industry"), max_length=200, blank=True)
    region = models.CharField(_("region"), max_length=200, blank=True)
    scale = models.CharField(_("scale"), max_length=200, blank=True)
    registered_capital = models.DecimalField(
        _("registered capital"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    business_scope = models.TextField(_("business scope"), blank=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("parent"),
        null=True,
        blank=True,
        related_name="children",
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("owner"),
        null=True,
        blank=True,
        related_name="customers",
    )
    source = models.CharField(_("source"), max_length=200, blank=True)
    to_be_completed = models.BooleanField(_("to be completed"), default=False)
    search_text = SearchTextField(of=("code", "name", "short_name"), read=("name", "short_name"))
    version = models.PositiveIntegerField(default=1, editable=False)
    created_in = models.BigIntegerField(null=True, editable=False)
    """The import batch that created the customer; null when a person did."""
    created_at = models.DateTimeField(_("created"), editable=False)
    updated_at = models.DateTimeField(_("updated"), editable=False)
    edited_at = models.DateTimeField(null=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = ScopedManager()

    class Meta:
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(parent=F("key")), name="customers_not_its_own_parent"
            ),
        )
        indexes = (
            models.Index(fields=["name", "key"], name="customers_by_name"),
            models.Index(fields=["-updated_at", "key"], name="customers_by_update"),
            models.Index(fields=["status", "code"], name="customers_by_status"),
            models.Index(fields=["region", "industry"], name="customers_by_region"),
            models.Index(fields=["industry"], name="customers_by_industry"),
            models.Index(
                fields=["key"], condition=Q(withdrawn_at__isnull=False), name="customers_withdrawn"
            ),
        )

    def __str__(self) -> str:
        return self.name


class CustomerTag(models.Model):
    """One tag on one customer."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="tags")
    name = models.CharField(max_length=50)

    objects = ScopedManager()

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=["customer", "name"], name="customers_tag_once"),
        )
        indexes = (models.Index(fields=["name", "customer"], name="customers_by_tag"),)

    def __str__(self) -> str:
        return self.name


class CustomerAlias(models.Model):
    """A merged customer: figures under the old key count for the kept one while reading."""

    old_key = models.BigIntegerField(primary_key=True)
    kept = models.ForeignKey(Customer, models.PROTECT, related_name="aliases")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager()

    def __str__(self) -> str:
        return f"{self.old_key} → {self.kept_id}"
