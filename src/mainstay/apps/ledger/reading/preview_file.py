"""The preview of a run: the first records of each outcome, any page of which is read alone.

One JSON object a line. The first one has the file's headings, how many rows each outcome has, and
where every fiftieth row begins, in bytes behind that line. The rows follow, outcome by outcome.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, islice
from pathlib import Path
from typing import Any

from mainstay.shell.paging import OrderKey, Position

OUTCOMES = ("rejected", "superseded", "new", "unchanged", "total")
"""In the order in which a person wants to see them."""
ORDER = ("number",)
"""What `paginate` is to order the rows by: their places in the file, from 0."""
_STRIDE = 50

PreviewRow = dict[str, Any]


def write_preview(path: Path, headers: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows, each with its `outcome`, in place of the preview that was there."""
    lines: dict[str, list[bytes]] = defaultdict(list)
    for row in rows:
        lines[row["outcome"]].append(_line(row))
    ordered = [line for outcome in OUTCOMES for line in lines[outcome]]
    head = {
        "headers": list(headers),
        "counts": {outcome: len(lines[outcome]) for outcome in OUTCOMES if lines[outcome]},
        "starts": list(accumulate(map(len, ordered), initial=0))[:-1:_STRIDE],
    }
    # Somebody may be looking at the one before.
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        file.write(_line(head))
        file.writelines(ordered)
    part.replace(path)


def _line(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"


class Preview:
    """A preview as it is kept. Raises FileNotFoundError where there is none."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with path.open("rb") as file:
            head = json.loads(file.readline())
            self._rows_at = file.tell()
        self.headers: list[str] = head["headers"]
        self.counts: dict[str, int] = head["counts"]
        self._starts: list[int] = head["starts"]

    def rows(self, outcome: str = "") -> "PreviewRows":
        """The rows of one outcome, or all of them."""
        ends = dict(zip(self.counts, accumulate(self.counts.values()), strict=True))
        if not outcome:
            return PreviewRows(self, 0, sum(self.counts.values()))
        last = ends.get(outcome, 0)
        return PreviewRows(self, last - self.counts.get(outcome, 0), last)

    def read(self, first: int, last: int) -> Iterator[PreviewRow]:
        """The rows from a place on, up to another one that is not among them."""
        if first >= last:
            return
        page, skipped = divmod(first, _STRIDE)
        with self._path.open("rb") as file:
            file.seek(self._rows_at + self._starts[page])
            for number, line in enumerate(islice(file, skipped, skipped + last - first), first):
                yield {**json.loads(line), "number": number}


class PreviewRows:
    """Some rows of a preview, read as pages ask for them."""

    def __init__(self, preview: Preview, start: int, stop: int) -> None:
        self._preview = preview
        self._start = start
        self._stop = stop

    def __len__(self) -> int:
        return self._stop - self._start

    def after(
        self, order: Sequence[OrderKey], position: Position | None, limit: int
    ) -> Sequence[PreviewRow]:
        """The first rows beyond a place: behind it or, in descending order, before it."""
        if order[0].descending:
            last = self._stop if position is None else min(position[0], self._stop)
            return list(self._preview.read(max(last - limit, self._start), last))[::-1]
        first = self._start if position is None else max(position[0] + 1, self._start)
        return list(self._preview.read(first, min(first + limit, self._stop)))

    def position(self, order: Sequence[OrderKey], row: PreviewRow) -> Position:
        """Where a row stands."""
        return (row["number"],)
