"""What a workbook's numbers and days are as text: as people see them, exactly."""

import re
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from math import floor, isfinite, ulp

EXCEL_1900, EXCEL_1904 = 1900, 1904
"""The day with which the days of a workbook are counted."""
ERROR_WITHOUT_VALUE = "#CALC!"
"""Stands for a formula whose result the workbook does not hold."""

LAST_DAY_NUMBER = 2_958_465
"""The last day of the year 9999, behind which Excel shows no day."""
_LAST_SERIAL = {EXCEL_1900: LAST_DAY_NUMBER, EXCEL_1904: 2_957_003}
# Excel counts 29 February 1900, a day that there never was.
_LEAP_BUG = 60
_DAY_MILLISECONDS = 86_400_000
_SECOND = 1000

_WHOLE = re.compile(r"-?[0-9]+")
_SHORT = re.compile(r"-?[0-9]+\.[0-9]+")
_EXACT_DIGITS = 15
"""Significant digits that every double keeps; Excel shows no more."""
_NOISE_DIGITS = 13
_NOISE_STEPS = 8


class Shown(Enum):
    """As what a number format shows a number."""

    NUMBER = 0
    DAY = 1
    TIME = 2


def number_text(raw: str) -> str:
    """A number as it stands in a workbook as plain digits: no exponent, no `.0`, no noise.

    Workbooks hold 17 digits of a double. The shortest form that is the same double is meant; where
    arithmetic left it some steps beside a much shorter number, as 0.1 + 0.2 does, that one is. What
    is no number comes back as it is.
    """
    if _WHOLE.fullmatch(raw):
        return raw
    if _SHORT.fullmatch(raw) and len(raw) <= _EXACT_DIGITS:
        return raw.removesuffix(".0")
    try:
        value = float(raw)
        exact = Decimal(raw)
    except (ValueError, ArithmeticError):
        return raw
    if not isfinite(value):
        return raw
    if value == floor(value):
        whole = exact if exact == exact.to_integral_value() else Decimal(value)
        return f"{whole.to_integral_value():f}"
    shortest = Decimal(repr(value))
    if _digits(exact) <= _digits(shortest):
        shortest = exact
    return f"{_without_noise(value, shortest):f}"


def _digits(number: Decimal) -> int:
    return len(number.as_tuple().digits)


def _without_noise(value: float, shortest: Decimal) -> Decimal:
    short = Decimal(f"{value:.{_EXACT_DIGITS}g}").normalize()
    near = abs(float(short) - value) <= _NOISE_STEPS * ulp(value)
    return short if near and _digits(short) <= _NOISE_DIGITS else shortest


def day_text(raw: str, system: int, shown: Shown) -> str:
    """The day or time that a workbook shows for a number; the number itself if it can show none.

    Day 60 of the system that begins in 1900 is the 29 February 1900 that Excel shows.
    """
    try:
        serial = float(raw)
    except ValueError:
        return raw
    if not isfinite(serial) or serial < 0:
        return number_text(raw)
    day, milliseconds = divmod(round(serial * _DAY_MILLISECONDS), _DAY_MILLISECONDS)
    if day > _LAST_SERIAL[system]:
        return number_text(raw)
    clock = _clock(milliseconds)
    if day == 0 and (shown is Shown.TIME or (system == EXCEL_1900 and milliseconds)):
        return clock
    named = _day(day, system)
    if named is None:
        return number_text(raw)
    return named if not milliseconds else f"{named} {clock}"


@lru_cache(maxsize=50_000)
def _day(day: int, system: int) -> str | None:
    if system == EXCEL_1904:
        return (date(1904, 1, 1) + timedelta(days=day)).isoformat()
    if day == 0:
        return None
    if day == _LEAP_BUG:
        return "1900-02-29"
    first = date(1899, 12, 31) if day < _LEAP_BUG else date(1899, 12, 30)
    return (first + timedelta(days=day)).isoformat()


def _clock(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, _SECOND)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    text = f"{hour:02}:{minute:02}:{second:02}"
    return f"{text}.{rest:03}" if rest else text


# Built-in formats by number; 27 to 36 and 50 to 58 are those of East Asian versions.
_BUILT_IN_DAYS = frozenset({14, 15, 16, 17, 22, *range(27, 32), 36, *range(50, 55), 57, 58})
_BUILT_IN_TIMES = frozenset({18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56})
_LITERALS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)
_PARTS_OF_SECONDS = re.compile(r"s\.0+")
_PADDED = re.compile(r"0{2,}")


def shown_by(number: int, code: str | None) -> Shown:
    """As what a number format shows numbers; `code` is None for the built-in ones."""
    if code is None:
        if number in _BUILT_IN_DAYS:
            return Shown.DAY
        return Shown.TIME if number in _BUILT_IN_TIMES else Shown.NUMBER
    plain = _PARTS_OF_SECONDS.sub("s", _LITERALS.sub("", code.split(";")[0]).lower())
    if re.search("[0#?]", plain):
        return Shown.NUMBER
    if re.search("[yd]", plain) or ("m" in plain and not re.search("[hs]", plain)):
        return Shown.DAY
    return Shown.TIME if re.search("[hms]", plain) else Shown.NUMBER


def padding_of(code: str | None) -> int:
    """To how many digits a format such as `0000` fills a whole number up with zeros; 0 for none."""
    return len(code) if code is not None and _PADDED.fullmatch(code) else 0


def padded(text: str, width: int) -> str:
    """A whole number filled up with zeros, as its format shows it."""
    return text.zfill(width) if text.isdigit() else text
