"""The outcome of a grading as a table that keeps all that its reasons are made of.

One row per graded customer, written for everybody at once and explained one by one when read:
``explain_row`` says the same as ``explanation.explain`` said of the grading itself. Columns:
``customer``, ``grade``, ``step`` (its place, 1 the best), ``key_account``, ``next_status``,
``next_grade``, and by indicator ``figures``, ``places`` (by Pareto), ``scores`` (by RFM) and
``needed`` (figures that reach the next grade, nothing where no change is asked); ``lacking`` names
the indicators without which no way up can be stated. Schemes that ask for it have further columns:
``ranks`` (by top rules and caps), ``scorecard`` (score, coverage, and by indicator ``values`` and
``points``, by dimension ``dimensions``) and ``decision`` (what ``outcome.MemberOutcome`` has beside
the grade). Whose grade is withheld has a row without grade and step.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from mainstay.analytics.scoring.explanation import Explanation, explain_facts
from mainstay.analytics.scoring.grading import Grading
from mainstay.analytics.scoring.history import NO_GRADE
from mainstay.analytics.scoring.next_grade import NO_WAY, Change, NextGrade, NextGrades, Status
from mainstay.analytics.scoring.outcome import MemberOutcome, has_more_than_rules
from mainstay.analytics.scoring.population import Flags, exact_array
from mainstay.analytics.scoring.ranking import Ranking
from mainstay.analytics.scoring.scheme import Scheme
from mainstay.analytics.scoring.scorecard import SCORE, SCORE_PLACES, Scorecard, sub_score
from mainstay.analytics.scoring.scores import COVERAGE_PLACES, Scored, Scores, contributions
from mainstay.analytics.scoring.standings import Place, Standing, Standings
from mainstay.analytics.scoring.values import VALUE_PLACES

if TYPE_CHECKING:
    import pyarrow as pa

Row = Mapping[str, Any]


def record(grading: Grading, ahead: NextGrades) -> pa.Table:
    """Give the graded customers' rows, in the order of the population."""
    import pyarrow as pa
    import pyarrow.compute as pc

    standings, scheme = grading.standings, grading.scheme
    steps = grading.decision.grades
    withheld = grading.decision.withheld
    names = pa.array([grade.code for grade in scheme.grades], pa.string())
    flags = pa.array([grade.key_account for grade in scheme.grades], pa.bool_())
    places = pa.array(steps, mask=withheld) if withheld.any() else pa.array(steps)
    statuses, reachable = _statuses(grading, ahead)
    columns = {
        "customer": pa.array(standings.population.codes, pa.string()),
        "grade": names.take(places),
        "step": pc.add(places, pa.scalar(1, pa.int16())),
        "key_account": pc.fill_null(flags.take(places), False),
        "next_status": statuses,
        "next_grade": names.take(pa.array(ahead.reached, mask=~reachable)),
        "figures": {
            code: standings.population.column(code).array()
            for code in (*scheme.indicators(), *scheme.asked_scores())
        },
        "places": {code: _places(standings, code) for code in standings.rankings},
        "scores": {
            code: pa.array(quantiles.scores.astype(np.int8))
            for code, quantiles in standings.scorings.items()
        },
        "ranks": {code: _ranks(ranking) for code, ranking in standings.orders.items()},
        "scorecard": {} if standings.scores is None else _scorecard(standings.scores),
        "decision": _decision(grading, names) if has_more_than_rules(scheme) else {},
        "needed": _needed(standings, ahead),
        "lacking": _lacking(ahead, ((steps > 0) | withheld) & ~reachable & ~grading.decision.held),
    }
    # Parquet knows no structure without a field.
    return pa.table(
        {
            name: _structure(column) if isinstance(column, dict) else column
            for name, column in columns.items()
            if not isinstance(column, dict) or column
        }
    )


def explain_row(scheme: Scheme, row: Row) -> Explanation:
    """Explain one customer's grade from its row."""
    return explain_facts(
        scheme, row["customer"], _outcome(row), _RowFacts(scheme, row), _ahead(row)
    )


@dataclass(frozen=True, slots=True)
class _RowFacts:
    """The facts that a row has kept."""

    scheme: Scheme
    row: Row

    def figure(self, indicator: str) -> Decimal | None:
        return _decimal(self.row["figures"][indicator])

    def place(self, indicator: str) -> Place:
        kept = self.row["places"][indicator]
        before, total = Decimal(kept["before"]), Decimal(kept["total"])
        return Place(kept["rank"], kept["customers"], before, total)

    def score(self, indicator: str) -> int:
        return int(self.row["scores"][indicator])

    def standing(self, indicator: str) -> Standing:
        kept = self.row["ranks"][indicator]
        return Standing(kept["rank"], kept["customers"])

    def scored(self) -> Scored | None:
        scorecard = self.scheme.scorecard
        return None if scorecard is None else _scored(scorecard, self.row)


def _scored(scorecard: Scorecard, row: Row) -> Scored:
    kept = row["scorecard"]
    score = kept["score"]
    lines = [
        (_decimal(row["figures"][code]), _decimal(kept["values"][code]), kept["points"][code])
        for code in scorecard.indicators
    ]
    return Scored(
        score,
        kept["coverage"],
        {code: kept["dimensions"][code] for code in scorecard.dimensions},
        () if score is None else contributions(scorecard, lines),
    )


