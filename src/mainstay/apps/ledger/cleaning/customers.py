"""Customers: from the cells of a chunk to typed rows."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from mainstay.apps.customers.contracts.custom_fields import CustomField
from mainstay.apps.ledger.cleaning.custom_fields import arrow_type, clean_custom
from mainstay.apps.ledger.cleaning.day_month import DayMonthEvidence, DayOrder
from mainstay.apps.ledger.cleaning.fields import CODE_LENGTH, NAME_LENGTH
from mainstay.apps.ledger.cleaning.findings import Findings, Reject
from mainstay.apps.ledger.cleaning.parsed import Parsed
from mainstay.apps.ledger.cleaning.text_columns import (
    TOO_LONG,
    clean_choices,
    clean_texts,
    parse_code,
    parse_name,
)
from mainstay.apps.ledger.cleaning.time_columns import clean_dates
from mainstay.apps.ledger.cleaning.totals import without_totals
from mainstay.apps.ledger.cleaning.width import tidied
from mainstay.apps.ledger.reading.chunks import RecordChunk
from mainstay.kernel.identifiers import CREDIT_CODE_LENGTH, is_credit_code

BAD_CHECK_DIGIT = "bad_check_digit"
UNKNOWN_KIND = "unknown_kind"

_CODES = ("code", "parent", "owner")
_NAMES = ("name", "short_name", "industry", "region", "scale")

_KINDS = {
    "organisation": "organisation",
    "organization": "organisation",
    "company": "organisation",
    "enterprise": "organisation",
    "business": "organisation",
    "企业": "organisation",
    "企業": "organisation",
    "公司": "organisation",
    "单位": "organisation",
    "單位": "organisation",
    "机构": "organisation",
    "機構": "organisation",
    "组织": "organisation",
    "組織": "organisation",
    "法人": "organisation",
    "企业客户": "organisation",
    "person": "person",
    "individual": "person",
    "个人": "person",
    "個人": "person",
    "自然人": "person",
    "个人客户": "person",
}
_TAG_SEPARATORS = re.compile(r"[,;、，；|]")
_CREDIT_CODE_SHAPE = re.compile(r"[0-9A-Z]+")

CLEAN_CUSTOMER_SCHEMA: pa.Schema = pa.schema(
    [
        pa.field("record", pa.int64(), nullable=False),
        pa.field("line", pa.int64()),
        pa.field("code", pa.string(), nullable=False),
        pa.field("name", pa.string()),
        pa.field("short_name", pa.string()),
        pa.field("kind", pa.string()),
        pa.field("registration_number", pa.string()),
        pa.field("industry", pa.string()),
        pa.field("region", pa.string()),
        pa.field("scale", pa.string()),
        pa.field("founded_on", pa.date32()),
        pa.field("parent", pa.string()),
        pa.field("owner", pa.string()),
        pa.field("tags", pa.list_(pa.string())),
    ]
)
"""A customer as the file says it; null where the file says nothing."""


@dataclass(frozen=True, slots=True)
class CustomerOptions:
    """What a profile says about a file of customers."""

    day_order: DayOrder | None = None
    date_system: int = 0
    """The year with which a workbook's day numbers begin; 0 for files without such."""
    count_totals: bool = False
    """Rows that look as if they added others up are records too."""
    custom: tuple[CustomField, ...] = ()
    """The custom fields that the file brings."""


@dataclass(frozen=True, slots=True)
class CleanCustomers:
    """A chunk of customers. `records` = customers + `rejected` + `blank`, always."""

    customers: pa.RecordBatch
    """The sound rows, in `CLEAN_CUSTOMER_SCHEMA`, with custom fields behind."""
    records: int
    rejected: int
    blank: int
    totals: tuple[int, ...]
    """The blank ones that add others up, by number."""
    rejects: tuple[Reject, ...]
    changes: Counter[tuple[str, str]]
    day_month: DayMonthEvidence


