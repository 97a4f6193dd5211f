"""`mainstay batches` and `undo`: which files came in, and out again."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from mainstay.cli.arrow import start_arrow
from mainstay.cli.import_refusals import refusals
from mainstay.cli.language import _
from mainstay.cli.output import Exit, fail, print_json, say, table
from mainstay.cli.progress import shown_progress
from mainstay.cli.session import AsPerson, Json, connect

if TYPE_CHECKING:
    from mainstay.apps.ledger.models import ImportBatch


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command(help=_("List the imports, the newest first."))(batches)
    app.command(help=_("Undo an import."))(undo)


def batches(as_json: Json = False, as_person: AsPerson = "") -> None:
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.ledger.queries.batches import batches as visible_batches
    from mainstay.apps.ledger.rules import accepted_of

    found = list(visible_batches(actor))
    if as_json:
        print_json({"batches": [_as_json(batch) for batch in found]})
        return
    rows = [
        (
            batch.pk,
            batch.get_kind_display(),
            batch.file_name,
            batch.source,
            batch.get_state_display(),
            _count(accepted_of(batch.state, batch.report)),
            _count(batch.report.get("rejected")),
            batch.created_at.strftime("%Y-%m-%d %H:%M"),
        )
        for batch in found
    ]
    columns = (
        _("Batch"),
        _("Kind"),
        _("File"),
        _("Source"),
        _("State"),
        _("Accepted"),
        _("Rejected"),
        _("When (UTC)"),
    )
    table(_("Imports"), columns, rows)


def _count(number: int | None) -> str:
    return "–" if number is None else f"{number:,}"


def _as_json(batch: "ImportBatch") -> dict[str, Any]:
    return {
        "batch": batch.pk,
        "kind": batch.kind,
        "file": batch.file_name,
        "source": batch.source,
        "state": batch.state,
        "by": batch.by_name,
        "created_at": batch.created_at.isoformat(),
        "ledger_state": batch.ledger_state,
        "report": batch.report,
    }


def undo(
    batch: Annotated[int, typer.Argument(help=_("The number of the import."))],
    preview: Annotated[
        bool, typer.Option("--preview", help=_("Say what would happen and do nothing."))
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help=_("Do not ask."))] = False,
    as_json: Json = False,
    as_person: AsPerson = "",
) -> None:
    start_arrow()
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.ledger.queries.batches import batch_numbered
    from mainstay.apps.ledger.services import undoing

    found = batch_numbered(actor, batch)
    if found is None:
        message = _("There is no import {number}.").format(number=batch)
        fail(message, code="unknown_batch", as_json=as_json, status=Exit.USAGE)
    with refusals(as_json):
        if preview or not yes:
            planned = undoing.preview(actor, found).as_json()
            if preview:
                _print_undo(planned, found.kind, as_json=as_json)
                return
            _ask(planned, found.kind, as_json=as_json)
        with shown_progress(quiet=as_json) as tell:
            report = undoing.undo_now(actor, found, tell)
    _print_undo(report, found.kind, as_json=as_json)


def _ask(planned: dict[str, Any], kind: str, *, as_json: bool) -> None:
    """Go on only when somebody says so."""
    if not as_json:
        _print_undo(planned, kind, as_json=False)
    if as_json or not typer.confirm(_("Undo this import?")):
        message = _("Nothing was undone; say --yes to undo without being asked.")
        fail(message, code="not_confirmed", as_json=as_json, status=Exit.USAGE)


def _print_undo(report: dict[str, Any], kind: str, *, as_json: bool) -> None:
    from mainstay.apps.ledger import wording
    from mainstay.shell.sentences import labelled

    if as_json:
        print_json(report)
        return
    say(_("Import {batch}:").format(batch=report["batch"]))
    for label, count in wording.undo_counts(kind, report):
        say(labelled(label, f"{count:,}"))
