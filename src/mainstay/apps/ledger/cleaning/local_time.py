"""Between UTC and the installation's zone, a column at a time.

Python's zone data is the only source, so that vectors and single values never differ and no
further time-zone database is needed. Nearly every day has one offset from beginning to end; the
few rows on other days are left to the plain function.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np

_DAY = 86_400_000_000
_EPOCH = date(1970, 1, 1)


def offsets_of_local(local: np.ndarray, zone: ZoneInfo) -> tuple[np.ndarray, np.ndarray]:
    """Offsets from UTC for local times, both in microseconds, and where they are certain."""
    return _offsets(local, lambda day: _local_day_offset(zone, day))


def offsets_of_utc(instants: np.ndarray, zone: ZoneInfo) -> tuple[np.ndarray, np.ndarray]:
    """Offsets from UTC for instants, both in microseconds, and where they are certain."""
    return _offsets(instants, lambda day: _utc_day_offset(zone, day))


def _offsets(
    times: np.ndarray, offset_of_day: Callable[[int], int | None]
) -> tuple[np.ndarray, np.ndarray]:
    days, place = np.unique(times // _DAY, return_inverse=True)
    found = [offset_of_day(int(day)) for day in days]
    offsets = np.array([0 if offset is None else offset for offset in found], dtype=np.int64)
    certain = np.array([offset is not None for offset in found], dtype=bool)
    return offsets[place], certain[place]


@lru_cache(maxsize=20_000)
def _local_day_offset(zone: ZoneInfo, day: int) -> int | None:
    """The offset of a local day, None if the clocks change on it."""
    start = datetime.combine(_EPOCH + timedelta(days=day), datetime.min.time())
    moments = (start, start + timedelta(days=1))
    return _only({zone.utcoffset(moment) for moment in moments})


@lru_cache(maxsize=20_000)
def _utc_day_offset(zone: ZoneInfo, day: int) -> int | None:
    """The offset in the zone during a day of UTC, None if it changes."""
    start = datetime.combine(_EPOCH + timedelta(days=day), datetime.min.time(), tzinfo=UTC)
    moments = (start, start + timedelta(days=1))
    return _only({moment.astimezone(zone).utcoffset() for moment in moments})


def _only(offsets: set[timedelta | None]) -> int | None:
    if len(offsets) > 1:
        return None
    offset = offsets.pop()
    return None if offset is None else offset // timedelta(microseconds=1)
