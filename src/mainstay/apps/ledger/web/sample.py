"""The sample rows of a check: what stands in the file, what is wrong with it, what it changes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from mainstay.apps.ledger import wording
from mainstay.apps.ledger.models import ImportBatch
from mainstay.apps.ledger.queries.batches import rows_of_preview
from mainstay.foundation.access.actor import Actor
from mainstay.shell.sentences import labelled

OUTCOMES: tuple[tuple[str, Promise], ...] = (
    ("new", gettext_lazy("New")),
    ("superseded", gettext_lazy("Changed")),
    ("unchanged", gettext_lazy("Unchanged")),
    ("rejected", gettext_lazy("Rejected")),
    ("total", gettext_lazy("Totals, left out")),
)
FIRST = ("rejected", "superseded", "new", "unchanged", "total")
"""Which rows a person wants to see first."""


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
    """The rows of one outcome, and the outcomes there are."""

    tabs: list[SampleTab]
    headings: list[str]
    rows: list[SampleRow]


def sample_of(actor: Actor, batch: ImportBatch, wanted: str) -> SampleView | None:
    """The sample of a batch, by default with the outcome that a person wants to see first."""
    found = rows_of_preview(actor, batch)
    present = {row["outcome"] for row in found["rows"]}
    if not present:
        return None
    shown = wanted if wanted in present else next(code for code in FIRST if code in present)
    column = _columns(batch, found["headers"])
    return SampleView(
        tabs=[SampleTab(code, label, code == shown) for code, label in OUTCOMES if code in present],
        headings=found["headers"],
        rows=[
            _row(row, len(found["headers"]), column)
            for row in found["rows"]
            if row["outcome"] == shown
        ],
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
