"""The bell, what opens under it, and the list."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.apps.notifications.models import Message
from mainstay.apps.notifications.services.telling import notify
from mainstay.apps.notifications.tests.conftest import SignedIn, Work, messages_of
from mainstay.foundation.jobs.outcomes import Severity

LIST = "/notifications/"
PATHS = ["", "count/", "latest/", "1/"]
HTMX = {"HX-Request": "true"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def tom(people: NamedPeople, signed_in: SignedIn) -> Client:
    return signed_in(people.tom_becker)


def text(response: Any) -> str:
    assert response.status_code == 200, response
    return str(response.content.decode())


def tell(people: NamedPeople, number: int) -> None:
    """Tell Tom of as many things that nobody has words for."""
    for each in range(number):
        occasion = f"test:{each}"
        tom = [people.tom_becker.pk]
        notify(tom, "test", severity=Severity.INFO, figures={}, occasion=occasion)


@pytest.mark.parametrize("path", PATHS)
def test_strangers_are_sent_to_the_sign_in(path: str, client: Client) -> None:
    response = client.get(LIST + path)
    assert (response.status_code, response["Location"].startswith("/sign-in/")) == (302, True)


def test_strangers_mark_nothing_as_read(client: Client, ended: Work, acting: NamedActors) -> None:
    ended(acting.tom_becker)
    assert client.post(LIST + "read/")["Location"].startswith("/sign-in/")
    assert not Message.objects.system("test").get().is_read


def test_the_messages_of_others_are_not_there(
    ended: Work, acting: NamedActors, people: NamedPeople, signed_in: SignedIn
) -> None:
    ended(acting.tom_becker)
    [message] = messages_of(people.tom_becker)
    mei = signed_in(people.mei_lin)
    assert mei.get(f"{LIST}{message.pk}/").status_code == 404
    assert "Count the stars" not in text(mei.get(LIST)) + text(mei.get(LIST + "latest/"))
    assert text(mei.get(LIST + "count/")).strip() == ""
    mei.post(LIST + "read/")
    assert not messages_of(people.tom_becker)[0].is_read


def test_the_bell_counts_what_is_unread(tom: Client, people: NamedPeople) -> None:
    assert text(tom.get(LIST + "count/")).strip() == ""
    tell(people, 1)
    assert ", 1 unread" in text(tom.get(LIST + "count/"))
    tell(people, 99)
    assert ">99<" in text(tom.get(LIST + "count/"))
    tell(people, 100)
    page = text(tom.get(LIST + "count/"))
    assert ">99+<" in page
    assert "100 unread" in page


def test_the_newest_messages_open_under_the_bell(
    tom: Client, people: NamedPeople, ended: Work, acting: NamedActors
) -> None:
    assert "You have no messages" in text(tom.get(LIST + "latest/"))
    tell(people, 12)
    ended(acting.tom_becker)
    page = text(tom.get(LIST + "latest/"))
    assert page.index("Count the stars: done") < page.index("no longer")
    assert page.count('bell-line"') == 8


def test_following_a_message_marks_it_as_read(
    tom: Client, ended: Work, acting: NamedActors, people: NamedPeople
) -> None:
    ended(acting.tom_becker)
    [message] = messages_of(people.tom_becker)
    assert tom.head(f"{LIST}{message.pk}/").status_code == 302
    assert not messages_of(people.tom_becker)[0].is_read
    assert tom.get(f"{LIST}{message.pk}/")["Location"] == LIST
    assert messages_of(people.tom_becker)[0].is_read


def test_all_are_marked_as_read_on_the_page_and_under_the_bell(
    tom: Client, people: NamedPeople
) -> None:
    tell(people, 2)
    assert tom.post(LIST + "read/")["Location"] == LIST
    assert all(each.is_read for each in messages_of(people.tom_becker))
    tell(people, 3)
    response = tom.post(LIST + "read/", headers=HTMX)
    assert "Mark all as read" not in text(response)
    assert "mainstay:bell" in response["HX-Trigger"]
    assert all(each.is_read for each in messages_of(people.tom_becker))


def test_the_list_has_pages_and_shows_what_is_unread(tom: Client, people: NamedPeople) -> None:
    assert "No messages yet" in text(tom.get(LIST))
    tell(people, 25)
    first = tom.get(LIST)
    assert text(first).count("no longer") == 20
    second = tom.get(LIST, {"cursor": first.context["table"].page.next})
    assert text(second).count("no longer") == 5
    tom.post(LIST + "read/")
    assert "Nothing unread" in text(tom.get(LIST, {"show": "unread"}))
    tell(people, 26)
    assert text(tom.get(LIST, {"show": "unread"})).count("no longer") == 1


def test_the_bell_asks_the_database_nothing_while_a_page_is_made(
    tom: Client, people: NamedPeople, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    tell(people, 3)
    page = text(tom.get("/account/"))
    assert 'hx-get="/notifications/count/"' in page
    with django_assert_num_queries(5 + 1):  # session, person, roles, teams, company; the count
        tom.get(LIST + "count/")
    with django_assert_num_queries(5 + 2):
        tom.get(LIST + "latest/")


def test_with_an_initial_password_there_is_no_bell(
    people: NamedPeople, signed_in: SignedIn
) -> None:
    people.tom_becker.must_change_password = True
    people.tom_becker.save()
    page = text(signed_in(people.tom_becker).get("/account/password/"))
    assert "/notifications/count/" not in page


def test_a_session_that_ends_takes_nobody_from_their_page(client: Client) -> None:
    asked = client.get(LIST + "count/", headers=HTMX | {"X-In-Passing": "1"})
    assert (asked.status_code, asked.content, asked.headers.get("HX-Redirect")) == (286, b"", None)
    assert client.get(LIST + "latest/", headers=HTMX).headers["HX-Redirect"] == "/sign-in/"


def test_a_person_switches_mail_off(tom: Client, people: NamedPeople) -> None:
    assert 'name="gets_mail"' in text(tom.get("/account/"))
    tom.post("/account/", {"full_name": "Tom Becker", "language": "en"})
    people.tom_becker.refresh_from_db()
    assert people.tom_becker.gets_mail is False
    body = {"gets_mail": True}
    assert tom.patch("/api/me", body, content_type="application/json").status_code == 200
    assert tom.get("/api/me").json()["gets_mail"] is True
