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
from mainstay.apps.evaluation.exact import KEY
from mainstay.apps.evaluation.models import Evaluation
from mainstay.apps.evaluation.queries.files import INPUTS, RESULT, digest, read
from mainstay.apps.evaluation.services.files import write
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import service

if TYPE_CHECKING:
    import pyarrow as pa

    from mainstay.analytics.scoring.grading import Grading
    from mainstay.analytics.scoring.scheme import Scheme


@dataclass(frozen=True, eq=False)
class Graded:
    """Frozen inputs with the grade of each row; `result` is what is kept of them all."""

    keys: npt.NDArray[np.int64]
    grading: "Grading"
    result: "pa.Table"

    def codes(self) -> list[str]:
        """The codes of the scheme's grades, best first."""
        return [grade.code for grade in self.grading.scheme.grades]


def read_scheme(definition: Mapping[str, Any]) -> "Scheme":
    """The scheme of a definition. Raises `SchemeError`, also for an indicator nobody brings."""
    from mainstay.analytics.scoring.scheme import scheme_from_dict

    return scheme_from_dict(definition, indicators=indicators.definitions())


def grade(scheme: "Scheme", inputs: "pa.Table", as_of: date) -> Graded:
    """Grade frozen inputs by a scheme, as of the day of the evaluation.

    Raises `SchemeError` or `InputError` of `mainstay.analytics.scoring`.
    """
    from mainstay.analytics.scoring import grading, next_grade
    from mainstay.analytics.scoring.population import population_from_table
    from mainstay.analytics.scoring.record import record

    asked = [indicators.definition(code).indicator for code in scheme.indicators()]
    graded = grading.grade(scheme, population_from_table(inputs, asked, as_of=as_of))
    kept = record(graded, next_grade.next_grades(graded))
    return Graded(inputs[KEY].to_numpy(), graded, kept.add_column(0, KEY, inputs[KEY]))


def write_result(path: Path, graded: Graded) -> None:
    """Write the result: the key and what `analytics.scoring.record` keeps of each unit."""
    write(path, graded.result)


@service("evaluation.evaluation.view", atomic=False)
def rerun(actor: Actor, evaluation: Evaluation) -> bool:
    """Grade the frozen inputs again; whether the result is the same, byte for byte.

    Raises EvaluationDamaged.
    """
    scheme = read_scheme(evaluation.version.definition)
    graded = grade(scheme, read(evaluation, INPUTS), evaluation.as_of)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / RESULT
        write_result(path, graded)
        return digest(path) == str(evaluation.files[RESULT])
