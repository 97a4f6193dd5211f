"""`mainstay ledger …`: the ledger's files."""

from typing import TYPE_CHECKING

import typer

from mainstay.cli.language import _
from mainstay.cli.output import Exit, note, print_json, say
from mainstay.cli.session import Json, connect

if TYPE_CHECKING:
    from mainstay.engine.ledger_state import LedgerState

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def ledger() -> None:
    """Keep `verify` a command of its own."""


@app.command(help=_("Compare every ledger file with the hash of its content."))
def verify(as_json: Json = False) -> None:
    connect(as_json=as_json)
    from mainstay.apps.ledger.queries.states import current_state, store
    from mainstay.engine.verified_files import verify as verify_files

    state = current_state()
    damaged = sorted(verify_files(store(), state.files))
    rows = _lines_in_force(state)
    if as_json:
        print_json(
            {
                "state": state.number,
                "files": len(state.files),
                "rows": rows,
                "damaged": damaged,
            }
        )
    else:
        says = _("State {state}: {files} files, {rows} lines in force.")
        say(says.format(state=state.number, files=len(state.files), rows=f"{rows:,}"))
        for name in damaged:
            note(_("Damaged or missing: {name}").format(name=name))
        if not damaged:
            say(_("Every file is as it was written."))
    if damaged:
        raise typer.Exit(int(Exit.FAILED))


def _lines_in_force(state: "LedgerState") -> int:
    from mainstay.engine.ledger_state import FileKind

    files = state.files_of(FileKind.LINES)
    dead = state.dead_vectors()
    return sum(file.rows for file in files) - sum(
        dead[file.name].rows for file in files if file.name in dead
    )
