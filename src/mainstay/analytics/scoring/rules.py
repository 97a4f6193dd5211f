"""Rules: what a grade asks for. This module has the contract, conditions and groups."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum
from typing import Protocol

import numpy as np

from mainstay.analytics.scoring.bounds import UNBOUNDED, Bound
from mainstay.analytics.scoring.population import Figures, Flags, Population
from mainstay.analytics.scoring.standings import Facts, Standings


class Outcome(StrEnum):
    """How a condition came out for one customer."""

    MET = "met"
    FAILED = "failed"
    MISSING = "missing"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Finding:
    """One leaf of a rule for one customer: what was asked, with the figures, as data.

    ``kind`` is ``condition``, ``pareto``, ``top`` or ``rfm``, ``coverage`` where too little is
    known to grade; the keys of ``figures`` belong to the kind.
    """

    kind: str
    outcome: Outcome
    figures: Mapping[str, Decimal | int | str | None]


@dataclass(frozen=True, eq=False)
class Verdict:
    """For each customer whether a rule holds, and whether anything in it could decide."""

    holds: Flags
    decided: Flags


@dataclass(frozen=True, eq=False)
class Way:
    """Bounds that together make a rule hold for a customer while all others stay as they are.

    ``missing`` tells per indicator whose missing figure keeps the way closed.
    """

    bounds: Mapping[str, Bound]
    open: Flags
    missing: Mapping[str, Flags]


Moved = Mapping[str, Figures]
"""Changed figures: each customer's own, tried by itself while all others stay as they are."""


class Rule(Protocol):
    """What every kind of rule can do."""

    def indicators(self) -> tuple[str, ...]:
        """Name the indicators that are asked for."""

    def shifted(self, direction: int) -> Rule:
        """Give the same rule with borders moved by their margins: 1 asks for more, -1 for less.

        The rule itself where no border has a margin.
        """

    def verdict(self, standings: Standings, moved: Moved) -> Verdict:
        """Decide for each customer, with its moved figures where there are some."""

    def ways(self, standings: Standings) -> list[Way]:
        """List the ways in which each customer could come to hold the rule."""

    def findings(self, facts: Facts) -> list[Finding]:
        """Say how each leaf came out for one customer."""


class Operator(StrEnum):
    """How a figure is compared with the value of a condition."""

    AT_LEAST = ">="
    MORE = ">"
    AT_MOST = "<="
    LESS = "<"
    EQUAL = "="


_COMPARE: Mapping[Operator, Callable[[Decimal, Decimal], bool]] = {
    Operator.AT_LEAST: operator.ge,
    Operator.MORE: operator.gt,
    Operator.AT_MOST: operator.le,
    Operator.LESS: operator.lt,
    Operator.EQUAL: operator.eq,
}


