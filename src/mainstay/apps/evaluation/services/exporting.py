"""Exporting the result of an evaluation as CSV."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

from mainstay.apps.evaluation.exact import CODE
from mainstay.apps.evaluation.models import Evaluation
from mainstay.apps.evaluation.policies import VIEW_EVALUATIONS
from mainstay.apps.evaluation.queries.results import SHOWN_INDICATORS, VisibleResult, with_names
from mainstay.apps.evaluation.wording.names import grade_name
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import service
from mainstay.foundation.audit import services as audit
from mainstay.kernel.text import spreadsheet_safe

BYTE_ORDER_MARK = "\ufeff"
"""Tells spreadsheets that the file is UTF-8."""

HEADINGS = (CODE, "name", "grade", "grade_name", "next_grade", *SHOWN_INDICATORS)
_AT_ONCE = 1_000


@service(VIEW_EVALUATIONS)
def export_result(actor: Actor, result: VisibleResult) -> Iterator[str]:
    """The rows of a result as lines of CSV, audited when asked for.

    `result` is what the actor sees, narrowed as wanted, with `SHOWN_INDICATORS`. Texts that a
    spreadsheet would take for a formula get an apostrophe in front.
    """
    audit.record(
        actor,
        "evaluation.result.exported",
        subject=result.evaluation,
        scheme=result.evaluation.version.scheme.code,
        as_of=result.evaluation.as_of,
        rows=result.table.num_rows,
    )
    return _lines(result.evaluation, result)


def _lines(evaluation: Evaluation, result: VisibleResult) -> Iterator[str]:
    scheme = evaluation.version.scheme.code
    yield BYTE_ORDER_MARK + _line(HEADINGS)
    for start in range(0, result.table.num_rows, _AT_ONCE):
        for row in with_names(result.table.slice(start, _AT_ONCE).to_pylist()):
            named = {**row, "grade_name": str(grade_name(scheme, row["grade"]))}
            yield _line([named[heading] for heading in HEADINGS])


def _line(cells: Sequence[Any]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(
        [spreadsheet_safe(cell) if isinstance(cell, str) else cell for cell in cells]
    )
    return buffer.getvalue()
