"""What a list is filtered by: conditions in groups, and how they are written in an address.

A condition is ``field:operator:value,value``. Conditions between bars are joined by *or* and make a
group; groups between semicolons are joined by *and*:
``region:is:East|region:is:South;name:starts:A``. A backslash before one of these signs makes it a
part of a value. Nothing of it is ever run: fields and operators are looked up in a list.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mainstay.kernel.text import has_controls

LONGEST = 2_000
"""Characters of a whole filter; an address has no room for more."""
MOST_CONDITIONS = 20
MOST_VALUES = 50
LONGEST_VALUE = 200
_SIGNS = re.compile(r"([\\:,|;])")
_PIECES = re.compile(r"\\(.)|([:,|;])|([^\\:,|;]+)|(\\)", re.DOTALL)
_PARTS = 3


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition as it was said; whether it means something is not known yet."""

    field: str
    operator: str
    values: tuple[str, ...] = ()

    def __str__(self) -> str:
        parts = [self.field, self.operator]
        if self.values:
            parts.append(",".join(_escaped(value) for value in self.values))
        return ":".join(parts)


Groups = tuple[tuple[Condition, ...], ...]
"""Conditions: of each group one has to be met."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a condition: its place in group and filter, its text, and a reason's code.

    `about` is what the reason names: an operator, a value, a limit.
    """

    group: int
    place: int
    text: str
    code: str
    about: str = ""


class InvalidFilter(ValueError):
    """A filter that means nothing, with what is wrong with each condition."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(", ".join(f"{fault.text}: {fault.code}" for fault in faults))
        self.faults = faults


def parse(text: str) -> Groups:
    """The conditions that a text says. Raises InvalidFilter for what is none."""
    if len(text) > LONGEST:
        raise InvalidFilter(Fault(0, 0, "", "filter_too_long", str(LONGEST)))
    if not text.strip():
        return ()
    groups = tuple(
        tuple(_condition(parts, at, place) for place, parts in enumerate(group))
        for at, group in enumerate(_split(text))
    )
    check_size(groups)
    return groups


def check_size(groups: Groups) -> None:
    """Raises InvalidFilter where there is more of something than anybody needs."""
    if sum(len(group) for group in groups) > MOST_CONDITIONS:
        raise InvalidFilter(Fault(0, 0, "", "too_many_conditions", str(MOST_CONDITIONS)))
    if len(written(groups)) > LONGEST:
        raise InvalidFilter(Fault(0, 0, "", "filter_too_long", str(LONGEST)))


def written(groups: Groups) -> str:
    """The text that says these conditions; `parse` reads it."""
    return ";".join("|".join(str(each) for each in group) for group in groups)


def without(groups: Groups, group: int, place: int) -> Groups:
    """The same filter without one condition; a group without any goes with its last one."""
    kept = (
        tuple(each for at, each in enumerate(conditions) if (number, at) != (group, place))
        for number, conditions in enumerate(groups)
    )
    return tuple(conditions for conditions in kept if conditions)


def put(groups: Groups, condition: Condition, group: int, place: int) -> Groups:
    """The same filter with a condition at a place; beyond the last place or group it is added."""
    listed = [list(each) for each in groups]
    if group >= len(listed):
        listed.append([condition])
    elif place >= len(listed[group]):
        listed[group].append(condition)
    else:
        listed[group][place] = condition
    return tuple(tuple(each) for each in listed)


def _escaped(value: str) -> str:
    return _SIGNS.sub(r"\\\1", value)


Parts = list[list[str]]
"""A condition being read: between its colons, the values between commas."""


def _split(text: str) -> Iterator[list[Parts]]:
    """Groups of conditions, each taken apart at its colons and commas."""
    parts: Parts = [[""]]
    group: list[Parts] = [parts]
    for literal, sign, plain, lone in _PIECES.findall(text):
        if sign == ";":
            yield group
            parts = [[""]]
            group = [parts]
        elif sign == "|":
            parts = [[""]]
            group.append(parts)
        elif sign == ":" and len(parts) < _PARTS:
            parts.append([""])
        elif sign == "," and len(parts) == _PARTS:
            parts[-1].append("")
        else:
            parts[-1][-1] += literal or sign or plain or lone
    yield group


def _condition(parts: Parts, group: int, place: int) -> Condition:
    field, operator = parts[0][0].strip(), parts[1][0].strip() if len(parts) > 1 else ""
    values = tuple(value.strip() for value in parts[2]) if len(parts) == _PARTS else ()
    text = ":".join(",".join(each) for each in parts)[:LONGEST_VALUE]
    if not field or not operator:
        raise InvalidFilter(Fault(group, place, text, "no_condition"))
    if _is_unprintable(text) or any(_is_unprintable(value) for value in values):
        shown = "".join(sign if sign.isprintable() else "\ufffd" for sign in text)
        raise InvalidFilter(Fault(group, place, shown, "control_characters"))
    return Condition(field, operator, values)


def _is_unprintable(text: str) -> bool:
    """Whether a text holds what no database takes: controls, halves of characters."""
    return has_controls(text) or any("\ud800" <= sign <= "\udfff" for sign in text)
