"""What an evaluation kept about the reasons of a grade, as codes and figures."""

from collections.abc import Collection
from typing import Any

import numpy as np

from mainstay.analytics.scoring.reading import entries_of, is_typology, rules_of_label
from mainstay.apps.evaluation.exact import KEY
from mainstay.apps.evaluation.models import Evaluation, EvaluationUnit
from mainstay.apps.evaluation.queries.files import RESULT, UNITS, label_file, read, read_row

Explanation = dict[str, Any]
"""As `analytics.scoring.explanation.Explanation.to_dict` gives it."""


def explanation(evaluation: Evaluation, unit: int, label: str = "") -> Explanation | None:
    """The reasons of one unit, None where the evaluation has not graded it.

    By a typology those of one of its labels. Raises EvaluationDamaged.
    """
    row = read_row(evaluation, _file_of(evaluation, label), unit)
    return None if row is None else _explained(evaluation, label, [row])[0]


def _file_of(evaluation: Evaluation, label: str) -> str:
    if not label:
        return RESULT
    codes = [each["code"] for each in entries_of(evaluation.version.definition)]
    return label_file(codes.index(label))


def unit_without_grade(evaluation: Evaluation, customer: int) -> int | None:
    """The unit of a customer without a grade, where the scheme may withhold one.

    None where it cannot: then whoever has no grade was not graded. Of a typology everybody may have
    no label. Raises EvaluationDamaged.
    """
    definition = evaluation.version.definition
    if "coverage_floor" not in definition.get("scorecard", {}) and not is_typology(definition):
        return None
    if evaluation.unit != EvaluationUnit.GROUP:
        return customer
    rows = read(evaluation, UNITS).to_pylist()
    return next((row["unit"] for row in rows if row["customer"] == customer), customer)


class Explanations:
    """The reasons of many units of one evaluation, by a typology for one of its labels."""

    def __init__(self, evaluation: Evaluation, label: str = "") -> None:
        """Read the result. Raises EvaluationDamaged."""
        self.evaluation = evaluation
        self._label = label
        self._table = read(evaluation, _file_of(evaluation, label)).combine_chunks()
        keys = self._table[KEY].to_numpy()
        self._order = np.argsort(keys)
        self._keys = keys[self._order]

    def of(self, units: Collection[int]) -> dict[int, Explanation]:
        """The reasons of those that the evaluation has graded, by key."""
        wanted = np.unique(np.fromiter(units, np.int64, len(units)))
        found = wanted[np.isin(wanted, self._keys)]
        rows = self._table.take(self._order[np.searchsorted(self._keys, found)]).to_pylist()
        explained = _explained(self.evaluation, self._label, rows)
        return dict(zip(found.tolist(), explained, strict=True))


def _explained(evaluation: Evaluation, label: str, rows: list[dict[str, Any]]) -> list[Explanation]:
    from mainstay.analytics.scoring.record import explain_row

    scheme = rules_of_label(evaluation.version.definition, label)
    return [explain_row(scheme, row).to_dict() for row in rows]
