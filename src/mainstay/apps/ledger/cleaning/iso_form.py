"""Dates in the usual forms other than ISO 8601, written in its form so that Arrow can read them."""

import pyarrow as pa
import pyarrow.compute as pc

from mainstay.apps.ledger.cleaning.day_month import DayOrder

_ISO = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T][0-9]{2}:|$)"
_CLOCK = r"(?: ([0-9]{1,2}:[0-9:.]*))?$"
_YEAR_FIRST = (
    r"^([0-9]{4})/([0-9]{1,2})/([0-9]{1,2})",
    r"^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})",
    r"^([0-9]{4})\.([0-9]{1,2})\.([0-9]{1,2})",
    r"^([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日",
)
_YEAR_LAST = (
    r"^([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})",
    r"^([0-9]{1,2})-([0-9]{1,2})-([0-9]{4})",
    r"^([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})",
)


def in_iso_form(texts: pa.Array, day_order: DayOrder | None) -> pa.Array:
    """Local times in ISO form as far as they have a usual form; the others stay as they are.

    Days and months that do not exist are rewritten as well: whoever reads the result checks it.
    """
    if pc.all(pc.match_substring_regex(texts, _ISO)).as_py():
        return texts
    forms = [(pattern, r"\1-0\2-0\3") for pattern in _YEAR_FIRST]
    if day_order == "day_first":
        forms += [(pattern, r"\3-0\2-0\1") for pattern in _YEAR_LAST]
    elif day_order == "month_first":
        forms += [(pattern, r"\3-0\1-0\2") for pattern in _YEAR_LAST]
    for pattern, date in forms:
        found = pc.match_substring_regex(texts, pattern + _CLOCK)
        if pc.any(found).as_py():
            texts = pc.if_else(found, _rewritten(texts, pattern, date), texts)
    return texts


def _rewritten(texts: pa.Array, pattern: str, date: str) -> pa.Array:
    """Every part gets a zero in front, which is then taken from the ones that had two digits."""
    long = pc.replace_substring_regex(texts, pattern + _CLOCK, date + r" 0\4")
    return pc.replace_substring_regex(
        pc.replace_substring_regex(long, r"([- ])0([0-9]{2})", r"\1\2"), " 0$", ""
    )
