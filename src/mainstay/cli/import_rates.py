"""`mainstay import rates`: a file of exchange rates in, and what became of it."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mainstay.cli.amounts import counted
from mainstay.cli.import_refusals import refusals
from mainstay.cli.language import _
from mainstay.cli.output import print_json, say, table

if TYPE_CHECKING:
    from mainstay.apps.ledger.services.importing.rates import RatesReport
    from mainstay.foundation.access.actor import Actor

_SHOWN = 20
"""How many reasons are named to people; programs get them all."""


def import_rates(
    actor: "Actor",
    file: Path,
    mapping: Mapping[str, str],
    said: Mapping[str, Any],
    *,
    commit: bool,
    as_json: bool,
) -> None:
    """Set the rates of a file, or check them, and tell what became of each record."""
    from mainstay.apps.ledger.services import importing
    from mainstay.apps.ledger.services.importing import rates

    with refusals(as_json):
        rates.require_fit(said)
        options = importing.ImportOptions(**said)
        order = rates.RatesFile(file.name, importing.file_blocks(file), mapping, options)
        report = rates.import_rates(actor, order, commit=commit)
    if as_json:
        print_json({"kind": "rates", "committed": commit, **report.as_json()})
    else:
        _print(file.name, report, done=commit)


def _print(name: str, report: "RatesReport", *, done: bool) -> None:
    from mainstay.apps.ledger import wording

    says = _("{file}: imported") if done else _("{file}: checked")
    say(says.format(file=name))
    say("")
    rows = (
        (_("In the file"), report.records),
        (_("New"), report.created),
        (_("Changed"), report.changed),
        (_("Unchanged, known already"), report.unchanged),
        (_("Rejected"), report.rejected),
        (_("Blank"), report.blank),
    )
    would = _("What would become of the records")
    title = _("What became of the records") if done else would
    table((title, _("Records")), [(label, counted(count)) for label, count in rows])
    if report.rejects:
        say("")
        table(
            (_("Line"), _("Field"), _("Cell"), _("Reason")),
            [
                (
                    "" if each.line is None else str(each.line),
                    wording.field_label(each.field),
                    each.value,
                    wording.reason(each.counted_as, each.value),
                )
                for each in report.rejects[:_SHOWN]
            ],
        )
        if len(report.rejects) > _SHOWN:
            more = counted(len(report.rejects) - _SHOWN)
            say(_("and {count} more; --json names them all").format(count=more))
    if not done:
        say("")
        say(_("Nothing was imported. Without --dry-run the file is."))
