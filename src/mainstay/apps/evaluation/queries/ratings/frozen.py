"""Ratings among the frozen inputs of an evaluation, and the rounds that they come from."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from mainstay.apps.evaluation.criteria import CRITERIA
from mainstay.apps.evaluation.exact import KEY
from mainstay.apps.evaluation.models import Evaluation, RatingRound
from mainstay.apps.evaluation.queries.files import INPUTS, read_row
from mainstay.apps.evaluation.queries.measures import Measured
from mainstay.apps.evaluation.queries.ratings.feeding import RatedFigure, figures_as_of
from mainstay.foundation.access.actor import Actor

if TYPE_CHECKING:
    import pyarrow as pa

RATED_IN = "rated_in."
"""Before the code of a criterion: the column with the number of the round that a figure is from."""


def with_ratings(measured: Measured, as_of: date) -> Measured:
    """What was measured, with the ratings that count on a day beside it.

    A criterion in which none of the units is rated is no column, as before anybody rates. A group
    is rated as its top is: steps of several customers do not add up to one.
    """
    table = measured.table
    keys = table[KEY].to_pylist()
    for code, figures in figures_as_of(as_of, measured.aliases).items():
        found = [figures.get(key) for key in keys]
        if any(found):
            table = _appended(table, code, found)
    return replace(measured, table=table)


def _appended(table: "pa.Table", code: str, found: list[RatedFigure | None]) -> "pa.Table":
    import pyarrow as pa

    means = pa.array(
        [None if each is None else each.mean for each in found],
        pa.decimal128(38, CRITERIA[code].indicator.places),
    )
    rounds = pa.array([None if each is None else each.round for each in found], pa.int64())
    return table.append_column(code, means).append_column(RATED_IN + code, rounds)


def rounds_behind(evaluation: Evaluation, unit: int) -> dict[str, int]:
    """The rounds that a unit's ratings come from, by criterion. Raises EvaluationDamaged."""
    row = read_row(evaluation, INPUTS, unit) or {}
    return {
        name.removeprefix(RATED_IN): number
        for name, number in row.items()
        if name.startswith(RATED_IN) and number is not None
    }


def sources(actor: Actor, evaluation: Evaluation, unit: int, asked: set[str]) -> list[RatingRound]:
    """The rounds behind the ratings of a unit that a reader is told of, the newest first.

    `asked` are the indicators that are told. Raises EvaluationDamaged.
    """
    if not asked & CRITERIA.keys():
        return []
    numbers = {number for code, number in rounds_behind(evaluation, unit).items() if code in asked}
    rows = RatingRound.objects.visible_to(actor).filter(pk__in=numbers)
    return list(rows.order_by("-closed_on", "-pk"))
