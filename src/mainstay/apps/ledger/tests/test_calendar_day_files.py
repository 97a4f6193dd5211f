"""Days of a calendar from files: what is set, what is not, and that nothing is lost."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.apps.ledger.reading.own_exports import DAY_HEADINGS
from mainstay.apps.ledger.services.importing import ImportFailed, ImportOptions, OptionUnfit
from mainstay.apps.ledger.services.importing.calendar_days import MOST_RECORDS, import_days
from mainstay.apps.ledger.services.importing.reference_files import (
    ReferenceFile,
    ReferenceReport,
    require_fit,
)
from mainstay.apps.ledger.testing import IMPORTING
from mainstay.apps.ledger.tests.browsing import SignedIn
from mainstay.apps.ledger.tests.test_rates_files import sheet
from mainstay.apps.reference.models import BusinessCalendar, CalendarDay
from mainstay.apps.reference.queries.calendars import CalendarNotFound
from mainstay.apps.reference.services.calendars import create_calendar
from mainstay.apps.reference.services.days import FIELDS, export_days, take_days
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.audit.models import AuditEntry
from mainstay.shell.exports import workbook

pytestmark = pytest.mark.usefixtures("shop")

ODD = """date,kind,name
2027-02-06,workday,春节调休
2027-02-07,休息,春节
2027-02-30,holiday,
2027-02-08,maybe,
,holiday,
2027-02-09,,

1066-10-14,holiday,Hastings
2027-02-10,holiday,One
2027-02-10,workday,One
2027-02-11,off,
2027/2/11,DAY OFF,
2027-02-12,班,{long}
2027-02-13,holiday,a,b
""".format(long="x" * 81)


@pytest.fixture
def office() -> BusinessCalendar:
    """The company's calendar."""
    return create_calendar(IMPORTING, name="Head office", country="CN")


@pytest.fixture
def page(office: BusinessCalendar) -> str:
    return f"/imports/calendars/{office.pk}/days/"


@pytest.fixture
def operation(office: BusinessCalendar) -> str:
    return f"/api/imports/calendars/{office.pk}/days"


def brought(
    calendar: BusinessCalendar,
    content: str | bytes,
    name: str = "days.csv",
    *,
    commit: bool = True,
    **options: Any,
) -> ReferenceReport:
    """The report of a file."""
    blocks = [content.encode() if isinstance(content, str) else content]
    file = ReferenceFile(name, blocks, options=ImportOptions(**options))
    return import_days(IMPORTING, calendar.pk, file, commit=commit)


def kept() -> dict[str, tuple[bool, str]]:
    rows = CalendarDay.objects.system("test")
    return {row.on.isoformat(): (row.works, row.name) for row in rows}


SOUND = {
    "2027-02-06": (True, "春节调休"),
    "2027-02-07": (False, "春节"),
    "2027-02-11": (False, ""),
}


def test_every_record_is_told_and_the_numbers_add_up(office: BusinessCalendar) -> None:
    report = brought(office, ODD)
    assert (report.records, report.created, report.unchanged, report.blank) == (14, 3, 1, 1)
    assert [(each.record, each.line, each.field, each.code) for each in report.rejects] == [
        (3, 4, "on", "impossible_date"),
        (4, 5, "works", "unknown_kind_of_day"),
        (5, 6, "on", "missing"),
        (6, 7, "works", "missing"),
        (8, 9, "on", "year_out_of_range"),
        (9, 10, "on", "duplicate_in_file"),
        (10, 11, "on", "duplicate_in_file"),
        (13, 14, "name", "too_long"),
        (14, 15, "", "too_many_fields"),
    ]
    assert report.rejected == 9
    assert report.reasons["missing_works"] == 1
    assert kept() == SOUND


def test_a_check_tells_what_the_import_then_does(office: BusinessCalendar) -> None:
    take_days(IMPORTING, office.pk, "2027-02-07, workday")
    checked = brought(office, ODD, commit=False)
    assert kept() == {"2027-02-07": (True, "")}
    assert brought(office, ODD) == checked
    assert (checked.created, checked.changed) == (2, 1)
    assert kept() == SOUND
    again = brought(office, ODD)
    assert (again.created, again.changed, again.unchanged) == (0, 0, 4)


