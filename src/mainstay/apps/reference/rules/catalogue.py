"""What products, product lines, regions and industries must be."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from mainstay.apps.reference.rules.rates import FIRST_YEAR, LAST_YEAR, Problem
from mainstay.kernel.text import has_controls, search_form

LONGEST_TEXTS = {"code": 64, "name": 200, "unit": 40, "category": 200}
_NEEDED = ("code", "name")


class VersionConflict(Exception):
    """Somebody else changed it since it was read."""


def text_problems(facts: Mapping[str, Any]) -> Iterator[Problem]:
    """What is wrong with the texts: missing, too long, or with control characters."""
    for field, longest in LONGEST_TEXTS.items():
        text = facts.get(field)
        if text is None:
            continue
        if not text and field in _NEEDED:
            yield Problem(field, "missing")
        elif len(text) > longest:
            yield Problem(field, "too_long")
        elif has_controls(text):
            yield Problem(field, "control_characters")


def period_problems(sold_from: date | None, sold_until: date | None) -> Iterator[Problem]:
    """What is wrong with the first and the last day of a product."""
    for field, day in (("sold_from", sold_from), ("sold_until", sold_until)):
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            yield Problem(field, "year_out_of_range")
    if sold_from and sold_until and sold_until < sold_from:
        yield Problem("sold_until", "last_before_first")


def search_text(code: str, name: str) -> str:
    """What a search looks through, one part per line so that no hit spans two of them."""
    return "\n".join(search_form(part) for part in (code, name))
