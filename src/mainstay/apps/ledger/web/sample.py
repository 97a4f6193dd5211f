"""The sample rows of a check: what stands in the file, what is wrong with it, what it changes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from mainstay.apps.ledger import wording
from mainstay.apps.ledger.models import ImportBatch
from mainstay.apps.ledger.queries.batches import preview_of
from mainstay.apps.ledger.reading.preview_file import ORDER, PreviewRow
from mainstay.apps.ledger.services.importing.finishing import SAMPLE
from mainstay.foundation.access.actor import Actor
from mainstay.shell.paging import CappedCount, Page, paginate
from mainstay.shell.sentences import labelled

LABELS: dict[str, Promise] = {
    "new": gettext_lazy("New"),
    "superseded": gettext_lazy("Changed"),
    "unchanged": gettext_lazy("Unchanged"),
    "rejected": gettext_lazy("Rejected"),
    "total": gettext_lazy("Totals, left out"),
}


@dataclass(frozen=True, slots=True)
class SampleCell:
    """One cell of the file. `before` is what it replaces, None where nothing changes."""

    text: str
    reasons: list[str] = field(default_factory=list)
    before: str | None = None


@dataclass(frozen=True, slots=True)
class SampleRow:
    """One record. `remarks` are about the record as a whole or about fields without a column."""

    record: int
    line: int | None
    cells: list[SampleCell]
    remarks: list[str]


@dataclass(frozen=True, slots=True)
class SampleTab:
    """One outcome that occurs in the sample."""

    code: str
    label: str | Promise
    current: bool


@dataclass(frozen=True, slots=True)
class SampleView:
    """A page of the rows of one outcome, and the outcomes there are."""

    tabs: list[SampleTab]
    headings: list[str]
    rows: list[SampleRow]
    page: Page[PreviewRow]
    total: CappedCount
    most: int


def sample_of(
    actor: Actor, batch: ImportBatch, wanted: str, cursor: str | None = None
) -> SampleView | None:
    """A page of a batch's preview, by default of the outcome that a person wants to see first.

    Raises InvalidCursor.
    """
    found = preview_of(actor, batch)
    if found is None or not found.counts:
        return None
    shown = wanted if wanted in found.counts else next(iter(found.counts))
    column = _columns(batch, found.headers)
    rows = found.rows(shown)
    page = paginate(rows, ORDER, cursor=cursor)
    return SampleView(
        tabs=[
            SampleTab(code, LABELS[code], code == shown) for code in LABELS if code in found.counts
        ],
        headings=found.headers,
        rows=[_row(row, len(found.headers), column) for row in page.items],
        page=page,
        total=CappedCount(len(rows), capped=len(rows) >= SAMPLE),
        most=SAMPLE,
    )


def _columns(batch: ImportBatch, headings: list[str]) -> Callable[[str], int | None]:
    """The column in which a field stands."""
    places = {
        name: headings.index(heading)
        for name, heading in batch.mapping.items()
        if headings.count(heading) == 1
    }
    return places.get


def _row(row: dict[str, Any], width: int, column: Callable[[str], int | None]) -> SampleRow:
    before: dict[int, str] = {}
    reasons: dict[int, list[str]] = {}
    remarks = []
    for mark in row["marks"]:
        if mark["column"] is None:
            remarks.append(_remark(mark))
        else:
            reasons.setdefault(mark["column"], []).append(
                wording.reason(mark["code"], mark["value"])
            )
    for name, (old, new) in row["changes"].items():
        place = column(name)
        if place is None:  # worked out, such as an amount from quantity and price
            remarks.append(labelled(wording.field_label(name), f"{old} → {new}"))
        else:
            before[place] = old
    cells = [
        SampleCell(text, reasons.get(place, []), before.get(place))
        for place, text in enumerate([*row["cells"], *[""] * width][:width])
    ]
    return SampleRow(row["record"], row["line"], cells, remarks)


def _remark(mark: dict[str, Any]) -> str:
    reason = wording.reason(mark["code"], mark["value"])
    return labelled(wording.field_label(mark["field"]), reason) if mark["field"] else reason
