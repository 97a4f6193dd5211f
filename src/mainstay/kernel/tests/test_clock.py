"""The clock knows instants and the days they fall on."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from mainstay.kernel.clock import day_in, today_in, utc_now, zone_names


def test_an_instant_falls_on_the_day_of_the_zone() -> None:
    evening_in_utc = datetime(2024, 2, 28, 16, 30, tzinfo=UTC)
    assert day_in(ZoneInfo("Asia/Shanghai"), evening_in_utc) == date(2024, 2, 29)
    assert day_in(UTC, evening_in_utc) == date(2024, 2, 28)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="has no zone"):
        day_in(UTC, datetime(2024, 2, 28))  # noqa: DTZ001


def test_now_is_in_utc_and_today_follows_it() -> None:
    before = day_in(UTC, utc_now())
    assert before <= today_in(UTC) <= day_in(UTC, utc_now())
    assert utc_now().tzinfo is UTC


def test_zones_to_choose_from_are_named_after_places() -> None:
    names = zone_names()
    assert {"UTC", "Asia/Shanghai", "Asia/Urumqi", "Europe/Berlin", "America/New_York"} < set(names)
    assert not {"EST", "PRC", "Etc/GMT+8", "localtime", "Factory"} & set(names)
    assert all(ZoneInfo(name) for name in names)
