"""`mainstay audit verify`: whether anybody tampered with the audit trail."""

from dataclasses import asdict

import typer

from mainstay.cli.language import _, ngettext
from mainstay.cli.output import Exit, note, print_json, say
from mainstay.cli.session import Json, connect

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def audit() -> None:
    """Keep `verify` a command of its own."""


@app.command(help=_("Check the chain of the audit trail."))
def verify(as_json: Json = False) -> None:
    connect(as_json=as_json)
    from mainstay.foundation.audit.verification import verify as verify_trail

    found = verify_trail()
    if as_json:
        print_json(asdict(found))
    else:
        says = ngettext(
            "{entries} entry, {sealed} sealed.",
            "{entries} entries, {sealed} sealed.",
            found.entries,
        )
        say(says.format(entries=found.entries, sealed=found.sealed))
        for each in found.broken:
            note(str(each))
        if found.intact:
            say(_("The audit trail is whole."))
    if not found.intact:
        raise typer.Exit(int(Exit.FAILED))
