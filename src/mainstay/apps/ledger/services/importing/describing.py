"""Looking at an uploaded file before its import: what it is, what its columns could mean."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import cast

from mainstay.apps.ledger.cleaning.fields import Kind
from mainstay.apps.ledger.cleaning.mapping import (
    MappingCheck,
    MappingRefused,
    check_mapping,
    guess_mapping,
)
from mainstay.apps.ledger.models import BatchState, ImportBatch, ImportProfile
from mainstay.apps.ledger.policies import RUN_IMPORTS, require_content
from mainstay.apps.ledger.queries.folders import upload_path
from mainstay.apps.ledger.queries.importable import custom_of
from mainstay.apps.ledger.reading.chunks import read_records
from mainstay.apps.ledger.reading.encoding import Reading
from mainstay.apps.ledger.reading.errors import EncodingUnknown, SheetUnknown
from mainstay.apps.ledger.reading.reject_columns import SOURCE
from mainstay.apps.ledger.reading.rows import Row, read_rows
from mainstay.apps.ledger.reading.sniffing import Sniffed
from mainstay.apps.ledger.reading.xlsx_parts import Sheet
from mainstay.apps.ledger.rules import DEFAULT_SOURCE
from mainstay.apps.ledger.services.importing.looking import look_at, readings_of, sheets_in
from mainstay.apps.ledger.services.importing.options import (
    SOURCE_LENGTH,
    UNFIT,
    ImportOptions,
    OptionRefused,
    OptionUnfit,
)
from mainstay.apps.ledger.services.importing.running import FREE, BatchBusy
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require, service
from mainstay.kernel.currencies import CURRENCIES
from mainstay.kernel.text import has_controls

SAMPLE_RECORDS = 5
_WHY = "the service checked the permission on this very batch"


@dataclass(frozen=True, slots=True)
class Description:
    """What a file shows: how it is read, its first records, and the mapping as it stands."""

    sniffed: Sniffed
    samples: tuple[Row, ...]
    mapping: dict[str, str]
    check: MappingCheck


def describe(actor: Actor, batch: ImportBatch) -> Description:
    """Look at a batch's file. Raises FileRefused, EncodingUnknown and SheetUnknown."""
    _require(actor, batch)
    options = ImportOptions.from_json(batch.options)
    path = upload_path(batch)
    sniffed = look_at(batch, options)
    kind = cast("Kind", batch.kind)
    mapping = dict(batch.mapping) or guess_mapping(sniffed.headers, kind, custom_of(kind))
    rows = read_rows(path, sniffed, range(1, SAMPLE_RECORDS + 1))
    return Description(
        sniffed=sniffed,
        samples=tuple(islice(rows, SAMPLE_RECORDS)),
        mapping=mapping,
        check=check_mapping(mapping, sniffed.headers, kind, custom_of(kind)),
    )


def _require(actor: Actor, batch: ImportBatch) -> None:
    """Raise AccessDenied: what is looked at shows what the file holds."""
    require(actor, RUN_IMPORTS, batch)
    require_content(actor, batch)


def sheets(actor: Actor, batch: ImportBatch) -> list[Sheet]:
    """The sheets of a batch's workbook with their size. Raises FileRefused."""
    _require(actor, batch)
    return sheets_in(batch)


def readings(actor: Actor, batch: ImportBatch) -> tuple[Reading, ...]:
    """How a batch's text would read in each encoding. Raises FileRefused."""
    _require(actor, batch)
    return readings_of(batch)


