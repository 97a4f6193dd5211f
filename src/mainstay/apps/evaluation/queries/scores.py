"""Scores of many units at once, as far as somebody is told of them."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from mainstay.apps.evaluation.exact import KEY
from mainstay.apps.evaluation.models import Evaluation
from mainstay.apps.evaluation.queries.files import RESULT, read
from mainstay.apps.evaluation.queries.told_scores import Telling, score_reader
from mainstay.foundation.access.actor import Actor

if TYPE_CHECKING:
    import pyarrow as pa

SCORE, COVERAGE = "score", "coverage"


def told_columns(actor: Actor, evaluation: Evaluation) -> dict[str, "pa.ChunkedArray"]:
    """`score` and `coverage` of every unit, in the order of the result; only what is told.

    Raises EvaluationDamaged.
    """
    import pyarrow.compute as pc

    reader = score_reader(actor, evaluation.version.definition)
    if reader is None:
        return {}
    # Fields of a structure come as columns of their own.
    kept = read(evaluation, RESULT, [f"scorecard.{name}" for name in (SCORE, COVERAGE)])
    columns = {}
    telling = reader.telling(SCORE)
    if telling is not Telling.NOTHING:
        exact = telling is Telling.EXACT
        columns[SCORE] = kept[SCORE] if exact else pc.floor(kept[SCORE])
    if not reader.hidden:
        columns[COVERAGE] = kept[COVERAGE]
    return columns


@dataclass(frozen=True, slots=True)
class ToldScore:
    """The score of a unit and the share of the weights that is known, None where not told."""

    score: Decimal | None = None
    coverage: Decimal | None = None


def told_scores(
    actor: Actor, evaluation: Evaluation, units: Collection[int]
) -> dict[int, ToldScore]:
    """The scores of some units by key; nobody where the scheme has no scorecard.

    Raises EvaluationDamaged.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    columns = told_columns(actor, evaluation)
    if not columns:
        return {}
    keys = read(evaluation, RESULT, [KEY])[KEY]
    rows = pa.table({KEY: keys, **columns})
    wanted = rows.filter(pc.is_in(keys, value_set=pa.array(units, pa.int64())))
    return {row.pop(KEY): ToldScore(**row) for row in wanted.to_pylist()}
