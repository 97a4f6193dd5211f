"""What a command prints: tables and sentences for people, one JSON object for programs."""

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from typing import TYPE_CHECKING, Any, NoReturn

import typer

if TYPE_CHECKING:
    from rich.console import JustifyMethod


class Exit(IntEnum):
    """Exit statuses; a contract with scripts."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    NOTHING_COMMITTED = 3


def print_json(payload: Mapping[str, Any] | Sequence[Any]) -> None:
    """One JSON value on standard output."""
    json.dump(payload, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def agreed(question: str) -> bool:
    """Whether somebody says yes; where nobody sits there to be asked, nobody does."""
    try:
        return typer.confirm(question)
    except typer.Abort:
        return False


def say(text: str) -> None:
    """A sentence for people on standard output."""
    typer.echo(text)


def note(text: str) -> None:
    """A sentence that must not mix with the result: standard error."""
    typer.echo(text, err=True)


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A table for people, as wide as the terminal at most.

    Columns whose cells are all figures stand to the right and are never broken; texts are, where
    the table would be too wide. A cell may have several lines. Columns of empty cells are left out.
    """
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    cells = [[str(cell) for cell in row] for row in rows]
    shown = [
        place for place in range(len(columns)) if not cells or any(row[place] for row in cells)
    ]
    grid = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for place in shown:
        figures = bool(cells) and all(_is_figure(row[place]) for row in cells)
        side: JustifyMethod = "right" if figures else "left"
        grid.add_column(columns[place], justify=side, no_wrap=figures, overflow="fold")
    for row in cells:
        grid.add_row(*(row[place] for place in shown))
    # What a file is called may look like markup.
    Console(markup=False, emoji=False, highlight=False).print(grid)


_FIGURE = re.compile(r"-?[0-9][0-9,]*(\.[0-9]+)?( ?%| [A-Z]{3})?|[0-9-]{10} [0-9:]{5}|–?")
"""A count, a share, an amount with its currency, a moment, or none."""


def _is_figure(cell: str) -> bool:
    return all(_FIGURE.fullmatch(line) for line in cell.splitlines())


def fail(message: str, *, code: str, as_json: bool, status: Exit = Exit.FAILED) -> NoReturn:
    """Say what went wrong and leave with its status."""
    if as_json:
        print_json({"error": {"code": code, "message": message}})
    note(message)
    raise typer.Exit(int(status))
