"""How busy a day is: weekdays, Spring Festival, public holidays, the push at the end of a year."""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from mainstay.analytics.spring_festival import SPRING_FESTIVALS

Days: TypeAlias = npt.NDArray[np.datetime64]
Floats: TypeAlias = npt.NDArray[np.float64]

_WEEKDAYS = np.array([1.12, 1.08, 1.05, 1.03, 0.94, 0.20, 0.07])
_MONTHS_AT_HOME = np.array([0.95, 0.90, 1.04, 1.00, 1.00, 1.05, 0.94, 0.94, 1.05, 1.02, 1.20, 1.34])
_MONTHS_ABROAD = np.array([0.96, 0.98, 1.05, 1.03, 1.02, 1.02, 0.95, 0.86, 1.05, 1.08, 1.10, 0.92])
_SATURDAY = 5
_QUIET_DAYS = {(1, 1), *((5, day) for day in range(1, 6)), *((10, day) for day in range(1, 8))}
_YEAR_END_ABROAD = {*((12, day) for day in range(23, 32)), *((1, day) for day in range(1, 4))}

# Days from the first day of the lunar year, [from, to), and how busy they are.
_AROUND_SPRING_FESTIVAL = ((-30, -10, 1.15), (-10, -3, 0.45), (-3, 9, 0.03), (9, 16, 0.55))


def pace(days: Days, *, abroad: bool) -> Floats:
    """Orders of a day relative to an average day, for customers at home or abroad."""
    whole = days.astype("datetime64[D]")
    ordinal = whole.astype(np.int64)
    month = whole.astype("datetime64[M]").astype(np.int64) % 12
    day_of_month = (whole - whole.astype("datetime64[M]")).astype(np.int64) + 1
    seasonal = (_MONTHS_ABROAD if abroad else _MONTHS_AT_HOME)[month]
    result = _WEEKDAYS[(ordinal + 3) % 7] * seasonal
    for festival in SPRING_FESTIVALS:
        distance = ordinal - np.datetime64(festival, "D").astype(np.int64)
        for first, last, factor in _AROUND_SPRING_FESTIVAL:
            result[(distance >= first) & (distance < last)] *= factor
    quiet = _YEAR_END_ABROAD | _QUIET_DAYS if abroad else _QUIET_DAYS
    for month_number, day_number in sorted(quiet):
        result[(month == month_number - 1) & (day_of_month == day_number)] *= 0.15
    return np.asarray(result / result.mean())


def to_weekday(days: Days) -> Days:
    """Move days that fall on a weekend to the Monday after."""
    weekday = (days.astype("datetime64[D]").astype(np.int64) + 3) % 7
    return np.asarray(days + np.where(weekday >= _SATURDAY, 7 - weekday, 0))
