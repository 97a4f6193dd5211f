"""Everybody may be told moments in a time zone of their own; days stay the company's."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from mainstay.apps.governance import queries, services
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.apps.governance.tests.refusals import refuses
from mainstay.apps.governance.web.forms.trail import TrailFilter
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.testing.trail import last_entry

SignedIn = Callable[[Person], Client]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]

MOMENT = datetime(2026, 3, 1, 17, 30, tzinfo=UTC)
"""1:30 of the next day in Shanghai, 18:30 in Berlin."""


@pytest.fixture(autouse=True)
def _no_zone_stays() -> Iterator[None]:
    """Leave the tests after this one the zone that they expect."""
    yield
    timezone.deactivate()


@pytest.fixture
def tom(people: NamedPeople, signed_in: SignedIn) -> Client:
    """Tom Becker's browser; he was created at the moment, as was the administrator."""
    Person.objects.system("test").update(created_at=MOMENT, last_login=MOMENT)
    return signed_in(people.tom_becker)


@pytest.fixture
def admin(tom: Client, people: NamedPeople, signed_in: SignedIn) -> Client:
    """The administrator's browser, who lives in Berlin."""
    Person.objects.system("test").filter(pk=people.admin_wang.pk).update(time_zone="Europe/Berlin")
    return signed_in(people.admin_wang)


def token_client(actor: Actor) -> Client:
    """A program that acts for somebody."""
    ends = timezone.now() + timedelta(days=1)
    _, text = services.issue_token(
        actor, name="Program", expires_at=ends, read_only=False, scopes=actor.permissions
    )
    return Client(headers={"Authorization": f"Bearer {text}"})


def zone_kept(person: Person) -> str:
    return Person.objects.system("test").get(pk=person.pk).time_zone


def test_without_an_own_zone_moments_are_told_in_the_company_s(
    admin: Client, people: NamedPeople
) -> None:
    Person.objects.system("test").update(time_zone="")
    page = admin.get(f"/administration/people/{people.tom_becker.pk}/").content.decode()
    assert "2 Mar 2026, 01:30" in page


def test_moments_on_pages_are_told_in_the_reader_s_own_zone(
    admin: Client, people: NamedPeople
) -> None:
    page = admin.get(f"/administration/people/{people.tom_becker.pk}/").content.decode()
    assert "1 Mar 2026, 18:30" in page
    assert "01:30" not in page


def test_exported_moments_are_those_of_the_page_with_their_offset(
    admin: Client, people: NamedPeople
) -> None:
    answer = admin.get("/administration/people/", {"format": "csv"})
    assert "2026-03-01T18:30:00+01:00" in b"".join(answer).decode()


def test_days_stay_those_of_the_company(
    admin: Client, people: NamedPeople, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mainstay.kernel.clock.utc_now", lambda: MOMENT)
    admin.get("/account/")
    assert timezone.get_current_timezone_name() == "Europe/Berlin"
    assert queries.today().isoformat() == "2026-03-02"


def test_a_day_that_the_trail_is_asked_for_begins_at_the_reader_s_midnight(
    acting: NamedActors,
) -> None:
    asked = {"since": "2026-03-02", "until": "2026-03-02"}
    with timezone.override(ZoneInfo("Europe/Berlin")):
        conditions = TrailFilter(acting.grace_liu, asked).conditions()
    assert conditions["since"] == datetime(2026, 3, 1, 23, tzinfo=UTC)
    assert conditions["before"] == datetime(2026, 3, 2, 23, tzinfo=UTC)


def test_one_chooses_the_own_zone_in_the_own_account(tom: Client, people: NamedPeople) -> None:
    page = tom.get("/account/").content.decode()
    select = re.search(r'<select name="time_zone".*?</select>', page, re.DOTALL)
    assert select is not None
    for expected in (
        "data-search",
        'data-zone-now="Asia/Shanghai"',
        '<option value="" selected>As the company</option>',
        '<option value="America/New_York">America/New_York</option>',
    ):
        assert expected in select[0]
    said = {"full_name": "Tom Becker", "language": "", "time_zone": "America/New_York"}
    assert tom.post("/account/", said).status_code == 302
    assert zone_kept(people.tom_becker) == "America/New_York"
    assert last_entry().details["changes"]["time_zone"] == ["", "America/New_York"]
    tom.get("/account/")
    assert timezone.get_current_timezone_name() == "America/New_York"


@pytest.mark.parametrize("zone", ["Mars/Olympus", "EST", "../../etc/passwd", "Etc/GMT+8"])
def test_a_zone_that_there_is_not_is_refused(zone: str, acting: NamedActors) -> None:
    with refuses(time_zone="unknown_zone"):
        services.change_own_settings(acting.tom_becker, time_zone=zone)


def test_a_program_changes_its_owner_s_zone_and_is_told_the_time_there(
    acting: NamedActors, people: NamedPeople
) -> None:
    program = token_client(acting.tom_becker)
    json = "application/json"
    changed = program.patch("/api/me", {"time_zone": "Europe/Berlin"}, content_type=json)
    assert changed.json()["time_zone"] == "Europe/Berlin"
    assert program.get("/api/me").json()["person"]["time_zone"] == "Europe/Berlin"
    assert timezone.get_current_timezone_name() == "Europe/Berlin"
    refused = program.patch("/api/me", {"time_zone": "Mars/Olympus"}, content_type=json)
    assert refused.status_code == 422
    assert zone_kept(people.tom_becker) == "Europe/Berlin"


def test_an_administrator_sets_somebody_s_zone_and_others_do_not(
    admin: Client, people: NamedPeople, acting: NamedActors
) -> None:
    address = f"/administration/people/{people.tom_becker.pk}/"
    tom = people.tom_becker
    said = {"full_name": tom.full_name, "email": tom.email, "time_zone": "Asia/Urumqi"}
    assert admin.post(address, said).status_code == 302
    assert zone_kept(tom) == "Asia/Urumqi"
    page = admin.get(address).content.decode()
    assert '<option value="Asia/Urumqi" selected>' in page
    with pytest.raises(AccessDenied):
        services.change_person(acting.mei_lin, tom, time_zone="Europe/Berlin")
    assert zone_kept(tom) == "Asia/Urumqi"


def test_somebody_new_is_given_a_zone_through_the_interface(
    acting: NamedActors, people: NamedPeople
) -> None:
    program = token_client(acting.admin_wang)
    said = {
        "email": "jane@mainstay.example",
        "full_name": "Jane",
        "password": "ropes-and-more-ropes",
        "time_zone": "Europe/London",
    }
    made = program.post("/api/people", said, content_type="application/json")
    assert (made.status_code, made.json()["time_zone"]) == (201, "Europe/London")


def test_a_zone_that_this_machine_does_not_know_is_as_none(
    tom: Client, people: NamedPeople
) -> None:
    Person.objects.system("test").update(time_zone="Moon/Tranquility")
    assert tom.get("/account/").status_code == 200
    assert timezone.get_current_timezone_name() == "Asia/Shanghai"


def test_whoever_is_not_signed_in_is_told_no_own_zone(client: Client, company: None) -> None:
    client.get("/sign-in/")
    assert timezone.get_current_timezone_name() == "UTC"