def test_records_of_one_day_with_different_names_are_rejected(office: BusinessCalendar) -> None:
    report = brought(office, "date,kind,name\n2027-02-06,off,One\n2027-02-06,off,Two\n")
    assert (report.rejected, report.reasons) == (2, {"duplicate_in_file": 2})
    assert kept() == {}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_days_are_read_in_every_encoding_that_can_be_told(
    encoding: str, office: BusinessCalendar
) -> None:
    text = "日期\t类型\t节日名称\n2027年2月6日\t补班\t春节\n2027/2/7\t节假日\t春节\n"
    assert brought(office, text.encode(encoding), "放假安排.txt").created == 2
    assert kept() == {"2027-02-06": (True, "春节"), "2027-02-07": (False, "春节")}


def test_days_in_big5_are_read_once_that_is_said(office: BusinessCalendar) -> None:
    text = "日期,狀態,說明\n2027-02-27,補班,補行上班\n2027-02-28,國定假日,和平紀念日\n"
    assert brought(office, text.encode("big5"), encoding="big5").created == 2
    assert kept() == {"2027-02-27": (True, "補行上班"), "2027-02-28": (False, "和平紀念日")}


def test_days_of_a_chinese_workbook_are_read_below_its_title(office: BusinessCalendar) -> None:
    content = sheet(
        ["2027年放假安排", None, None],
        ["日期", "类型", "名称"],
        [date(2027, 2, 6), "工作日", "春节调休"],
        ["2027年2月7日", "休息日", "春节"],
    )
    report = brought(office, content, "放假.xlsx")
    assert (report.records, report.created, report.blank) == (3, 2, 1)
    assert kept() == {"2027-02-06": (True, "春节调休"), "2027-02-07": (False, "春节")}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_comes_back_unchanged(kind: str, office: BusinessCalendar) -> None:
    assert FIELDS == DAY_HEADINGS
    days = ["1900-01-01,holiday", "1900-02-28,workday,'x", "1900-03-01,holiday,=1+1"]
    days += [
        "2027-02-06,workday,春节，调休",
        '2027-02-07,holiday,"-Outing"',
        "2200-12-31,holiday,7",
    ]
    take_days(IMPORTING, office.pk, "\n".join(days))
    before = kept()
    exported = export_days(IMPORTING, office.pk)
    if kind == "csv":
        content = b"".join(exported.csv())
    else:
        with workbook(exported) as made:
            content = made.read()
    report = brought(office, content, f"calendar-days.{kind}")
    assert (report.records, report.unchanged, report.rejects) == (6, 6, [])
    assert kept() == before
    CalendarDay.objects.system("test").delete()
    assert brought(office, content, f"calendar-days.{kind}").created == 6
    assert kept() == before


def test_what_the_file_leaves_open_is_asked(office: BusinessCalendar) -> None:
    text = "date,kind\n03/04/2027,off\n"
    with pytest.raises(ImportFailed) as caught:
        brought(office, text)
    assert caught.value.code == "ambiguous_dates"
    brought(office, text, day_order="day_first")
    assert kept() == {"2027-04-03": (False, "")}


def test_a_file_without_the_columns_is_refused_by_name(office: BusinessCalendar) -> None:
    with pytest.raises(ImportFailed) as caught:
        brought(office, "date,money\n2027-02-06,1\n")
    assert caught.value.code == "mapping"
    assert caught.value.details["missing"] == ["works"]


def test_a_column_may_be_said(office: BusinessCalendar) -> None:
    content = [b"date,is it\n2027-02-06,workday\n"]
    file = ReferenceFile("a.csv", content, {"works": "is it"})
    assert import_days(IMPORTING, office.pk, file).created == 1


def test_a_file_of_too_many_days_sets_none(office: BusinessCalendar) -> None:
    with pytest.raises(ImportFailed) as caught:
        brought(office, "date,kind\n" + "2027-02-06,off\n" * (MOST_RECORDS + 1))
    assert caught.value.code == "too_many_days"
    assert kept() == {}