def clean_customers(
    chunk: RecordChunk, columns: Mapping[str, int], options: CustomerOptions
) -> CleanCustomers:
    """Type the cells of a chunk of customers; `columns` comes from `field_columns`."""
    totals: tuple[int, ...] = ()
    if not options.count_totals:
        chunk, totals = without_totals(chunk, columns, "customers")
    found = Findings(chunk, dict(columns))
    values = _texts(found)
    dates = clean_dates(found.column("founded_on"), options.day_order, options.date_system)
    found.note("founded_on", dates)
    values["founded_on"] = dates.values
    values |= clean_custom(
        found, options.custom, options.day_order, options.date_system, dates.day_month
    )
    found.require("code", values["code"])
    refused = found.refused()
    schema = _schema(options.custom)
    table = pa.RecordBatch.from_arrays(
        [values[name] for name in schema.names], schema.names
    ).filter(pa.array(~refused))
    return CleanCustomers(
        customers=pa.RecordBatch.from_arrays(table.columns, schema=schema),
        records=chunk.count,
        rejected=int(refused.sum()) + len(chunk.ragged),
        blank=len(chunk.blank),
        totals=totals,
        rejects=found.rejects(),
        changes=found.changes,
        day_month=dates.day_month,
    )


def _texts(found: Findings) -> dict[str, pa.Array]:
    """The facts that are texts or chosen among words, with the places of the records."""
    values: dict[str, pa.Array] = {"record": found.chunk.records, "line": found.chunk.lines}
    for names, parse, longest in (
        (_CODES, parse_code, CODE_LENGTH),
        (_NAMES, parse_name, NAME_LENGTH),
    ):
        for name in names:
            cleaned = clean_texts(found.column(name), parse, longest)
            found.note(name, cleaned)
            values[name] = cleaned.values
    for name, parse_choice, kind in (
        ("kind", parse_kind, pa.string()),
        ("registration_number", parse_registration_number, pa.string()),
        ("tags", parse_tags, pa.list_(pa.string())),
    ):
        chosen = clean_choices(found.column(name), parse_choice, kind)
        found.note(name, chosen)
        values[name] = chosen.values
    return values


def _schema(custom: Sequence[CustomField]) -> pa.Schema:
    """The columns of a file of customers, those of custom fields behind."""
    if not custom:
        return CLEAN_CUSTOMER_SCHEMA
    added = (pa.field(field.name, arrow_type(field)) for field in custom)
    return pa.schema([*CLEAN_CUSTOMER_SCHEMA, *added])


def parse_kind(text: str) -> Parsed[str]:
    """Read `organisation` or `person`, also by their usual words. Problem: `unknown_kind`."""
    plain, changes = tidied(text)
    if not plain:
        return Parsed(changes=changes)
    kind = _KINDS.get(plain.casefold())
    return Parsed(kind, changes=changes) if kind else Parsed(problem=UNKNOWN_KIND)


def parse_registration_number(text: str) -> Parsed[str]:
    """Read a registration number, in capitals and without spaces and hyphens inside.

    One of 18 letters and digits is a unified social credit code and must have the right check
    character (`bad_check_digit`); others, older or foreign ones, are taken as they stand.
    """
    plain, changes = tidied(text)
    if not plain:
        return Parsed(changes=changes)
    joined = plain.upper().replace(" ", "").replace("-", "")
    if len(joined) == CREDIT_CODE_LENGTH and _CREDIT_CODE_SHAPE.fullmatch(joined):
        if not is_credit_code(joined):
            return Parsed(problem=BAD_CHECK_DIGIT)
        return Parsed(joined, changes=changes if joined == plain else (*changes, "rewritten"))
    return Parsed(plain, changes=changes) if len(plain) <= CODE_LENGTH else Parsed(problem=TOO_LONG)


def parse_tags(text: str) -> Parsed[list[str]]:
    """Read tags separated by `,` `;` `、` `，` `；` or `|`, each once, in their order."""
    tags = [parse_name(part).value for part in _TAG_SEPARATORS.split(text)]
    named = list(dict.fromkeys(tag for tag in tags if tag))
    if any(len(tag) > CODE_LENGTH for tag in named):
        return Parsed(problem=TOO_LONG)
    return Parsed(named or None)
