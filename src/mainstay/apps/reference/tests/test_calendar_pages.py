"""The pages of calendars: what people see, what they can do, and who is turned away."""

import pytest
from django.test import Client

from mainstay.apps.governance.testing import NamedPeople
from mainstay.apps.reference.models import BusinessCalendar, CalendarDay
from mainstay.apps.reference.rules.china import LAST_YEAR
from mainstay.apps.reference.services.calendars import create_calendar
from mainstay.apps.reference.services.days import take_days
from mainstay.apps.reference.testing import SETTING_UP
from mainstay.apps.reference.tests.conftest import SignedIn
from mainstay.apps.reference.tests.test_rate_pages import text
from mainstay.foundation.testing.trail import last_entry

LIST = "/reference/calendars/"
PATHS = [
    "",
    "new/",
    "1/",
    "1/edit/",
    "1/remove/",
    "1/days/",
    "1/days/export/",
    "1/days/2026-02-14/",
]
FORM = {"name": "Head office", "country": "CN", "weekdays": ["1", "2", "3", "4", "5"]}


@pytest.fixture
def office(company: None) -> BusinessCalendar:
    """The company's calendar."""
    return create_calendar(SETTING_UP, name="Head office", country="CN")


def names() -> list[str]:
    return [each.name for each in BusinessCalendar.objects.system("test")]


def days() -> list[tuple[str, bool, str]]:
    rows = CalendarDay.objects.system("test").order_by("on")
    return [(each.on.isoformat(), each.works, each.name) for each in rows]


@pytest.mark.parametrize("path", PATHS)
def test_strangers_are_sent_to_the_sign_in(path: str, client: Client, db: None) -> None:
    assert client.get(LIST + path)["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("path", PATHS)
def test_who_has_no_role_is_refused(
    path: str, company: None, people: NamedPeople, signed_in: SignedIn
) -> None:
    assert signed_in(people.nobody_ning).get(LIST + path).status_code == 403


def test_who_only_reads_finds_no_way_to_change(office: BusinessCalendar, tom: Client) -> None:
    take_days(SETTING_UP, office.pk, "2027-02-06, workday")
    page = text(tom.get(f"{LIST}{office.pk}/?month=2026-02"))
    assert "worked for Spring Festival" in page
    assert "/edit/" not in page
    assert "/days/" not in page.replace("/days/export/", "")
    for path in ("new/", *(f"{office.pk}/{each}/" for each in ("edit", "remove", "days"))):
        assert tom.post(LIST + path, FORM).status_code == 403
    assert tom.post(f"{LIST}{office.pk}/days/2026-02-14/", {"kind": "holiday"}).status_code == 403


def test_a_calendar_is_created_changed_and_removed(li: Client) -> None:
    assert "No calendar yet" in text(li.get(LIST))
    assert li.post(LIST + "new/", FORM)["Location"] == LIST
    [row] = BusinessCalendar.objects.system("test")
    assert (row.name, row.country, row.weekdays, row.is_default) == (
        "Head office",
        "CN",
        "12345",
        True,
    )
    assert "Head office" in text(li.get(LIST))
    form = text(li.get(f"{LIST}{row.pk}/edit/"))
    assert 'value="Head office"' in form
    li.post(f"{LIST}{row.pk}/edit/", {**FORM, "name": "Works", "is_default": "on"})
    assert names() == ["Works"]
    assert "own days go with it" in text(li.get(f"{LIST}{row.pk}/remove/"))
    li.post(f"{LIST}{row.pk}/remove/")
    assert names() == []


def test_the_default_calendar_is_not_removed_before_others(
    office: BusinessCalendar, li: Client
) -> None:
    create_calendar(SETTING_UP, name="Plant")
    answer = li.post(f"{LIST}{office.pk}/remove/", follow=True)
    assert "can only be replaced by another one" in text(answer)
    assert sorted(names()) == ["Head office", "Plant"]


def test_a_month_tells_what_each_day_is(office: BusinessCalendar, li: Client) -> None:
    page = text(li.get(f"{LIST}{office.pk}/?month=2026-02"))
    assert "February 2026" in page
    assert 'aria-label="Feb. 17, 2026, day off, Spring Festival"' in page
    assert 'aria-label="Feb. 14, 2026, workday, worked for Spring Festival"' in page
    assert "16 workdays" in page
    assert "month=2026-01" in page
    assert "month=2026-03" in page
    assert "are not known" not in page


def test_a_year_that_is_not_known_is_said_plainly(office: BusinessCalendar, li: Client) -> None:
    page = text(li.get(f"{LIST}{office.pk}/?month={LAST_YEAR + 1}-02"))
    assert f"The public holidays of {LAST_YEAR + 1} are not known" in page


@pytest.mark.parametrize("month", ["", "soon", "2026-13", "0001-01", "9999-12"])
def test_a_month_that_cannot_be_shown_is_the_present_one(
    month: str, office: BusinessCalendar, li: Client
) -> None:
    assert 'aria-current="date"' in text(li.get(f"{LIST}{office.pk}/", {"month": month}))


def test_the_first_and_the_last_month_have_nothing_beyond(
    office: BusinessCalendar, li: Client
) -> None:
    assert "month=1899-12" not in text(li.get(f"{LIST}{office.pk}/?month=1900-01"))
    assert "month=2201-01" not in text(li.get(f"{LIST}{office.pk}/?month=2200-12"))


def test_a_day_is_said_and_unsaid(office: BusinessCalendar, li: Client) -> None:
    page = f"{LIST}{office.pk}/days/2026-02-14/"
    answer = li.post(page, {"kind": "holiday", "name": "Outing"})
    assert answer["Location"] == f"{LIST}{office.pk}/?month=2026-02"
    assert days() == [("2026-02-14", False, "Outing")]
    form = text(li.get(page))
    assert 'value="Outing"' in form
    li.post(page, {"kind": "", "name": ""})
    assert days() == []
    assert li.get(f"{LIST}{office.pk}/days/2026-02-30/").status_code == 404


def test_several_days_are_set_from_a_list(office: BusinessCalendar, li: Client) -> None:
    page = f"{LIST}{office.pk}/days/"
    refused = text(li.post(page, {"text": "2027-02-06, workday\nsoon, holiday"}))
    assert "Line 2, Day: This is not a date." in refused
    assert days() == []
    answer = li.post(page, {"text": "2027-02-06, workday"}, follow=True)
    assert "1 day has been changed, 0 were known" in text(answer)
    assert days() == [("2027-02-06", True, "")]


def test_the_calendars_own_days_are_handed_out(office: BusinessCalendar, tom: Client) -> None:
    page = f"{LIST}{office.pk}/"
    assert "/days/export/" not in text(tom.get(page))
    take_days(SETTING_UP, office.pk, "2027-02-06, workday, =1+1\n2026-05-20, holiday")
    assert "/days/export/?format=xlsx" in text(tom.get(page))
    answer = tom.get(f"{page}days/export/")
    name = f'attachment; filename="calendar-days-{office.pk}.csv"'
    assert answer["Content-Disposition"] == name
    lines = b"".join(answer).decode("utf-8-sig").splitlines()
    assert lines == ["date,kind,name", "2026-05-20,holiday,", "2027-02-06,workday,'=1+1"]
    entry = last_entry()
    assert (entry.action, entry.details["rows"]) == ("reference.calendar_days.exported", 2)
