"""Messages through the interface for programs."""

from typing import Any

import pytest
from django.test import Client

from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.apps.notifications.tests.conftest import SignedIn, Work, messages_of

pytestmark = pytest.mark.django_db

ROUTES = [("get", ""), ("get", "/unread"), ("post", "/read"), ("get", "/1"), ("post", "/1/read")]


def send(client: Client, method: str, path: str) -> Any:
    return getattr(client, method)(f"/api/notifications{path}", content_type="application/json")


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_strangers_are_refused(method: str, path: str, client: Client) -> None:
    assert send(client, method, path).status_code == 401


def test_one_reads_the_own_messages(
    ended: Work, acting: NamedActors, people: NamedPeople, signed_in: SignedIn
) -> None:
    ended(acting.tom_becker)
    ended(acting.tom_becker, fails="access_denied")
    tom, mei = signed_in(people.tom_becker), signed_in(people.mei_lin)
    first = send(tom, "get", "?limit=1").json()
    [failed] = first["items"]
    assert failed == {
        "id": messages_of(people.tom_becker)[0].pk,
        "kind": "jobs.ended",
        "topic": "work.failed",
        "severity": "bad",
        "title": "Count the stars: failed",
        "text": "The person who started it may not do this.",
        "url": "",
        "created_at": failed["created_at"],
        "read_at": None,
    }
    [done] = tom.get(first["next"]).json()["items"]
    assert done["severity"] == "good"
    assert send(tom, "get", f"/{done['id']}").json() == done

    assert send(mei, "get", "").json()["items"] == []
    assert send(mei, "get", "/unread").json() == {"unread": 0}
    for method, path in (("get", f"/{done['id']}"), ("post", f"/{done['id']}/read")):
        refused = send(mei, method, path)
        assert (refused.status_code, refused.json()["code"]) == (404, "message_not_found")
    assert send(mei, "post", "/read").json() == {"marked": 0}
    assert send(tom, "get", "/unread").json() == {"unread": 2}


def test_messages_are_marked_as_read(
    ended: Work, acting: NamedActors, people: NamedPeople, signed_in: SignedIn
) -> None:
    for _ in range(3):
        ended(acting.tom_becker)
    tom = signed_in(people.tom_becker)
    key = messages_of(people.tom_becker)[0].pk
    assert send(tom, "post", f"/{key}/read").json()["read_at"] is not None
    assert len(send(tom, "get", "?unread=true").json()["items"]) == 2
    assert send(tom, "post", "/read").json() == {"marked": 2}
    assert send(tom, "get", "/unread").json() == {"unread": 0}


def test_a_program_reads_in_the_language_of_its_person(
    ended: Work, acting: NamedActors, people: NamedPeople, signed_in: SignedIn
) -> None:
    ended(acting.tom_becker)
    people.tom_becker.language = "zh-hans"
    people.tom_becker.save()
    [message] = send(signed_in(people.tom_becker), "get", "").json()["items"]
    assert message["title"] == "Count the stars：已完成"
