"""Calendars and their own days: what can be kept, and what the audit trail tells."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext

from mainstay.apps.governance.testing import NamedActors
from mainstay.apps.reference.contracts import Taken
from mainstay.apps.reference.models import BusinessCalendar
from mainstay.apps.reference.queries.calendars import (
    USUAL,
    CalendarNotFound,
    calendar_named,
    calendars,
    default_calendar,
    is_workday,
    own_days,
    working,
    works_of,
)
from mainstay.apps.reference.rules.workdays import OwnDay
from mainstay.apps.reference.services.calendars import (
    change_calendar,
    create_calendar,
    remove_calendar,
)
from mainstay.apps.reference.services.days import DayFacts, set_day, take_days, take_file_days
from mainstay.apps.reference.testing import SETTING_UP
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.testing.trail import last_entry

pytestmark = pytest.mark.usefixtures("company")


def made(name: str = "Head office", **facts: Any) -> BusinessCalendar:
    return create_calendar(SETTING_UP, name=name, **facts)


def codes(error: ValidationError) -> dict[str, list[str | None]]:
    return {name: [each.code for each in found] for name, found in error.error_dict.items()}


def defaults() -> list[str]:
    rows = BusinessCalendar.objects.system("test").filter(is_default=True)
    return list(rows.values_list("name", flat=True))


def test_the_first_calendar_is_the_default_and_another_takes_its_place() -> None:
    assert default_calendar() == USUAL
    first, second = made("First", weekdays=[6, 7]), made("Second")
    assert defaults() == ["First"]
    assert default_calendar().weekdays == {6, 7}
    change_calendar(SETTING_UP, second.pk, is_default=True)
    assert defaults() == ["Second"]
    first.refresh_from_db()
    assert not first.is_default


def test_there_is_always_a_default_calendar() -> None:
    first = made("First")
    second = made("Second")
    with pytest.raises(ValidationError) as caught:
        change_calendar(SETTING_UP, first.pk, is_default=False)
    assert codes(caught.value) == {"is_default": ["default_stays"]}
    with pytest.raises(ValidationError):
        remove_calendar(SETTING_UP, first.pk)
    remove_calendar(SETTING_UP, second.pk)
    remove_calendar(SETTING_UP, first.pk)
    assert default_calendar() == USUAL
    assert last_entry().action == "reference.calendar.removed"


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"name": " "}, {"name": ["required"]}),
        ({"name": "Taken"}, {"name": ["calendar_taken"]}),
        ({"name": "A", "country": "XX"}, {"country": ["unknown_country"]}),
        ({"name": "A", "weekdays": []}, {"weekdays": ["no_weekday"]}),
        ({"name": "A", "weekdays": [0]}, {"weekdays": ["unknown_weekday"]}),
    ],
)
def test_facts_that_cannot_be_kept_are_refused(
    facts: dict[str, Any], expected: dict[str, list[str]]
) -> None:
    made("Taken")
    with pytest.raises(ValidationError) as caught:
        create_calendar(SETTING_UP, **facts)
    assert codes(caught.value) == expected


def test_a_change_tells_before_and_after() -> None:
    calendar = made(country="CN")
    change_calendar(SETTING_UP, calendar.pk, weekdays=[6, 1, 2, 3, 4, 5])
    assert last_entry().details["changes"] == {"weekdays": ["12345", "123456"]}


def test_a_day_is_said_said_otherwise_and_unsaid() -> None:
    calendar = made(country="CN")
    day = date(2026, 2, 14)
    set_day(SETTING_UP, calendar.pk, day, OwnDay(False, "Outing"))
    assert not is_workday(working(calendar), day)
    set_day(SETTING_UP, calendar.pk, day, OwnDay(True))
    assert last_entry().details["changes"] == {"2026-02-14": ["holiday Outing", "workday"]}
    set_day(SETTING_UP, calendar.pk, day, None)
    assert list(own_days(calendar)) == []
    assert is_workday(working(calendar), day)


def test_a_list_of_days_is_taken_as_people_write_it() -> None:
    calendar = made()
    text = "2027-02-06\t工作日\t春节调休\n2027年2月7日，休，春节\n\n2027/2/8, holiday\n"
    taken = take_days(SETTING_UP, calendar.pk, text)
    assert (taken.changed, taken.unchanged) == (3, 0)
    assert [(each.on.day, each.works, each.name) for each in own_days(calendar)] == [
        (6, True, "春节调休"),
        (7, False, "春节"),
        (8, False, ""),
    ]
    again = take_days(SETTING_UP, calendar.pk, text)
    assert (again.changed, again.unchanged) == (0, 3)


def test_a_list_with_wrong_lines_sets_nothing_and_names_each() -> None:
    calendar = made()
    text = "\n".join(
        [
            "2027-02-06, workday",
            "soon, workday",
            "2027-02-30, workday",
            "2027-02-07, maybe",
            "2027-02-06, holiday",
            "1066-10-14, holiday",
            f"2027-02-08, holiday, {'x' * 81}",
        ]
    )
    with pytest.raises(ValidationError) as caught:
        take_days(SETTING_UP, calendar.pk, text)
    assert codes(caught.value) == {
        "text": [
            "not_a_date",
            "impossible_date",
            "unknown_kind_of_day",
            "day_twice",
            "year_out_of_range",
            "too_long",
        ]
    }
    assert caught.value.messages[1].startswith("Line 3, Day: There is no such day")
    assert list(own_days(calendar)) == []


def test_who_only_reads_changes_no_calendar(acting: NamedActors) -> None:
    calendar = made()
    for write in (
        lambda: create_calendar(acting.tom_becker, name="Mine"),
        lambda: change_calendar(acting.tom_becker, calendar.pk, name="Mine"),
        lambda: remove_calendar(acting.tom_becker, calendar.pk),
        lambda: take_days(acting.tom_becker, calendar.pk, "2027-02-06, workday"),
        lambda: take_file_days(acting.tom_becker, calendar.pk, [], file_name="days.csv"),
    ):
        with pytest.raises(AccessDenied):
            write()
    assert [each.name for each in calendars(acting.tom_becker)] == ["Head office"]
    assert list(calendars(acting.nobody_ning)) == []


def test_a_calendar_that_is_not_there_is_said_so(acting: NamedActors) -> None:
    with pytest.raises(CalendarNotFound):
        change_calendar(SETTING_UP, 99, name="A")
    with pytest.raises(CalendarNotFound):
        calendar_named(acting.li_na, "")


def test_a_calendar_is_found_by_its_name_or_as_the_companys(acting: NamedActors) -> None:
    made("Works")
    plant = made("Plant")
    assert calendar_named(acting.li_na, "Plant") == plant
    assert calendar_named(acting.li_na, "").name == "Works"
    with pytest.raises(CalendarNotFound):
        calendar_named(acting.nobody_ning, "Plant")


def test_a_file_adds_changes_and_confirms() -> None:
    calendar = made()
    take_days(
        SETTING_UP,
        calendar.pk,
        "2027-02-05, holiday, Outing\n2027-02-06, workday\n2027-02-07, holiday, Festival",
    )
    facts = [
        DayFacts(date(2027, 2, 5), False, None),
        DayFacts(date(2027, 2, 6), True, "Stocktaking"),
        DayFacts(date(2027, 2, 7), True, None),
        DayFacts(date(2027, 2, 8), False, None),
    ]
    before = list(own_days(calendar).values_list("on", "works", "name"))
    counted = take_file_days(SETTING_UP, calendar.pk, facts, file_name="a.csv", commit=False)
    assert list(own_days(calendar).values_list("on", "works", "name")) == before
    assert last_entry().action == "reference.calendar_days.changed"
    taken = take_file_days(SETTING_UP, calendar.pk, facts, file_name="a.csv")
    assert taken == counted == Taken(created=1, changed=2, unchanged=1)
    assert [(each.on.day, each.works, each.name) for each in own_days(calendar)] == [
        (5, False, "Outing"),
        (6, True, "Stocktaking"),
        (7, True, ""),
        (8, False, ""),
    ]
    entry = last_entry()
    assert entry.action == "reference.calendar_days.imported"
    assert entry.details["file"] == "a.csv"
    assert entry.details["changes"] == {
        "2027-02-06": ["workday", "workday Stocktaking"],
        "2027-02-07": ["holiday Festival", "workday"],
        "2027-02-08": [None, "holiday"],
    }
    take_file_days(SETTING_UP, calendar.pk, facts, file_name="b.csv")
    assert last_entry() == entry


@pytest.mark.parametrize(
    ("kind", "works"),
    [
        ("workday", True),
        ("Working  Day", True),
        ("调休上班", True),
        ("補班", True),
        ("holiday", False),
        ("day_off", False),
        ("DAY OFF", False),
        ("节假日", False),
        ("國定假日", False),
        ("调休", None),
        ("", None),
        ("1", None),
    ],
)
def test_the_kind_of_a_day_is_read_in_words_and_codes(kind: str, works: bool | None) -> None:
    assert works_of(kind) is works


def test_the_words_of_the_pages_for_kinds_are_read() -> None:
    for language in ("en", "zh-hans", "zh-hant"):
        with translation.override(language):
            assert works_of(gettext("Workday")) is True
            assert works_of(gettext("Holiday")) is False
            assert works_of(gettext("Day off")) is False