def test_options_of_other_files_are_refused() -> None:
    require_fit(["sheet", "day_order"])
    with pytest.raises(OptionUnfit):
        require_fit(["decimal_comma"])


def test_days_go_into_the_calendar_that_was_named(office: BusinessCalendar) -> None:
    plant = create_calendar(IMPORTING, name="Plant")
    brought(plant, "date,kind\n2027-02-06,off\n")
    [day] = CalendarDay.objects.system("test")
    assert day.calendar == plant
    plant.delete()
    with pytest.raises(CalendarNotFound):
        brought(plant, "date,kind\n2027-02-06,off\n")


def test_who_only_reads_imports_none(office: BusinessCalendar, acting: NamedActors) -> None:
    with pytest.raises(AccessDenied):
        import_days(acting.tom_becker, office.pk, ReferenceFile("a.csv", [ODD.encode()]))
    assert kept() == {}


def upload(text: str = ODD) -> SimpleUploadedFile:
    return SimpleUploadedFile("days.csv", text.encode())


def test_strangers_are_turned_away(client: Client, page: str, operation: str) -> None:
    assert client.get(page)["Location"].startswith("/sign-in/")
    assert client.post(operation, {"file": upload()}).status_code == 401


@pytest.mark.parametrize("ask", [Client.get, Client.post])
def test_the_page_is_for_who_keeps_calendars(
    ask: Callable[..., Any], tom: Client, page: str, operation: str
) -> None:
    assert ask(tom, page, {}).status_code == 403
    assert tom.post(operation, {"file": upload()}).status_code == 403
    assert kept() == {}


def test_the_page_shows_what_became_of_the_file(li: Client, page: str) -> None:
    assert "Import days" in li.get(page).content.decode()
    assert "This field is required." in li.post(page, {}).content.decode()
    checked = li.post(page, {"file": upload(), "check_only": "on"}).content.decode()
    assert "nothing was set" in checked
    assert kept() == {}
    done = li.post(page, {"file": upload()}).content.decode()
    assert "The days have been imported" in done
    assert "This is neither “workday” nor “holiday”." in done
    assert "Nothing stands in “Kind of day”." in done
    assert kept() == SOUND
    [entry] = AuditEntry.objects.system("test").filter(action="reference.calendar_days.imported")
    assert entry.actor_name == "Li Na"
    assert (entry.details["file"], entry.details["created"]) == ("days.csv", 3)


def test_the_page_asks_what_cannot_be_told(li: Client, page: str) -> None:
    answer = li.post(page, {"file": upload("date,kind\n03/04/2027,off\n")})
    assert "can be read in two ways" in answer.content.decode()
    assert kept() == {}


def test_a_calendar_leads_to_the_import(
    office: BusinessCalendar, page: str, li: Client, people: NamedPeople, signed_in: SignedIn
) -> None:
    address = f"/reference/calendars/{office.pk}/"
    assert page in li.get(address).content.decode()
    assert page not in signed_in(people.tom_becker).get(address).content.decode()


def test_a_calendar_that_is_not_there_is_said_so(li: Client) -> None:
    assert li.get("/imports/calendars/99/days/").status_code == 404
    answer = li.post("/api/imports/calendars/99/days", {"file": upload()})
    assert (answer.status_code, answer.json()["code"]) == (404, "calendar_not_found")


def test_programs_get_the_report_with_words(li: Client, operation: str) -> None:
    checked = li.post(operation, {"file": upload(), "dry_run": "true"}).json()
    assert kept() == {}
    done = li.post(operation, {"file": upload()}).json()
    assert (checked.pop("file"), type(done.pop("file"))) == (None, int)
    assert checked == done
    assert (done["records"], done["created"], done["rejected"]) == (14, 3, 9)
    assert done["rejects"][1] == {
        "record": 4,
        "line": 5,
        "field": "works",
        "code": "unknown_kind_of_day",
        "value": "maybe",
        "detail": "This is neither “workday” nor “holiday”.",
    }
    refused = li.post(operation, {"file": upload("a,b\n1,2\n")})
    assert (refused.status_code, refused.json()["code"]) == (422, "mapping")
