"""What became of a file of this subject's, as plain values in the reader's words."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise

from mainstay.apps.ledger.services.importing.reference_files import ReferenceReport


def told(
    report: ReferenceReport, fields: Mapping[str, Promise], refusals: Mapping[str, Promise]
) -> dict[str, Any]:
    """The counts, and each rejected record with its field and reason in words.

    records = created + changed + unchanged + rejected + blank.
    """
    counts = report.as_json()
    del counts["file"]
    counts["rejects"] = [
        {
            **each,
            "field_name": str(fields.get(each["field"], each["field"])),
            "detail": str(refusals.get(each["code"], each["detail"])),
        }
        for each in counts["rejects"]
    ]
    return counts
