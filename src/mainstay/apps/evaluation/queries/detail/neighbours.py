"""Who stands next above and below a customer, among those whom the reader sees."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from mainstay.analytics.indicators import Better
from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.contracts.why_in_detail import Neighbour, Neighbours
from mainstay.apps.evaluation.exact import CODE, KEY
from mainstay.apps.evaluation.models import Evaluation, Grade, GradeState
from mainstay.apps.evaluation.queries.pictures import REVENUE
from mainstay.apps.evaluation.queries.results import VisibleResult, visible_result
from mainstay.apps.evaluation.queries.scores import SCORE
from mainstay.apps.evaluation.queries.told_scores import tells_of_others
from mainstay.foundation.access.actor import Actor

if TYPE_CHECKING:
    from mainstay.analytics.scoring.ranking import Ranking

BESIDE = 2
"""So many above, and so many below."""
_SCORE_UNITS = 10_000
_RANKING_RULES = ("pareto", "top")


def neighbours_of(actor: Actor, evaluation: Evaluation, unit: int) -> Neighbours | None:
    """The neighbours of a unit by what ranks customers in its scheme, equal ones by code.

    That is the score, told as everywhere; without a scorecard the indicator of the first rule
    that ranks, else revenue. None where the customer has no figure there, or it is not told.
    Raises EvaluationDamaged.
    """
    by = ranking_figure(evaluation.version.definition)
    if by != SCORE and not _may_know(actor, by):
        return None
    seen = visible_result(actor, evaluation, () if by == SCORE else (by,))
    if by not in seen.table.column_names:
        return None
    from mainstay.analytics.scoring.comparison import neighbours

    ranking = _ranking(seen, by)
    [position] = np.flatnonzero(seen.table[KEY].to_numpy() == unit)
    found = neighbours(ranking, int(position), BESIDE)
    if found is None:
        return None
    places = [*reversed(found.above), int(position), *found.below]
    rows = _as_in_force(actor, evaluation, _rows(seen, ranking, by, places, unit))
    return Neighbours(by, found.customers, seen.everybody, rows)


def ranking_figure(definition: Mapping[str, Any]) -> str:
    """What customers are ranked by in a scheme: `score` or the code of an indicator."""
    if "scorecard" in definition:
        return SCORE
    return next(_ranked_by(definition["grades"]), REVENUE)


def _ranked_by(part: Any) -> Any:
    """The indicators of rules that rank, in the order of the grades."""
    if isinstance(part, Mapping):
        for name, inner in part.items():
            if name in _RANKING_RULES:
                yield inner["indicator"]
            else:
                yield from _ranked_by(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _ranked_by(inner)


def _may_know(actor: Actor, code: str) -> bool:
    told = customers.sees_all(actor) or not tells_of_others(code)
    return told and indicators.sees(actor, code)


def _ranking(seen: VisibleResult, by: str) -> "Ranking":
    """The visible customers in order; the result stands by code."""
    from mainstay.analytics.scoring.ranking import Ranking

    if by == SCORE:
        column = seen.table[SCORE]
        known = column.is_valid().to_numpy(zero_copy_only=False)
        scores = column.cast("float64").fill_null(0).to_numpy()
        figures, better = np.rint(scores * _SCORE_UNITS).astype(np.int64), 1
    else:
        frozen = seen.column(by)
        figures, known = frozen.figures, frozen.known
        better = -1 if frozen.indicator.better is Better.LESS else 1
    return Ranking(figures, known, better, np.arange(seen.table.num_rows))


def _as_in_force(actor: Actor, evaluation: Evaluation, rows: list[Neighbour]) -> list[Neighbour]:
    """The same with their grades in force, which people may have decided otherwise."""
    grades = Grade.objects.visible_to(actor).filter(
        scheme=evaluation.version.scheme_id,
        state=GradeState.IN_FORCE,
        customer__in=[each.key for each in rows],
    )
    held = {key: (code, step) for key, code, step in grades.values_list("customer", "code", "step")}
    given = [held.get(each.key, (None, None)) for each in rows]
    return [
        replace(each, grade=code, step=step) for each, (code, step) in zip(rows, given, strict=True)
    ]


def _rows(
    seen: VisibleResult, ranking: "Ranking", by: str, places: list[int], unit: int
) -> list[Neighbour]:
    rows = seen.table.take(places).to_pylist()
    named = customers.names([row[KEY] for row in rows])
    return [
        Neighbour(
            row[KEY],
            row[CODE],
            named[row[KEY]].name,
            row["grade"],
            row["step"],
            row[by],
            int(ranking.ranks[place]),
            row[KEY] == unit,
        )
        for row, place in zip(rows, places, strict=True)
    ]
