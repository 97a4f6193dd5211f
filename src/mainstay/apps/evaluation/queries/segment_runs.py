"""Reads of runs about segments: what each one is called, and what customers are by rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from mainstay.apps.evaluation.exact import KEY
from mainstay.apps.evaluation.models import (
    Grade,
    GradeState,
    ModelKind,
    ModelRun,
    Scheme,
    SegmentName,
)
from mainstay.apps.evaluation.queries.files import read
from mainstay.apps.evaluation.queries.model_runs import FIGURES, run_in_use

SEGMENT = "segment"
NONE = "none"
"""The label of a customer that is in no segment, has no grade, or was not there."""
RFM = "rfm"
_CODE = "segment_"
_WHY = "what is told is decided where the run is, or with the customer"


class SegmentNotFound(LookupError):
    """The run has no such segment."""


def segment_code(place: int) -> str:
    """The code of a segment by its place, from 0 on; below 0 is nobody's."""
    return NONE if place < 0 else f"{_CODE}{place + 1}"


@dataclass(frozen=True, slots=True)
class NamedSegment:
    """A segment of a run with its name; `version` is 0 before anybody has named it in this run."""

    code: str
    name: str
    version: int
    told: Mapping[str, Any]


def segments_of(run: ModelRun) -> list[NamedSegment]:
    """The segments of a finished run, in their order."""
    given = {
        row.segment: row for row in SegmentName.objects.system(_WHY).filter(run=run).iterator()
    }
    return [_named(told, given.get(told["code"])) for told in run.report["segments"]]


def segment_of(run: ModelRun, code: str) -> NamedSegment:
    """One of them. Raises SegmentNotFound."""
    for each in segments_of(run):
        if each.code == code:
            return each
    raise SegmentNotFound(code)


def _named(told: Mapping[str, Any], given: SegmentName | None) -> NamedSegment:
    if given is not None:
        return NamedSegment(told["code"], given.name, given.version, told)
    name = told["name"] or numbered(told["code"])
    return NamedSegment(told["code"], name, 0, told)


def numbered(code: str) -> str:
    """What a segment is called that nobody has named."""
    return _("Segment %(number)s") % {"number": code.removeprefix(_CODE)}


@dataclass(frozen=True)
class Beside:
    """Labels that customers have elsewhere: of whom which, as of when, by which run if it is one.

    `names` are those that people gave to labels.
    """

    labels: Mapping[int, str]
    as_of: date
    run: int | None = None
    names: Mapping[str, str] | None = None


def segments_before() -> Beside | None:
    """The segments of the run in use; None where there is none. Raises EvaluationDamaged."""
    run = run_in_use(ModelKind.SEGMENTS)
    if run is None:
        return None
    given = {row.segment: row.name for row in SegmentName.objects.system(_WHY).filter(run=run)}
    names = {told["code"]: given.get(told["code"], told["name"]) for told in run.report["segments"]}
    return Beside(_column(run, SEGMENT), run.as_of, run.pk, names)


def stages_now() -> Beside | None:
    """The lifecycle stages of the run in use; None where there is none.

    Raises EvaluationDamaged.
    """
    run = run_in_use(ModelKind.LIFECYCLE)
    return None if run is None else Beside(_column(run, "stage"), run.as_of, run.pk)


def rfm_now() -> Beside | None:
    """The grades in force by recency, frequency and value; None before there are any."""
    scheme = Scheme.objects.system(_WHY).filter(code=RFM).select_related("in_force").first()
    if scheme is None or scheme.in_force is None:
        return None
    rows = Grade.objects.system(_WHY).filter(scheme=scheme, state=GradeState.IN_FORCE)
    labels = dict(rows.order_by().values_list("customer_id", "code"))
    return Beside(labels, scheme.in_force.as_of)


def _column(run: ModelRun, name: str) -> dict[int, str]:
    table = read(run, FIGURES, [KEY, name])
    pairs = zip(table[KEY].to_pylist(), table[name].to_pylist(), strict=True)
    return {key: label for key, label in pairs if label != NONE}
