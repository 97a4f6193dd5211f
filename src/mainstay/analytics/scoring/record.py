"""The outcome of a grading as a table that keeps all that its reasons are made of.

One row per graded customer, written for everybody at once and explained one by one when read:
``explain_row`` says the same as ``explanation.explain`` said of the grading itself. Columns:
``customer``, ``grade``, ``step`` (its place, 1 the best), ``key_account``, ``next_status``,
``next_grade``, and by indicator ``figures``, ``places`` (by Pareto), ``scores`` (by RFM) and
``needed`` (figures that reach the next grade, nothing where no change is asked); ``lacking`` names
the indicators without which no way up can be stated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from mainstay.analytics.scoring.explanation import Explanation, explain_facts
from mainstay.analytics.scoring.grading import Grading
from mainstay.analytics.scoring.next_grade import NO_WAY, Change, NextGrade, NextGrades, Status
from mainstay.analytics.scoring.population import Flags, exact_array
from mainstay.analytics.scoring.scheme import Scheme
from mainstay.analytics.scoring.standings import Place, Standings

if TYPE_CHECKING:
    import pyarrow as pa

Row = Mapping[str, Any]


def record(grading: Grading, ahead: NextGrades) -> pa.Table:
    """Give the graded customers' rows, in the order of the population."""
    import pyarrow as pa

    standings = grading.standings
    steps = grading.grades[grading.members]
    names = pa.array([grade.code for grade in grading.scheme.grades], pa.string())
    flags = pa.array([grade.key_account for grade in grading.scheme.grades], pa.bool_())
    statuses, reachable = _statuses(steps, ahead)
    columns = {
        "customer": pa.array(standings.population.codes, pa.string()),
        "grade": names.take(pa.array(steps)),
        "step": pa.array(steps + np.int16(1)),
        "key_account": flags.take(pa.array(steps)),
        "next_status": statuses,
        "next_grade": names.take(pa.array(ahead.reached, mask=~reachable)),
        "figures": {
            code: standings.population.column(code).array() for code in grading.scheme.indicators()
        },
        "places": {code: _places(standings, code) for code in standings.rankings},
        "scores": {
            code: pa.array(quantiles.scores.astype(np.int8))
            for code, quantiles in standings.scorings.items()
        },
        "needed": _needed(standings, ahead),
        "lacking": _lacking(ahead, (steps > 0) & ~reachable),
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
    index = [grade.code for grade in scheme.grades].index(row["grade"])
    return explain_facts(scheme, row["customer"], index, _RowFacts(row), _ahead(row))


@dataclass(frozen=True, slots=True)
class _RowFacts:
    """The facts that a row has kept."""

    row: Row

    def figure(self, indicator: str) -> Decimal | None:
        figure = self.row["figures"][indicator]
        return None if figure is None else Decimal(figure)

    def place(self, indicator: str) -> Place:
        kept = self.row["places"][indicator]
        before, total = Decimal(kept["before"]), Decimal(kept["total"])
        return Place(kept["rank"], kept["customers"], before, total)

    def score(self, indicator: str) -> int:
        return int(self.row["scores"][indicator])


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


def _statuses(steps: Any, ahead: NextGrades) -> tuple[pa.Array, Flags]:
    """Give everybody's status, and who has a way up."""
    import pyarrow as pa

    reachable = (steps > 0) & (ahead.chosen != NO_WAY)
    lacks = np.zeros(len(steps), dtype=bool)
    for flags in ahead.lacking.values():
        lacks |= flags
    known = [Status.BEST, Status.REACHABLE, Status.NEEDS_FIGURES, Status.NO_CHANGE_FOUND]
    which = np.select([steps == 0, reachable, lacks], [0, 1, 2], 3)
    names = pa.array([status.value for status in known], pa.string())
    return names.take(pa.array(which)), reachable


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
