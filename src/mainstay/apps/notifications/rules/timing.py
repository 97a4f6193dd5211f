"""When something is told: at once, after quiet hours, with the digest. Pure.

Times of day are those of a zone. One that a change of clocks leaves out is taken as long after
midnight as it says, one that comes twice is taken the first time: each day has exactly one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import pgettext_lazy

_WEEK = 7
_LONGEST_QUIET_DAYS = 30
"""After so long even the quietest arrangement lets go."""

DayOff = Callable[[date], bool]


class Choice(models.TextChoices):
    """When a topic is told in one way."""

    NOW = "now", pgettext_lazy("when one is told", "At once")
    DIGEST = "digest", pgettext_lazy("when one is told", "In the digest")
    NEVER = "never", pgettext_lazy("when one is told", "Not")


class Rhythm(models.TextChoices):
    """How often there is a digest."""

    DAILY = "daily", pgettext_lazy("digest", "every day")
    WEEKLY = "weekly", pgettext_lazy("digest", "every week")


@dataclass(frozen=True, slots=True)
class Quiet:
    """When nothing but the bell speaks: from a time of day until another, and on whole days."""

    since: time | None = None
    until: time | None = None
    weekdays: frozenset[int] = frozenset()
    days_off: bool = False

    def is_whole(self, day: date, is_off: DayOff) -> bool:
        """Whether all of a day is quiet."""
        return day.isoweekday() in self.weekdays or (self.days_off and is_off(day))


@dataclass(frozen=True, slots=True)
class Digest:
    """When what is gathered goes out."""

    rhythm: str = Rhythm.DAILY
    at: time = time(8)
    weekday: int = 1


def choice_in(chosen: Mapping[str, object], topic: str, usual: Choice) -> Choice:
    """What was chosen for a topic; what nobody understands any more is as usual."""
    found = chosen.get(topic)
    return Choice(found) if found in Choice.values else usual


def next_digest(now: datetime, zone: ZoneInfo, digest: Digest) -> datetime:
    """The first time of a digest after `now`, in UTC."""
    today = now.astimezone(zone).date()
    days = (today + timedelta(days=number) for number in range(_WEEK + 1))
    weekly = digest.rhythm == Rhythm.WEEKLY
    fitting = (day for day in days if not weekly or day.isoweekday() == digest.weekday)
    return next(due for day in fitting if (due := _at(day, digest.at, zone)) > now)


def quiet_until(
    moment: datetime, zone: ZoneInfo, quiet: Quiet, is_off: DayOff = lambda _day: False
) -> datetime:
    """The first moment from this one on that is not quiet: itself, or a later one in UTC."""
    latest = moment + timedelta(days=_LONGEST_QUIET_DAYS)
    while moment < latest:
        later = _end_of_quiet(moment, zone, quiet, is_off)
        if later <= moment:
            break
        moment = later
    return moment


def _end_of_quiet(moment: datetime, zone: ZoneInfo, quiet: Quiet, is_off: DayOff) -> datetime:
    """Where the quiet that the moment lies in may end; the moment itself where there is none."""
    day = moment.astimezone(zone).date()
    if quiet.is_whole(day, is_off):
        return _at(day + timedelta(days=1), time(0), zone)
    if quiet.since is None or quiet.until is None:
        return moment
    for first in (day - timedelta(days=1), day):
        nights = 1 if quiet.until <= quiet.since else 0
        ends = _at(first + timedelta(days=nights), quiet.until, zone)
        if _at(first, quiet.since, zone) <= moment < ends:
            return ends
    return moment


def _at(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
