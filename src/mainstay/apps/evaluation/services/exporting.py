"""Exporting the result of an evaluation."""

from collections.abc import Iterator, Sequence
from typing import Any

from mainstay.apps.evaluation.exact import CODE
from mainstay.apps.evaluation.policies import VIEW_EVALUATIONS
from mainstay.apps.evaluation.queries.results import SHOWN_INDICATORS, VisibleResult, with_names
from mainstay.apps.evaluation.wording.names import grade_name
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import service
from mainstay.foundation.audit import services as audit
from mainstay.shell.exports import ExportedList

HEADINGS = (CODE, "name", "grade", "grade_name", "next_grade", *SHOWN_INDICATORS)
_AT_ONCE = 1_000


@service(VIEW_EVALUATIONS)
def export_result(actor: Actor, result: VisibleResult) -> ExportedList:
    """The rows of a result, audited when asked for.

    `result` is what the actor sees, narrowed as wanted, with `SHOWN_INDICATORS`.
    """
    audit.record(
        actor,
        "evaluation.result.exported",
        subject=result.evaluation,
        scheme=result.evaluation.version.scheme.code,
        as_of=result.evaluation.as_of,
        rows=result.table.num_rows,
    )
    return ExportedList(f"evaluation-{result.evaluation.pk}", HEADINGS, _rows(result))


def _rows(result: VisibleResult) -> Iterator[Sequence[Any]]:
    scheme = result.evaluation.version.scheme.code
    for start in range(0, result.table.num_rows, _AT_ONCE):
        for row in with_names(result.table.slice(start, _AT_ONCE).to_pylist()):
            named = {**row, "grade_name": str(grade_name(scheme, row["grade"]))}
            yield [named[heading] for heading in HEADINGS]
