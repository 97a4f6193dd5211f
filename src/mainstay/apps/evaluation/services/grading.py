"""Grading frozen inputs, and grading them again."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.exact import CODE, KEY
from mainstay.apps.evaluation.models import Evaluation
from mainstay.apps.evaluation.queries.files import INPUTS, LABELS, RESULT, digest, label_file, read
from mainstay.apps.evaluation.services.files import write
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import service

if TYPE_CHECKING:
    import pyarrow as pa

    from mainstay.analytics.scoring.grading import Grading
    from mainstay.analytics.scoring.reading import Rules
    from mainstay.analytics.scoring.typology import Labelling


@dataclass(frozen=True, eq=False)
class GradedPart:
    """Who has which grade of a scheme; of a typology there is a part for each label.

    `keys` are the units of the frozen inputs, row by row. A part for a label has its code as
    `label` and its `place` among the labels; there a unit has the label, or nothing.
    """

    keys: npt.NDArray[np.int64]
    grading: "Grading"
    label: str = ""
    place: int = 0

    @property
    def has_grade(self) -> npt.NDArray[np.bool_]:
        """Which units have a grade, or the label."""
        from mainstay.analytics.scoring.grading import NOT_GRADED

        grades = self.grading.grades
        return np.asarray(grades == 0 if self.label else grades != NOT_GRADED)

    def codes(self) -> list[str]:
        """The codes of the scheme's grades, best first."""
        return [grade.code for grade in self.grading.scheme.grades]


@dataclass(frozen=True, eq=False)
class Graded:
    """Frozen inputs that were graded; `files` is what is kept of them all, by name."""

    parts: tuple[GradedPart, ...]
    files: "Mapping[str, pa.Table]"
    sizes: Mapping[str, int]

    @property
    def units(self) -> int:
        return len(self.parts[0].keys)


def read_scheme(definition: Mapping[str, Any]) -> "Rules":
    """What a definition says. Raises `SchemeError`, also for an indicator nobody brings."""
    from mainstay.analytics.scoring.reading import rules_from_dict

    return rules_from_dict(definition, indicators=indicators.definitions())


def labels_of(rules: "Rules") -> list[str]:
    """The labels of a typology; a scheme with grades has none."""
    from mainstay.analytics.scoring.typology import Typology

    return [each.code for each in rules.labels] if isinstance(rules, Typology) else []


def grade(rules: "Rules", inputs: "pa.Table", as_of: date) -> Graded:
    """Grade frozen inputs by a scheme or a typology, as of the day of the evaluation.

    Raises `SchemeError` or `InputError` of `mainstay.analytics.scoring`.
    """
    from mainstay.analytics.scoring.grading import grade as graded_by
    from mainstay.analytics.scoring.population import population_from_table
    from mainstay.analytics.scoring.typology import Typology, label

    asked = [indicators.definition(code).indicator for code in rules.indicators()]
    population = population_from_table(inputs, asked, as_of=as_of)
    if isinstance(rules, Typology):
        return _labelled(label(rules, population), inputs)
    part = GradedPart(inputs[KEY].to_numpy(), graded_by(rules, population))
    return Graded((part,), {RESULT: _recorded(part, inputs)}, dict(part.grading.counts()))


def _labelled(found: "Labelling", inputs: "pa.Table") -> Graded:
    parts = tuple(
        GradedPart(inputs[KEY].to_numpy(), grading, code, place)
        for place, (code, grading) in enumerate(found.gradings.items())
    )
    recorded = {label_file(part.place): _recorded(part, inputs) for part in parts}
    summary = _summary(found, inputs)
    [first, *_others] = recorded.values()
    if "scorecard" in first.column_names:
        summary = summary.append_column("scorecard", first["scorecard"])
    return Graded(parts, {RESULT: summary, **recorded}, dict(found.counts()))


def _summary(found: "Labelling", inputs: "pa.Table") -> "pa.Table":
    """Key, code and labels of each unit, and the place of its first label."""
    import pyarrow as pa

    table = found.table()
    places = {code: place for place, code in enumerate(found.gradings, 1)}
    firsts = [places[labels[0]] if labels else None for labels in table[LABELS].to_pylist()]
    table = table.add_column(0, KEY, inputs[KEY])
    return table.select([KEY, CODE, LABELS]).append_column("step", pa.array(firsts, pa.int16()))


def _recorded(part: GradedPart, inputs: "pa.Table") -> "pa.Table":
    """The key and what `analytics.scoring.record` keeps of each unit."""
    from mainstay.analytics.scoring.next_grade import next_grades
    from mainstay.analytics.scoring.record import record

    kept = record(part.grading, next_grades(part.grading))
    return kept.add_column(0, KEY, inputs[KEY])


def write_result(folder: Path, graded: Graded) -> None:
    """Write what is kept of a result."""
    for name, table in graded.files.items():
        write(folder / name, table)


@service("evaluation.evaluation.view", atomic=False)
def rerun(actor: Actor, evaluation: Evaluation) -> bool:
    """Grade the frozen inputs again; whether the result is the same, byte for byte.

    Raises EvaluationDamaged.
    """
    rules = read_scheme(evaluation.version.definition)
    graded = grade(rules, read(evaluation, INPUTS), evaluation.as_of)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_result(folder, graded)
        return all(digest(folder / each) == str(evaluation.files[each]) for each in graded.files)
