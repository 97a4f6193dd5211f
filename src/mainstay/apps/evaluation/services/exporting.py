"""Exporting results of evaluations, indicators and grades."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from mainstay.apps.evaluation.exact import CODE
from mainstay.apps.evaluation.policies import VIEW_EVALUATIONS, VIEW_GRADES
from mainstay.apps.evaluation.queries.breakdown import Breakdown
from mainstay.apps.evaluation.queries.catalogue import FIGURE, indicator_figures
from mainstay.apps.evaluation.queries.files import LABELS
from mainstay.apps.evaluation.queries.grades import GradeSheetRow, grade_sheet
from mainstay.apps.evaluation.queries.indicators import indicators_table
from mainstay.apps.evaluation.queries.results import ResultRow, VisibleResult, with_names
from mainstay.apps.evaluation.wording.names import grade_name, grade_or_none
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import service
from mainstay.foundation.audit import services as audit
from mainstay.shell.exports import ExportedList
from mainstay.shell.sentences import listed

if TYPE_CHECKING:
    import pyarrow as pa

HEADINGS = (CODE, "name", "grade", "grade_name", "next_grade")
LABELLED_HEADINGS = (CODE, "name", "labels", "label_names")
FIGURE_COLUMNS = (CODE, "name", FIGURE)
_AT_ONCE = 1_000


@service(VIEW_EVALUATIONS)
def export_result(actor: Actor, result: VisibleResult) -> ExportedList:
    """The rows of a result, audited when asked for.

    `result` is what the actor sees, narrowed as wanted, with the indicators to write.
    """
    audit.record(
        actor,
        "evaluation.result.exported",
        subject=result.evaluation,
        scheme=result.evaluation.version.scheme.code,
        as_of=result.evaluation.as_of,
        rows=result.table.num_rows,
    )
    first = LABELLED_HEADINGS if result.is_labelled else HEADINGS
    headings = (*first, *result.scored, *result.shown)
    return ExportedList(f"evaluation-{result.evaluation.pk}", headings, _rows(result, headings))


@service(VIEW_EVALUATIONS)
def export_breakdown(actor: Actor, found: Breakdown, table: ExportedList) -> ExportedList:
    """The table of a breakdown in the reader's words, audited when asked for."""
    audit.record(
        actor,
        "evaluation.breakdown.exported",
        subject=found.seen.evaluation,
        scheme=found.seen.evaluation.version.scheme.code,
        as_of=found.seen.evaluation.as_of,
        rows=len(found.rows),
    )
    return table


@service(VIEW_GRADES)
def export_indicators(actor: Actor, as_of: date) -> "pa.Table":
    """The table of indicators as a file, audited. Raises what `indicators_table` does."""
    table = indicators_table(actor, as_of)
    audit.record(actor, "evaluation.indicators.exported", as_of=as_of, rows=table.num_rows)
    return table


@service(VIEW_GRADES)
def export_figures(actor: Actor, code: str) -> list[dict[str, Any]]:
    """The newest figures of one indicator as a file, audited. Raises UnknownIndicator."""
    found = indicator_figures(actor, code)
    audit.record(actor, "evaluation.figures.exported", indicator=code, rows=found.customers)
    rows = with_names(found.table.to_pylist())
    return [{name: row[name] for name in FIGURE_COLUMNS} for row in rows]


@service(VIEW_GRADES)
def export_grades(actor: Actor, scheme: str, *, proposed: bool = False) -> Iterator[GradeSheetRow]:
    """The grades with their reasons as a file, audited. Raises what `grade_sheet` does."""
    rows = grade_sheet(actor, scheme, proposed=proposed)
    audit.record(actor, "evaluation.grades.exported", scheme=scheme)
    return rows


def _rows(result: VisibleResult, headings: Sequence[str]) -> Iterator[Sequence[Any]]:
    scheme = result.evaluation.version.scheme.code
    for start in range(0, result.table.num_rows, _AT_ONCE):
        for row in with_names(result.table.slice(start, _AT_ONCE).to_pylist()):
            named = {**row, **_given(scheme, row)}
            yield [named[heading] for heading in headings]


def _given(scheme: str, row: ResultRow) -> dict[str, str]:
    """Grade or labels of a row, by code and by name."""
    if LABELS not in row:
        return {"grade_name": str(grade_or_none(scheme, row["grade"]))}
    labels = row[LABELS] or []
    names = listed(grade_name(scheme, each) for each in labels)
    return {"labels": " ".join(labels), "label_names": names}
