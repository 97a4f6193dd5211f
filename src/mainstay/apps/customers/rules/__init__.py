"""Pure decisions about customers: what is valid, what a search sees, where a hierarchy bites."""

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypedDict

from mainstay.kernel.identifiers import is_credit_code
from mainstay.kernel.money import quantize
from mainstay.kernel.text import has_controls

LONGEST_TEXTS = {
    "code": 64,
    "name": 200,
    "short_name": 200,
    "registration_number": 64,
    "industry": 200,
    "region": 200,
    "scale": 200,
    "source": 200,
}
LONGEST_TAG = 50
LONGEST_CONTACT_TEXTS = {
    "source": 80,
    "code": 64,
    "name": 200,
    "position": 200,
    "department": 200,
    "email": 254,
    "phone": 64,
    "mobile": 64,
    "wechat": 64,
    "notes": 4000,
}
LONGEST_FUNCTION = 80
"""What a member of an account team does, in so many signs at most."""
_LINES = "\t\r\n"
_NEEDED = frozenset({"code", "name"})
_ENDLESS = sys.maxsize
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_LOOKS_LIKE_CREDIT_CODE = re.compile(r"[0-9A-Z]{18}", re.IGNORECASE)
LARGEST_CAPITAL = Decimal("99999999999999.9999")


class Facts(TypedDict, total=False):
    """What a person can say about a customer. `parent` is a customer key, `owner` a person's id.

    `custom` are values of custom fields by their codes; None empties one.
    """

    code: str
    name: str
    short_name: str
    kind: str
    status: str
    registration_number: str
    industry: str
    region: str
    scale: str
    registered_capital: Decimal | None
    founded_on: date | None
    business_scope: str
    parent: int | None
    owner: int | None
    source: str
    tags: Sequence[str]
    to_be_completed: bool
    custom: Mapping[str, Any]


class ContactFacts(TypedDict, total=False):
    """What a person can say about a contact."""

    source: str
    code: str
    name: str
    position: str
    department: str
    email: str
    phone: str
    mobile: str
    wechat: str
    is_main: bool
    notes: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a field was refused, as a code; `contracts.reasons` has the words."""

    field: str
    code: str


class Overtaken(Exception):
    """Somebody else was faster; `told` is what programs are told about it."""

    def __init__(self, key: int, told: Mapping[str, Any] | None = None) -> None:
        super().__init__(key)
        self.told = dict(told or {})


class VersionConflict(Overtaken):
    """Somebody else changed the customer since it was read."""


class ContactVersionConflict(Overtaken):
    """Somebody else changed the contact since it was read."""


def tidy_tags(tags: Iterable[str]) -> list[str]:
    """The tags without blanks and doubles, in order of their names."""
    return sorted({tag.strip() for tag in tags} - {""})


def text_problems(facts: Facts) -> list[Problem]:
    """What is wrong with the texts: missing, too long, or with control characters."""
    missing, too_long, unwritable = [], [], []
    for field, value in facts.items():
        if not isinstance(value, str):
            continue
        if not value and field in _NEEDED:
            missing.append(Problem(field, "missing"))
        if len(value) > LONGEST_TEXTS.get(field, _ENDLESS):
            too_long.append(Problem(field, "too_long"))
        if has_controls(value, but=_LINES if field == "business_scope" else ""):
            unwritable.append(Problem(field, "control_characters"))
    tags = facts.get("tags", ())
    if any(len(tag) > LONGEST_TAG for tag in tags):
        too_long.append(Problem("tags", "too_long"))
    if any(has_controls(tag) for tag in tags):
        unwritable.append(Problem("tags", "control_characters"))
    return [*missing, *too_long, *unwritable]


def doubtful_texts(rows: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """The fields of which `text_problems` may say something in any of these rows.

    Found a column at a time, for in nearly all parts of nearly all files there is none.
    """
    doubtful = {"tags"} if any(row.get("tags") for row in rows) else set()
    for field in rows[0] if rows else ():
        texts = [value for row in rows if isinstance(value := row[field], str)]
        lengths = {len(text) for text in texts}
        missing = field in _NEEDED and 0 in lengths
        too_long = max(lengths, default=0) > LONGEST_TEXTS.get(field, _ENDLESS)
        if missing or too_long or not "".join(texts).isprintable():
            doubtful.add(field)
    return frozenset(doubtful)


def contact_problems(facts: ContactFacts) -> list[Problem]:
    """What is wrong with what is said about a contact."""
    texts = {field: value for field, value in facts.items() if isinstance(value, str)}
    problems = [Problem("name", "missing")] if texts.get("name", "x") == "" else []
    for field, value in texts.items():
        if len(value) > LONGEST_CONTACT_TEXTS[field]:
            problems.append(Problem(field, "too_long"))
        if has_controls(value, but=_LINES if field == "notes" else ""):
            problems.append(Problem(field, "control_characters"))
    if texts.get("email") and not _EMAIL.fullmatch(texts["email"]):
        problems.append(Problem("email", "not_an_email"))
    return problems


def function_problems(function: str) -> list[Problem]:
    """What is wrong with what a member of an account team is said to do."""
    if len(function) > LONGEST_FUNCTION:
        return [Problem("function", "too_long")]
    return [Problem("function", "control_characters")] if has_controls(function) else []


def digits_of(number: str) -> str:
    """A telephone number as its digits alone, so that ways of writing it do not matter."""
    return "".join(each for each in number if each.isdecimal())


def registration_problems(facts: Facts) -> list[Problem]:
    """Whether a registration number that has the shape of a Chinese credit code is a right one.

    Other countries' numbers have other lengths and are kept as they are.
    """
    number = facts.get("registration_number", "")
    if _LOOKS_LIKE_CREDIT_CODE.fullmatch(number) and not is_credit_code(number.upper()):
        return [Problem("registration_number", "wrong_check_digit")]
    return []


def figure_problems(facts: Facts, today: date) -> list[Problem]:
    """What is wrong with the capital and the day of foundation."""
    problems = []
    capital = facts.get("registered_capital")
    if capital is not None and not _can_be_kept(capital):
        problems.append(Problem("registered_capital", "out_of_range"))
    founded_on = facts.get("founded_on")
    if founded_on is not None and founded_on > today:
        problems.append(Problem("founded_on", "in_the_future"))
    return problems


def _can_be_kept(capital: Decimal) -> bool:
    """Whether an amount fits its column without being rounded."""
    in_range = capital.is_finite() and 0 <= capital <= LARGEST_CAPITAL
    return in_range and capital == quantize(capital)


def roots(parents: Mapping[int, int | None]) -> dict[int, int]:
    """For each node the top of its hierarchy, itself where it has no parent."""
    found: dict[int, int] = {}
    for start in parents:
        path = []
        node = start
        while node not in found:
            path.append(node)
            above = parents.get(node)
            if above is None:
                found[node] = node
                break
            node = above
        top = found[node]
        found.update(dict.fromkeys(path, top))
    return found
