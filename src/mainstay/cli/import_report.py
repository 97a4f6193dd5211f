"""What `mainstay import` tells people: what became of the records, and what can be done next."""

import shlex
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from mainstay.cli.amounts import counted, money, places_of
from mainstay.cli.language import _
from mainstay.cli.output import say, table

if TYPE_CHECKING:
    from mainstay.apps.ledger.contracts import ImportReport
    from mainstay.apps.ledger.models import ImportBatch

Line = tuple[str, int, Mapping[str, Decimal]]


def print_report(
    batch: "ImportBatch",
    file: Path,
    rejects: Path | None,
    *,
    number: int | None,
    again: Sequence[str],
) -> None:
    """Print the report of an import. `number` is None where the batch is not kept.

    `file` is where the person keeps the file, `again` are the words after it that would import a
    file in the same way.
    """
    from mainstay.apps.ledger import wording
    from mainstay.apps.ledger.contracts import ImportReport

    report = ImportReport.from_json(batch.report)
    says = _("{file}: {state}") if number is None else _("Import {number}, {file}: {state}")
    say(says.format(number=number, file=batch.file_name, state=batch.get_state_display()))
    if report.is_empty:
        say(wording.no_records(batch.mapping))
    _print_shares(batch.kind, report, done=batch.state == "committed")
    _print_counts(report)
    say("")
    for sentence in _endings(batch, rejects, number=number, again=again):
        say(sentence)
    if number is not None and batch.state == "committed" and report.contact_columns:
        say(_("It holds contacts too; import them from the same file:"))
        say(f"  {_command('import', 'contacts', str(file))}")


def _print_shares(kind: str, report: "ImportReport", *, done: bool) -> None:
    """What became of the records, which adds up, and what else happens with the accepted ones."""
    parts = _parts(report)
    besides = _besides(kind, report)
    places = places_of(sums for _label, _count, sums in (*parts, *besides))
    would = _("What would become of the records")
    for title, lines in (
        (_("What became of the records") if done else would, parts),
        (_("Besides"), besides),
    ):
        if lines:
            say("")
            table((title, _("Records"), _("Money")), _cells(lines, places))


def _cells(lines: list[Line], places: int) -> list[tuple[str, str, str]]:
    return [(label, counted(count), money(sums, places)) for label, count, sums in lines]


def _parts(report: "ImportReport") -> list[Line]:
    """Records and money in = accepted + unchanged + rejected + blank."""
    lines: list[Line] = [
        (_("In the file"), report.records, report.money_in),
        (_("Accepted"), report.accepted, report.money_accepted),
        (_("Rejected"), report.rejected, report.money_rejected),
    ]
    if report.unchanged:
        known = _("Unchanged, known already")
        lines.append((known, report.unchanged, report.money_unchanged))
    if report.blank:
        lines.append((_("Blank"), report.blank, {}))
    if report.totals:
        lines.append((_("of the blank, totals of other rows"), report.totals, {}))
    return lines


def _besides(kind: str, report: "ImportReport") -> list[Line]:
    superseded = {
        "orders": _("Older versions superseded"),
        "contacts": _("Known contacts changed"),
    }.get(kind, _("Known customers changed"))
    lines: list[Line] = [
        (superseded, report.superseded, report.money_superseded),
        (_("Lines removed from replaced orders"), report.removed, report.money_removed),
        (_("New customers"), report.created_customers, {}),
        (_("New contacts"), report.created_contacts, {}),
    ]
    return [line for line in lines if line[1]]


def _print_counts(report: "ImportReport") -> None:
    """Why records were rejected and what cleaning did, each with its count."""
    from mainstay.apps.ledger import wording

    reasons = {wording.reason(code): count for code, count in report.reasons.items()}
    changes = {wording.change(code): count for code, count in report.changes.items()}
    notes = {wording.note(code): count for code, count in report.notes.items()}
    for title, unit, counts in (
        (_("Why records were rejected"), _("Records"), reasons),
        (_("What cleaning changed"), _("Cells"), changes | notes),
    ):
        if counts:
            say("")
            table((title, unit), [(words, counted(count)) for words, count in counts.items()])


def _endings(
    batch: "ImportBatch", rejects: Path | None, *, number: int | None, again: Sequence[str]
) -> list[str]:
    """Where the rejected records are, and what to do next."""
    said = []
    if rejects:
        said += [_("The rejected records, each with its reason, are in"), f"  {rejects}"]
    if batch.state == "refused":
        said.append(_("Too many records were rejected: nothing was committed."))
        said.append(_("Mend the file and import it again, or set a higher --reject-limit."))
    elif number is None:
        said.append(_("Nothing was imported. Without --dry-run the file is."))
    else:
        if rejects:
            command = _command("import", batch.kind, str(rejects), *again)
            said += [_("Mend them there and import that file:"), f"  {command}"]
        said += [_("To undo this import:"), f"  {_command('undo', str(number))}"]
        if batch.ledger_state is not None:
            said.append(figures_wait())
    return said


def figures_wait() -> str:
    """What is still to be done after the ledger has changed."""
    return _("A worker renews the figures in the list of customers: `mainstay serve` runs one.")


def _command(*words: str) -> str:
    return shlex.join(("mainstay", *words))
