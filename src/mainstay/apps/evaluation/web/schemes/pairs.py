"""Comparisons in pairs as fields of a form: one half is filled by hand, the other follows; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

from mainstay.analytics.scoring.scorecard import OF_DIMENSIONS

Pairs = dict[tuple[str, str, str], str]
"""What was said of each pair: by group, first and second thing, how many times as much the first
matters."""
SAME = "1"
_BETWEEN = "|"


def field_name(group: str, first: str, second: str) -> str:
    """What the field of a pair is called."""
    return _BETWEEN.join(("pair", group, first, second))


def sent_pairs(data: Mapping[str, str]) -> Pairs:
    """The pairs among the fields that were sent."""
    found = {}
    for name, value in data.items():
        match name.split(_BETWEEN):
            case ["pair", group, first, second]:
                found[group, first, second] = value.strip()
    return found


def compared_groups(lines: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    """The things that are compared with each other, by group; `lines` are indicator and dimension.

    Dimensions are compared, and within each of them its indicators, where there are two or more.
    """
    members: dict[str, list[str]] = {}
    for indicator, dimension in lines:
        if indicator and dimension:
            members.setdefault(dimension, []).append(indicator)
    groups = {OF_DIMENSIONS: list(members), **members}
    return {group: things for group, things in groups.items() if len(things) > 1}


def pairs_of(weights: Mapping[str, Any], lines: Sequence[tuple[str, str]]) -> Pairs:
    """The pairs that a definition's weights state."""
    within = weights.get("within", {})
    matrices = {OF_DIMENSIONS: weights.get("dimensions"), **within}
    return {
        (group, things[row], things[column]): matrices[group][row][column]
        for group, things in compared_groups(lines).items()
        if matrices.get(group)
        for row, column in combinations(range(len(things)), 2)
    }


def weights_from(
    pairs: Pairs, lines: Sequence[tuple[str, str]], reason: str = ""
) -> dict[str, Any]:
    """The weights of a definition that the pairs state; a pair of which nothing is said is even."""
    matrices = {
        group: matrix(group, things, pairs) for group, things in compared_groups(lines).items()
    }
    made: dict[str, Any] = {"method": "ahp"}
    if OF_DIMENSIONS in matrices:
        made["dimensions"] = matrices.pop(OF_DIMENSIONS)
    if matrices:
        made["within"] = matrices
    return made | ({"reason": reason} if reason else {})


def matrix(group: str, things: Sequence[str], pairs: Pairs) -> list[list[str]]:
    """All comparisons of a group, row by row."""
    return [[said(pairs, group, first, second) for second in things] for first in things]


def said(pairs: Pairs, group: str, first: str, second: str) -> str:
    """How many times as much the first of two matters, whichever way round it was said."""
    if first == second:
        return SAME
    if (group, first, second) in pairs:
        return pairs[group, first, second]
    return reciprocal(pairs.get((group, second, first), SAME))


def reciprocal(judgement: str) -> str:
    """The other direction of a comparison; what is no number stays as it is."""
    try:
        return str(1 / Fraction(judgement))
    except (ValueError, ZeroDivisionError):
        return judgement


def each_pair(things: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Every two of some things, in their order."""
    return combinations(things, 2)
