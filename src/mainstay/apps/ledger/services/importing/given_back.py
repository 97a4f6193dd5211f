"""Which imports' rejected records a mended file brings again."""

import pyarrow as pa
import pyarrow.compute as pc
from django.db import transaction

from mainstay.apps.ledger.models import ImportBatch, RejectsGivenBack
from mainstay.apps.ledger.queries.folders import upload_path
from mainstay.apps.ledger.reading.chunks import read_records
from mainstay.apps.ledger.reading.reject_columns import BATCH, RECORD
from mainstay.apps.ledger.reading.sniffing import Sniffed
from mainstay.foundation.access.actor import Actor

_MOST_IMPORTS = 100
"""A mended file is from one import, or put together from a few."""
_NUMBER = "^[0-9]{1,18}$"
_WHY = "the job acts for whoever started it; the service checked the permission"


def note_given_back(batch: ImportBatch, sniffed: Sniffed, actor: Actor) -> None:
    """Write down how many rejected records of which imports are in the batch's file.

    They count as given back from the batch's commit to its undo.
    """
    counts = _counts(batch, sniffed)
    if not counts:
        return
    # A file says what somebody wrote into it: only earlier imports that its person sees.
    known = ImportBatch.objects.visible_to(actor).filter(
        pk__in=counts, pk__lt=batch.pk, kind=batch.kind
    )
    notes = [
        RejectsGivenBack(rejected_in_id=number, mended_in=batch, records=counts[number])
        for number in known.values_list("pk", flat=True)
    ]
    with transaction.atomic():
        RejectsGivenBack.objects.system(_WHY).filter(mended_in=batch).delete()
        RejectsGivenBack.objects.bulk_create(notes)


def _counts(batch: ImportBatch, sniffed: Sniffed) -> dict[int, int]:
    """How many records of which import are in a file; none unless it is a mended reject file."""
    places = [sniffed.column_of(BATCH), sniffed.column_of(RECORD)]
    if None in places:
        return {}
    tables, ragged = [], 0
    for chunk in read_records(upload_path(batch), sniffed):
        columns = [_numbers(chunk.columns[place]) for place in places if place is not None]
        tables.append(pa.table(columns, ["batch", "record"]).drop_null())
        ragged += len(chunk.ragged)
    if not tables:
        return {}
    found = pa.concat_tables(tables).group_by("batch").aggregate([("record", "count_distinct")])
    rows = found.sort_by([("record_count_distinct", "descending")]).slice(0, _MOST_IMPORTS)
    counts = dict(zip(*(column.to_pylist() for column in rows.columns), strict=True))
    if counts:
        # A record that does not fit the headings names no import: it is where the most are from.
        counts[next(iter(counts))] += ragged
    return counts


def _numbers(cells: pa.Array) -> pa.Array:
    """Whole numbers, null for what is none."""
    texts = cells.cast(pa.string())
    usable = pc.match_substring_regex(texts, _NUMBER)
    return pc.if_else(usable, texts, None).cast(pa.int64())
