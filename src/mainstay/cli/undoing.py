"""Undoing on the command line: going on only when somebody says so."""

from collections.abc import Callable

from mainstay.cli.language import _
from mainstay.cli.output import Exit, agreed, fail, say


def ask_to_undo(show: Callable[[], None], question: str, *, as_json: bool) -> None:
    """Show what it would do and end here unless somebody agrees; a program has to say --yes."""
    if not as_json:
        show()
        say("")
    if as_json or not agreed(question):
        message = _("Nothing was undone; say --yes to undo without being asked.")
        fail(message, code="not_confirmed", as_json=as_json, status=Exit.USAGE)
