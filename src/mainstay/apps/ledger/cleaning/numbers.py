"""Numbers as people write them, read exactly.

Read: thousands separators in groups of three, full-width digits and signs, one currency sign or
code in front or behind, a minus in front or behind, parentheses for negative, a plus sign. With a
decimal comma the separators are points or spaces.

Refused: NaN, Infinity, hexadecimal, `1_000`, groups of another length, two signs, and scientific
notation in text. A spreadsheet writes `1.23E+05` after it has thrown the other digits away, so the
number that was meant is not known. Floating-point columns of Parquet files are read by their
shortest decimal form instead, which loses nothing.
"""

import re
from decimal import ROUND_05UP, ROUND_HALF_EVEN, Context, Decimal

from mainstay.apps.ledger.cleaning.currencies import MARKS
from mainstay.apps.ledger.cleaning.parsed import Parsed
from mainstay.apps.ledger.cleaning.width import tidied
from mainstay.kernel.money import quantize

WHOLE_DIGITS = 14
"""DECIMAL(18,4) holds this many digits before the point."""
EXACT_PLACES = 22
"""Decimal places kept for calculations. Further ones only tell on which side of them a value is."""
LIMIT = Decimal(10) ** WHOLE_DIGITS

NOT_A_NUMBER = "not_a_number"
NOT_A_WHOLE_NUMBER = "not_a_whole_number"
OUT_OF_RANGE = "out_of_range"
SHARE_OUT_OF_RANGE = "share_out_of_range"
LINE_NO_OUT_OF_RANGE = "line_no_out_of_range"
ROUNDED = "rounded"
MARK_CHANGE = "currency_sign"
GROUPED = "thousands_separators"

# The smallest double written out in digits has fewer characters.
_LONGEST = 400

# Operators of Decimal round to 28 digits; calculations go through this context instead.
EXACT = Context(prec=200, rounding=ROUND_HALF_EVEN)

