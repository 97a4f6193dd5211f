"""Contacts: from the cells of a chunk to typed rows."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from mainstay.apps.ledger.cleaning.day_month import DayMonthEvidence
from mainstay.apps.ledger.cleaning.fields import (
    CODE_LENGTH,
    EMAIL_LENGTH,
    NAME_LENGTH,
    NOTES_LENGTH,
)
from mainstay.apps.ledger.cleaning.findings import Findings, Reject
from mainstay.apps.ledger.cleaning.parsed import Parsed
from mainstay.apps.ledger.cleaning.text_columns import (
    clean_choices,
    clean_texts,
    parse_code,
    parse_name,
)
from mainstay.apps.ledger.cleaning.totals import without_totals
from mainstay.apps.ledger.cleaning.width import tidied
from mainstay.apps.ledger.reading.chunks import RecordChunk

UNKNOWN_CHOICE = "unknown_choice"

_SOURCE_LENGTH = 80
_TEXTS = (
    ("contact_source", parse_code, _SOURCE_LENGTH),
    ("contact_code", parse_code, CODE_LENGTH),
    ("contact_name", parse_name, NAME_LENGTH),
    ("position", parse_name, NAME_LENGTH),
    ("department", parse_name, NAME_LENGTH),
    ("email", parse_code, EMAIL_LENGTH),
    ("phone", parse_code, CODE_LENGTH),
    ("mobile", parse_code, CODE_LENGTH),
    ("wechat", parse_code, CODE_LENGTH),
    ("notes", parse_name, NOTES_LENGTH),
)
_ANSWERS = {
    **dict.fromkeys(("yes", "y", "true", "t", "1", "x", "main", "primary", "√", "✓", "✔"), True),
    **dict.fromkeys(("是", "对", "對", "有", "主要", "主", "首要", "默认", "預設"), True),
    **dict.fromkeys(("no", "n", "false", "f", "0", "-", "×", "✗"), False),
    **dict.fromkeys(("否", "不是", "无", "無", "次要"), False),
}
FILE_FIELDS = {"source": "contact_source", "code": "contact_code", "name": "contact_name"}
"""What a file calls the facts of a contact that have another name there."""


@dataclass(frozen=True, slots=True)
class CleanContacts:
    """A chunk of contacts. `records` = contacts + `rejected` + `blank`, always."""

    contacts: pa.RecordBatch
    """The sound rows, by the names of a contact's facts."""
    records: int
    rejected: int
    blank: int
    totals: tuple[int, ...]
    """The blank ones that add others up, by number."""
    rejects: tuple[Reject, ...]
    changes: Counter[tuple[str, str]]
    day_month: DayMonthEvidence
    """Nothing: contacts have no dates."""


def clean_contacts(
    chunk: RecordChunk, columns: Mapping[str, int], *, count_totals: bool = False
) -> CleanContacts:
    """Type the cells of a chunk of contacts; `columns` comes from `field_columns`.

    With `count_totals` rows that look as if they added others up are records too.
    """
    totals: tuple[int, ...] = ()
    if not count_totals:
        chunk, totals = without_totals(chunk, columns, "contacts")
    found = Findings(chunk, dict(columns))
    values: dict[str, pa.Array] = {"record": chunk.records, "line": chunk.lines}
    for name, parse, longest in (
        ("customer", parse_code, CODE_LENGTH),
        ("customer_name", parse_name, NAME_LENGTH),
    ):
        cleaned = clean_texts(found.column(name), parse, longest)
        found.note(name, cleaned)
        values[name] = cleaned.values
    said = "customer" if "customer" in columns else "customer_name"
    found.require(said, pc.coalesce(values["customer"], values["customer_name"]))
    values |= clean_facts(found)
    found.require("contact_name", values["name"])
    refused = found.refused()
    table = pa.RecordBatch.from_arrays(list(values.values()), list(values))
    return CleanContacts(
        contacts=table.filter(pa.array(~refused)),
        records=chunk.count,
        rejected=int(refused.sum()) + len(chunk.ragged),
        blank=len(chunk.blank),
        totals=totals,
        rejects=found.rejects(),
        changes=found.changes,
        day_month=DayMonthEvidence(),
    )


def clean_facts(found: Findings) -> dict[str, pa.Array]:
    """The facts of the contacts of a chunk, by the names that contacts have for them."""
    names = {heading: name for name, heading in FILE_FIELDS.items()}
    values: dict[str, pa.Array] = {}
    for field, parse, longest in _TEXTS:
        cleaned = clean_texts(found.column(field), parse, longest)
        found.note(field, cleaned)
        values[names.get(field, field)] = cleaned.values
    answers = clean_choices(found.column("is_main"), parse_answer, pa.bool_())
    found.note("is_main", answers)
    values["is_main"] = answers.values
    return values


def parse_answer(text: str) -> Parsed[bool]:
    """Read yes or no in Chinese or English. Problem: `unknown_choice`."""
    plain, changes = tidied(text)
    if not plain:
        return Parsed(changes=changes)
    answer = _ANSWERS.get(plain.casefold())
    return Parsed(problem=UNKNOWN_CHOICE) if answer is None else Parsed(answer, changes=changes)
