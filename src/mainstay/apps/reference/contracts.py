"""What other subjects share with reference data: permissions, reasons, buttons."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mainstay.foundation.access.actor import Actor

CHANGE_RATES = "reference.rate.change"
"""The permission to set, import and remove rates."""
CHANGE_CALENDARS = "reference.calendar.change"
"""The permission to keep calendars, and to import days of theirs."""
CHANGE_PRODUCTS = "reference.product.change"
"""The permission to keep and import products and product lines."""
CHANGE_REGIONS = "reference.region.change"
"""The permission to keep and import regions."""
CHANGE_INDUSTRIES = "reference.industry.change"
"""The permission to keep and import industries."""
VIEW_FILES = "reference.file.view"
"""The permission to see which files of reference data were taken in, and their rejects."""
UNDO_FILES = "reference.file.undo"
"""The permission to undo them, for who keeps what they bring."""

REASONS: dict[str, Promise] = {
    "unknown_currency": _("This is not a currency."),
    "reporting_currency": _("This is the reporting currency itself: it needs no rate."),
    "year_out_of_range": _("Days from the year 1900 to the year 2200 can be kept."),
    "rate_not_positive": _("A rate is larger than 0."),
    "rate_too_large": _("The rate is too large: at most 10 digits stand before the decimals."),
    "rate_too_fine": _("A rate has at most 10 decimals, and 15 digits in all."),
    "rate_taken": _("There is a rate of this currency on this day already."),
    "unknown_country": _("The public holidays of this country are not known."),
    "no_weekday": _("Choose at least one day of the week."),
    "unknown_weekday": _("A week has the days 1 to 7."),
    "not_a_date": _("This is not a date."),
    "impossible_date": _("There is no such day in the calendar: check the day and the month."),
    "unknown_kind_of_day": _("This is neither “workday” nor “holiday”."),
    "day_twice": _("This day stands in the list twice."),
    "calendar_taken": _("There is a calendar of this name."),
    "default_stays": _("The default calendar can only be replaced by another one."),
    "too_many_days": _("A list can have 2000 days at most."),
    "code_in_use": _("This code is taken already."),
    "nothing_above": _("There is nothing of this code to stand below."),
    "above_itself": _("Nothing can stand above itself."),
    "unknown_line": _("There is no such product line."),
    "last_before_first": _("The last day lies before the first one."),
    "not_empty": _("Something stands below it or belongs to it: archive it instead."),
    "given_to_people": _("It is given to people: take it from them first, or archive it."),
    "name_used": _("Its name is in use: archive it instead."),
    "missing": _("This is needed."),
    "too_long": _("This is too long."),
    "control_characters": _("This holds characters that cannot be seen."),
}
"""Why a fact was refused."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a fact of a file cannot be kept beside what is known: its place among the facts."""

    place: int
    field: str
    code: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a file does to a row: its facts as plain values, before (None for a new one), after."""

    key: str
    before: dict[str, Any] | None
    after: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Taken:
    """How many facts of a file were new, other than known, and known as they are.

    All others have a refusal each. `changes` and `confirmed`, the keys of what was known as it is,
    are what an undo needs.
    """

    created: int
    changed: int
    unchanged: int
    refusals: tuple[Refusal, ...] = ()
    changes: tuple[Change, ...] = field(default=(), compare=False, repr=False)
    confirmed: tuple[str, ...] = field(default=(), compare=False, repr=False)

    @property
    def counts(self) -> dict[str, Any]:
        """The numbers by name, as the audit trail tells them."""
        return {
            "created": self.created,
            "changed": self.changed,
            "unchanged": self.unchanged,
        }


@dataclass(frozen=True, slots=True)
class FileReject:
    """Why a record of a file was not taken; a record may have several reasons."""

    record: int
    line: int | None
    field: str
    code: str
    value: str


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A file of reference data as it was read, and what became of its records.

    records = created + changed + unchanged + rejected + blank. `kind` is one of `FileKind`;
    `calendar` says whose days it brings.
    """

    kind: str
    name: str
    sha256: str
    records: int
    created: int
    changed: int
    unchanged: int
    rejected: int
    blank: int
    rejects: Sequence[FileReject] = ()
    calendar: int | None = None


