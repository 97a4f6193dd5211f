"""Products and their lines, regions, industries, exchange rates, business calendars, and the files
that brought them."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mainstay.apps.reference.contracts import FileKind
from mainstay.apps.reference.models.taken import TakenFile, TakenReject, TakenRow
from mainstay.apps.reference.rules.calendars import NAME_LENGTH
from mainstay.apps.reference.rules.catalogue import LONGEST_TEXTS
from mainstay.apps.reference.rules.rates import RATE_DIGITS, RATE_PLACES, SOURCE_LENGTH
from mainstay.foundation.access.scoped import ScopedManager

__all__ = [
    "Branch",
    "BusinessCalendar",
    "CalendarDay",
    "ExchangeRate",
    "FileKind",
    "Industry",
    "Product",
    "ProductLine",
    "Region",
    "TakenFile",
    "TakenReject",
    "TakenRow",
]


class ExchangeRate(models.Model):
    """What one unit of a currency was worth in the reporting currency on a day.

    It holds until the next day that has one, for as many days as the installation says.
    """

    currency = models.CharField(_("currency"), max_length=3)
    on = models.DateField(_("day"))
    rate = models.DecimalField(_("rate"), max_digits=RATE_DIGITS, decimal_places=RATE_PLACES)
    source = models.CharField(_("source"), max_length=SOURCE_LENGTH, blank=True)

    objects = ScopedManager()

    class Meta:
        ordering = ("-on", "currency")
        constraints = (
            models.UniqueConstraint(fields=["currency", "on"], name="reference_rate_once"),
            models.CheckConstraint(condition=Q(rate__gt=0), name="reference_rate_positive"),
        )
        indexes = (models.Index(fields=["-on", "currency"], name="reference_rates_by_day"),)

    def __str__(self) -> str:
        return f"{self.currency} {self.on}"


class BusinessCalendar(models.Model):
    """The days on which somebody works. The default one is the company's."""

    name = models.CharField(_("name"), max_length=NAME_LENGTH, unique=True)
    country = models.CharField(_("public holidays of"), max_length=2, blank=True)
    weekdays = models.CharField(_("weekdays"), max_length=7)
    """The digits of the weekdays that are worked, 1 for Monday."""
    is_default = models.BooleanField(_("default"), default=False)

    objects = ScopedManager()

    class Meta:
        ordering = ("name",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["is_default"],
                condition=Q(is_default=True),
                name="reference_one_default_calendar",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CalendarDay(models.Model):
    """What a calendar itself says of a day, whatever its country and the weekday say."""

    calendar = models.ForeignKey(BusinessCalendar, models.CASCADE, related_name="days")
    on = models.DateField(_("day"))
    works = models.BooleanField(_("workday"))
    name = models.CharField(_("name"), max_length=NAME_LENGTH, blank=True)

    objects = ScopedManager()

    class Meta:
        ordering = ("on",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["calendar", "on"], name="reference_calendar_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.calendar_id} {self.on}"


class Branch(models.Model):
    """A place in a tree that others are sorted by, such as a region.

    `code` is what people and files use; it is unique exactly as written. An archived one is no
    longer offered. `version` grows with every write and guards against lost edits.
    """

    code = models.CharField(_("code"), max_length=LONGEST_TEXTS["code"], unique=True)
    name = models.CharField(_("name"), max_length=LONGEST_TEXTS["name"])
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("stands below"),
        null=True,
        blank=True,
        related_name="children",
    )
    parent_id: int | None
    is_archived = models.BooleanField(_("archived"), default=False)
    search_text = models.TextField(editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedManager()

    class Meta:
        abstract = True
        ordering = ("code",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(parent=F("id")), name="reference_%(class)s_not_above_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProductLine(Branch):
    """Products that belong together. A line may have lines below it."""


class Region(Branch):
    """Where customers are. A region may have regions below it."""


class Industry(Branch):
    """What customers do. An industry may have industries below it."""


class Product(models.Model):
    """Something that is sold, from the first to the last of its days if it has such.

    `code` is the `product_code` of order lines; it is unique exactly as written. `version` grows
    with every write and guards against lost edits.
    """

    code = models.CharField(_("code"), max_length=LONGEST_TEXTS["code"], unique=True)
    name = models.CharField(_("name"), max_length=LONGEST_TEXTS["name"])
    unit = models.CharField(_("unit"), max_length=LONGEST_TEXTS["unit"], blank=True)
    category = models.CharField(_("category"), max_length=LONGEST_TEXTS["category"], blank=True)
    line = models.ForeignKey(
        ProductLine,
        models.PROTECT,
        verbose_name=_("product line"),
        null=True,
        blank=True,
        related_name="products",
    )
    sold_from = models.DateField(_("sold from"), null=True, blank=True)
    sold_until = models.DateField(_("sold until"), null=True, blank=True)
    is_archived = models.BooleanField(_("archived"), default=False)
    search_text = models.TextField(editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedManager()

    class Meta:
        ordering = ("code",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(sold_from=None)
                | Q(sold_until=None)
                | Q(sold_from__lte=F("sold_until")),
                name="reference_product_days_in_order",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["name", "id"], name="reference_products_by_name"),
            models.Index(fields=["category", "id"], name="reference_products_by_category"),
        ]

    def __str__(self) -> str:
        return self.name
