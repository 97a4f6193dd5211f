"""What time it is, and on which day an instant falls in a zone."""

from datetime import UTC, date, datetime, tzinfo
from functools import cache
from zoneinfo import available_timezones


@cache
def zone_names() -> list[str]:
    """Give the zones that one can choose: those named after places, and UTC.

    Left out are names such as EST and Etc/GMT+8, which say something else than people read.
    """
    places = (name for name in available_timezones() if "/" in name)
    return ["UTC", *sorted(name for name in places if not name.startswith("Etc/"))]


def utc_now() -> datetime:
    """Give the present instant in UTC."""
    return datetime.now(UTC)


def day_in(zone: tzinfo, instant: datetime) -> date:
    """Give the day on which an instant falls in a zone.

    Raises ``ValueError`` for an instant without a zone.
    """
    if instant.tzinfo is None:
        raise ValueError(f"{instant.isoformat()} has no zone")
    return instant.astimezone(zone).date()


def today_in(zone: tzinfo) -> date:
    """Give the present day in a zone."""
    return day_in(zone, utc_now())
