"""Whole columns of times and dates: what `parse_timestamp` says, at the speed of Arrow."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mainstay.apps.ledger.cleaning.columns import (
    CleanColumn,
    Distinct,
    note_outcomes,
    placed,
    read_leftovers,
)
from mainstay.apps.ledger.cleaning.day_month import DayMonthEvidence, DayOrder
from mainstay.apps.ledger.cleaning.iso_form import in_iso_form
from mainstay.apps.ledger.cleaning.local_time import offsets_of_local, offsets_of_utc
from mainstay.apps.ledger.cleaning.parsed import Parsed
from mainstay.apps.ledger.cleaning.times import (
    AMBIGUOUS_DATE,
    FIRST_YEAR,
    LAST_YEAR,
    NOT_A_DATE,
    parse_date,
    parse_timestamp,
)

INSTANT = pa.timestamp("us", tz="UTC")

# Only days that exist, so that Arrow's conversion cannot fail; the end of February is left over.
_DAY = (
    r"(?:19[0-9]{2}|2[01][0-9]{2})-"
    r"(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"
    r"|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
)
_CLOCK = r"[ T](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,6})?)?"
_LOCAL = rf"^{_DAY}(?:{_CLOCK})?$"
_ZONED = rf"^{_DAY}{_CLOCK}(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])$"


@dataclass(slots=True)
class TimeColumn(CleanColumn):
    """Instants (`values`) with the days they fall on in the installation's zone."""

    days: pa.Array = None
    day_month: DayMonthEvidence = field(default_factory=DayMonthEvidence)


def clean_timestamps(
    column: pa.Array,
    zone: ZoneInfo,
    day_order: DayOrder | None = None,
    date_system: int = 0,
) -> TimeColumn:
    """Read a column of times, of text or of Parquet's dates and timestamps.

    Parquet's timestamps without a zone are local times like texts without one.
    """
    distinct = _as_texts(Distinct.of(column))
    texts = distinct.texts
    instants, days, usual = _usual(texts, zone, day_order)
    places, outcomes = read_leftovers(
        distinct, usual, lambda text: parse_timestamp(text, zone, day_order, date_system)
    )
    moments = [outcome.value for outcome in outcomes]
    others = pa.array([moment and moment.at for moment in moments], INSTANT)
    other_days = pa.array([moment and moment.on for moment in moments], pa.date32())
    result = TimeColumn(distinct.spread(placed(instants, places, others)))
    result.days = distinct.spread(placed(days, places, other_days))
    note_outcomes(result, distinct, places, outcomes)
    result.day_month = _evidence(distinct, places, outcomes)
    return result


def clean_dates(
    column: pa.Array, day_order: DayOrder | None = None, date_system: int = 0
) -> TimeColumn:
    """Read a column of dates; gives date32. There are few distinct ones, so no vector path.

    A Parquet timestamp with a zone is the day that it falls on there.
    """
    if pa.types.is_timestamp(column.type) and column.type.tz is not None:
        column = pc.local_timestamp(column)
    distinct = _as_texts(Distinct.of(column))
    nothing_usual = np.zeros(len(distinct.texts), dtype=bool)
    plain: Callable[[str], Parsed[Any]] = lambda text: parse_date(text, day_order, date_system)  # noqa: E731
    places, outcomes = read_leftovers(distinct, nothing_usual, plain)
    dates = pa.array([outcome.value for outcome in outcomes], pa.date32())
    result = TimeColumn(distinct.spread(dates))
    note_outcomes(result, distinct, places, outcomes)
    result.day_month = _evidence(distinct, places, outcomes)
    return result


def _usual(
    texts: pa.Array, zone: ZoneInfo, day_order: DayOrder | None
) -> tuple[pa.Array, pa.Array, np.ndarray]:
    """Instants and days of texts in the usual forms, null for others, and which are usual."""
    local, is_local = _cast(texts, _LOCAL, pa.timestamp("us"))
    zoned, is_zoned = np.zeros_like(local), np.zeros_like(is_local)
    if not is_local.all():
        local, is_local = _cast(in_iso_form(texts, day_order), _LOCAL, pa.timestamp("us"))
        zoned, is_zoned = _cast(texts, _ZONED, INSTANT)
    offsets, certain = offsets_of_local(local, zone)
    instants, is_local = local - offsets, is_local & certain
    local_days = local
    if is_zoned.any():
        offsets, certain = offsets_of_utc(zoned, zone)
        is_zoned &= certain & _in_range(zoned + offsets)
        instants = np.where(is_zoned, zoned, instants)
        local_days = np.where(is_zoned, zoned + offsets, local)
    usual = is_local | is_zoned
    mask = ~usual
    values = pa.array(instants, pa.int64(), mask=mask).view(INSTANT)
    days = pa.array(local_days, pa.int64(), mask=mask).view(pa.timestamp("us"))
    return values, days.cast(pa.date32(), safe=False), usual


def _in_range(local: np.ndarray) -> np.ndarray:
    """Whether the day of a local time lies in the years that are kept."""
    first, behind = (
        np.datetime64(f"{year}-01-01", "us").astype(np.int64)
        for year in (FIRST_YEAR, LAST_YEAR + 1)
    )
    return np.asarray((local >= first) & (local < behind))


def _cast(texts: pa.Array, pattern: str, kind: pa.DataType) -> tuple[np.ndarray, np.ndarray]:
    """Texts of a form as microseconds (0 for the others), and which are of it."""
    fits = pc.match_substring_regex(texts, pattern)
    flags = fits.to_numpy(zero_copy_only=False)
    if not flags.any():
        return np.zeros(len(texts), dtype=np.int64), flags
    chosen = texts if flags.all() else pc.if_else(fits, texts, None)
    times = chosen.cast(kind).view(pa.int64()).fill_null(0)
    return times.to_numpy(zero_copy_only=False), flags


def _as_texts(distinct: Distinct) -> Distinct:
    """Parquet's own types in the form that the plain function reads."""
    values = distinct.texts
    kind = values.type
    if pa.types.is_string(kind):
        return distinct
    if pa.types.is_timestamp(kind):
        texts = _written_out(values)
    elif pa.types.is_date(kind):
        texts = values.cast(pa.date32()).cast(pa.string())
    else:
        texts = pa.array([NOT_A_DATE] * len(values), pa.string())
    return distinct.read_as(texts)


def _written_out(instants: pa.Array) -> pa.Array:
    """Timestamps in ISO 8601, with a Z where they have a zone."""
    zoned = instants.type.tz is not None
    instants = instants.view(pa.int64()).view(pa.timestamp(instants.type.unit))
    try:
        texts = instants.cast(pa.timestamp("us")).cast(pa.string())
    except pa.ArrowInvalid:  # some have parts of a microsecond, which the plain function counts
        texts = instants.cast(pa.string())
    return pc.binary_join_element_wise(texts, "Z", "") if zoned else texts


def _evidence(
    distinct: Distinct, places: list[int], outcomes: list[Parsed[Any]]
) -> DayMonthEvidence:
    """What the texts with day and month before the year show."""
    evidence = DayMonthEvidence()
    chosen = [
        place
        for place, outcome in zip(places, outcomes, strict=True)
        if outcome.problem == AMBIGUOUS_DATE
    ]
    if chosen:
        rows = distinct.rows_per_text()
        for place in chosen:
            evidence.note(distinct.texts[place].as_py(), int(rows[place]))
    return evidence
