"""Custom fields of customers: what a company defines, and the values."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mainstay.apps.customers.models.master import Customer
from mainstay.foundation.access.scoped import ScopedManager


class CustomFieldType(models.TextChoices):
    """What a custom field holds; the values are those of `contracts.custom_fields.FieldType`."""

    TEXT = "text", pgettext_lazy("type of field", "Text")
    WHOLE = "whole", _("Whole number")
    DECIMAL = "decimal", _("Decimal number")
    DAY = "date", pgettext_lazy("type of field", "Date")
    YES_NO = "yes_no", _("Yes or no")
    CHOICE = "choice", _("Choice")


class CustomerField(models.Model):
    """A fact of customers that the company defined.

    `names` and `helps` are by language. `least` and `most` are texts of the field's type, empty
    without a bound. `choices` are objects with `code`, `names` and `is_archived`. `place` is the
    order in forms. `version` grows with every write and guards against lost edits.
    """

    code = models.CharField(_("code"), max_length=24, unique=True)
    names = models.JSONField(default=dict)
    helps = models.JSONField(default=dict)
    type = models.CharField(max_length=16, choices=CustomFieldType.choices)
    is_required = models.BooleanField(default=False)
    longest = models.PositiveSmallIntegerField(null=True)
    least = models.CharField(max_length=32, blank=True)
    most = models.CharField(max_length=32, blank=True)
    choices = models.JSONField(default=list)
    place = models.PositiveIntegerField(default=0)
    is_archived = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ScopedManager()

    class Meta:
        ordering = ("place", "id")

    def __str__(self) -> str:
        return self.code


class CustomerValue(models.Model):
    """The value that one customer has in one custom field: in the column of the field's type.

    Texts, codes of choices and answers are in `text`, numbers in `number`, dates in `day`. An
    empty value has no row. Each index holds the rows of its own column alone.
    """

    customer = models.ForeignKey(
        Customer, models.CASCADE, related_name="custom_values", db_index=False
    )
    field = models.ForeignKey(CustomerField, models.PROTECT, related_name="values", db_index=False)
    text = models.CharField(max_length=500, null=True)  # noqa: DJ001 - empty is no value of a row
    number = models.DecimalField(max_digits=19, decimal_places=4, null=True)
    day = models.DateField(null=True)

    objects = ScopedManager()

    class Meta:
        ordering = ("customer", "field")
        constraints = (
            models.UniqueConstraint(fields=["customer", "field"], name="customers_one_value"),
        )
        indexes = (
            models.Index(
                fields=["field", "text", "customer"],
                condition=models.Q(text__isnull=False),
                name="customers_by_custom_text",
            ),
            models.Index(
                fields=["field", "number", "customer"],
                condition=models.Q(number__isnull=False),
                name="customers_by_custom_number",
            ),
            models.Index(
                fields=["field", "day", "customer"],
                condition=models.Q(day__isnull=False),
                name="customers_by_custom_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.customer_id} {self.field_id}"
