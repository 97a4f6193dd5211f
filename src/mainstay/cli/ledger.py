"""`mainstay ledger …`: the ledger's files."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mainstay.cli.amounts import counted, sized
from mainstay.cli.arrow import start_arrow
from mainstay.cli.import_refusals import refusals
from mainstay.cli.language import _, ngettext
from mainstay.cli.output import Exit, agreed, fail, note, print_json, say, table
from mainstay.cli.progress import shown_progress
from mainstay.cli.session import Json, connect

if TYPE_CHECKING:
    from mainstay.apps.ledger.queries.leftovers import Leftover
    from mainstay.apps.ledger.queries.verification import LedgerVerification

DryRun = Annotated[bool, typer.Option("--dry-run", help=_("Say what would happen and do nothing."))]
Yes = Annotated[bool, typer.Option("--yes", help=_("Do not ask."))]

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
    from mainstay.apps.ledger.services.keeping import compacting

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


@app.command(help=_("List files that nothing needs, as work that was cut short leaves them."))
def orphans(
    remove: Annotated[
        bool, typer.Option("--remove", help=_("Remove those whose time is over."))
    ] = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    actor = connect(as_json=as_json)
    from mainstay.apps.ledger.queries.leftovers import leftovers
    from mainstay.apps.ledger.services.keeping import tidying

    found = leftovers(actor)
    ripe = [each for each in found if each.ripe]
    if not remove:
        _print_leftovers(found, as_json=as_json)
        return
    if ripe and not yes:
        if not as_json:
            _print_leftovers(ripe, as_json=False)
        _require_agreement(_("Remove these files?"), as_json=as_json)
    with refusals(as_json), shown_progress(quiet=as_json) as tell:
        removed = tidying.tidy_now(actor, tell)
    if as_json:
        print_json(removed)
        return
    says = ngettext(
        "{count} file was removed, {bytes}.",
        "{count} files were removed, {bytes}.",
        removed["files"],
    )
    say(says.format(count=counted(removed["files"]), bytes=sized(removed["bytes"])))


def _print_leftovers(found: "list[Leftover]", *, as_json: bool) -> None:
    if as_json:
        rows = [asdict(each) | {"written_at": each.written_at.isoformat()} for each in found]
        print_json({"orphans": rows})
        return
    if not found:
        say(_("No forgotten file was found."))
        return
    columns = (_("File"), _("Size"), _("Written (UTC)"), "")
    rows_shown = [
        (
            each.name,
            sized(each.bytes),
            each.written_at.strftime("%Y-%m-%d %H:%M"),
            _("may go") if each.ripe else _("too new"),
        )
        for each in found
    ]
    table(columns, rows_shown)


@app.command(help=_("Remove what the settings keep for a time only."))
def retention(dry_run: DryRun = False, yes: Yes = False, as_json: Json = False) -> None:
    actor = connect(as_json=as_json)
    from mainstay.apps.ledger.services.keeping import expiring

    foreseen = expiring.preview(actor)
    if dry_run:
        _print_kept(foreseen, as_json=as_json)
        return
    if not yes and any(each["count"] for each in foreseen.values()):
        if not as_json:
            _print_kept(foreseen, as_json=False)
        _require_agreement(_("Remove what is too old?"), as_json=as_json)
    with refusals(as_json), shown_progress(quiet=as_json) as tell:
        removed = expiring.expire_now(actor, tell)
    if as_json:
        print_json(removed)
    else:
        for code, label in expiring.labels().items():
            if code in removed:
                count = counted(removed[code]["count"])
                size = sized(removed[code]["bytes"])
                says = _("{label}: {count} removed, {bytes}")
                say(says.format(label=label, count=count, bytes=size))


def _print_kept(foreseen: Mapping[str, Mapping[str, Any]], *, as_json: bool) -> None:
    """By rule: for how long is kept and how much would go now."""
    if as_json:
        print_json(foreseen)
        return
    from mainstay.apps.ledger.services.keeping import expiring

    rows = []
    for code, label in expiring.labels().items():
        rule = foreseen[code]
        days = counted(rule["days"]) if rule["days"] else _("for good")
        rows.append((label, days, counted(rule["count"]), sized(rule["bytes"])))
    table((_("What"), _("Kept for (days)"), _("Too old"), _("Size")), rows)


def _require_agreement(question: str, *, as_json: bool) -> None:
    """Go on only when somebody says so."""
    if as_json or not agreed(question):
        message = _("Nothing was removed; say --yes to remove without being asked.")
        fail(message, code="not_confirmed", as_json=as_json, status=Exit.USAGE)


def _standing(found: "LedgerVerification") -> str:
    """The state that was looked at, and how much it holds."""
    from mainstay.shell.sentences import labelled, listed

    rows = found.rows or 0
    files = ngettext("{count} file", "{count} files", found.files)
    lines = ngettext("{count} line in force", "{count} lines in force", rows)
    holds = listed((files.format(count=counted(found.files)), lines.format(count=counted(rows))))
    return labelled(_("State {state}").format(state=found.state), holds)
