"""Recurring imports through the interface for programs."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from mainstay.apps.governance.models import Person
from mainstay.apps.governance.queries import actor_of
from mainstay.apps.governance.services import issue_token
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.apps.ledger.models import RecurringImport
from mainstay.apps.ledger.queries.recurring import inbox
from mainstay.apps.ledger.tests.browsing import SignedIn
from mainstay.apps.ledger.tests.recurring import (
    batches,
    fresh,
    lay,
    looked_twice,
    profile,
    runs,
    watched,
)
from mainstay.foundation.testing.working import run_waiting_jobs

pytestmark = pytest.mark.usefixtures("shop", "at_once")

OPERATIONS = [
    ("get", "/recurring-imports"),
    ("post", "/recurring-imports"),
    ("get", "/recurring-imports/{key}"),
    ("patch", "/recurring-imports/{key}"),
    ("delete", "/recurring-imports/{key}"),
    ("post", "/recurring-imports/{key}/run"),
    ("post", "/recurring-imports/{key}/pause"),
    ("post", "/recurring-imports/{key}/resume"),
    ("get", "/recurring-imports/{key}/runs"),
]
FOLDER = {"name": "Daily", "profile": "ERP", "folder": "erp", "pattern": "orders-*.csv"}


def ask(client: Client, method: str, path: str, body: Any = None, **headers: Any) -> Any:
    send = getattr(client, method)
    return send(f"/api{path}", body, content_type="application/json", **headers)


def answer(client: Client, method: str, path: str, body: Any = None, status: int = 200) -> Any:
    response = ask(client, method, path, body)
    assert response.status_code == status, response.content
    return response.json() if response.content else None


def test_strangers_and_who_may_not_are_refused(
    client: Client, tom: Client, acting: NamedActors
) -> None:
    key = watched(acting.li_na).pk
    for method, path in OPERATIONS:
        body: dict[str, Any] | None = {} if method in {"post", "patch"} else None
        assert ask(client, method, path.format(key=key), body).status_code == 401, path
        assert ask(tom, method, path.format(key=key), body).status_code in {403, 404}, path


def test_one_is_set_up_changed_run_and_removed(li: Client) -> None:
    profile()
    (inbox() / "erp").mkdir(parents=True)
    made = answer(li, "post", "/recurring-imports", FOLDER, 201)
    assert (made["kind"], made["by"], made["folder"]) == ("orders", "Li Na", "erp")
    path = f"/recurring-imports/{made['id']}"
    changed = answer(li, "patch", path, {"options": {"reject_limit": 50}})
    assert changed["options"] == {"reject_limit": 50}
    assert changed["pattern"] == "orders-*.csv"
    assert answer(li, "get", path)["name"] == "Daily"
    lay("orders-1.csv")
    for _look in range(2):
        job = answer(li, "post", f"{path}/run", status=202)["job"]
        run_waiting_jobs()
    assert answer(li, "get", f"/jobs/{job}")["state"] == "done"
    (run,) = answer(li, "get", f"{path}/runs")["items"]
    assert (run["outcome"], run["file_name"]) == ("imported", "orders-1.csv")
    assert answer(li, "get", f"/imports/{run['batch']}")["recurring_import"] == "Daily"
    assert answer(li, "get", "/recurring-imports")["items"][0]["last_outcome"] == "imported"
    assert answer(li, "post", f"{path}/pause")["paused_why"] == "by_hand"
    assert answer(li, "post", f"{path}/run", status=422)["code"]
    assert answer(li, "post", f"{path}/resume")["paused_at"] is None
    answer(li, "delete", path, status=204)
    answer(li, "get", path, status=404)


def test_neither_credentials_nor_the_query_of_an_address_are_told(li: Client) -> None:
    profile()
    said = {
        "name": "ERP",
        "profile": "ERP",
        "origin": "address",
        "address": "https://erp.example/a.csv?key=hush",
        "credential_kind": "basic",
        "user": "erp",
        "secret": "opensesame",
        "rhythm": "weekly",
        "at": "06:00",
        "weekday": 3,
    }
    response = ask(li, "post", "/recurring-imports", said)
    assert response.status_code == 201
    for secret in (b"opensesame", b"hush", b"sealed"):
        assert secret not in response.content
    assert response.json()["address"] == "https://erp.example/a.csv?…"


def test_what_cannot_be_is_refused_with_the_field(li: Client) -> None:
    profile()
    refused = answer(li, "post", "/recurring-imports", {**FOLDER, "folder": "../x"}, 422)
    assert "folder" in str(refused)


def test_one_set_up_with_a_token_has_no_more_rights_than_the_token(
    client: Client, people: NamedPeople, signed_in: SignedIn
) -> None:
    profile()
    (inbox() / "erp").mkdir(parents=True)
    rights = [
        "ledger.import.view",
        "ledger.import.run",
        "ledger.recurring.change",
        "ledger.cost.view",
        "customers.customer.import",
    ]
    token = _bearer(people.li_na, rights)
    made = ask(client, "post", "/recurring-imports", FOLDER, HTTP_AUTHORIZATION=token)
    assert made.status_code == 201, made.content
    row = RecurringImport.objects.system("test").get()
    assert row.granted is not None
    assert set(rights) <= set(row.granted)
    assert "ledger.import.undo" not in row.granted
    lay("orders-1.csv")
    looked_twice(row)
    assert len(batches()) == 1
    row.granted = ["ledger.import.view"]
    row.save()
    lay("orders-2.csv")
    looked_twice(fresh(row))
    assert runs(row)[0].reason["code"] == "right_lost"


def _bearer(person: Person, scopes: list[str]) -> str:
    ends = timezone.now() + timedelta(days=1)
    _token, text = issue_token(
        actor_of(person), name="ERP", expires_at=ends, read_only=False, scopes=scopes
    )
    return f"Bearer {text}"
