"""`mainstay import`, `batches`, `undo`: files in, and out again."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mainstay.cli.arrow import start_arrow
from mainstay.cli.language import _
from mainstay.cli.output import Exit, fail, print_json, say, table
from mainstay.cli.progress import shown_progress
from mainstay.cli.session import AsPerson, Json, connect

if TYPE_CHECKING:
    from mainstay.apps.ledger.contracts import ImportReport
    from mainstay.apps.ledger.models import ImportBatch, ImportProfile
    from mainstay.foundation.access.actor import Actor


class Kind(StrEnum):
    """What a file brings."""

    CUSTOMERS = "customers"
    ORDERS = "orders"


class UnknownCustomers(StrEnum):
    """What happens to lines of customers that nobody knows."""

    REJECT = "reject"
    CREATE = "create"


class OnChangedOrder(StrEnum):
    """What happens to a known order that comes with other lines."""

    REJECT = "reject"
    REPLACE = "replace"


class DayOrder(StrEnum):
    """What comes first in a date like 03/04/2024."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


_ANSWERS = {
    "decimal_comma": _("Answer with --decimal-comma or --decimal-point."),
    "ambiguous_dates": _("Answer with --day-order day_first or --day-order month_first."),
}
"""How to answer what an import stops to ask, by the code of the failure."""


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("import", help=_("Import customers or order lines from a file."))(import_file)
    app.command(help=_("List the imports, the newest first."))(batches)
    app.command(help=_("Undo an import."))(undo)


def import_file(
    kind: Annotated[Kind, typer.Argument(help=_("What the file brings."))],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    profile: Annotated[
        str,
        typer.Option(
            help=_(
                "Read the file as this profile says; what was said is kept in it once the "
                "import is committed, also under a new name."
            )
        ),
    ] = "",
    mapping: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="FIELD=COLUMN", help=_("Say which column holds a field.")),
    ] = None,
    source: Annotated[str, typer.Option(help=_("The name of the system the file is from."))] = "",
    currency: Annotated[str, typer.Option(help=_("Of lines that name none."))] = "",
    unknown_customers: Annotated[
        UnknownCustomers | None, typer.Option(help=_("Lines of unknown customers."))
    ] = None,
    reject_limit: Annotated[
        float | None,
        typer.Option(metavar="PERCENT", min=0, max=100, help=_("Commit nothing above this share.")),
    ] = None,
    on_changed_order: Annotated[
        OnChangedOrder | None, typer.Option(help=_("Known orders with other lines."))
    ] = None,
    day_order: Annotated[
        DayOrder | None, typer.Option(help=_("How to read dates like 03/04/2024."))
    ] = None,
    decimal_comma: Annotated[bool | None, typer.Option("--decimal-comma/--decimal-point")] = None,
    encoding: Annotated[str, typer.Option(help=_("Where it cannot be told from the file."))] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("Check and commit nothing."))
    ] = False,
    as_json: Json = False,
    as_person: AsPerson = "",
) -> None:
    start_arrow()
    actor = connect(as_person, as_json=as_json)
    chosen = {
        "currency": currency.upper() or None,
        "unknown_customers": unknown_customers and unknown_customers.value,
        "reject_limit": reject_limit,
        "on_changed_order": on_changed_order and on_changed_order.value,
        "day_order": day_order and day_order.value,
        "decimal_comma": decimal_comma,
        "encoding": encoding or None,
    }
    options = {name: value for name, value in chosen.items() if value is not None}
    pairs = _pairs(mapping or [], as_json=as_json)
    batch, rejects = _run(actor, kind, file, profile, pairs, source, options, dry_run, as_json)
    _print_report(batch, rejects, kept=not dry_run, as_json=as_json)
    if batch.state == "refused":
        raise typer.Exit(int(Exit.NOTHING_COMMITTED))


def _pairs(texts: list[str], *, as_json: bool) -> dict[str, str]:
    pairs = {}
    for text in texts:
        field, sign, column = text.partition("=")
        if not sign or not field:
            fail(
                _("--map takes FIELD=COLUMN, not {text}.").format(text=text),
                code="map",
                as_json=as_json,
                status=Exit.USAGE,
            )
        pairs[field.strip()] = column.strip()
    return pairs


def _run(
    actor: "Actor",
    kind: Kind,
    file: Path,
    profile: str,
    mapping: dict[str, str],
    source: str,
    options: dict[str, Any],
    dry_run: bool,
    as_json: bool,
) -> "tuple[ImportBatch, Path | None]":
    """Take the file in, settle how to read it, run; gives the batch and its reject file.

    A dry run leaves nothing behind but the reject file.
    """
    from mainstay.apps.ledger.queries.folders import reject_path
    from mainstay.apps.ledger.services import importing

    found = _profile(actor, kind, profile, as_json=as_json) if profile else None
    own_source = source or (profile if found is None else "")
    with _refusals(as_json):
        batch = importing.take_file(
            actor, kind=kind.value, file_name=file.name, blocks=importing.file_blocks(file)
        )
        try:
            settled = importing.ImportOptions.from_json(
                {**(found.options if found else {}), **options}
            )
            importing.configure(
                actor,
                batch,
                mapping=mapping,
                options=settled,
                source=own_source or None,
                profile=found,
            )
            with shown_progress(quiet=as_json) as tell:
                importing.run_now(actor, batch, commit=not dry_run, on_progress=tell)
        except BaseException:
            _forget(actor, batch, whatever=dry_run)
            raise
    if not dry_run:
        if profile and batch.state == "committed" and importing.may_save_profiles(actor):
            importing.renew_profile(actor, batch, profile)
        return batch, reject_path(batch) if batch.reject_name else None
    rejects = importing.keep_rejects(actor, batch)
    importing.discard(actor, batch)
    return batch, rejects


