"""`mainstay ledger …`: the ledger's files."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from mainstay.cli.amounts import counted
from mainstay.cli.language import _, ngettext
from mainstay.cli.output import Exit, note, print_json, say
from mainstay.cli.session import Json, connect

if TYPE_CHECKING:
    from mainstay.apps.ledger.queries.verification import LedgerVerification

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def ledger() -> None:
    """Keep `verify` a command of its own."""


@app.command(help=_("Compare every ledger file with the hash of its content."))
def verify(as_json: Json = False) -> None:
    actor = connect(as_json=as_json)
    from mainstay.apps.ledger.queries.verification import verify as verify_files

    found = verify_files(actor)
    if as_json:
        print_json(asdict(found))
    else:
        say(_standing(found))
        for name in found.damaged:
            note(_("Damaged or missing: {name}").format(name=name))
        if not found.damaged:
            say(_("Every file is as it was written."))
    if found.damaged:
        raise typer.Exit(int(Exit.FAILED))


def _standing(found: "LedgerVerification") -> str:
    """The state that was looked at, and how much it holds."""
    from mainstay.shell.sentences import labelled, listed

    rows = found.rows or 0
    files = ngettext("{count} file", "{count} files", found.files)
    lines = ngettext("{count} line in force", "{count} lines in force", rows)
    holds = listed((files.format(count=counted(found.files)), lines.format(count=counted(rows))))
    return labelled(_("State {state}").format(state=found.state), holds)