_MARK = "|".join(sorted(map(re.escape, MARKS), key=len, reverse=True))
_SHAPE = re.compile(
    rf"""
    (?P<open>\()?\s*
    (?P<sign>[+-])?\s*(?P<mark>{_MARK})?\s*(?P<inner>[+-])?\s*
    (?P<digits>[0-9.,][0-9.,\u0020\u00a0\u202f]*?)\s*
    (?P<trailing>-)?\s*(?P<suffix>{_MARK})?
    \s*(?P<close>\))?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_TENTHS_PAID = re.compile(r"([0-9]{1,2}(?:\.[0-9]{1,2})?|[一二三四五六七八九]{1,2})\s*折")
_CHINESE_DIGITS = str.maketrans("一二三四五六七八九", "123456789")
_TEN = 10
_WITH_POINT = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]*)?|\.[0-9]+")
_WITH_COMMA = re.compile(
    r"(?:[0-9]+|[0-9]{1,3}(?:([.\u0020\u00a0\u202f])[0-9]{3})(?:\1[0-9]{3})*)(?:,[0-9]*)?|,[0-9]+"
)
_SEPARATORS_OF_COMMA = re.compile(r"[.\u0020\u00a0\u202f]")


def parse_decimal(text: str, *, decimal_comma: bool = False) -> Parsed[Decimal]:
    """Read a number exactly; this function defines what a number is.

    Problems: `not_a_number`; `out_of_range` from 10^14 on. Changes: `trimmed`, `full_width`,
    `thousands_separators`, `currency_sign`, `parentheses`, `trailing_minus`. The value is not
    rounded, but for decimal places beyond the 22nd, which are replaced by one digit that keeps
    every later rounding right (IBM's "round to prepare for shorter precision").
    """
    plain, tidying = tidied(text)
    if not plain:
        return Parsed(changes=tidying)
    shape = _SHAPE.fullmatch(plain) if len(plain) <= _LONGEST else None
    if shape is None:
        return Parsed(problem=NOT_A_NUMBER)
    part = shape.groupdict()
    signs = [part["sign"], part["inner"], part["trailing"], part["open"]]
    balanced = bool(part["open"]) == bool(part["close"])
    number = _digits(part["digits"], decimal_comma)
    if len([sign for sign in signs if sign]) > 1 or not balanced or number is None:
        return Parsed(problem=NOT_A_NUMBER)
    if part["mark"] and part["suffix"]:
        return Parsed(problem=NOT_A_NUMBER)
    digits, grouped = number
    value = Decimal(digits)
    if part["open"] or "-" in signs:
        value = value.copy_negate() if value else value
    changes = [
        *tidying,
        *([GROUPED] if grouped else []),
        *([MARK_CHANGE] if part["mark"] or part["suffix"] else []),
        *(["parentheses"] if part["open"] else []),
        *(["trailing_minus"] if part["trailing"] else []),
    ]
    return bounded(value, tuple(changes))


def bounded(value: Decimal, changes: tuple[str, ...] = ()) -> Parsed[Decimal]:
    """A value if the ledger can hold it once it is rounded to four places."""
    if not (fits(value) and fits(quantize(value))):
        return Parsed(problem=OUT_OF_RANGE, changes=changes)
    if _places(value) > EXACT_PLACES:
        value = value.quantize(Decimal(1).scaleb(-EXACT_PLACES), ROUND_05UP, EXACT)
    return Parsed(value, changes=changes)


def fits(value: Decimal) -> bool:
    """Whether the ledger has digits enough for a value."""
    return -LIMIT < value < LIMIT


def parse_share(text: str, *, decimal_comma: bool = False) -> Parsed[Decimal]:
    """Read a share between 0 and 1, such as a discount; `15%` is 0.15 (change `percent`).

    It is what is taken off. `8.5折` and `85折` say instead what is paid: 0.15 is taken off (change
    `tenths_paid`). Problems: `not_a_number`; `share_out_of_range` outside 0 … 1.
    """
    plain, tidying = tidied(text)
    if paid := _TENTHS_PAID.fullmatch(plain):
        number = Decimal(paid[1].translate(_CHINESE_DIGITS))
        share = number.scaleb(-1 if number <= _TEN else -2)
        return Parsed(EXACT.subtract(1, share), changes=(*tidying, "tenths_paid"))
    parsed = parse_figure(text, decimal_comma=decimal_comma)
    if parsed.value is not None and not 0 <= parsed.value <= 1:
        return Parsed(problem=SHARE_OUT_OF_RANGE, changes=parsed.changes)
    return parsed


def parse_figure(text: str, *, decimal_comma: bool = False) -> Parsed[Decimal]:
    """Read a number that may be written in per cent: `15%` is 0.15 (change `percent`)."""
    plain, tidying = tidied(text)
    if not plain.endswith("%"):
        return parse_decimal(text, decimal_comma=decimal_comma)
    parsed = parse_decimal(plain[:-1], decimal_comma=decimal_comma)
    if parsed.value is None:
        return Parsed(problem=parsed.problem or NOT_A_NUMBER)
    changes = dict.fromkeys((*tidying, *parsed.changes, "percent"))
    return bounded(parsed.value.scaleb(-2, EXACT), tuple(changes))


def currency_mark(text: str) -> str | None:
    """The currency sign or code in a text that `parse_decimal` reads, None without one."""
    shape = _SHAPE.fullmatch(tidied(text)[0])
    mark = shape and (shape["mark"] or shape["suffix"])
    return mark.upper() if mark else None


def _digits(text: str, decimal_comma: bool) -> tuple[str, bool] | None:
    """The digits with a point and without separators, and whether there were any."""
    if decimal_comma:
        if not _WITH_COMMA.fullmatch(text):
            return None
        joined = _SEPARATORS_OF_COMMA.sub("", text)
        return joined.replace(",", "."), joined != text
    if not _WITH_POINT.fullmatch(text):
        return None
    joined = text.replace(",", "")
    return joined, joined != text


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0
