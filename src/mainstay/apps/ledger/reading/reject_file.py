"""Reject files: the user's own rows with what was wrong, to be mended and imported again."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mainstay.apps.ledger.reading.reject_columns import LINE_NO, REJECT_COLUMNS, SOURCE
from mainstay.apps.ledger.reading.rows import Row
from mainstay.kernel.text import spreadsheet_kept, spreadsheet_safe


@dataclass(frozen=True, slots=True)
class RejectRow:
    """A rejected record and why."""

    row: Row
    field: str
    code: str
    reason: str
    """The code put into words, in the reader's language."""
    line_no: int | None = None
    """The place in the order that is reserved for the line."""
    source: str = ""


def write_reject_rows(
    path: Path, headers: Sequence[str], rejects: Iterable[RejectRow], *, batch: int
) -> int:
    """Write the reject file of the import with this number; gives the number of rows.

    CSV with commas in UTF-8 with a byte order mark. Our columns come first, so that rows with too
    many cells keep all of them in place. Cells that a spreadsheet would run or turn into another
    number or a day get an apostrophe in front, which `read_records` takes away again. Of a reject
    file that is rejected once more, our old columns are replaced; its kept place and source stay if
    the new row names none.
    """
    old = {place: header for place, header in enumerate(headers) if header in REJECT_COLUMNS}
    written = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        own = [header for place, header in enumerate(headers) if place not in old]
        writer.writerow([*REJECT_COLUMNS, *map(spreadsheet_safe, own)])
        for reject in rejects:
            writer.writerow(map(spreadsheet_kept, (str(batch), *_cells(reject, old))))
            written += 1
    return written


def _cells(reject: RejectRow, old: dict[int, str]) -> Iterator[str]:
    cells = reject.row.cells
    kept = {header: cells[place] for place, header in old.items() if place < len(cells)}
    yield str(reject.row.record)
    yield "" if reject.row.line is None else str(reject.row.line)
    yield reject.field
    yield reject.code
    yield reject.reason
    yield str(reject.line_no) if reject.line_no is not None else kept.get(LINE_NO, "")
    yield reject.source or kept.get(SOURCE, "")
    yield from (cell for place, cell in enumerate(cells) if place not in old)
