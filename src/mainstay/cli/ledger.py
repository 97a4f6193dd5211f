"""`mainstay ledger …`: the ledger's files."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mainstay.cli.amounts import counted, sized
from mainstay.cli.arrow import start_arrow
from mainstay.cli.import_refusals import refusals
from mainstay.cli.language import _, ngettext
from mainstay.cli.output import Exit, note, print_json, say
from mainstay.cli.progress import shown_progress
from mainstay.cli.session import Json, connect

if TYPE_CHECKING:
    from mainstay.apps.ledger.queries.verification import LedgerVerification

DryRun = Annotated[bool, typer.Option("--dry-run", help=_("Say what would happen and do nothing."))]

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


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


@app.command(help=_("Merge the ledger's small files."))
def compact(dry_run: DryRun = False, as_json: Json = False) -> None:
    start_arrow()
    actor = connect(as_json=as_json)
    from mainstay.apps.ledger.services import compacting

    with refusals(as_json):
        if dry_run:
            _print_foreseen(compacting.preview(actor), as_json=as_json)
            return
        with shown_progress(quiet=as_json) as tell:
            report = compacting.compact_now(actor, tell)
    if as_json:
        print_json(report)
    elif not report["merged"]:
        say(_("There is nothing to merge."))
    else:
        says = _("The ledger's {before} files have become {after}, {bytes}.")
        say(
            says.format(
                before=counted(report["files_before"]),
                after=counted(report["files_after"]),
                bytes=sized(report["bytes_after"]),
            )
        )


def _print_foreseen(foreseen: Mapping[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(foreseen)
        return
    if not foreseen["files"]:
        say(_("There is nothing to merge."))
        return
    says = ngettext(
        "{count} file of {bytes} would be replaced. Nothing was changed.",
        "{count} files of {bytes} would be replaced. Nothing was changed.",
        foreseen["files"],
    )
    say(says.format(count=counted(foreseen["files"]), bytes=sized(foreseen["bytes"])))


def _standing(found: "LedgerVerification") -> str:
    """The state that was looked at, and how much it holds."""
    from mainstay.shell.sentences import labelled, listed

    rows = found.rows or 0
    files = ngettext("{count} file", "{count} files", found.files)
    lines = ngettext("{count} line in force", "{count} lines in force", rows)
    holds = listed((files.format(count=counted(found.files)), lines.format(count=counted(rows))))
    return labelled(_("State {state}").format(state=found.state), holds)
