"""Writes that a program sends twice under a key are done once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from mainstay.apps.customers.models import Contact, Customer
from mainstay.apps.customers.testing import customer_named
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedPeople
from mainstay.foundation.idempotency.models import KeyedRequest
from mainstay.foundation.idempotency.registration import REMOVE_OLD
from mainstay.foundation.jobs.registry import kind

SignedIn = Callable[[Person], Client]
LIFTS = {"code": "K1", "name": "Lifts"}


@pytest.fixture
def mei(people: NamedPeople, signed_in: SignedIn) -> Client:
    """A director at her program."""
    return signed_in(people.mei_lin)


def send(client: Client, key: str | None, body: Any, path: str = "/customers") -> Any:
    headers = {} if key is None else {"Idempotency-Key": key}
    return client.post(f"/api{path}", body, content_type="application/json", headers=headers)


def codes() -> list[str]:
    return list(Customer.objects.system("test").order_by("code").values_list("code", flat=True))


def begun(ago: timedelta) -> None:
    KeyedRequest.objects.update(began_at=timezone.now() - ago)


def test_a_write_that_comes_again_is_done_once_and_answered_alike(
    mei: Client, people: NamedPeople
) -> None:
    customer = customer_named("Lifts", "K1", owner=people.mei_lin.pk)
    body = {"customer": customer.pk, "name": "Wang"}
    first = send(mei, "a-1", body, "/contacts")
    again = send(mei, "a-1", body, "/contacts")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again.headers["Content-Type"] == first.headers["Content-Type"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert Contact.objects.system("test").count() == 1


def test_a_key_belongs_to_one_request(mei: Client) -> None:
    send(mei, "a-1", LIFTS)
    other = send(mei, "a-1", {"code": "K2", "name": "Doors"})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    elsewhere = send(mei, "a-1", LIFTS, "/customers/1/archive")
    assert elsewhere.json()["code"] == "idempotency_key_reused"
    assert codes() == ["K1"]


def test_two_people_may_choose_the_same_key(
    mei: Client, people: NamedPeople, signed_in: SignedIn
) -> None:
    send(mei, "1", LIFTS)
    answer = send(signed_in(people.li_na), "1", {"code": "K2", "name": "Doors"})
    assert answer.status_code == 201
    assert codes() == ["K1", "K2"]


def test_what_was_refused_is_tried_again(mei: Client, people: NamedPeople) -> None:
    next_one = customer_named("Lifts", "K1").pk + 1
    body = {"customer": next_one, "name": "Wang"}
    assert send(mei, "a-1", body, "/contacts").status_code == 404
    assert customer_named("Doors", "K2", owner=people.mei_lin.pk).pk == next_one
    assert send(mei, "a-1", body, "/contacts").status_code == 201


def test_an_answer_is_given_only_to_who_still_may(mei: Client, people: NamedPeople) -> None:
    send(mei, "a-1", LIFTS)
    people.mei_lin.roles.clear()
    assert send(mei, "a-1", LIFTS).status_code == 403


def test_a_request_that_runs_is_waited_for(mei: Client) -> None:
    send(mei, "a-1", LIFTS)
    KeyedRequest.objects.update(sealed_answer="")
    answer = send(mei, "a-1", LIFTS)
    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_key_in_use")
    assert answer.headers["Retry-After"] == "2"


def test_a_request_whose_process_ended_is_told_as_unknown(mei: Client) -> None:
    send(mei, "a-1", LIFTS)
    KeyedRequest.objects.update(sealed_answer="")
    begun(timedelta(minutes=16))
    answer = send(mei, "a-1", LIFTS)
    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_unknown")
    assert answer.json()["began_at"]


def test_a_key_counts_for_a_day(mei: Client) -> None:
    send(mei, "a-1", LIFTS)
    begun(timedelta(hours=25))
    assert send(mei, "a-1", {"code": "K2", "name": "Doors"}).status_code == 201
    assert KeyedRequest.objects.count() == 1
    begun(timedelta(hours=25))
    assert kind(REMOVE_OLD).function(None) == {"removed": 1}  # type: ignore[arg-type]


@pytest.mark.parametrize("key", ["", " a", "x" * 256, "schlüssel", "a\tb"])
def test_what_is_no_key_is_refused_before_anything_is_done(mei: Client, key: str) -> None:
    answer = send(mei, key, LIFTS)
    assert answer.json()["errors"][0]["pointer"] == "/header/Idempotency-Key"
    assert codes() == []


def test_reading_takes_no_key(mei: Client) -> None:
    headers = {"Idempotency-Key": "a-1"}
    assert mei.get("/api/customers", headers=headers).json()["items"] == []
    send(mei, "a-1", LIFTS)
    assert len(mei.get("/api/customers", headers=headers).json()["items"]) == 1


def test_the_description_names_the_header_of_writes_alone(mei: Client) -> None:
    paths = mei.get("/api/openapi.json").json()["paths"]
    named = {
        method: "Idempotency-Key" in str(operation.get("parameters"))
        for method, operation in paths["/api/customers"].items()
    }
    assert named == {"get": False, "post": True}


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_is_done(people: NamedPeople, signed_in: SignedIn) -> None:
    clients = [signed_in(people.mei_lin) for _ in range(6)]
    key = customer_named("Lifts", "K1", owner=people.mei_lin.pk).pk

    def one(client: Client) -> int:
        try:
            return int(
                send(client, "1", {"customer": key, "name": "Wang"}, "/contacts").status_code
            )
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        statuses = set(pool.map(one, clients))
    assert 201 in statuses
    assert statuses <= {201, 409}
    assert Contact.objects.system("test").count() == 1
