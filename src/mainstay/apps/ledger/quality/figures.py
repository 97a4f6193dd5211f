"""Measures of each field and scores, out of what was found."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mainstay.apps.ledger.quality.examining import Examination, Looked
from mainstay.apps.ledger.quality.fields import (
    BY_CODE,
    LOSSES,
    NEVER_COMPLETE,
    RECORD,
    UNIQUE,
    Code,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Kept = Mapping[str, Mapping[str, NDArray[np.bool_]]]

Excused = Mapping[tuple[str, str], Collection[int]]
"""Of which findings somebody said that they are right: (field, code) → keys of customers."""


@dataclass(frozen=True, slots=True)
class FieldFigures:
    """Counts of one field; the measures are shares of one, None where there is nothing to share."""

    field: str
    customers: int
    present: int
    valid: int
    fresh: int
    single: int
    findings: int

    @property
    def completeness(self) -> float | None:
        said = self.field not in NEVER_COMPLETE
        return _share(self.present, self.customers) if said else None

    @property
    def validity(self) -> float | None:
        return _share(self.valid, self.present)

    @property
    def freshness(self) -> float | None:
        return _share(self.fresh, self.present)

    @property
    def uniqueness(self) -> float | None:
        return _share(self.single, self.present) if self.field in UNIQUE else None


@dataclass(frozen=True, slots=True)
class QualityFigures:
    """How good the data is; scores are None where there are no customers, or no revenue."""

    customers: int
    findings: int
    score: float | None
    score_by_revenue: float | None
    fields: tuple[FieldFigures, ...]


def figures_of(
    found: Examination, excused: Excused, revenue: "NDArray[np.float64] | None" = None
) -> QualityFigures:
    """The figures of what was found; `revenue` has an amount at each place, nan for none."""
    kept = _kept(found, excused)
    fresh = ~kept[RECORD][Code.STALE]
    fields = tuple(
        _of_field(name, looked, fresh, sum(int(flags.sum()) for flags in kept[name].values()))
        for name, looked in found.fields.items()
    )
    scores = _scores(found, kept)
    return QualityFigures(
        customers=len(found.keys),
        findings=sum(each.findings for each in fields),
        score=float(scores.mean()) if len(scores) else None,
        score_by_revenue=_weighted(scores, revenue),
        fields=fields,
    )


def _kept(found: Examination, excused: Excused) -> "Kept":
    """The findings of which nobody said that they are right."""
    return {
        name: {
            code: _but(found, flags, excused.get((name, code), ()))
            for code, flags in looked.wrong.items()
        }
        for name, looked in found.fields.items()
    }


def scores_of(found: Examination, excused: Excused) -> "NDArray[np.float64]":
    """The score of each customer, at its place."""
    return _scores(found, _kept(found, excused))


def _scores(found: Examination, kept: "Kept") -> "NDArray[np.float64]":
    lost = np.zeros(len(found.keys))
    weight = np.zeros(len(found.keys))
    for name, looked in found.fields.items():
        weight += BY_CODE[name].weight * looked.weighs
        loss = np.zeros(len(found.keys))
        for code, flags in kept[name].items():
            loss = np.maximum(loss, flags * LOSSES.get(code, 1.0))
        lost += BY_CODE[name].weight * loss
    return 100 * (1 - lost / weight)


def _but(
    found: Examination, flags: "NDArray[np.bool_]", keys: Collection[int]
) -> "NDArray[np.bool_]":
    """The flags without those of some customers."""
    return flags & ~np.isin(found.keys, np.fromiter(keys, np.int64)) if keys else flags


def _of_field(name: str, looked: Looked, fresh: "NDArray[np.bool_]", findings: int) -> FieldFigures:
    aside = {Code.MISSING, Code.DOUBLE, Code.STALE}
    wrong = np.zeros(len(fresh), dtype=bool)
    for code, flags in looked.wrong.items():
        if code not in aside:
            wrong |= flags
    double = looked.wrong.get(Code.DOUBLE, np.zeros(len(fresh), dtype=bool))
    return FieldFigures(
        field=name,
        customers=int(looked.asked.sum()),
        present=int(looked.present.sum()),
        valid=int((looked.present & ~wrong).sum()),
        fresh=int((looked.present & fresh).sum()),
        single=int((looked.present & ~double).sum()),
        findings=findings,
    )


def _weighted(scores: "NDArray[np.float64]", revenue: "NDArray[np.float64] | None") -> float | None:
    if revenue is None:
        return None
    weights = np.nan_to_num(np.maximum(revenue, 0.0))
    total = float(weights.sum())
    return float((scores * weights).sum() / total) if total > 0 else None


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
