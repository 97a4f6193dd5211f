"""Public holidays of mainland China with exchanged workdays (调休).

The State Council announces them each November for the next year; `chinesecalendar` (MIT) follows
with a release. Of later years nothing is known, and nothing is guessed.
"""

from datetime import date

from chinese_calendar import constants

_HOLIDAYS: dict[date, str] = constants.holidays
_EXCHANGED: dict[date, str] = constants.workdays

FIRST_YEAR: int = min(_HOLIDAYS).year
LAST_YEAR: int = max(_HOLIDAYS).year
NAMES: tuple[str, ...] = tuple(each.value for each in constants.Holiday)
"""What the holidays are called here; pages say them in the reader's language."""


def holiday(on: date) -> str | None:
    """The holiday of a day without work, its weekend days included; None for other days."""
    return _HOLIDAYS.get(on)


def exchanged_workday(on: date) -> str | None:
    """The holiday for which a day of a weekend is worked; None for other days."""
    return _EXCHANGED.get(on)
