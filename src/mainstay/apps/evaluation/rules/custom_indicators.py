"""Which definitions of an indicator make sense; pure."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypedDict

from mainstay.analytics.formulas.parsing import FormulaError, parse
from mainstay.analytics.formulas.syntax import Node, names_in
from mainstay.analytics.indicators import DEFINABLE_UNITS, Better
from mainstay.kernel.text import has_controls

LONGEST_CODE = 24
LONGEST_NAME = 80
LONGEST_DEFINITION = 300
LONGEST_ORIGIN = 200
MOST_INDICATORS = 100
FORMULA, EXTERNAL = "formula", "external"
"""Where the figures of an indicator of one's own come from."""
_CODE = re.compile(r"[a-z][a-z0-9_]*")


class Dimension(StrEnum):
    """What an indicator tells of a customer."""

    VALUE = "value"
    LOYALTY = "loyalty"
    SATISFACTION = "satisfaction"
    POTENTIAL = "potential"
    RISK = "risk"
    STRATEGIC_FIT = "strategic_fit"


class Change(TypedDict, total=False):
    """What can be changed of an indicator that the company defines."""

    names: dict[str, str]
    definitions: dict[str, str]
    unit: str
    dimension: str
    better: str
    formula: str
    field_right: str
    adds_up: bool


class Definition(Change, total=False):
    """What is said when one is defined: its code, too, and where its figures come from."""

    code: str
    source: str


class IndicatorVersionConflict(Exception):
    """Somebody else changed the indicator since it was read."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a definition is refused: the field, a code, and what its words name."""

    field: str
    code: str
    named: str = ""
    position: int | None = None
    """Of a formula, where the trouble begins, from 1."""


def definition_problems(said: Mapping[str, Any]) -> Iterator[Problem]:
    """What is wrong with a definition, but for its formula."""
    code = said["code"]
    if not code:
        yield Problem("code", "missing")
    elif len(code) > LONGEST_CODE or not _CODE.fullmatch(code):
        yield Problem("code", "indicator_code", str(LONGEST_CODE))
    if not any(said["names"].values()):
        yield Problem("names", "missing")
    for field, longest in (("names", LONGEST_NAME), ("definitions", LONGEST_DEFINITION)):
        for text in said[field].values():
            if len(text) > longest:
                yield Problem(field, "too_long", str(longest))
            elif has_controls(text):
                yield Problem(field, "control_characters")
    for field, known in (
        ("unit", DEFINABLE_UNITS),
        ("dimension", tuple(Dimension)),
        ("better", tuple(Better)),
        ("source", (FORMULA, EXTERNAL)),
    ):
        if said[field] not in known:
            yield Problem(field, "unknown_choice")
    yield from _problems_of_source(said)


def _problems_of_source(said: Mapping[str, Any]) -> Iterator[Problem]:
    """What belongs to figures from files does not belong to a formula, and the other way round."""
    if said["source"] == EXTERNAL:
        if said["formula"]:
            yield Problem("formula", "no_formula")
        return
    for field in ("field_right", "adds_up"):
        if said[field]:
            yield Problem(field, "only_of_files")


def origin_problem(text: str) -> Problem | None:
    """Why a text does not say who published figures."""
    if not text.strip():
        return Problem("origin", "missing")
    if len(text.strip()) > LONGEST_ORIGIN:
        return Problem("origin", "too_long", str(LONGEST_ORIGIN))
    return Problem("origin", "control_characters") if has_controls(text) else None


def read_formula(text: str, known: Iterable[str]) -> Node | Problem:
    """The formula that a text says, or why it is none: `known` are codes that may stand in it."""
    try:
        tree = parse(text)
    except FormulaError as error:
        return Problem("formula", f"formula_{error.problem}", error.text, error.position + 1)
    allowed = frozenset(known)
    for name in names_in(tree):
        if name.code not in allowed:
            return Problem("formula", "formula_unknown_indicator", name.code, name.position + 1)
    return tree


def rests_on(code: str, made_of: Callable[[str], Iterable[str]], wanted: str) -> bool:
    """Whether an indicator is made of another one, through however many."""
    seen: set[str] = set()
    waiting = [code]
    while waiting:
        each = waiting.pop()
        if each == wanted:
            return True
        if each not in seen:
            seen.add(each)
            waiting += made_of(each)
    return False


def in_order_of_making(made_of: Mapping[str, Iterable[str]]) -> list[str]:
    """The codes so that each stands behind those it is made of; there is no circle among them."""
    done: dict[str, None] = {}

    def make(code: str) -> None:
        if code in done or code not in made_of:
            return
        for each in made_of[code]:
            make(each)
        done[code] = None

    for code in made_of:
        make(code)
    return list(done)
