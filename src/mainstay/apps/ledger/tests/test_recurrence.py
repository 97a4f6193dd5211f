"""When a recurring import looks again, across changes of clocks."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from mainstay.apps.ledger.recurrence import Rhythm, next_after

BERLIN, SHANGHAI = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Shanghai")


def following(now: datetime, zone: ZoneInfo, rhythm: str, at: time, weekday: int = 1) -> datetime:
    return next_after(now, zone, rhythm, every_minutes=30, at=at, weekday=weekday)


def test_minutes_count_from_now() -> None:
    now = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    found = following(now, BERLIN, Rhythm.MINUTES, time(0))
    assert found == datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


def test_a_time_of_day_is_that_of_the_company() -> None:
    now = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    assert following(now, SHANGHAI, Rhythm.DAILY, time(6)) == datetime(2026, 3, 1, 22, tzinfo=UTC)


def test_it_keeps_its_time_when_clocks_change() -> None:
    now = datetime(2026, 3, 28, 7, 0, tzinfo=UTC)
    days = []
    for _ in range(3):
        now = following(now, BERLIN, Rhythm.DAILY, time(6, 30))
        days.append(now.astimezone(BERLIN).strftime("%d %H:%M"))
    assert days == ["29 06:30", "30 06:30", "31 06:30"]


def test_each_day_has_one_time_even_where_clocks_leave_it_out_or_say_it_twice() -> None:
    for first, skipped in ((datetime(2026, 3, 28, 3, tzinfo=UTC), "03:30"),
                           (datetime(2026, 10, 24, 3, tzinfo=UTC), "02:30")):  # fmt: skip
        now, moments = first, []
        for _ in range(3):
            now = following(now, BERLIN, Rhythm.DAILY, time(2, 30))
            moments.append(now.astimezone(BERLIN).strftime("%H:%M"))
        assert moments == [skipped, "02:30", "02:30"]


def test_a_week_has_one_time() -> None:
    now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday
    found = following(now, BERLIN, Rhythm.WEEKLY, time(6), weekday=1)
    assert found.astimezone(BERLIN) == datetime(2026, 3, 9, 6, tzinfo=BERLIN)
    found = following(now, BERLIN, Rhythm.WEEKLY, time(6), weekday=5)
    assert found.astimezone(BERLIN) == datetime(2026, 3, 6, 6, tzinfo=BERLIN)
