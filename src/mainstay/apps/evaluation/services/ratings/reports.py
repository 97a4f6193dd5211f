"""What became of a file of ratings, as plain values in the reader's words."""

from typing import Any

from mainstay.apps.evaluation.services.reports import told
from mainstay.apps.evaluation.wording.ratings import FIELDS, REFUSALS
from mainstay.apps.ledger.services.importing.reference_files import ReferenceReport


def told_report(report: ReferenceReport) -> dict[str, Any]:
    """The counts and the rejected records; see `told`."""
    return told(report, FIELDS, REFUSALS)
