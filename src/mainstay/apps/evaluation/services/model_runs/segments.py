"""Segments of all customers by chosen indicators, as of a day."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from mainstay.analytics.indicators import LEDGER_INDICATORS, Unit
from mainstay.analytics.lifecycle import STAGES
from mainstay.analytics.rfm import SEGMENTS as RFM_SEGMENTS
from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.exact import KEY
from mainstay.apps.evaluation.queries.attributes import AGE, CAPITAL, SCALE
from mainstay.apps.evaluation.queries.external import Joined
from mainstay.apps.evaluation.queries.inputs import completed
from mainstay.apps.evaluation.queries.measures import Pinned, measured_of
from mainstay.apps.evaluation.queries.segment_runs import (
    NONE,
    SEGMENT,
    Beside,
    rfm_now,
    segment_code,
    segments_before,
    stages_now,
)
from mainstay.apps.evaluation.services.model_runs.kind import (
    Figure,
    FigureType,
    Found,
    Kind,
    Parameter,
    Parameters,
    Tell,
    chosen,
)
from mainstay.apps.evaluation.services.model_runs.named import named
from mainstay.foundation.jobs.context import JobFailed

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    from mainstay.analytics.segments.fitting import Segmentation

AUTOMATIC, MOST = "automatic", 8
BEFORE, RFM, LIFECYCLE = "segment_before", "rfm", "lifecycle"
REVENUE = "revenue_12m"
USUAL = (
    REVENUE,
    "gross_margin",
    "orders_12m",
    "recency_days",
    "category_count",
    "growth_yoy",
)
_PARTS_OF_ALL = ("share_of_revenue", "share_of_profit")
INDICATORS = (
    *(each.code for each in LEDGER_INDICATORS if each.code not in _PARTS_OF_ALL),
    AGE,
    SCALE,
    CAPITAL,
)
"""What segments may be found by; a share of all is the amount once more."""
_LONG_TAILED = frozenset({Unit.MONEY, Unit.COUNT, Unit.DAYS})
_CODES = (*(segment_code(place) for place in range(MOST)), NONE)


def run(pin: Pinned, as_of: date, parameters: Parameters, tell: Tell) -> Found:
    """The segment of each customer with orders before a day, and how the segments were found.

    Beside it stand, as they are now, the segment of the run in use, the RFM segment and the
    lifecycle stage. Raises LedgerDamaged, EvaluationDamaged, and JobFailed with `segments_…` where
    there is too little to look for segments in.
    """
    from mainstay.analytics.segments.fitting import fit_segments
    from mainstay.analytics.segments.refusals import SegmentsRefused

    wanted = chosen(parameters["indicators"])
    table = _figures(pin, as_of, wanted)
    try:
        found = fit_segments(table, _wanted(wanted, str(parameters["number"])), tell)
    except SegmentsRefused as refused:
        code = f"segments_{refused.code}"
        raise JobFailed(code, needed=refused.needed, found=refused.found) from refused
    labels = [segment_code(place) for place in found.segments.tolist()]
    told = {name: beside() for name, beside in _BESIDE.items()}
    return Found(_table(found, labels, table, told), _report(found, table, told))


_BESIDE = {BEFORE: segments_before, RFM: rfm_now, LIFECYCLE: stages_now}
_LABELS: Mapping[str, tuple[str, ...]] = {
    BEFORE: _CODES,
    RFM: (*RFM_SEGMENTS, NONE),
    LIFECYCLE: (*(stage.value for stage in STAGES), NONE),
}


def _figures(pin: Pinned, as_of: date, codes: Sequence[str]) -> "pa.Table":
    """The indicators of all customers, and their revenue, as floats by customer."""
    import pyarrow as pa

    joined = Joined(pin.aliases, pin.units, pin.ledger_state)
    table = completed(measured_of(pin, as_of).table, codes, as_of, joined).sort_by(KEY)
    needed = dict.fromkeys((*codes, REVENUE))
    figures = {code: table[code].cast(pa.float64()).combine_chunks() for code in needed}
    return pa.table({"customer": table[KEY].combine_chunks(), **figures})


def _wanted(codes: Sequence[str], number: str) -> Any:
    from mainstay.analytics.segments.fitting import Wanted

    logged = (code for code in codes if indicators.definition(code).indicator.unit in _LONG_TAILED)
    asked = None if number == AUTOMATIC else int(number)
    return Wanted(tuple(codes), frozenset(logged), REVENUE, asked)


def _table(
    found: "Segmentation",
    labels: Sequence[str],
    table: "pa.Table",
    told: Mapping[str, Beside | None],
) -> "pa.Table":
    import pyarrow as pa

    keys, nothing = found.customers.tolist(), [None] * len(labels)
    columns = {
        name: pa.array(nothing if each is None else _held(each, keys, _LABELS[name]), pa.string())
        for name, each in told.items()
    }
    revenue = table[REVENUE].combine_chunks()
    segments = pa.array(labels, pa.string())
    return named(found.customers, {SEGMENT: segments, "revenue": revenue, **columns})


def _report(
    found: "Segmentation", table: "pa.Table", told: Mapping[str, Beside | None]
) -> dict[str, Any]:
    searched, crossed = found.searched, _crossed(found, told)
    return {
        "structure": searched.structure.value,
        "number": found.number,
        "noise": searched.noise,
        "compared": searched.compared,
        "converged": searched.converged,
        "left_out": found.left_out,
        "filled": found.filled,
        "alike": list(found.alike),
        "candidates": [
            {
                "number": each.number,
                "silhouette": each.silhouette,
                "least_similar": each.least_similar,
                "smallest": each.smallest,
                "few": each.few,
            }
            for each in searched.candidates
        ],
        "segments": _segments(found, table, crossed.get(BEFORE)),
        "beside": crossed,
    }


def _segments(
    found: "Segmentation", table: "pa.Table", before: Mapping[str, Any] | None
) -> list[dict[str, Any]]:
    import numpy as np

    from mainstay.analytics.segments.telling import most_telling, profiles

    revenue = np.nan_to_num(table[REVENUE].to_numpy())
    total, similar = float(revenue.sum()), found.searched.similar
    names = _names_of_before(before)
    told = []
    for place, profile in enumerate(profiles(table, found)):
        own = found.segments == place
        brought = float(revenue[own].sum())
        told.append(
            {
                "code": segment_code(place),
                "name": names.get(place, ""),
                "customers": int(own.sum()),
                "revenue": brought,
                "revenue_share": brought / total if total else None,
                "similar": similar[place] if similar else None,
                "profile": [asdict(each) for each in profile],
                "telling": [each.name for each in most_telling(profile)],
            }
        )
    return told


def _names_of_before(before: Mapping[str, Any] | None) -> dict[int, str]:
    """The names of the segments before that segments are the same as, by their places."""
    import numpy as np

    from mainstay.analytics.segments.movement import same_segments

    if before is None:
        return {}
    same = same_segments(np.array(before["counts"]))
    return {now: before["names"].get(segment_code(then), "") for now, then in same.items()}


def _crossed(found: "Segmentation", told: Mapping[str, Beside | None]) -> dict[str, dict[str, Any]]:
    """How many customers have which label elsewhere and are in which segment."""
    from mainstay.analytics.segments.movement import crossed

    return {
        name: {
            "as_of": each.as_of.isoformat(),
            "run": each.run,
            "names": dict(each.names or {}),
            "labels": list(_LABELS[name]),
            "counts": crossed(
                _places(found, each, _LABELS[name]),
                found.segments,
                len(_LABELS[name]) - 1,
                found.number,
            ).tolist(),
        }
        for name, each in told.items()
        if each is not None
    }


def _places(found: "Segmentation", beside: Beside, labels: Sequence[str]) -> "np.ndarray[Any, Any]":
    import numpy as np

    place = {label: number for number, label in enumerate(labels[:-1])} | {NONE: -1}
    held = _held(beside, found.customers.tolist(), labels)
    return np.array([place[label] for label in held], dtype=np.int64)


def _held(beside: Beside, keys: Sequence[int], labels: Sequence[str]) -> list[str]:
    """The label of each customer; NONE for who has none, or one that is none of these."""
    held = (beside.labels.get(key, NONE) for key in keys)
    return [label if label in labels else NONE for label in held]


KIND = Kind(
    parameters={
        "indicators": Parameter(",".join(USUAL), choices=INDICATORS, several=True),
        "number": Parameter(
            AUTOMATIC, choices=(AUTOMATIC, *(str(each) for each in range(2, MOST + 1)))
        ),
    },
    figures={
        SEGMENT: Figure(FigureType.LABEL, _CODES),
        "revenue": Figure(FigureType.MONEY),
        RFM: Figure(FigureType.LABEL, _LABELS[RFM]),
        LIFECYCLE: Figure(FigureType.LABEL, _LABELS[LIFECYCLE]),
        BEFORE: Figure(FigureType.LABEL, _CODES),
    },
    order="segment",
    run=run,
)
