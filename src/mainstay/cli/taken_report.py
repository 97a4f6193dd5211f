"""What became of a file whose rows were taken at once, as tables."""

from typing import Any

from mainstay.cli.amounts import counted
from mainstay.cli.language import _
from mainstay.cli.output import say, table

_SHOWN = 50


def print_taken(name: str, report: dict[str, Any], *, done: bool) -> None:
    """Write the counts of a report, and the first of its rejected records."""
    says = _("{file}: imported") if done else _("{file}: checked")
    say(says.format(file=name))
    say("")
    rows = (
        (_("In the file"), report["records"]),
        (_("New"), report["created"]),
        (_("Changed"), report["changed"]),
        (_("Unchanged, known already"), report["unchanged"]),
        (_("Rejected"), report["rejected"]),
        (_("Blank"), report["blank"]),
    )
    would = _("What would become of the records")
    title = _("What became of the records") if done else would
    table((title, _("Records")), [(label, counted(count)) for label, count in rows])
    rejects = report["rejects"]
    if rejects:
        say("")
        table(
            (_("Line"), _("Field"), _("Cell"), _("Reason")),
            [
                (
                    "" if each["line"] is None else str(each["line"]),
                    each["field_name"],
                    each["value"],
                    each["detail"],
                )
                for each in rejects[:_SHOWN]
            ],
        )
        if len(rejects) > _SHOWN:
            more = counted(len(rejects) - _SHOWN)
            say(_("and {count} more; --json names them all").format(count=more))
    if not done:
        say("")
        say(_("Nothing was imported. Without --dry-run the file is."))
