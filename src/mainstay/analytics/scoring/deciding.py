"""Which grade each customer gets: rules with margins, minimum stay, caps.

Order and definitions: docs/algorithms/grading.md. Who has been in a grade too short stays; the
others go to the best grade whose rule holds and that has a place for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from mainstay.analytics.scoring.history import NO_GRADE, Days, History, months_later
from mainstay.analytics.scoring.population import Flags, InputError
from mainstay.analytics.scoring.rules import Moved, Rule
from mainstay.analytics.scoring.scheme import Cap, Scheme
from mainstay.analytics.scoring.standings import Standings

GradeIndex = npt.NDArray[np.int16]

NOT_GRADED = -1
_MORE = 1
_LESS = -1


@dataclass(frozen=True, slots=True)
class Places:
    """What a cap left: the places beside those who stay, and who took the last of them.

    ``last`` is a position among the members, ``None`` where places are free or there is none;
    ``first_out`` is that of the first who found no place, if anybody did not.
    """

    cap: Cap
    places: int
    is_full: bool
    last: int | None = None
    first_out: int | None = None


@dataclass(frozen=True, eq=False)
class Decision:
    """The grades of a population's members and what decided about each.

    All are places in the scheme. ``by_rules`` is what the rules alone give, ``wished`` what they
    give with their margins, ``grades`` the outcome, ``NOT_GRADED`` where too little is known.
    ``previous`` is the grade before, ``stays_until`` the day up to which it is kept, if it is.
    """

    grades: GradeIndex
    by_rules: GradeIndex
    wished: GradeIndex
    previous: GradeIndex
    stays_until: Days
    caps: Mapping[int, Places]

    @cached_property
    def held(self) -> Flags:
        """Who keeps its grade because it has not had it for long enough."""
        return ~np.isnat(self.stays_until)

    @cached_property
    def withheld(self) -> Flags:
        """Who is known too little to be graded."""
        return np.asarray(self.grades == NOT_GRADED, dtype=bool)

    @cached_property
    def pushed_down(self) -> Flags:
        """Who would have a better grade if it had taken one more."""
        moved = self.grades != self.wished
        return np.asarray(~self.held & ~self.withheld & moved, dtype=bool)


def as_put(rule: Rule, index: int, previous: int) -> Rule:
    """Give the rule of a grade as it is put to a customer whose grade was another.

    Whoever has the grade, or a better one, meets borders that give way; whoever comes from below
    has to pass them by the margin.
    """
    if previous == NO_GRADE:
        return rule
    return rule.shifted(_LESS if previous <= index else _MORE)


class Decider:
    """Decides about the members of a population by a scheme."""

    def __init__(self, scheme: Scheme, standings: Standings) -> None:
        """Look up what members were before. Raises ``InputError`` where that is not there."""
        self._scheme = scheme
        self._standings = standings
        self._count = len(standings.population)
        history = standings.population.history
        if scheme.has_margins and history is None:
            raise InputError("no column previous_grade")
        self._previous = _previous(scheme, history, self._count)
        self._stays_until = self._days_of_stay(history)
        self._held = ~np.isnat(self._stays_until)
        scores = standings.scores
        self._withheld = np.zeros(self._count, dtype=bool) if scores is None else scores.withheld

    def decide(self) -> Decision:
        """Go through the grades, best first."""
        by_rules, wished = self._last(), self._last()
        grades = np.where(self._held, self._previous, self._last())
        caps: dict[int, Places] = {}
        plain, open_still = self._everybody(), self._everybody()
        asking = self._everybody() & ~self._held & ~self._withheld
        for index, entry in enumerate(self._scheme.grades):
            by_itself = self._verdict(entry.rule, {})
            by_rules[plain & by_itself] = index
            plain &= ~by_itself
            holds = self._with_margins(index, by_itself, {})
            wished[open_still & holds] = index
            open_still &= ~holds
            admitted = asking & holds
            if entry.cap is not None:
                staying = int((self._held & ~self._withheld & (self._previous == index)).sum())
                caps[index], admitted = self._admit(entry.cap, staying, admitted)
            grades[admitted] = index
            asking &= ~admitted
        wished = np.where(self._held, self._previous, wished)
        grades = np.where(self._withheld, NOT_GRADED, grades)
        return Decision(
            grades.astype(np.int16),
            by_rules,
            wished.astype(np.int16),
            self._previous,
            np.where(self._withheld, np.datetime64("NaT", "D"), self._stays_until),
            caps,
        )

    def if_moved(self, decision: Decision, moved: Moved) -> GradeIndex:
        """Give the grade each would have if it alone had its moved figures."""
        scores = self._standings.scores
        if scores is not None:
            moved = {**moved, **scores.if_moved(moved)}
        result = np.where(self._held, self._previous, self._last())
        asking = ~self._held & ~self._withheld
        for index, entry in enumerate(self._scheme.grades):
            by_itself = self._verdict(entry.rule, moved)
            admitted = asking & self._with_margins(index, by_itself, moved)
            if entry.cap is not None:
                inside = ~self._held & (decision.grades == index)
                admitted &= self._finds_place(decision.caps[index], inside, moved)
            result[admitted] = index
            asking &= ~admitted
        return np.where(self._withheld, NOT_GRADED, result).astype(np.int16)

    def rules_for(self, index: int) -> list[tuple[Rule, Flags]]:
        """Give the rule of a grade as it is put to its members, and to whom it is so put."""
        rule = self._scheme.grades[index].rule
        if rule.shifted(_MORE) == rule:
            return [(rule, self._everybody())]
        return [
            (rule, self._previous == NO_GRADE),
            (as_put(rule, index, index), (self._previous != NO_GRADE) & (self._previous <= index)),
            (as_put(rule, index, index + 1), self._previous > index),
        ]

    def _with_margins(self, index: int, by_itself: Flags, moved: Moved) -> Flags:
        (_rule, without), *shifted = self.rules_for(index)
        holds = without & by_itself
        for rule, whom in shifted:
            if whom.any():
                holds |= whom & self._verdict(rule, moved)
        return holds

    def _admit(self, cap: Cap, staying: int, asking: Flags) -> tuple[Places, Flags]:
        """Take the best of those who ask, as many as there are places left."""
        places = max(cap.most - staying, 0)
        who = np.flatnonzero(asking)
        if len(who) < places:
            return Places(cap, places, is_full=False), asking
        ranked = who[np.argsort(self._standings.ranking(cap.indicator).ranks[who])]
        admitted = np.zeros_like(asking)
        admitted[ranked[:places]] = True
        last = int(ranked[places - 1]) if places else None
        first_out = int(ranked[places]) if len(who) > places else None
        return Places(cap, places, True, last, first_out), admitted

    def _finds_place(self, places: Places, inside: Flags, moved: Moved) -> Flags:
        """Tell who would be admitted, the others asking as they do.

        Whoever is inside keeps its place before the first who is out; others have to pass the last.
        """
        if not places.is_full:
            return self._everybody()
        if places.last is None:
            return ~self._everybody()
        ranking = self._standings.ranking(places.cap.indicator)
        figures = moved.get(places.cap.indicator, ranking.figures)
        enters = ranking.passes(places.last, figures)
        if places.first_out is None:
            return inside | enters
        return np.where(inside, ranking.passes(places.first_out, figures), enters)

    def _verdict(self, rule: Rule, moved: Moved) -> Flags:
        return rule.verdict(self._standings, moved).holds

    def _days_of_stay(self, history: History | None) -> Days:
        nobody = np.full(self._count, np.datetime64("NaT", "D"))
        if self._scheme.minimum_stay is None:
            return nobody
        if history is None or history.since is None:
            raise InputError("no column previous_since")
        if history.as_of is None:
            raise InputError("no day of the evaluation")
        until = months_later(history.since, self._scheme.minimum_stay)
        stays = (self._previous != NO_GRADE) & (np.datetime64(history.as_of, "D") < until)
        return np.where(stays, until, nobody)

    def _everybody(self) -> Flags:
        return np.ones(self._count, dtype=bool)

    def _last(self) -> GradeIndex:
        return np.full(self._count, len(self._scheme.grades) - 1, dtype=np.int16)


def _previous(scheme: Scheme, history: History | None, count: int) -> GradeIndex:
    if history is None:
        return np.full(count, NO_GRADE, dtype=np.int16)
    return history.places([grade.code for grade in scheme.grades])
