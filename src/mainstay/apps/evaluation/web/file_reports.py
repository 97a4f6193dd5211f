"""What became of a file, as a page shows it above its form."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mainstay.shell.paging import Page
from mainstay.shell.web.tables import Column, Kind, Table

SHOWN = 500
"""How many reasons the page names; the count is told of all."""


def shown_report(report: dict[str, Any], *, done: bool) -> dict[str, Any]:
    """The counts and the first rejected records of a report in words."""
    rejects = report["rejects"]
    table: Table[dict[str, Any]] = Table(
        caption=_("Why records were rejected"),
        columns=[
            Column("reason", gettext_lazy("Reason"), lambda each: each["detail"], wrap=True),
            Column("line", gettext_lazy("Line"), lambda each: each["line"], Kind.NUMBER),
            Column("field", gettext_lazy("Field"), lambda each: each["field_name"]),
            Column("value", gettext_lazy("Cell"), lambda each: each["value"], wrap=True),
        ],
        page=Page(rejects[:SHOWN]),
        cards=True,
    )
    shares = [
        (_("In the file"), report["records"]),
        (_("New"), report["created"]),
        (_("Changed"), report["changed"]),
        (_("Unchanged, known already"), report["unchanged"]),
        (_("Rejected"), report["rejected"]),
        (_("Blank"), report["blank"]),
    ]
    return {
        "report": report,
        "done": done,
        "none": done and 0 < report["rejected"] == report["records"] - report["blank"],
        "shares": shares,
        "rejects": table,
        "more": max(len(rejects) - SHOWN, 0),
    }
