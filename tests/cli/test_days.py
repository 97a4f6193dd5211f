"""Days of a business calendar on the command line."""

import sys
from pathlib import Path

import django

from tests.cli.test_contract import DONE, USAGE
from tests.installation import Installation

DAYS = "date,kind,name\n2027-02-06,workday,春节调休\n2027-02-07,maybe,\n"


def keep_calendars() -> None:
    """Keep two calendars; the first one is the company's."""
    django.setup()
    from mainstay.apps.reference.services.calendars import create_calendar
    from mainstay.foundation.access.actor import system_actor

    for name in ("Head office", "Plant"):
        create_calendar(system_actor("test"), name=name)


def print_days() -> None:
    """Print the days of both calendars."""
    django.setup()
    from mainstay.apps.reference.models import CalendarDay

    for day in CalendarDay.objects.system("test").select_related("calendar").order_by("pk"):
        sys.stdout.write(f"{day.calendar.name} {day.on} {day.works} {day.name}\n")


def test_days_are_imported_into_the_calendar_that_is_named(
    installation: Installation, tmp_path: Path
) -> None:
    file = tmp_path / "days.csv"
    file.write_text(DAYS)
    none = installation.run("import", "days", file, "--json")
    assert (none.status, none.json["error"]["code"]) == (USAGE, "calendar_not_found")
    assert "There is no calendar yet; make one" in none.errors
    assert installation.ask(keep_calendars).status == DONE
    checked = installation.json("import", "days", file, "--dry-run")
    assert installation.ask(print_days).output == ""
    done = installation.json("import", "days", file)
    assert (done["kind"], done["records"], done["created"], done["rejected"]) == ("days", 2, 1, 1)
    assert {**checked, "committed": True, "file": done["file"]} == done
    people = installation.run("import", "days", file, "--calendar", "Plant")
    assert people.status == DONE
    assert "This is neither “workday” nor “holiday”." in people.output
    assert installation.ask(print_days).output.splitlines() == [
        "Head office 2027-02-06 True 春节调休",
        "Plant 2027-02-06 True 春节调休",
    ]


def test_what_says_nothing_about_days_is_refused(
    installation: Installation, tmp_path: Path
) -> None:
    assert installation.ask(keep_calendars).status == DONE
    file = tmp_path / "days.csv"
    file.write_text(DAYS)
    for kind, option, code in (
        ("days", ("--calendar", "Harbour"), "calendar_not_found"),
        ("days", ("--currency", "USD"), "option_unfit"),
        ("days", ("--decimal-comma",), "option_unfit"),
        ("days", ("--source", "ERP"), "option_unfit"),
        ("rates", ("--calendar", "Plant"), "option_unfit"),
        ("customers", ("--calendar", "Plant"), "option_unfit"),
    ):
        refused = installation.run("import", kind, file, *option, "--json")
        assert (refused.status, refused.json["error"]["code"]) == (USAGE, code), option
    assert installation.ask(print_days).output == ""