def _forget(actor: "Actor", batch: "ImportBatch", *, whatever: bool) -> None:
    """Remove a batch whose file could not be settled; one that failed while running stays.

    Of a dry run nothing stays, whatever happened.
    """
    from mainstay.apps.ledger.models import BatchState
    from mainstay.apps.ledger.services import importing

    if batch.state == BatchState.UPLOADED or (whatever and batch.state in importing.FREE):
        importing.discard(actor, batch)


def _profile(actor: "Actor", kind: Kind, name: str, *, as_json: bool) -> "ImportProfile | None":
    """The profile of this name; None for one that the import will make."""
    from mainstay.apps.ledger.queries.batches import profile_named
    from mainstay.apps.ledger.services import importing

    found = profile_named(actor, name)
    message = code = ""
    if found is None and not importing.may_save_profiles(actor):
        message, code = _("There is no profile {name}.").format(name=name), "unknown_profile"
    elif found is not None and found.kind != kind.value:
        message, code = _("A profile of this name reads files of the other kind."), "other_kind"
    if message:
        fail(message, code=code, as_json=as_json, status=Exit.USAGE)
    return found


@contextmanager
def _refusals(as_json: bool) -> Iterator[None]:
    """Put what stops an import into words and leave with its status."""
    from mainstay.apps.ledger import wording
    from mainstay.apps.ledger.services.importing import BatchBusy
    from mainstay.apps.ledger.services.importing.failures import as_failure, failure_of
    from mainstay.foundation.access.services import AccessDenied
    from mainstay.shell.sentences import joined

    try:
        yield
    except AccessDenied as error:
        message = _("You may not do this: {permission}.").format(permission=error.permission)
        fail(message, code="denied", as_json=as_json)
    except BatchBusy as error:
        message = _("This import is {state}; that cannot be done now.").format(state=error.state)
        fail(message, code="busy", as_json=as_json)
    except Exception as error:
        _state, failure = failure_of(as_failure(error) or error)
        if failure.get("code", "unexpected") == "unexpected":
            raise
        words = wording.failure(failure["code"], failure["figures"])
        if failure["code"] in _ANSWERS:
            words = joined((words, str(_ANSWERS[failure["code"]])))
        fail(words, code=failure["code"], as_json=as_json)


def _print_report(batch: "ImportBatch", rejects: Path | None, *, kept: bool, as_json: bool) -> None:
    from mainstay.apps.ledger.contracts import ImportReport

    report = ImportReport.from_json(batch.report)
    if as_json:
        values = report.as_json()
        print_json(
            {
                "batch": batch.pk if kept else None,
                "kind": batch.kind,
                "state": batch.state,
                **{name: value for name, value in values.items() if name != "seconds"},
                "reject_file": rejects and str(rejects),
                "seconds": values["seconds"],
            }
        )
        return
    _print_counts(batch, report)
    if rejects:
        say(_("The rejected records, to be mended: {file}").format(file=rejects))
    if batch.state == "refused":
        say(_("Too many records were rejected: nothing was committed (see --reject-limit)."))


def _print_counts(batch: "ImportBatch", report: "ImportReport") -> None:
    from mainstay.apps.ledger import wording
    from mainstay.kernel.money import render_totals

    def money(totals: dict[str, Any]) -> str:
        return ", ".join(f"{amount} {currency}" for currency, amount in totals.items())

    counts: tuple[tuple[str, int, dict[str, Any]], ...] = (
        (_("Records in the file"), report.records, report.money_in),
        (_("Accepted"), report.accepted, report.money_accepted),
        (_("Rejected"), report.rejected, report.money_rejected),
        (_("Unchanged"), report.unchanged, report.money_unchanged),
        (_("Blank"), report.blank, {}),
    )
    title = _("{file}: {state}").format(file=batch.file_name, state=batch.get_state_display())
    rows = [(name, f"{count:,}", money(render_totals(sums))) for name, count, sums in counts]
    table(title, ("", _("Records"), _("Money")), rows)
    if report.reasons:
        reasons = [(wording.reason(code), f"{n:,}") for code, n in report.reasons.items()]
        table(_("Why records were rejected"), (_("Reason"), _("Records")), reasons)


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
    with _refusals(as_json):
        if preview or not yes:
            planned = undoing.preview(actor, found).as_json()
            if preview:
                _print_undo(planned, as_json=as_json)
                return
            _ask(planned, as_json=as_json)
        with shown_progress(quiet=as_json) as tell:
            report = undoing.undo_now(actor, found, tell)
    _print_undo(report, as_json=as_json)


def _ask(planned: dict[str, Any], *, as_json: bool) -> None:
    """Go on only when somebody says so."""
    if not as_json:
        _print_undo(planned, as_json=False)
    if as_json or not typer.confirm(_("Undo this import?")):
        message = _("Nothing was undone; say --yes to undo without being asked.")
        fail(message, code="not_confirmed", as_json=as_json, status=Exit.USAGE)


def _print_undo(report: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(report)
        return
    says = _(
        "Import {batch}: {removed} records removed, {restored} older ones restored, "
        "{kept_confirmed} kept because a later import confirmed them."
    )
    say(says.format(**report))
