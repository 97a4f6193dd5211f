"""The interface for programs: what files of reference data have in common."""

from collections.abc import Callable
from typing import Any

from ninja import Field, Schema
from ninja.files import UploadedFile

from mainstay.apps.ledger.cleaning.day_month import DayOrder
from mainstay.apps.ledger.services.importing import ImportOptions
from mainstay.apps.ledger.services.importing.reference_files import (
    ReferenceFile,
    ReferenceReport,
)


class FileReading(Schema):
    """How the file is read, as far as that cannot be told from it."""

    encoding: str = ""
    sheet: str = ""
    day_order: DayOrder | None = None
    dry_run: bool = False

    def options(self) -> ImportOptions:
        """What was said, as the importer takes it."""
        said = self.dict(exclude={"dry_run", "keep_as_profile"})
        return ImportOptions(**{**said, "encoding": self.encoding or None})


class KeptReading(FileReading):
    """How the file is read, and a name to keep that under for such files."""

    keep_as_profile: str = Field("", max_length=80)


class RecordRejectOut(Schema):
    """Why a record was rejected."""

    record: int
    line: int | None
    field: str
    code: str
    value: str
    detail: str


class FileReportOut(Schema):
    """records = created + changed + unchanged + rejected + blank."""

    file: int | None = Field(description="Its number among the reference files, once taken in.")
    records: int
    created: int
    changed: int
    unchanged: int
    rejected: int
    blank: int
    reasons: dict[str, int]
    rejects: list[RecordRejectOut]


def taken(
    file: UploadedFile,
    reading: FileReading,
    take: Callable[[ReferenceFile, bool], ReferenceReport],
) -> dict[str, Any]:
    """What `take`, given the file and whether to commit, made of it."""
    order = ReferenceFile(
        file.name or "",
        file.chunks(),
        options=reading.options(),
        keep_as=getattr(reading, "keep_as_profile", ""),
    )
    return take(order, not reading.dry_run).as_json()
