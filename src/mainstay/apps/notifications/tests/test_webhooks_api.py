"""Webhooks through the interface for programs."""

from typing import Any

import pytest
from django.test import Client

from mainstay.apps.notifications.models import Delivery, Webhook
from mainstay.apps.notifications.tests.conftest import run_all
from mainstay.apps.notifications.tests.hooks import STAR_ROSE, STAR_SET, StarMoved
from mainstay.apps.notifications.tests.receiver import Receiver, Reply
from mainstay.foundation.events import publish

pytestmark = pytest.mark.django_db

OPERATIONS = [
    ("get", ""),
    ("post", ""),
    ("get", "/events"),
    ("get", "/{key}"),
    ("patch", "/{key}"),
    ("delete", "/{key}"),
    ("post", "/{key}/pause"),
    ("post", "/{key}/resume"),
    ("post", "/{key}/secret"),
    ("post", "/{key}/test"),
    ("get", "/{key}/deliveries"),
    ("get", "/{key}/deliveries/{number}"),
    ("post", "/{key}/deliveries/{number}/send"),
]


def api(client: Client, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    return getattr(client, method)(
        f"/api/webhooks{path}", body or {}, content_type="application/json"
    )


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_programs_of_others_are_refused(
    method: str, path: str, hook: Webhook, mei: Client, client: Client
) -> None:
    publish(StarMoved(1))
    number = Delivery.objects.system("test").get().pk
    path = path.format(key=hook.pk, number=number)
    assert api(mei, method, path).status_code == 403
    assert api(client, method, path).status_code == 401


@pytest.mark.parametrize(("method", "path"), OPERATIONS[3:])
def test_what_is_not_there_is_said_with_a_code(method: str, path: str, admin: Client) -> None:
    answer = api(admin, method, path.format(key=99, number=1))
    assert answer.status_code == 404
    assert answer.json()["code"] in {"webhook_not_found", "delivery_not_found"}


def test_a_program_sets_up_a_webhook(admin: Client, receiver: Receiver, stars: None) -> None:
    codes = [each["code"] for each in api(admin, "get", "/events").json()]
    assert {STAR_ROSE, "customer.created", "import.committed", "evaluation.finished"} <= set(codes)
    facts = {"name": "ERP", "address": receiver.address, "hears": [STAR_SET, STAR_ROSE]}
    answer = api(admin, "post", "", facts)
    assert answer.status_code == 201
    made = answer.json()
    assert made["secret"].startswith("whsec_")
    found = made["webhook"]
    assert (found["hears"], found["paused_at"]) == ([STAR_ROSE, STAR_SET], None)
    assert found["address"].endswith("/hooks?…")
    path = f"/{found['id']}"
    assert api(admin, "get", path).json() == found
    assert api(admin, "get", "").json()["items"] == [found]
    assert api(admin, "patch", path, {"name": "ERP 2"}).json()["name"] == "ERP 2"
    renewed = api(admin, "post", f"{path}/secret").json()
    assert renewed["secret"] != made["secret"]
    assert renewed["webhook"]["former_secret_until"] is not None
    assert api(admin, "post", f"{path}/pause").json()["paused_for"] == "person"
    assert api(admin, "post", f"{path}/resume").json()["paused_at"] is None
    assert api(admin, "delete", path).status_code == 204
    assert api(admin, "get", path).status_code == 404


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": ""}, "name"),
        ({"address": "http://example.com/"}, "address"),
        ({"address": ""}, "address"),
        ({"hears": ["moon.rose"]}, "hears"),
        ({"hears": []}, "hears"),
    ],
)
def test_what_cannot_be_a_webhook_is_refused_with_its_field(
    facts: dict[str, Any], field: str, admin: Client, stars: None
) -> None:
    said = {"name": "ERP", "address": "https://example.com/", "hears": [STAR_ROSE]} | facts
    answer = api(admin, "post", "", said)
    assert answer.status_code == 422
    assert field in answer.content.decode()


def test_a_program_follows_what_was_sent(admin: Client, hook: Webhook, receiver: Receiver) -> None:
    path = f"/{hook.pk}"
    tried = api(admin, "post", f"{path}/test").json()
    assert (tried["type"], tried["state"], tried["status"]) == ("webhook.test", "delivered", 200)
    receiver.answer(Reply(500, b"broken"))
    publish(StarMoved(7))
    run_all()
    [found] = api(admin, "get", f"{path}/deliveries?state=waiting").json()["items"]
    assert (found["type"], found["attempts"], found["answer"]) == (STAR_ROSE, 1, "broken")
    assert found["trouble_text"] == "The receiver does not take it (status 500)."
    one = f"{path}/deliveries/{found['id']}"
    details = api(admin, "get", one).json()
    assert details["event"] in details["body"]
    assert api(admin, "post", f"{one}/send").json()["state"] == "waiting"
    run_all()
    assert api(admin, "get", one).json()["state"] == "delivered"
    assert len(api(admin, "get", f"{path}/deliveries").json()["items"]) == 2
    assert api(admin, "get", f"{path}/deliveries?state=odd").status_code == 422