@service(RUN_IMPORTS, atomic=False)
def configure(
    actor: Actor,
    batch: ImportBatch,
    *,
    mapping: Mapping[str, str] | None = None,
    options: ImportOptions | None = None,
    source: str | None = None,
    profile: ImportProfile | None = None,
) -> ImportBatch:
    """Settle how a batch's file is read. What is not given comes from the profile, else a guess.

    The source is the profile's unless it is said; a reject file brings its own. Raises
    BatchBusy, FileRefused, EncodingUnknown, SheetUnknown, OptionRefused, and MappingRefused for a
    mapping that is said and does not fit the file.
    """
    require(actor, RUN_IMPORTS, batch)
    if source is not None and (len(source) > SOURCE_LENGTH or has_controls(source)):
        raise OptionRefused("source", source)
    if profile is not None:
        batch.profile = profile
        batch.source = profile.source or profile.name
        batch.options = {**profile.options}
        batch.mapping = {**profile.mapping}
    kept = ImportOptions.from_json(batch.options)
    known = (kept.encoding, kept.sheet)
    if options is not None:
        refuse_unfit(options, kept, batch.kind)
        batch.options = options.as_json()
    # Looking at a large file takes a while: no transaction may wait for it.
    try:
        sniffed = look_at(batch, ImportOptions.from_json(batch.options))
    except (EncodingUnknown, SheetUnknown):
        if profile is not None:  # what it says is not to be said again with the answer
            _save_if_free(batch, ("profile", "source", "options", "mapping"))
        raise
    if options is not None and (options.encoding, options.sheet) != known:
        batch.mapping = _guessed_anew(batch, sniffed)
    batch.mapping = _mapping(batch, sniffed, mapping)
    if mapping:
        require_usable(batch, sniffed)
    batch.source = source or _kept_source(batch, sniffed) or batch.source or DEFAULT_SOURCE
    batch.state = BatchState.UPLOADED
    _save_if_free(batch, ("profile", "source", "options", "mapping", "state"))
    return batch


def refuse_unfit(options: ImportOptions, kept: ImportOptions, kind: str) -> None:
    """Refuse a currency that there is not, and what says nothing about a file of this kind."""
    if options.currency not in {"", *CURRENCIES}:
        raise OptionRefused("currency", options.currency)
    usual = ImportOptions()
    for name in UNFIT[kind]:
        value = getattr(options, name)
        if value not in {getattr(usual, name), getattr(kept, name)}:
            raise OptionUnfit(name, value)


def require_usable(batch: ImportBatch, sniffed: Sniffed) -> None:
    """Raise MappingRefused where a batch's mapping does not fit its file."""
    kind = cast("Kind", batch.kind)
    check = check_mapping(batch.mapping, sniffed.headers, kind, custom_of(kind))
    if not check.usable:
        raise MappingRefused(check, sniffed.file_encoding)


def _save_if_free(batch: ImportBatch, names: Iterable[str]) -> None:
    free = ImportBatch.objects.system(_WHY).filter(pk=batch.pk, state__in=FREE)
    if not free.update(**{name: getattr(batch, name) for name in names}):
        batch.refresh_from_db()
        raise BatchBusy(batch.state)


def _guessed(batch: ImportBatch, sniffed: Sniffed) -> dict[str, str]:
    kind = cast("Kind", batch.kind)
    return guess_mapping(sniffed.headers, kind, custom_of(kind))


def _guessed_anew(batch: ImportBatch, sniffed: Sniffed) -> dict[str, str]:
    """The mapping for a file that shows other headings in another encoding or sheet."""
    kept = {field: header for field, header in batch.mapping.items() if header in sniffed.headers}
    taken = set(kept.values())
    guessed = _guessed(batch, sniffed)
    return {field: header for field, header in guessed.items() if header not in taken} | kept


def _mapping(
    batch: ImportBatch, sniffed: Sniffed, said: Mapping[str, str] | None
) -> dict[str, str]:
    """What is said over the profile's over a guess; an empty heading takes a field out."""
    guessed = {} if batch.mapping else _guessed(batch, sniffed)
    given = dict(said or {})
    taken = set(given.values())
    base = {
        field: header
        for field, header in {**guessed, **batch.mapping}.items()
        if field not in given and header not in taken
    }
    return {field: header for field, header in {**base, **given}.items() if header}


def _kept_source(batch: ImportBatch, sniffed: Sniffed) -> str:
    """The source that a mended reject file names."""
    place = sniffed.column_of(SOURCE)
    if place is None:
        return ""
    for chunk in read_records(upload_path(batch), sniffed):
        for cell in chunk.columns[place].to_pylist():
            if cell and len(cell) <= SOURCE_LENGTH and not has_controls(cell):
                return str(cell)
    return ""
