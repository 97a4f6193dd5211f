"""What recurring imports know: where files come from, when to look again. Pure."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Origin(TextChoices):
    """Where the files of a recurring import come from."""

    FOLDER = "folder", _("a watched folder")
    ADDRESS = "address", _("an address")


class CredentialKind(TextChoices):
    """What an address wants to know before it hands a file out."""

    NONE = "none", _("not needed")
    BASIC = "basic", _("user and password")
    BEARER = "bearer", _("a token")


class RunOutcome(TextChoices):
    """What became of a file of a recurring import."""

    RUNNING = "running", _("importing")
    IMPORTED = "imported", _("imported")
    REFUSED = "refused", _("waits for a decision")
    FAILED = "failed", _("failed")
    STOPPED = "stopped", _("stopped")


class Rhythm(TextChoices):
    """How often an address is asked."""

    MINUTES = "minutes", _("every so many minutes")
    DAILY = "daily", _("every day")
    WEEKLY = "weekly", _("every week")


SHORTEST_MINUTES, LONGEST_MINUTES = 5, 10_080
_WEEK = 7


def next_after(
    now: datetime,
    zone: ZoneInfo,
    rhythm: str,
    *,
    every_minutes: int,
    at: time | None,
    weekday: int,
) -> datetime:
    """The first time after `now`, in UTC. Times of day and weekdays are those of the zone.

    A time that a change of clocks leaves out is taken as long after midnight as it says, one that
    comes twice is taken the first time: each day has exactly one.
    """
    if rhythm == Rhythm.MINUTES:
        return now + timedelta(minutes=every_minutes)
    today = now.astimezone(zone).date()
    for days in range(_WEEK + 1):
        day = today + timedelta(days=days)
        if rhythm == Rhythm.WEEKLY and day.isoweekday() != weekday:
            continue
        due = datetime.combine(day, at or time(0), tzinfo=zone).astimezone(UTC)
        if due > now:
            return due
    raise ValueError(rhythm)
