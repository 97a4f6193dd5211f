"""Numbers, money and dates in the reader's way of writing.

Chinese readers count in 万 and 亿, English ones in K, M and B. The scripts of the pages write the
same figures by the same rules (frontend/src/numbers.ts); both are tested on numbers.json.
"""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from django.utils import timezone
from django.utils.translation import get_language

Figure = Decimal | float | int

_ENGLISH = ((Decimal(10**9), "B"), (Decimal(10**6), "M"), (Decimal(10**3), "K"))
_UNITS = {
    "zh-hans": ((Decimal(10**8), "亿"), (Decimal(10**4), "万")),
    "zh-hant": ((Decimal(10**8), "億"), (Decimal(10**4), "萬")),
}
_SYMBOLS = {
    "CNY": "¥",
    "EUR": "€",
    "GBP": "£",
    "HKD": "HK$",
    "JPY": "JP¥",
    "TWD": "NT$",
    "USD": "$",
}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""As English readers write them."""
MINUS = "−"
_TEN, _HUNDRED = Decimal("9.995"), Decimal("99.95")
"""From here on a figure is written as ten, with one decimal less, and as a hundred."""


def short_number(value: Figure, plain_digits: int = 0) -> str:
    """At least three digits that count: 1.23亿, 12.3万, 1,235万, 12.3K; small values stay plain."""
    exact = _decimal(value)
    size = abs(exact)
    units = _UNITS.get(get_language() or "", _ENGLISH)
    for index, (unit, name) in enumerate(units):
        # 9,999.6万 would be rounded to 10,000万, so it is 1.00亿 already.
        step = units[index + 1][0] if index + 1 < len(units) else _last_place(plain_digits)
        if size >= unit - step / 2:
            return _signed(exact, _in_unit(size / unit)) + name
    return _signed(exact, _grouped(size, plain_digits))


def full_number(value: Figure, digits: int = 0) -> str:
    """All digits, in groups of three: 1,234,567."""
    exact = _decimal(value)
    return _signed(exact, _grouped(abs(exact), digits))


def short_money(value: Figure, currency: str) -> str:
    """An amount to be read at a glance: ¥1.23亿, $12.3K."""
    return _with_symbol(short_number(value, plain_digits=2), currency)


def full_money(value: Figure, currency: str) -> str:
    """An amount with two decimals, or up to four where they are not zero: ¥1,234.50."""
    exact = _decimal(value).quantize(_last_place(4))
    needed = max(2, -int(exact.normalize().as_tuple().exponent)) if exact else 2
    return _with_symbol(full_number(exact, needed), currency)


def percent(share: Figure, digits: int = 1) -> str:
    """A share of one as a percentage: 12.3%."""
    return f"{full_number(_decimal(share) * 100, digits)}%"


def currency_symbol(currency: str) -> str:
    """The sign before an amount: ¥; a currency without one is named: ``SGD ``."""
    return _SYMBOLS.get(currency, f"{currency} " if currency else "")


def day(value: date) -> str:
    """A day: 2024-02-29 for Chinese readers, 29 Feb 2024 for English ones."""
    if _reads_chinese():
        return value.isoformat()[:10]
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def month(value: date) -> str:
    """A month: 2024年2月, Feb 2024."""
    if _reads_chinese():
        return f"{value.year}年{value.month}月"
    return f"{_MONTHS[value.month - 1]} {value.year}"


def moment(value: datetime) -> str:
    """A day and a time in the zone in force: 2024-02-29 14:05."""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    if _reads_chinese():
        return local.isoformat(" ", "minutes")[:16]
    return f"{day(local)}, {local:%H:%M}"


def _reads_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def _decimal(value: Figure) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _in_unit(scaled: Decimal) -> str:
    if scaled < _TEN:
        return _grouped(scaled, 2)
    return _grouped(scaled, 1 if scaled < _HUNDRED else 0)


def _grouped(size: Decimal, digits: int) -> str:
    return f"{size.quantize(_last_place(digits), ROUND_HALF_UP):,f}"


@cache
def _last_place(digits: int) -> Decimal:
    return Decimal(1).scaleb(-digits)


def _signed(value: Decimal, size: str) -> str:
    return MINUS + size if value < 0 and any(digit in size for digit in "123456789") else size


def _with_symbol(figure: str, currency: str) -> str:
    sign = MINUS if figure.startswith(MINUS) else ""
    return f"{sign}{currency_symbol(currency)}{figure.removeprefix(MINUS)}"
