"""The usual forms of numbers, read by Arrow: plain digits, and groups of three with a sign."""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mainstay.apps.ledger.cleaning.numbers import (
    EXACT_PLACES,
    GROUPED,
    MARK_CHANGE,
    WHOLE_DIGITS,
)
from mainstay.apps.ledger.cleaning.width import FULL_WIDTH

# One digit less than fits, so that none of these can be out of range.
_PLAIN = rf"^-?[0-9]{{1,{WHOLE_DIGITS - 1}}}(?:\.[0-9]{{1,{EXACT_PLACES}}})?$"
_SHORT = rf"^-?[0-9]{{1,{WHOLE_DIGITS - 1}}}(?:\.[0-9]{{1,4}})?$"
_MARKS = "[¥￥$€£]"
_DECORATED = rf"^{_MARKS}?-?[0-9]{{1,3}}(?:,[0-9]{{3}}){{0,3}}(?:\.[0-9]{{1,{EXACT_PLACES}}})?$"


@dataclass(frozen=True, slots=True)
class UsualNumbers:
    """What could be read of distinct texts."""

    digits: pa.Array
    """Digits with a point; null where a text has another form."""
    usual: np.ndarray
    """A flag per text: it has a usual form."""
    changes: dict[str, np.ndarray] = field(default_factory=dict)
    """A flag per text, by change."""
    marks: pa.Array | None = None
    """The currency sign of each text that has one."""
    all_short: bool = False
    """Every text is usual and has no more decimal places than the ledger keeps."""


def usual_numbers(texts: pa.Array, decimal_comma: bool) -> UsualNumbers:
    """Bring the texts of usual form into digits that Arrow can convert."""
    plain = _matches(texts, _in_style(_SHORT, decimal_comma))
    if plain.all():
        return UsualNumbers(_with_point(texts, decimal_comma), plain, all_short=True)
    plain = _matches(texts, _in_style(_PLAIN, decimal_comma))
    if plain.all():
        return UsualNumbers(_with_point(texts, decimal_comma), plain)
    decorated = ~plain & _matches(texts, _in_style(_DECORATED, decimal_comma))
    usual = plain | decorated
    chosen = pc.if_else(pa.array(usual), texts, None)
    if not decorated.any():
        return UsualNumbers(_with_point(chosen, decimal_comma), usual)
    marked = decorated & _matches(texts, f"^{_MARKS}")
    marks = pc.replace_substring(pc.utf8_slice_codeunits(texts, 0, 1), "￥", "¥")
    separator = "." if decimal_comma else ","
    digits = pc.replace_substring_regex(chosen, rf"[{separator}¥￥$€£]", "")
    return UsualNumbers(
        digits=_with_point(digits, decimal_comma),
        usual=usual,
        changes={
            MARK_CHANGE: marked,
            GROUPED: decorated & _matches(texts, rf"[{separator}]"),
            FULL_WIDTH: decorated & _matches(texts, "^￥"),
        },
        marks=pc.if_else(pa.array(marked), marks, None) if marked.any() else None,
    )


def _in_style(pattern: str, decimal_comma: bool) -> str:
    """A pattern for numbers with a decimal comma, made from the one for a decimal point."""
    if not decimal_comma:
        return pattern
    return pattern.replace(r"\.", "\0").replace(",[0-9]", r"\.[0-9]").replace("\0", ",")


def _matches(texts: pa.Array, pattern: str) -> np.ndarray:
    found = pc.match_substring_regex(texts, pattern)
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=bool)


def _with_point(texts: pa.Array, decimal_comma: bool) -> pa.Array:
    return pc.replace_substring(texts, ",", ".") if decimal_comma else texts
