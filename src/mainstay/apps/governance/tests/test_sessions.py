"""Sessions: one sees where one is signed in, and ends what should not be; nobody stays behind."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from mainstay.apps.governance import queries, rules, services
from mainstay.apps.governance.models import BrowserSession, Person
from mainstay.apps.governance.testing import PASSWORD, NamedActors, NamedPeople
from mainstay.foundation.access.actor import ActorKind
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.testing.trail import entries, last_entry

SignedIn = Callable[[Person], Client]
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
    "Gecko) Mobile/15E148 MicroMessenger/8.0.60"
)
EDGE = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0"
)
ANDROID = (
    "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 "
    "Mobile Safari/537.36"
)


def signing_in(person: Person, agent: str = FIREFOX, address: str = "192.0.2.7") -> Client:
    """A browser on which a person has signed in by the form."""
    client = Client(headers={"User-Agent": agent})
    client.defaults["REMOTE_ADDR"] = address
    client.post("/sign-in/?next=/account/", {"login": person.email, "password": PASSWORD})
    assert is_inside(client)
    return client


def is_inside(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def kept(person: Person) -> list[BrowserSession]:
    return list(BrowserSession.objects.system("test").filter(person=person))


def session_of(client: Client) -> BrowserSession:
    return BrowserSession.objects.system("test").get(key=client.session.session_key)


def end(session: BrowserSession) -> str:
    return f"/account/sessions/{session.pk}/end/"


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (FIREFOX, "Firefox · Windows"),
        (PHONE, "WeChat · iPhone"),
        (EDGE, "Edge · macOS"),
        (ANDROID, "Chrome · Android"),
        ("curl/8.5", ""),
        ("", ""),
    ],
)
def test_a_browser_and_its_system_have_names(agent: str, device: str) -> None:
    assert rules.device_of(agent) == device


def test_the_account_shows_where_one_is_signed_in(people: NamedPeople) -> None:
    phone = signing_in(people.tom_becker, PHONE, "198.51.100.9")
    desk = signing_in(people.tom_becker)
    shown = desk.get("/account/").content.decode()
    for text in ("WeChat · iPhone", "198.51.100.9", "Firefox · Windows", "This one"):
        assert text in shown
    assert end(session_of(phone)) in shown
    assert end(session_of(desk)) not in shown


def test_what_another_password_has_shut_is_not_shown(
    people: NamedPeople, acting: NamedActors
) -> None:
    signing_in(people.tom_becker, PHONE)
    assert len(queries.sessions(acting.tom_becker)) == 1
    people.tom_becker.set_password("another-rope-for-the-mast")
    people.tom_becker.save()
    assert not queries.sessions(acting.tom_becker)


def test_a_token_sees_no_sessions(people: NamedPeople, acting: NamedActors) -> None:
    signing_in(people.tom_becker, PHONE)
    for owner in (acting.tom_becker, acting.admin_wang):
        program = replace(owner, kind=ActorKind.TOKEN)
        assert not queries.sessions_of(program, people.tom_becker)


def test_one_session_is_ended_at_once(people: NamedPeople) -> None:
    phone, desk = signing_in(people.tom_becker, PHONE), signing_in(people.tom_becker)
    address = end(session_of(phone))
    assert "WeChat" in desk.get(address).content.decode()
    assert desk.post(address)["Location"] == "/account/"
    assert not is_inside(phone)
    assert phone.get("/api/me").status_code == 401
    assert is_inside(desk)
    entry = last_entry()
    assert (entry.action, entry.details["device"]) == (
        "governance.session.ended",
        "WeChat · iPhone",
    )


def test_all_others_are_ended_and_this_one_stays(people: NamedPeople) -> None:
    others = [signing_in(people.tom_becker, PHONE) for _ in range(2)]
    mei, desk = signing_in(people.mei_lin), signing_in(people.tom_becker)
    assert desk.get("/account/sessions/end-others/").status_code == 200
    assert desk.post("/account/sessions/end-others/")["Location"] == "/account/"
    assert [is_inside(each) for each in (*others, desk, mei)] == [False, False, True, True]
    assert [e.details["sessions"] for e in entries("governance.session.others_ended")] == [2]


def test_nobody_ends_a_session_of_somebody_else(people: NamedPeople, acting: NamedActors) -> None:
    tom, admin = signing_in(people.tom_becker), signing_in(people.admin_wang)
    for client in (admin, signing_in(people.mei_lin)):
        assert client.get(end(session_of(tom))).status_code == 404
        assert client.post(end(session_of(tom))).status_code == 404
    with pytest.raises(AccessDenied):
        services.end_session(acting.admin_wang, session_of(tom))
    assert is_inside(tom)
    assert Client().get(end(session_of(tom))).status_code == 302


def test_an_administrator_sees_and_ends_all_of_somebodys(people: NamedPeople) -> None:
    tom, phone = signing_in(people.tom_becker), signing_in(people.tom_becker, PHONE)
    admin = signing_in(people.admin_wang)
    page = f"/administration/people/{people.tom_becker.pk}/"
    assert "WeChat · iPhone" in admin.get(page).content.decode()
    assert admin.get(f"{page}sessions/end/").status_code == 200
    assert admin.post(f"{page}sessions/end/")["Location"] == page
    assert not is_inside(tom)
    assert not is_inside(phone)
    assert is_inside(admin)
    entry = entries("governance.person.sessions_ended")[0]
    assert (entry.subject_label, entry.details) == ("Tom Becker", {"sessions": 2})


def test_the_interface_ends_all_of_somebodys_for_administrators_alone(people: NamedPeople) -> None:
    tom = signing_in(people.tom_becker)
    address = f"/api/people/{people.tom_becker.pk}/end-sessions"
    mei = signing_in(people.mei_lin)
    page = f"/administration/people/{people.tom_becker.pk}/sessions/end/"
    assert mei.post(address).status_code == 403
    assert mei.get(page).status_code == mei.post(page).status_code == 403
    assert is_inside(tom)
    assert signing_in(people.admin_wang).post(address).status_code == 204
    assert not is_inside(tom)


def test_even_a_session_that_nobody_noted_is_ended(
    people: NamedPeople, acting: NamedActors, signed_in: SignedIn
) -> None:
    client = signed_in(people.tom_becker)
    services.end_sessions_of(acting.admin_wang, people.tom_becker)
    assert not is_inside(client)


def test_who_is_disabled_is_out_at_once_on_every_face(
    people: NamedPeople, acting: NamedActors
) -> None:
    _row, text = services.issue_token(
        acting.tom_becker, name="Report", expires_at=timezone.now() + timedelta(days=1)
    )
    program = Client(headers={"Authorization": f"Bearer {text}"})
    browser = signing_in(people.tom_becker)
    assert program.get("/api/me").status_code == browser.get("/api/me").status_code == 200
    services.disable_person(acting.admin_wang, people.tom_becker)
    assert browser.get("/account/").status_code == 302
    assert browser.get("/api/me").status_code == 401
    assert program.get("/api/me").status_code == 401
    again = Client()
    again.post("/sign-in/", {"login": people.tom_becker.email, "password": PASSWORD})
    assert not is_inside(again)
    assert kept(people.tom_becker) == []


def test_a_changed_password_ends_the_other_sessions(people: NamedPeople) -> None:
    phone, desk = signing_in(people.tom_becker, PHONE), signing_in(people.tom_becker)
    change = {"current": PASSWORD, "new": "fathoms-of-hemp", "again": "fathoms-of-hemp"}
    desk.post("/account/password/", change)
    assert is_inside(desk)
    assert not is_inside(phone)
    assert [row.key for row in kept(people.tom_becker)] == [desk.session.session_key]


def test_a_session_that_was_signed_out_or_ran_out_is_not_shown(
    people: NamedPeople, acting: NamedActors
) -> None:
    phone, desk = signing_in(people.tom_becker, PHONE), signing_in(people.tom_becker)
    phone.post("/sign-out/")
    assert [row.key for row in kept(people.tom_becker)] == [desk.session.session_key]
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert list(queries.sessions(acting.tom_becker)) == []


def test_use_is_noted_once_a_minute(people: NamedPeople) -> None:
    client = signing_in(people.tom_becker)
    before = session_of(client).last_seen_at
    is_inside(client)
    assert session_of(client).last_seen_at == before
    session = client.session
    session["noted_at"] -= 61
    session.save()
    is_inside(client)
    assert session_of(client).last_seen_at > before
    assert len(kept(people.tom_becker)) == 1


def test_only_oneself_and_administrators_see_sessions(
    people: NamedPeople, acting: NamedActors
) -> None:
    signing_in(people.tom_becker)
    assert len(queries.sessions_of(acting.admin_wang, people.tom_becker)) == 1
    assert len(queries.sessions_of(acting.tom_becker, people.tom_becker)) == 1
    assert list(queries.sessions_of(acting.mei_lin, people.tom_becker)) == []
