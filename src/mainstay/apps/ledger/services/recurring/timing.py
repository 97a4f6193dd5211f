"""When a recurring import looks next."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from mainstay.apps.governance import queries as governance
from mainstay.apps.ledger.models import RecurringImport
from mainstay.apps.ledger.recurrence import Origin, next_after

FOLDER_PAUSE = timedelta(minutes=1)
STILL = timedelta(seconds=10)
"""So long a file must stay as it is before it is taken."""


def next_look(recurring: RecurringImport, *, first: bool = False) -> datetime:
    """The next time; a folder, and an address asked every so many minutes, `first` at once."""
    now = timezone.now()
    if recurring.origin == Origin.FOLDER:
        return now if first else now + FOLDER_PAUSE
    return next_after(
        now,
        ZoneInfo(governance.installation().time_zone),
        recurring.rhythm,
        every_minutes=0 if first else recurring.every_minutes,
        at=recurring.at,
        weekday=recurring.weekday,
    )
