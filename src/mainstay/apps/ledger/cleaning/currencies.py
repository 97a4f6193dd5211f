"""Currencies: ISO 4217 codes, and the signs and names by which people mean them."""

import re

from mainstay.apps.ledger.cleaning.parsed import Parsed
from mainstay.apps.ledger.cleaning.width import tidied
from mainstay.kernel.currencies import CURRENCIES

UNKNOWN_CURRENCY = "unknown_currency"

_DOLLARS = frozenset(
    {"AUD", "BND", "BSD", "CAD", "FJD", "HKD", "JMD", "NZD", "SGD", "TTD", "TWD", "USD"}
)

# What may stand beside a number, and the currencies it can mean.
MARKS: dict[str, frozenset[str]] = {
    "¥": frozenset({"CNY", "JPY"}),
    "元": frozenset({"CNY", "HKD", "TWD"}),
    "RMB": frozenset({"CNY"}),
    "CN¥": frozenset({"CNY"}),
    "$": _DOLLARS,
    "US$": frozenset({"USD"}),
    "HK$": frozenset({"HKD"}),
    "€": frozenset({"EUR"}),
    "£": frozenset({"GBP"}),
} | {code: frozenset({code}) for code in ("CNY", "EUR", "GBP", "HKD", "JPY", "TWD", "USD")}

# What may stand in a currency column besides the code.
_NAMES = {
    "人民币": "CNY",
    "人民币元": "CNY",
    "元": "CNY",
    "RMB": "CNY",
    "CN¥": "CNY",
    "美元": "USD",
    "美金": "USD",
    "US$": "USD",
    "欧元": "EUR",
    "€": "EUR",
    "英镑": "GBP",
    "£": "GBP",
    "日元": "JPY",
    "日圆": "JPY",
    "港币": "HKD",
    "港元": "HKD",
    "HK$": "HKD",
    "新台币": "TWD",
    "台币": "TWD",
    "NT$": "TWD",
}
_CODE = re.compile(r"[A-Za-z]{3}")


def parse_currency(text: str) -> Parsed[str]:
    """Read a currency: its ISO 4217 code in either case, or a name or sign that means only one.

    Problem: `unknown_currency`. Changes: `trimmed`, `full_width`, `currency_name`.
    """
    plain, changes = tidied(text)
    if not plain:
        return Parsed(changes=changes)
    code = plain.upper()
    if _CODE.fullmatch(plain) and code in CURRENCIES:
        return Parsed(code, changes=changes)
    named = _NAMES.get(code)
    if named is None:
        return Parsed(problem=UNKNOWN_CURRENCY)
    return Parsed(named, changes=(*changes, "currency_name"))