def _outcome(row: Row) -> MemberOutcome:
    kept = row.get("decision")
    if kept is None:
        return MemberOutcome(row["grade"], row["grade"], row["grade"], None, None)
    return MemberOutcome(
        row["grade"], kept["by_rules"], kept["wished"], kept["previous"], kept["stays_until"]
    )


def _decimal(figure: Decimal | int | None) -> Decimal | None:
    return None if figure is None else Decimal(figure)


def _ahead(row: Row) -> NextGrade:
    changes = tuple(
        Change(code, Decimal(row["figures"][code]), Decimal(needed))
        for code, needed in row.get("needed", {}).items()
        if needed is not None
    )
    return NextGrade(Status(row["next_status"]), row["next_grade"], changes, tuple(row["lacking"]))


def _structure(columns: Mapping[str, pa.Array]) -> pa.Array:
    import pyarrow as pa

    return pa.StructArray.from_arrays(list(columns.values()), names=list(columns))


def _statuses(grading: Grading, ahead: NextGrades) -> tuple[pa.Array, Flags]:
    """Give everybody's status, and who has a way up."""
    import pyarrow as pa

    steps, held = grading.decision.grades, grading.decision.held
    reachable = (steps > 0) & (ahead.chosen != NO_WAY)
    lacks = np.zeros(len(steps), dtype=bool)
    for flags in ahead.lacking.values():
        lacks |= flags
    known = [
        Status.BEST,
        Status.HELD,
        Status.REACHABLE,
        Status.NEEDS_FIGURES,
        Status.NO_CHANGE_FOUND,
    ]
    which = np.select([steps == 0, held, reachable, lacks], [0, 1, 2, 3], 4)
    names = pa.array([status.value for status in known], pa.string())
    return names.take(pa.array(which)), reachable


def _ranks(ranking: Ranking) -> pa.Array:
    import pyarrow as pa

    customers = np.full(len(ranking.ranks), ranking.count)
    return _structure({"rank": pa.array(ranking.ranks), "customers": pa.array(customers)})


def _scorecard(scores: Scores) -> dict[str, pa.Array]:
    """Keep what the waterfall of each customer is made of."""
    score = scores.column(SCORE)
    everybody = np.ones(len(score.known), dtype=bool)
    codes = scores.scorecard.indicators
    all_count = scores.scorecard.neutral is not None
    values = [
        exact_array(values.astype(np.int64), fitted.column.known | all_count, VALUE_PLACES)
        for values, fitted in zip(scores.values, scores.fitted, strict=True)
    ]
    points = [exact_array(each, everybody, SCORE_PLACES) for each in scores.points]
    dimensions = {
        dimension: scores.column(sub_score(dimension)).array()
        for dimension in scores.scorecard.dimensions
    }
    return {
        "score": score.array(),
        "coverage": exact_array(scores.coverage, everybody, COVERAGE_PLACES),
        "dimensions": _structure(dimensions),
        "values": _structure(dict(zip(codes, values, strict=True))),
        "points": _structure(dict(zip(codes, points, strict=True))),
    }


def _decision(grading: Grading, names: pa.Array) -> dict[str, pa.Array]:
    import pyarrow as pa

    decision = grading.decision
    none = decision.previous == NO_GRADE
    return {
        "by_rules": names.take(pa.array(decision.by_rules)),
        "wished": names.take(pa.array(decision.wished)),
        "previous": names.take(pa.array(decision.previous, mask=none)),
        "stays_until": pa.array(decision.stays_until, pa.date32()),
    }


def _places(standings: Standings, indicator: str) -> pa.Array:
    import pyarrow as pa

    ranking = standings.rankings[indicator]
    count = len(ranking.values)
    places = standings.population.column(indicator).indicator.places
    everybody = np.ones(count, dtype=bool)
    total = np.full(count, ranking.total, dtype=ranking.before.dtype)
    return _structure(
        {
            "rank": pa.array(ranking.ranks),
            "customers": pa.array(np.full(count, count)),
            "before": exact_array(ranking.before, everybody, places),
            "total": exact_array(total, everybody, places),
        }
    )


def _needed(standings: Standings, ahead: NextGrades) -> dict[str, pa.Array]:
    """Give the figures to be reached, nothing where they are those of the present."""
    found = {}
    for code, moved in ahead.moved.items():
        column = standings.population.column(code)
        places = column.indicator.places
        found[code] = exact_array(moved, column.figures != moved, places)
    return found


def _lacking(ahead: NextGrades, closed: Flags) -> pa.Array:
    """Name per customer whose way is closed what is missing."""
    import pyarrow as pa

    codes = pa.array(list(ahead.lacking), pa.string())
    lacks = np.stack([closed, *(flags & closed for flags in ahead.lacking.values())], axis=1)[:, 1:]
    _customers, which = np.nonzero(lacks)
    ends = np.cumsum(lacks.sum(axis=1), dtype=np.int32)
    offsets = pa.array(np.concatenate([np.zeros(1, np.int32), ends]))
    return pa.ListArray.from_arrays(offsets, codes.take(pa.array(which)))
