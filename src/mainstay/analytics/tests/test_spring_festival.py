"""The Spring Festival: its dates, and what is left of a period without its break."""

import math
from datetime import date, timedelta

import numpy as np
import pytest

from mainstay.analytics.spring_festival import (
    FIRST_YEAR,
    LAST_YEAR,
    SPRING_FESTIVALS,
    SpringFestivalBreak,
)
from mainstay.kernel.periods import Period


def new_moon_near(day: date) -> float:
    """Give the Julian day (dynamical time) of the new moon nearest to a day.

    Meeus, Astronomical Algorithms, 2nd edition, chapter 49, terms above 0.001 day.
    """
    k = round((day.year + day.timetuple().tm_yday / 365.25 - 2000) * 12.3685)
    t = k / 1236.85
    mean = 2451550.09766 + 29.530588861 * k + 0.00015437 * t**2
    eccentricity = 1 - 0.002516 * t - 0.0000074 * t**2
    sun = math.radians(2.5534 + 29.10535670 * k - 0.0000014 * t**2)
    moon = math.radians(201.5643 + 385.81693528 * k + 0.0107582 * t**2)
    latitude = math.radians(160.7108 + 390.67050284 * k - 0.0016118 * t**2)
    return mean + (
        -0.40720 * math.sin(moon)
        + 0.17241 * eccentricity * math.sin(sun)
        + 0.01608 * math.sin(2 * moon)
        + 0.01039 * math.sin(2 * latitude)
        + 0.00739 * eccentricity * math.sin(moon - sun)
        - 0.00514 * eccentricity * math.sin(moon + sun)
        + 0.00208 * eccentricity**2 * math.sin(2 * sun)
        - 0.00111 * math.sin(moon - 2 * latitude)
    )


def china_day(julian_day: float, year: int) -> float:
    """Give the day in China, counted from the proleptic ordinal, with its fraction."""
    t = year - 2000
    delta_t = (62.92 + 0.32217 * t + 0.005589 * t**2) / 86400
    return julian_day - delta_t - 1721424.5 + 8 / 24


@pytest.mark.parametrize("festival", SPRING_FESTIVALS, ids=lambda day: str(day.year))
def test_new_years_day_is_the_day_of_a_new_moon_in_china(festival: date) -> None:
    moment = china_day(new_moon_near(festival), festival.year)
    # The short series is good to some minutes; a few new moons fall close to midnight.
    assert -1 / 24 < moment - festival.toordinal() < 25 / 24
    assert date(festival.year, 1, 21) <= festival <= date(festival.year, 2, 20)


@pytest.mark.parametrize(
    "festival",
    [date(1990, 1, 27), date(2011, 2, 3), date(2024, 2, 10), date(2026, 2, 17), date(2033, 1, 31)],
)
def test_well_known_dates_are_in_the_table(festival: date) -> None:
    assert SPRING_FESTIVALS[festival.year - FIRST_YEAR] == festival


def test_the_table_has_one_date_per_year() -> None:
    assert [day.year for day in SPRING_FESTIVALS] == list(range(FIRST_YEAR, LAST_YEAR + 1))
    assert LAST_YEAR == 2100


@pytest.mark.parametrize("rest", [SpringFestivalBreak(), SpringFestivalBreak(10, 30)])
def test_trading_days_are_the_days_outside_breaks(rest: SpringFestivalBreak) -> None:
    breaks = {
        rest.start(year) + timedelta(days=offset)
        for year in range(2019, 2026)
        for offset in range(rest.days)
    }
    first = date(2019, 6, 1)
    for start_offset in range(0, 700, 37):
        for length in (0, 1, 30, 90, 365):
            start = first + timedelta(days=start_offset)
            period = Period(start, start + timedelta(days=length))
            inside = [start + timedelta(days=day) for day in range(length)]
            assert rest.trading_days(period) == sum(day not in breaks for day in inside)


def test_a_year_can_hold_no_festival_and_the_year_before_two() -> None:
    rest = SpringFestivalBreak()
    assert rest.trading_days(Period(date(2023, 2, 1), date(2024, 2, 1))) == 365
    assert rest.trading_days(Period(date(2022, 2, 1), date(2023, 2, 1))) == 352


def test_an_array_is_counted_as_its_days_are() -> None:
    rest = SpringFestivalBreak()
    days = [date(1985, 5, 5) + timedelta(days=offset) for offset in range(0, 15000, 13)]
    days += [rest.start(2024) + timedelta(days=offset) for offset in range(-2, 10)]
    counted = rest.days_until_each(np.array(days, dtype="datetime64[D]"))
    assert counted.tolist() == [rest.days_until(day) for day in days]


def test_before_1990_no_break_is_known_of() -> None:
    rest = SpringFestivalBreak()
    assert rest.days_until(date(1989, 12, 31)) == 0
    assert rest.days_until_each(np.array(["1988-03-01"], dtype="datetime64[D]")).tolist() == [0]


def test_after_2100_is_refused() -> None:
    with pytest.raises(ValueError, match="2101"):
        SpringFestivalBreak().days_until(date(2101, 5, 1))


@pytest.mark.parametrize(("days_before", "days"), [(-1, 7), (21, 7), (1, 0), (1, 330)])
def test_a_break_that_cannot_be_is_refused(days_before: int, days: int) -> None:
    with pytest.raises(ValueError, match="break"):
        SpringFestivalBreak(days_before, days)
