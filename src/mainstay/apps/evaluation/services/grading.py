"""Grading frozen inputs, and grading them again."""

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.exact import CODE, KEY
from mainstay.apps.evaluation.models import Evaluation
from mainstay.apps.evaluation.queries.files import INPUTS, RESULT, digest, read
from mainstay.apps.evaluation.services.files import ROWS_PER_GROUP, write
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import service

if TYPE_CHECKING:
    import pyarrow as pa

    from mainstay.analytics.scoring.grading import Grading
    from mainstay.analytics.scoring.next_grade import NextGrades

GradedUnit = dict[str, Any]
"""A row of the result: key, customer (the code), grade, step, key_account, next_status,
next_grade, reasons (the explanation as JSON text)."""


@dataclass(frozen=True)
class Graded:
    """Frozen inputs with the grade of each row and the way to the next one."""

    keys: list[int]
    grading: "Grading"
    ahead: "NextGrades"

    def units(self, start: int, stop: int) -> list[GradedUnit]:
        """Some rows of the result, explained."""
        from mainstay.analytics.scoring.explanation import explain

        rows = []
        for position in range(start, min(stop, len(self.keys))):
            explanation = explain(self.grading, self.ahead, position).to_dict()
            rows.append(
                {
                    KEY: self.keys[position],
                    CODE: explanation.pop("customer"),
                    "grade": explanation["grade"],
                    "step": int(self.grading.grades[position]) + 1,
                    "key_account": explanation["key_account"],
                    "next_status": explanation["next"]["status"],
                    "next_grade": explanation["next"]["grade"],
                    "reasons": json.dumps(explanation, ensure_ascii=False, sort_keys=True),
                }
            )
        return rows


def grade(definition: Mapping[str, Any], inputs: "pa.Table") -> Graded:
    """Grade frozen inputs by a scheme's definition.

    Raises `SchemeError` or `InputError` of `mainstay.analytics.scoring`.
    """
    from mainstay.analytics.scoring import grading, next_grade
    from mainstay.analytics.scoring.population import population_from_table
    from mainstay.analytics.scoring.scheme import scheme_from_dict

    known = indicators.definitions()
    scheme = scheme_from_dict(definition, indicators=known)
    asked = [known[code].indicator for code in scheme.indicators()]
    population = population_from_table(inputs, asked)
    result = grading.grade(scheme, population)
    return Graded(inputs[KEY].to_pylist(), result, next_grade.next_grades(result))


def write_result(
    path: Path, graded: Graded, on_units: Callable[[list[GradedUnit]], None] | None = None
) -> None:
    """Write the result, a stretch of rows at a time; `on_units` is handed each stretch."""
    import pyarrow as pa

    schema = pa.schema(
        [
            (KEY, pa.int64()),
            (CODE, pa.string()),
            ("grade", pa.string()),
            ("step", pa.int16()),
            ("key_account", pa.bool_()),
            ("next_status", pa.string()),
            ("next_grade", pa.string()),
            ("reasons", pa.string()),
        ]
    )

    def parts() -> Iterator[pa.Table]:
        for start in range(0, len(graded.keys), ROWS_PER_GROUP):
            rows = graded.units(start, start + ROWS_PER_GROUP)
            if on_units is not None:
                on_units(rows)
            yield pa.Table.from_pylist(rows, schema=schema)

    write(path, schema, parts())


@service("evaluation.evaluation.view", atomic=False)
def rerun(actor: Actor, evaluation: Evaluation) -> bool:
    """Grade the frozen inputs again; whether the result is the same, byte for byte.

    Raises EvaluationDamaged.
    """
    graded = grade(evaluation.version.definition, read(evaluation, INPUTS))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / RESULT
        write_result(path, graded)
        return digest(path) == str(evaluation.files[RESULT])
