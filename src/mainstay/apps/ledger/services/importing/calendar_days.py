"""Importing the days of a business calendar from a file."""

from collections.abc import Sequence

from mainstay.apps.ledger.cleaning.calendar_days import clean_days
from mainstay.apps.ledger.services.importing.reference_files import (
    ReferenceFile,
    ReferenceReport,
    Row,
    RowKind,
    take_file,
)
from mainstay.apps.reference.contracts import CHANGE_CALENDARS, Taken
from mainstay.apps.reference.services.days import DayFacts, problems_of, take_file_days
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import service

MOST_RECORDS = 10_000
"""Every day of 27 years."""


@service(CHANGE_CALENDARS, atomic=False)
def import_days(
    actor: Actor, calendar: int, file: ReferenceFile, *, commit: bool = True
) -> ReferenceReport:
    """Set the days that a file brings, all sound ones or none; without `commit` only tell.

    A day that the calendar has its own word on already becomes what the file says. Raises
    CalendarNotFound and ImportFailed.
    """

    def take(rows: Sequence[Row]) -> Taken:
        facts = [_facts(row) for row in rows]
        return take_file_days(actor, calendar, facts, file_name=file.name[:255], commit=commit)

    return take_file(actor, file, _DAYS, take, commit=commit, calendar=calendar)


def _facts(row: Row) -> DayFacts:
    return DayFacts(row["on"], row["works"], row["name"])


_DAYS = RowKind(
    kind="days",
    clean=clean_days,
    problems=lambda row: problems_of(_facts(row)),
    key=("on",),
    content=("works", "name"),
    most=MOST_RECORDS,
    too_many="too_many_days",
)
