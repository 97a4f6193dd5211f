"""`mainstay batches` and `undo`: which files came in, and out again."""

from collections.abc import Mapping
from decimal import Decimal
from itertools import chain, repeat
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mainstay.cli.amounts import counted, money, places_of
from mainstay.cli.arrow import start_arrow
from mainstay.cli.import_refusals import refusals
from mainstay.cli.import_report import figures_wait
from mainstay.cli.language import _
from mainstay.cli.output import Exit, fail, print_json, say, table
from mainstay.cli.progress import shown_progress
from mainstay.cli.session import AsPerson, Json, connect
from mainstay.cli.undoing import ask_to_undo

if TYPE_CHECKING:
    from mainstay.apps.ledger.contracts import UndoReport
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
    if not found:
        say(_("Nothing has been imported yet."))
        return
    rows = [
        (
            batch.pk,
            batch.created_at.strftime("%Y-%m-%d %H:%M"),
            _file(batch),
            batch.get_state_display(),
            counted(accepted_of(batch.state, batch.report)),
            counted(batch.report.get("rejected")),
        )
        for batch in found
    ]
    columns = (
        _("Batch"),
        _("When (UTC)"),
        _("File"),
        _("State"),
        _("Accepted"),
        _("Rejected"),
    )
    table(columns, rows)


def _file(batch: "ImportBatch") -> str:
    """The file's name, and below it what it brought and the system that it is from."""
    says = _("{kind}, from {source}")
    return f"{batch.file_name}\n{says.format(kind=batch.get_kind_display(), source=batch.source)}"


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
    from mainstay.apps.ledger.contracts import UndoReport
    from mainstay.apps.ledger.queries.batches import batch_numbered
    from mainstay.apps.ledger.services import undoing

    found = batch_numbered(actor, batch)
    if found is None:
        message = _("There is no import {number}.").format(number=batch)
        fail(message, code="unknown_batch", as_json=as_json, status=Exit.USAGE)
    with refusals(as_json):
        if preview or not yes:
            planned = undoing.preview(actor, found)
            if preview:
                _print_preview(found, planned, as_json=as_json)
                return
            ask_to_undo(
                lambda: _print_facts(found, planned), _("Undo this import?"), as_json=as_json
            )
        with shown_progress(quiet=as_json) as tell:
            report = undoing.undo_now(actor, found, tell)
    if as_json:
        print_json(report)
        return
    if yes:
        _print_facts(found, UndoReport.from_json(report))
        say("")
    say(_("Import {number} is undone.").format(number=batch))
    if found.ledger_state is not None:
        say(figures_wait())


def _print_preview(batch: "ImportBatch", planned: "UndoReport", *, as_json: bool) -> None:
    if as_json:
        print_json(planned.as_json())
        return
    _print_facts(batch, planned)
    say("")
    say(_("Nothing was undone. To undo this import:"))
    say(f"  mainstay undo {batch.pk}")


def _print_facts(batch: "ImportBatch", report: "UndoReport") -> None:
    """What an undo takes out, brings back and leaves."""
    from mainstay.apps.ledger import undo_wording

    counts = undo_wording.undo_counts(batch.kind, report.as_json())
    nothing: Mapping[str, Decimal] = {}
    sums = (report.money_removed, report.money_restored)
    places = places_of(sums)
    rows = [
        (label, counted(count), money(amounts, places))
        for (label, count), amounts in zip(counts, chain(sums, repeat(nothing)), strict=False)
    ]
    title = _("Import {number}, {file}").format(number=batch.pk, file=batch.file_name)
    say(title)
    say("")
    table(("", _("Records"), _("Money")), rows)
