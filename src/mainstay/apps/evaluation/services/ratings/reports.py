"""What became of a file of ratings, as plain values in the reader's words."""

from typing import Any

from mainstay.apps.evaluation.wording.ratings import FIELDS, REFUSALS
from mainstay.apps.ledger.services.importing.reference_files import ReferenceReport


def told_report(report: ReferenceReport) -> dict[str, Any]:
    """The counts, and each rejected record with its field and reason in words.

    records = created + changed + unchanged + rejected + blank.
    """
    told = report.as_json()
    del told["file"]
    told["rejects"] = [
        {
            **each,
            "field_name": str(FIELDS.get(each["field"], each["field"])),
            "detail": str(REFUSALS.get(each["code"], each["detail"])),
        }
        for each in told["rejects"]
    ]
    return told
