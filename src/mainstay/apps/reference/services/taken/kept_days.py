"""Days of a calendar, as the undo of a file handles them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import date

from mainstay.apps.reference.models import CalendarDay
from mainstay.apps.reference.rules.workdays import OwnDay
from mainstay.apps.reference.services.days import day_key
from mainstay.apps.reference.services.taken.kept import AT_ONCE, Facts, KeptRows, portions

_WHY = "the permission to undo the file was checked"


class KeptDays(KeptRows):
    """Nothing needs a day of a calendar."""

    def __init__(self) -> None:
        self._rows: dict[str, CalendarDay] = {}

    def present(self, keys: Sequence[str]) -> dict[str, Facts]:
        named = [key.split(" ") for key in keys]
        rows = CalendarDay.objects.system(_WHY).select_for_update()
        rows = rows.filter(
            calendar__in={int(calendar) for calendar, _on in named},
            on__in=[date.fromisoformat(on) for _calendar, on in named],
        )
        found = {day_key(row.calendar_id, row.on): row for row in rows}
        self._rows |= found
        return {key: asdict(OwnDay(row.works, row.name)) for key, row in found.items()}

    def bring_back(self, back: Mapping[str, Facts]) -> None:
        for key, facts in back.items():
            row = self._rows[key]
            row.works, row.name = facts["works"], facts["name"]
        rows = [self._rows[key] for key in back]
        CalendarDay.objects.system(_WHY).bulk_update(rows, ["works", "name"], batch_size=AT_ONCE)

    def remove(self, gone: Collection[str]) -> None:
        for keys in portions([self._rows[key].pk for key in gone]):
            CalendarDay.objects.system(_WHY).filter(pk__in=keys).delete()
