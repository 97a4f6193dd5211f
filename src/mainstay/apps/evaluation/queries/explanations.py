"""What an evaluation kept about the reasons of a grade, as codes and figures."""

from collections.abc import Collection
from typing import Any

import numpy as np

from mainstay.apps.evaluation.exact import KEY
from mainstay.apps.evaluation.models import Evaluation, EvaluationUnit
from mainstay.apps.evaluation.queries.files import RESULT, UNITS, read, read_row

Explanation = dict[str, Any]
"""As `analytics.scoring.explanation.Explanation.to_dict` gives it."""


def explanation(evaluation: Evaluation, unit: int) -> Explanation | None:
    """The reasons of one unit, None where the evaluation has not graded it.

    Raises EvaluationDamaged.
    """
    row = read_row(evaluation, RESULT, unit)
    return None if row is None else _explained(evaluation, [row])[0]


def unit_without_grade(evaluation: Evaluation, customer: int) -> int | None:
    """The unit of a customer without a grade, where the scheme may withhold one.

    None where it cannot: then whoever has no grade was not graded. Raises EvaluationDamaged.
    """
    if "coverage_floor" not in evaluation.version.definition.get("scorecard", {}):
        return None
    if evaluation.unit != EvaluationUnit.GROUP:
        return customer
    rows = read(evaluation, UNITS).to_pylist()
    return next((row["unit"] for row in rows if row["customer"] == customer), customer)


class Explanations:
    """The reasons of many units of one evaluation."""

    def __init__(self, evaluation: Evaluation) -> None:
        """Read the result. Raises EvaluationDamaged."""
        self.evaluation = evaluation
        self._table = read(evaluation, RESULT).combine_chunks()
        keys = self._table[KEY].to_numpy()
        self._order = np.argsort(keys)
        self._keys = keys[self._order]

    def of(self, units: Collection[int]) -> dict[int, Explanation]:
        """The reasons of those that the evaluation has graded, by key."""
        wanted = np.unique(np.fromiter(units, np.int64, len(units)))
        found = wanted[np.isin(wanted, self._keys)]
        rows = self._table.take(self._order[np.searchsorted(self._keys, found)]).to_pylist()
        return dict(zip(found.tolist(), _explained(self.evaluation, rows), strict=True))


def _explained(evaluation: Evaluation, rows: list[dict[str, Any]]) -> list[Explanation]:
    from mainstay.analytics.scoring.record import explain_row
    from mainstay.analytics.scoring.scheme import scheme_from_dict

    scheme = scheme_from_dict(evaluation.version.definition)
    return [explain_row(scheme, row).to_dict() for row in rows]
