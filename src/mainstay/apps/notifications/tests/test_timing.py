"""When something goes out: quiet hours, days off, digests, changes of clocks."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from mainstay.apps.notifications.rules.timing import (
    Choice,
    Digest,
    Quiet,
    Rhythm,
    choice_in,
    next_digest,
    quiet_until,
)

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
NIGHT = Quiet(time(22), time(7))


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    """A moment, as its zone writes it."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "ends"),
    [
        ("2026-03-04 21:59", "2026-03-04 21:59"),
        ("2026-03-04 22:00", "2026-03-05 07:00"),
        ("2026-03-05 06:59", "2026-03-05 07:00"),
        ("2026-03-05 07:00", "2026-03-05 07:00"),
    ],
)
def test_a_night_is_quiet_until_the_morning(moment: str, ends: str) -> None:
    assert quiet_until(at(moment), SHANGHAI, NIGHT) == at(ends)


def test_a_break_at_noon_is_quiet_on_the_same_day() -> None:
    noon = Quiet(time(12), time(13, 30))
    assert quiet_until(at("2026-03-04 12:10"), SHANGHAI, noon) == at("2026-03-04 13:30")
    assert quiet_until(at("2026-03-04 11:59"), SHANGHAI, noon) == at("2026-03-04 11:59")


def test_a_weekend_is_quiet_and_so_is_the_night_after_it() -> None:
    quiet = Quiet(time(22), time(7), weekdays=frozenset({6, 7}))
    friday_night = at("2026-03-06 23:00")
    assert quiet_until(friday_night, SHANGHAI, quiet) == at("2026-03-09 07:00")
    without_night = Quiet(weekdays=frozenset({6, 7}))
    assert quiet_until(at("2026-03-07 10:00"), SHANGHAI, without_night) == at("2026-03-09 00:00")
    assert quiet_until(friday_night, SHANGHAI, without_night) == friday_night


def test_days_off_of_the_company_are_quiet_where_that_was_chosen() -> None:
    def is_off(day: date) -> bool:
        return date(2026, 10, 1) <= day <= date(2026, 10, 7)

    quiet = Quiet(days_off=True)
    assert quiet_until(at("2026-10-03 09:00"), SHANGHAI, quiet, is_off) == at("2026-10-08 00:00")
    assert quiet_until(at("2026-10-03 09:00"), SHANGHAI, Quiet(), is_off) == at("2026-10-03 09:00")


def test_even_endless_days_off_let_go() -> None:
    late = quiet_until(at("2026-10-03 09:00"), SHANGHAI, Quiet(days_off=True), lambda _day: True)
    assert (late - at("2026-10-03 09:00")).days == 30


@pytest.mark.parametrize(
    ("moment", "ends"),
    [
        ("2026-03-29 00:30", "2026-03-29 02:30"),  # the hour from two is left out
        ("2026-10-25 00:30", "2026-10-25 02:30"),  # it comes twice
    ],
)
def test_quiet_ends_once_where_the_clocks_change(moment: str, ends: str) -> None:
    quiet = Quiet(time(0), time(2, 30))
    assert quiet_until(at(moment, BERLIN), BERLIN, quiet) == at(ends, BERLIN)


def test_a_daily_digest_comes_at_its_time_each_day() -> None:
    digest = Digest(Rhythm.DAILY, time(8))
    assert next_digest(at("2026-03-04 07:59"), SHANGHAI, digest) == at("2026-03-04 08:00")
    assert next_digest(at("2026-03-04 08:00"), SHANGHAI, digest) == at("2026-03-05 08:00")


def test_a_weekly_digest_comes_on_its_day() -> None:
    monday = Digest(Rhythm.WEEKLY, time(8), 1)
    assert next_digest(at("2026-03-04 09:00"), SHANGHAI, monday) == at("2026-03-09 08:00")
    assert next_digest(at("2026-03-09 07:00"), SHANGHAI, monday) == at("2026-03-09 08:00")
    assert next_digest(at("2026-03-09 08:00"), SHANGHAI, monday) == at("2026-03-16 08:00")


def test_there_is_one_digest_a_day_where_the_clocks_change() -> None:
    digest = Digest(Rhythm.DAILY, time(2, 30))
    for first, second, third in (
        ("2026-03-28 02:30", "2026-03-29 02:30", "2026-03-30 02:30"),
        ("2026-10-24 02:30", "2026-10-25 02:30", "2026-10-26 02:30"),
    ):
        following = next_digest(at(first, BERLIN), BERLIN, digest)
        assert following == at(second, BERLIN)
        assert next_digest(following, BERLIN, digest) == at(third, BERLIN)


def test_what_nobody_understands_any_more_is_as_usual() -> None:
    assert choice_in({"a": "fortnightly"}, "a", Choice.NOW) is Choice.NOW
    assert choice_in({}, "a", Choice.NEVER) is Choice.NEVER
    assert choice_in({"a": "digest"}, "a", Choice.NOW) is Choice.DIGEST
