"""`mainstay ledger …`: the ledger's files."""

from dataclasses import asdict

import typer

from mainstay.cli.language import _
from mainstay.cli.output import Exit, note, print_json, say
from mainstay.cli.session import Json, connect

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
        says = _("State {state}: {files} files, {rows} lines in force.")
        say(says.format(state=found.state, files=found.files, rows=f"{found.rows:,}"))
        for name in found.damaged:
            note(_("Damaged or missing: {name}").format(name=name))
        if not found.damaged:
            say(_("Every file is as it was written."))
    if found.damaged:
        raise typer.Exit(int(Exit.FAILED))
