"""Writing what a command found: whole or not at all, to a file or to standard output."""

import csv
import io
import json
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import IO, Annotated, Any, TextIO

import typer

from mainstay.cli.language import _
from mainstay.cli.output import Exit, fail

Output = Annotated[
    Path | None, typer.Option(dir_okay=False, help=_("Write here, not to standard output."))
]


def require_place(output: Path | None, *, as_json: bool) -> None:
    """Leave with a message when the folder of a file to be written is not there."""
    if output is None or output.absolute().parent.is_dir():
        return
    says = _("There is no folder {folder} to write into.")
    message = says.format(folder=output.absolute().parent)
    fail(message, code="output", as_json=as_json, status=Exit.USAGE)


@contextmanager
def written(output: Path | None, *, as_json: bool) -> Iterator[IO[bytes]]:
    """Lend a place to write; only what was written to its end goes to the file or is printed.

    A regular file is replaced in one step. Leaves with a message when the disk refuses.
    """
    target = None if output is None else output.resolve()
    apart = target is None or (target.exists() and not target.is_file())
    try:
        if target is None or apart:
            with tempfile.TemporaryFile() as stream:
                yield stream
                stream.seek(0)
                _hand_over(stream, target)
            return
        part = target.with_name(f".{target.name}.part")
        try:
            with part.open("wb") as stream:
                yield stream
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    except BrokenPipeError:
        raise  # whoever read the output has seen enough
    except OSError as error:
        says = _("The disk refused: {error}.")
        message = says.format(error=error.strerror or error)
        fail(message, code="disk", as_json=as_json)


def _hand_over(stream: IO[bytes], target: Path | None) -> None:
    if target is None:
        shutil.copyfileobj(io.TextIOWrapper(stream, encoding="utf-8", newline=""), sys.stdout)
        return
    with target.open("wb") as special:
        shutil.copyfileobj(stream, special)


def write_rows(
    stream: IO[bytes], columns: Sequence[str], rows: Iterable[Mapping[str, Any]], *, as_json: bool
) -> None:
    """Write rows as CSV or as a JSON array."""
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    if as_json:
        _write_array(rows, text)
    else:
        _write_csv(columns, rows, text)
    text.detach()


def write_object(stream: IO[bytes], told: Mapping[str, Any]) -> None:
    """Write one JSON object; exact figures and days, however deep, as text."""
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    json.dump(told, text, ensure_ascii=False, indent=2, default=_plain)
    text.write("\n")
    text.detach()


def _write_array(rows: Iterable[Mapping[str, Any]], stream: TextIO) -> None:
    stream.write("[")
    for place, row in enumerate(rows):
        stream.write(",\n" if place else "\n")
        json.dump({name: _plain(value) for name, value in row.items()}, stream, ensure_ascii=False)
    stream.write("\n]\n")


def _write_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]], stream: TextIO) -> None:
    from mainstay.kernel.text import spreadsheet_safe

    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        cells = (_plain(row[name]) for name in columns)
        writer.writerow(spreadsheet_safe(cell) if isinstance(cell, str) else cell for cell in cells)


def _plain(value: Any) -> Any:
    """Exact figures and days as text, the rest as it is."""
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else value
