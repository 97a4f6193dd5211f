"""Custom fields: facts of customers that a company defines for itself.

Filters, columns, files and the interface for programs know a field as ``custom.`` and its code, so
that none ever meets a fact that customers have already.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.conf import settings
from django.utils.translation import get_language

PREFIX = "custom."
YES, NO = "yes", "no"
"""How an answer is kept, filtered and written into files."""

Value = str | int | Decimal | date | bool
"""A value by the type of its field: text and choice, whole number, decimal, date, yes or no."""


class FieldType(StrEnum):
    """What a custom field holds."""

    TEXT = "text"
    WHOLE = "whole"
    DECIMAL = "decimal"
    DAY = "date"
    YES_NO = "yes_no"
    CHOICE = "choice"


NUMBERS = frozenset({FieldType.WHOLE, FieldType.DECIMAL})


def said_in(names: Mapping[str, str], language: str | None = None) -> str:
    """A name in a language, by default the reader's; one in another where it has none."""
    wanted = (language or get_language() or settings.LANGUAGE_CODE).lower()
    kindred = [code for code, _name in settings.LANGUAGES if code[:2] == wanted[:2]]
    for code in (wanted, *kindred, *(code for code, _name in settings.LANGUAGES)):
        if names.get(code):
            return names[code]
    return ""


@dataclass(frozen=True, slots=True)
class CustomChoice:
    """One of the values of a choice. An archived one stays where it is and is no longer offered."""

    code: str
    names: Mapping[str, str]
    is_archived: bool = False

    @property
    def label(self) -> str:
        """What the reader's language calls it."""
        return said_in(self.names) or self.code


@dataclass(frozen=True, slots=True)
class CustomField:
    """A custom field in use: what it is called, and which values it takes.

    `longest` is of texts; `least` and `most` are of numbers and dates.
    """

    key: int
    code: str
    names: Mapping[str, str]
    helps: Mapping[str, str]
    type: FieldType
    is_required: bool = False
    longest: int | None = None
    least: Decimal | date | None = None
    most: Decimal | date | None = None
    choices: tuple[CustomChoice, ...] = ()

    @property
    def name(self) -> str:
        """What filters, columns, files and errors know it by."""
        return f"{PREFIX}{self.code}"

    @property
    def label(self) -> str:
        """What the reader's language calls it."""
        return said_in(self.names) or self.code

    @property
    def help(self) -> str:
        """What explains it beside a form's field; often nothing."""
        return said_in(self.helps)

    @property
    def offered(self) -> list[tuple[str, str]]:
        """The choices that one can still choose."""
        return [(each.code, each.label) for each in self.choices if not each.is_archived]

    @property
    def known(self) -> dict[str, str]:
        """What each choice is called, archived ones too."""
        return {each.code: each.label for each in self.choices}
