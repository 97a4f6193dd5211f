"""The interface for programs: what files of reference data have in common."""

from ninja import Schema

from mainstay.apps.ledger.cleaning.day_month import DayOrder
from mainstay.apps.ledger.services.importing import ImportOptions


class FileReading(Schema):
    """How the file is read, as far as that cannot be told from it."""

    encoding: str = ""
    sheet: str = ""
    day_order: DayOrder | None = None
    dry_run: bool = False

    def options(self) -> ImportOptions:
        """What was said, as the importer takes it."""
        said = self.dict(exclude={"dry_run"})
        return ImportOptions(**{**said, "encoding": self.encoding or None})


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

    records: int
    created: int
    changed: int
    unchanged: int
    rejected: int
    blank: int
    reasons: dict[str, int]
    rejects: list[RecordRejectOut]
