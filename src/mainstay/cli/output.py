"""What a command prints: tables and sentences for people, one JSON object for programs."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from typing import Any, NoReturn

import typer


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


def say(text: str) -> None:
    """A sentence for people on standard output."""
    typer.echo(text)


def note(text: str) -> None:
    """A sentence that must not mix with the result: standard error."""
    typer.echo(text, err=True)


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A table for people; columns whose cells are all figures stand to the right."""
    from rich.console import Console
    from rich.table import Table

    cells = [[str(cell) for cell in row] for row in rows]
    grid = Table(title=title, title_justify="left", show_edge=False, pad_edge=False)
    for index, column in enumerate(columns):
        figures = bool(cells) and all(_is_figure(row[index]) for row in cells)
        grid.add_column(column, justify="right" if figures else "left", overflow="fold")
    for row in cells:
        grid.add_row(*row)
    Console().print(grid)


def _is_figure(cell: str) -> bool:
    bare = cell.replace(",", "").replace("%", "").replace(" ", "").lstrip("-")
    return not bare or bare.replace(".", "", 1).isdigit()


def fail(message: str, *, code: str, as_json: bool, status: Exit = Exit.FAILED) -> NoReturn:
    """Say what went wrong and leave with its status."""
    if as_json:
        print_json({"error": {"code": code, "message": message}})
    note(message)
    raise typer.Exit(int(status))
