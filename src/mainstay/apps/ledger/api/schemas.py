"""What the interface for programs says of imports."""

from datetime import datetime
from typing import Any, Literal

from ninja import Field, Schema

from mainstay.shell.api.paging import PageOut


class OptionsOut(Schema):
    """The decisions about one file; an empty currency is the company's own."""

    encoding: str | None
    sheet: str
    day_order: str | None
    decimal_comma: bool | None
    currency: str
    unknown_customers: str
    reject_limit: float
    on_changed_order: str
    tax_rate: float | None
    totals: str


class OptionsIn(Schema):
    """Decisions to change; what is left out stays."""

    encoding: str | None = None
    sheet: str = Field("", description="Of a workbook; empty for the only one with content.")
    day_order: Literal["day_first", "month_first"] | None = None
    decimal_comma: bool | None = None
    currency: str = ""
    unknown_customers: Literal["reject", "create"] = "reject"
    reject_limit: float = Field(5, ge=0, le=100, description="Percent of the records.")
    on_changed_order: Literal["reject", "replace"] = "reject"
    tax_rate: float | None = Field(
        None, ge=0, le=100, description="Per cent of tax that the amounts include."
    )
    totals: Literal["leave_out", "count"] = Field(
        "leave_out", description="Rows that add others up; `count` takes them as records."
    )


class ImportOut(Schema):
    """One import of one file.

    `report` counts records and money per currency; it is empty before the first check.
    `has_upload` says whether the file itself is still kept.
    `rejects_given_back` says how many of the rejected records came again in mended files. `failure`
    says why the last run stopped.
    """

    batch: int
    kind: str
    state: str
    file_name: str
    file_bytes: int
    file_sha256: str
    source: str
    profile: str | None
    mapping: dict[str, str]
    options: OptionsOut
    recurring_import: str | None = Field(
        description="The recurring import that brought the file; null where a person did."
    )
    by: str
    created_at: datetime
    committed_at: datetime | None
    undone_at: datetime | None
    ledger_state: int | None
    job: int | None
    has_upload: bool
    has_reject_file: bool
    rejects_given_back: int
    rejects_dismissed_at: datetime | None
    report: dict[str, Any]
    remark: str = Field(description="For people: that a file has headings alone; else empty.")
    failure: dict[str, Any]


class SettingsIn(Schema):
    """How a file is to be read. What is left out stays as it is."""

    mapping: dict[str, str] | None = Field(
        None, description="Field to heading; an empty heading takes the field out."
    )
    options: OptionsIn | None = None
    source: str | None = Field(None, min_length=1, max_length=80)
    keep_as_profile: str | None = Field(
        None, min_length=1, max_length=80, description="Name under which to keep the settings."
    )


class ColumnOut(Schema):
    """A column of a file and its first cells."""

    heading: str
    field: str | None
    samples: list[str]


class DescriptionOut(Schema):
    """What a file shows, and which fields are still missing."""

    format: str
    encoding: str
    sheet: str
    titles: list[str] = Field(description="Rows with content above the headings.")
    lines: int
    columns: list[ColumnOut]
    missing: list[str]


class SheetOut(Schema):
    """A sheet of a workbook; `cells` are those with content."""

    name: str
    hidden: bool
    rows: int
    cells: int


class ReadingOut(Schema):
    """The first lines of a text as they read in one encoding.

    `fits` says whether all of the file can be read so.
    """

    encoding: str
    fits: bool
    lines: list[str]


class MarkOut(Schema):
    """A reason for rejecting a record; `column` counts from 0."""

    field: str
    code: str
    detail: str
    value: str
    column: int | None


class PreviewRowOut(Schema):
    """A record of the preview. `changes` has each field that changes: as it is, as it becomes."""

    record: int
    line: int | None
    outcome: str
    cells: list[str]
    changes: dict[str, tuple[str, str]]
    marks: list[MarkOut]


class PreviewOut(PageOut[PreviewRowOut]):
    """Records with what becomes of them, outcome by outcome; `counts` says how many of each."""

    headers: list[str]
    counts: dict[str, int]


class StartedOut(Schema):
    """A job that was queued; ``/jobs/{job}`` tells how far it is."""

    job: int


class UndoOut(Schema):
    """What undoing an import does: to order lines, or to customers and contacts.

    Of these some stay, and the figures say why.
    """

    batch: int
    state: int | None
    removed: int
    restored: int
    kept_confirmed: int
    kept_with_orders: int
    kept_as_parents: int
    kept_edited: int
    left_fields: int
    contacts_removed: int
    contacts_restored: int
    contacts_kept_confirmed: int
    contacts_kept_edited: int
    contacts_left_fields: int
    money_removed: dict[str, str]
    money_restored: dict[str, str]