@dataclass(frozen=True, slots=True)
class UndoneFile:
    """What an undo does to the rows that a file made or changed; each is in one of the counts."""

    restored: int = 0
    """Have the facts from before the file again."""
    removed: int = 0
    """Were made by the file and are gone."""
    kept_confirmed: int = 0
    """Stay, because a later file brought the same."""
    kept_edited: int = 0
    """Stay, because they have other facts by now."""
    kept_in_use: int = 0
    """Stay, because something else needs them."""

    @property
    def counts(self) -> dict[str, int]:
        """The numbers by name."""
        return asdict(self)


UNDONE: dict[str, Promise] = {
    "restored": _("Changed back"),
    "removed": _("Removed"),
    "kept_confirmed": _("Kept because a later file brings the same"),
    "kept_edited": _("Kept because they have been changed since"),
    "kept_in_use": _("Kept because they are in use"),
}
"""What an undo of a file does, in the order in which it is told."""


class FileKind(TextChoices):
    """What a file of reference data brings."""

    RATES = "rates", _("Exchange rates")
    DAYS = "days", _("Days of a calendar")
    PRODUCTS = "products", _("Products")
    PRODUCT_LINES = "product-lines", _("Product lines")
    REGIONS = "regions", _("Regions")
    INDUSTRIES = "industries", _("Industries")


class Place(StrEnum):
    """A page of this subject that leads to pages of others."""

    RATES = "rates"
    """The list of exchange rates."""
    CALENDAR = "calendar"
    """A calendar; addresses that it leads to take its number."""
    PRODUCTS = "products"
    """The list of products."""
    PRODUCT_LINES = "product-lines"
    """The tree of product lines."""
    REGIONS = "regions"
    """The tree of regions."""
    INDUSTRIES = "industries"
    """The tree of industries."""


@dataclass(frozen=True, slots=True)
class PageAction:
    """A page of another subject that one of this subject leads to, such as importing a file.

    `icon` is a name of frontend/icons.txt; `query` follows the address. One that `fills`
    is offered where the list is empty, too.
    """

    place: Place
    code: str
    label: str | Promise
    url_name: str
    icon: str
    permission: str
    query: str = ""
    fills: bool = True


_registered: dict[str, PageAction] = {}


def register_page_action(action: PageAction) -> None:
    """Add a button. Raises ValueError when its code is taken by another one."""
    if _registered.setdefault(action.code, action) != action:
        raise ValueError(f"action {action.code} is registered twice")


def page_actions(actor: Actor, place: Place) -> list[PageAction]:
    """The buttons that the actor may use there, by code."""
    allowed = [
        each for each in _registered.values() if each.place is place and actor.may(each.permission)
    ]
    return sorted(allowed, key=lambda action: action.code)


@dataclass(frozen=True, slots=True)
class NameUse:
    """Rows of another subject that hold the name of a region or an industry as text.

    `count` says how many of them the actor sees, `address` where they are listed.
    """

    place: Place
    code: str
    label: str | Promise
    permission: str
    count: Callable[[Actor, str], int]
    address: Callable[[str], str]


_uses: dict[tuple[Place, str], NameUse] = {}


def register_name_use(use: NameUse) -> None:
    """Say who holds such names. Raises ValueError when the code is taken there."""
    if _uses.setdefault((use.place, use.code), use) != use:
        raise ValueError(f"use {use.code} of {use.place} is registered twice")


def name_uses(actor: Actor, place: Place) -> list[NameUse]:
    """Who holds names of this kind, as far as the actor may know; by code."""
    allowed = [
        each for each in _uses.values() if each.place is place and actor.may(each.permission)
    ]
    return sorted(allowed, key=lambda use: use.code)


ProductsUsed = Callable[[Collection[str]], set[str]]
"""Which of these codes of products something of another subject holds."""

_products_used: list[ProductsUsed] = []


def register_products_used(used: ProductsUsed) -> None:
    """Say who holds codes of products, so that an undo leaves such products in place."""
    if used not in _products_used:
        _products_used.append(used)


def products_used(codes: Collection[str]) -> set[str]:
    """Which of these codes of products are in use elsewhere."""
    found: set[str] = set()
    for used in _products_used:
        found |= used(codes)
    return found
