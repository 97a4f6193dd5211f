"""The Spring Festival, and periods with its break taken out.

Rule and sources: docs/algorithms/spring-festival.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from mainstay.kernel.periods import Period

FIRST_YEAR = 1990

# Month and day of the lunar new year's day, one entry per year from FIRST_YEAR.
_NEW_YEAR_DAYS = """
    0127 0215 0204 0123 0210 0131 0219 0207 0128 0216
    0205 0124 0212 0201 0122 0209 0129 0218 0207 0126
    0214 0203 0123 0210 0131 0219 0208 0128 0216 0205
    0125 0212 0201 0122 0210 0129 0217 0206 0126 0213
    0203 0123 0211 0131 0219 0208 0128 0215 0204 0124
    0212 0201 0122 0210 0130 0217 0206 0126 0214 0202
    0123 0211 0201 0219 0208 0128 0215 0204 0124 0212
    0202 0121 0209 0129 0217 0205 0126 0214 0203 0123
    0211 0131 0219 0207 0127 0215 0205 0124 0212 0202
    0122 0209 0129 0217 0206 0126 0214 0203 0124 0210
    0130 0218 0207 0127 0215 0205 0125 0212 0201 0121
    0209
"""

SPRING_FESTIVALS: tuple[date, ...] = tuple(
    date(FIRST_YEAR + index, int(entry[:2]), int(entry[2:]))
    for index, entry in enumerate(_NEW_YEAR_DAYS.split())
)
LAST_YEAR = FIRST_YEAR + len(SPRING_FESTIVALS) - 1

_EARLIEST_DAY_OF_YEAR = 21
_LATEST_DAY_OF_YEAR = 52


@dataclass(frozen=True, slots=True)
class SpringFestivalBreak:
    """The days on which trade rests: ``days`` days from ``days_before`` before new year's day.

    Raises ``ValueError`` when the break would leave its calendar year.
    """

    days_before: int = 1
    days: int = 7

    def __post_init__(self) -> None:
        """Keep every break within one calendar year; counting relies on it."""
        if not 0 <= self.days_before < _EARLIEST_DAY_OF_YEAR:
            raise ValueError("the break cannot begin in the year before")
        if not 0 < self.days <= 365 - _LATEST_DAY_OF_YEAR:
            raise ValueError("the break must have at least one day and end within the year")

    def start(self, year: int) -> date:
        """Give the first day of the break; ``ValueError`` outside 1990–2100."""
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise ValueError(f"no Spring Festival is known for {year}")
        return SPRING_FESTIVALS[year - FIRST_YEAR] - timedelta(days=self.days_before)

    def days_until(self, day: date) -> int:
        """Count the days of breaks before ``day``, from 1990 on."""
        if day.year < FIRST_YEAR:
            return 0
        in_this_year = (day - self.start(day.year)).days
        return self.days * (day.year - FIRST_YEAR) + min(max(in_this_year, 0), self.days)

    def trading_days(self, period: Period) -> int:
        """Count the days of a period that are in no break."""
        return period.days - self.days_until(period.end) + self.days_until(period.start)

    def days_until_each(self, days: npt.NDArray[np.datetime64]) -> npt.NDArray[np.int64]:
        """Count like ``days_until`` for an array of days.

        Raises ``ValueError`` when one of them is after 2100.
        """
        if not len(days):
            return np.empty(0, np.int64)
        counted = np.zeros(len(days), np.int64)
        for year in range(FIRST_YEAR, int(days.max().astype(object).year) + 1):
            start = np.datetime64(self.start(year), "D")
            counted += np.clip((days - start).astype(np.int64), 0, self.days)
        return counted