@dataclass(frozen=True, slots=True)
class Condition:
    """An indicator compared with a value; ``skip_missing`` leaves it out where unknown.

    With a ``margin`` the value is passed only that much further on, and lost only that much
    further back; an exact value has none.
    """

    indicator: str
    operator: Operator
    value: Decimal
    skip_missing: bool = False
    margin: Decimal | None = None

    def indicators(self) -> tuple[str, ...]:
        """Name the indicator."""
        return (self.indicator,)

    def shifted(self, direction: int) -> Rule:
        """Move the value by the margin."""
        if self.margin is None:
            return self
        upwards = 1 if self.operator in (Operator.AT_LEAST, Operator.MORE) else -1
        value = self.value + direction * upwards * self.margin
        return replace(self, value=value, margin=None)

    def verdict(self, standings: Standings, moved: Moved) -> Verdict:
        """Compare integers; a missing figure fails, or leaves the condition undecided."""
        column = standings.population.column(self.indicator)
        figures = moved.get(self.indicator, column.figures)
        low, high = self._range(standings.population)
        decided = column.known if self.skip_missing else np.ones_like(column.known)
        return Verdict(column.known & (low <= figures) & (figures <= high), decided)

    def ways(self, standings: Standings) -> list[Way]:
        """Give the one range of figures that meets the condition."""
        column = standings.population.column(self.indicator)
        low, high = self._range(standings.population)
        skipped = ~column.known & self.skip_missing
        bound = Bound(np.where(skipped, -UNBOUNDED, low), np.where(skipped, UNBOUNDED, high))
        missing = ~column.known & (not self.skip_missing)
        return [Way({self.indicator: bound}, ~missing, {self.indicator: missing})]

    def findings(self, facts: Facts) -> list[Finding]:
        """Give the figure beside the value it was compared with."""
        figure = facts.figure(self.indicator)
        if figure is None:
            outcome = Outcome.SKIPPED if self.skip_missing else Outcome.MISSING
        else:
            holds = _COMPARE[self.operator](figure, self.value)
            outcome = Outcome.MET if holds else Outcome.FAILED
        figures = {
            "indicator": self.indicator,
            "operator": self.operator.value,
            "value": self.value,
            "figure": figure,
        }
        return [Finding("condition", outcome, figures)]

    def _range(self, population: Population) -> tuple[int, int]:
        """Give the smallest and the largest integer that meets the condition."""
        value = self.value.scaleb(population.column(self.indicator).indicator.places)
        up = int(value.to_integral_value(ROUND_CEILING))
        down = int(value.to_integral_value(ROUND_FLOOR))
        return {
            Operator.AT_LEAST: (up, UNBOUNDED),
            Operator.MORE: (down + 1, UNBOUNDED),
            Operator.AT_MOST: (-UNBOUNDED, down),
            Operator.LESS: (-UNBOUNDED, up - 1),
            Operator.EQUAL: (up, down),
        }[self.operator]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Holds when every part that is decided holds, and at least one is decided."""

    parts: tuple[Rule, ...]

    def indicators(self) -> tuple[str, ...]:
        """Name the indicators of all parts."""
        return _indicators(self.parts)

    def shifted(self, direction: int) -> Rule:
        """Move the borders of all parts."""
        parts = tuple(part.shifted(direction) for part in self.parts)
        return self if parts == self.parts else AllOf(parts)

    def verdict(self, standings: Standings, moved: Moved) -> Verdict:
        """Join the parts."""
        verdicts = [part.verdict(standings, moved) for part in self.parts]
        decided = np.logical_or.reduce([verdict.decided for verdict in verdicts])
        holds = np.logical_and.reduce([verdict.holds | ~verdict.decided for verdict in verdicts])
        return Verdict(holds & decided, decided)

    def ways(self, standings: Standings) -> list[Way]:
        """Take one way of each part, in every combination."""
        combined = self.parts[0].ways(standings)
        for part in self.parts[1:]:
            others = part.ways(standings)
            combined = [both_ways(way, other) for way in combined for other in others]
        return combined

    def findings(self, facts: Facts) -> list[Finding]:
        """List the findings of all parts."""
        return [item for part in self.parts for item in part.findings(facts)]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Holds when at least one part holds."""

    parts: tuple[Rule, ...]

    def indicators(self) -> tuple[str, ...]:
        """Name the indicators of all parts."""
        return _indicators(self.parts)

    def shifted(self, direction: int) -> Rule:
        """Move the borders of all parts."""
        parts = tuple(part.shifted(direction) for part in self.parts)
        return self if parts == self.parts else AnyOf(parts)

    def verdict(self, standings: Standings, moved: Moved) -> Verdict:
        """Join the parts; one that is not decided does not hold."""
        verdicts = [part.verdict(standings, moved) for part in self.parts]
        return Verdict(
            np.logical_or.reduce([verdict.holds & verdict.decided for verdict in verdicts]),
            np.logical_or.reduce([verdict.decided for verdict in verdicts]),
        )

    def ways(self, standings: Standings) -> list[Way]:
        """Offer the ways of each part."""
        return [way for part in self.parts for way in part.ways(standings)]

    def findings(self, facts: Facts) -> list[Finding]:
        """List the findings of all parts."""
        return [item for part in self.parts for item in part.findings(facts)]


@dataclass(frozen=True, slots=True)
class Otherwise:
    """Holds for everybody: the last grade of a scheme."""

    def indicators(self) -> tuple[str, ...]:
        """Ask for nothing."""
        return ()

    def shifted(self, direction: int) -> Rule:
        """Have no border."""
        return self

    def verdict(self, standings: Standings, moved: Moved) -> Verdict:
        """Hold for everybody."""
        everybody = np.ones(len(standings.population), dtype=bool)
        return Verdict(everybody, everybody)

    def ways(self, standings: Standings) -> list[Way]:
        """Ask for no change."""
        everybody = np.ones(len(standings.population), dtype=bool)
        return [Way({}, everybody, {})]

    def findings(self, facts: Facts) -> list[Finding]:
        """Find nothing."""
        return []


def _indicators(parts: Sequence[Rule]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for part in parts for code in part.indicators()))


def both_ways(one: Way, other: Way) -> Way:
    """Ask for both ways at once."""
    bounds = dict(one.bounds)
    for code, bound in other.bounds.items():
        known = bounds.get(code)
        bounds[code] = (
            bound
            if known is None
            else Bound(np.maximum(known.low, bound.low), np.minimum(known.high, bound.high))
        )
    missing = dict(one.missing)
    for code, flags in other.missing.items():
        missing[code] = missing[code] | flags if code in missing else flags
    return Way(bounds, one.open & other.open, missing)
