"""Setting webhooks up on pages and through services, and who may."""

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from mainstay.apps.governance.testing import NamedActors
from mainstay.apps.notifications.models import Delivery, Webhook
from mainstay.apps.notifications.services import webhooks
from mainstay.apps.notifications.tests.conftest import run_all
from mainstay.apps.notifications.tests.hooks import STAR_ROSE, STAR_SET, StarMoved
from mainstay.apps.notifications.tests.receiver import Receiver, Reply
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.audit.models import AuditEntry
from mainstay.foundation.events import publish

pytestmark = pytest.mark.django_db

PAGES = "/notifications/webhooks/"
ADDRESS = "https://erp.example.com/hooks?token=sesame"
OF_ALL = [("get", ""), ("get", "new/"), ("post", "new/")]
OF_ONE = [
    ("get", ""),
    ("get", "edit/"),
    ("post", "edit/"),
    ("post", "test/"),
    ("get", "pause/"),
    ("post", "pause/"),
    ("post", "resume/"),
    ("get", "secret/"),
    ("post", "secret/"),
    ("get", "delete/"),
    ("post", "delete/"),
    ("get", "sent/{number}/"),
    ("post", "sent/{number}/again/"),
]


def text(response: Any) -> str:
    assert response.status_code == 200, response
    return str(response.content.decode())


def delivery() -> Delivery:
    found: Delivery = Delivery.objects.system("test").get()
    return found


def fresh(webhook: Webhook) -> Webhook:
    found: Webhook = Webhook.objects.system("test").get(pk=webhook.pk)
    return found


@pytest.fixture
def waiting(hook: Webhook) -> Delivery:
    """A delivery that waits for a worker."""
    publish(StarMoved(7))
    return delivery()


@pytest.mark.parametrize(("method", "path"), OF_ALL)
def test_webhooks_are_for_administrators(
    method: str, path: str, mei: Client, client: Client, stars: None
) -> None:
    assert getattr(mei, method)(PAGES + path).status_code == 403
    assert getattr(client, method)(PAGES + path).status_code == 302


@pytest.mark.parametrize(("method", "path"), OF_ONE)
def test_one_webhook_is_for_administrators(
    method: str, path: str, mei: Client, client: Client, waiting: Delivery
) -> None:
    hook = waiting.webhook
    page = f"{PAGES}{hook.pk}/{path.format(number=waiting.pk)}"
    assert getattr(mei, method)(page).status_code == 403
    assert getattr(client, method)(page).status_code == 302
    assert fresh(hook).paused_at is None
    assert delivery().attempts == 0


@pytest.mark.parametrize(("method", "path"), OF_ONE)
def test_what_is_not_there_is_not_found(method: str, path: str, admin: Client) -> None:
    assert getattr(admin, method)(f"{PAGES}99/{path.format(number=1)}").status_code == 404


def test_a_delivery_of_another_webhook_is_not_found(
    admin: Client, acting: NamedActors, waiting: Delivery
) -> None:
    other, _secret = webhooks.add_webhook(
        acting.admin_wang, name="Other", address=ADDRESS, hears=[STAR_ROSE]
    )
    assert admin.get(f"{PAGES}{other.pk}/sent/{waiting.pk}/").status_code == 404
    assert admin.post(f"{PAGES}{other.pk}/sent/{waiting.pk}/again/").status_code == 404


def test_a_webhook_is_added_and_its_secret_is_shown_once(
    admin: Client, receiver: Receiver, stars: None
) -> None:
    assert "No webhooks yet" in text(admin.get(PAGES))
    form = text(admin.get(PAGES + "new/"))
    assert "A star rose" in form
    assert "An evaluation is finished" in form
    facts = {"name": "ERP", "address": receiver.address, "hears": [STAR_ROSE, "customer.changed"]}
    answer = admin.post(PAGES + "new/", facts)
    assert "no-store" in answer["Cache-Control"]
    found = re.search(r"whsec_[A-Za-z0-9+/=]+", text(answer))
    assert found is not None
    made = Webhook.objects.system("test").get()
    pages = text(admin.get(PAGES)) + text(admin.get(f"{PAGES}{made.pk}/"))
    pages += text(admin.get(f"{PAGES}{made.pk}/edit/"))
    assert "A customer was changed" in pages
    assert "Nothing sent yet" in pages
    for secret in (found[0], "sesame"):
        assert secret not in pages
        assert secret not in str(list(Webhook.objects.system("test").values()))
        assert secret not in str(list(AuditEntry.objects.system("test").values()))


def test_a_test_says_what_came_of_it(admin: Client, hook: Webhook, receiver: Receiver) -> None:
    page = f"{PAGES}{hook.pk}/"
    shown = text(admin.post(page + "test/", follow=True))
    assert "The receiver has taken the test." in shown
    assert "&quot;type&quot;:&quot;webhook.test&quot;" in shown
    assert "Wait a few seconds" in text(admin.post(page + "test/", follow=True))
    Delivery.objects.system("test").update(created_at=hook.created_at.replace(year=2020))
    receiver.answer(Reply(404, b"<h1>nothing here</h1>"))
    shown = text(admin.post(page + "test/", follow=True))
    assert "The receiver does not take it (status 404)." in shown
    assert "&lt;h1&gt;nothing here&lt;/h1&gt;" in shown
    run_all()
    assert len(receiver.calls) == 2
    assert fresh(hook).failing_since is None


def test_a_webhook_is_changed_paused_resumed_and_deleted(
    admin: Client, hook: Webhook, receiver: Receiver
) -> None:
    page = f"{PAGES}{hook.pk}/"
    facts = {"name": "Night watch", "address": "", "hears": [STAR_ROSE, STAR_SET]}
    assert "Night watch has been changed." in text(admin.post(page + "edit/", facts, follow=True))
    assert fresh(hook).shown == receiver.address.partition("?")[0] + "?…"
    assert "Pause the webhook Night watch?" in text(admin.get(page + "pause/"))
    assert "Somebody has paused it." in text(admin.post(page + "pause/", follow=True))
    assert "Night watch goes on." in text(admin.post(page + "resume/", follow=True))
    assert "Renew the secret of Night watch?" in text(admin.get(page + "secret/"))
    renewed = text(admin.post(page + "secret/"))
    assert "whsec_" in renewed
    assert "signs too until" in renewed
    assert "Delete the webhook Night watch?" in text(admin.get(page + "delete/"))
    assert "Night watch has been deleted." in text(admin.post(page + "delete/", follow=True))
    assert admin.get(page).status_code == 404
    actions = AuditEntry.objects.system("test").filter(action__startswith="notifications.")
    assert list(actions.order_by("pk").values_list("action", flat=True)) == [
        "notifications.webhook.added",
        "notifications.webhook.changed",
        "notifications.webhook.paused",
        "notifications.webhook.resumed",
        "notifications.webhook_secret.renewed",
        "notifications.webhook.removed",
    ]


def test_what_was_sent_is_listed_filtered_and_sent_again(
    admin: Client, hook: Webhook, waiting: Delivery, receiver: Receiver
) -> None:
    page = f"{PAGES}{hook.pk}/"
    assert STAR_ROSE in text(admin.get(page + "?state=waiting"))
    assert "No such deliveries" in text(admin.get(page + "?state=given_up"))
    receiver.answer(Reply(500))
    run_all()
    shown = text(admin.get(f"{page}sent/{waiting.pk}/"))
    assert "The receiver does not take it (status 500)." in shown
    assert "In trouble" in text(admin.get(page))
    again = admin.post(f"{page}sent/{waiting.pk}/again/", follow=True)
    assert "It is sent again in a moment." in text(again)
    run_all()
    assert delivery().state == "delivered"
    assert "Works" in text(admin.get(page))
    assert len({call.headers["webhook-id"] for call in receiver.calls}) == 1
    admin.post(page + "pause/")
    refused = admin.post(f"{page}sent/{waiting.pk}/again/", follow=True)
    assert "let it go on first" in text(refused)


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"name": " "}, "This field is required"),
        ({"name": "Observatory"}, "Another webhook has this name."),
        ({"address": "erp"}, "This is no address of the web"),
        ({"address": "http://erp.example.com/"}, "The address begins with https://."),
        ({"address": "https://10.0.0.1/"}, "a network that is not public"),
        ({"hears": []}, "This field is required"),
        ({"hears": ["moon.rose"]}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_a_webhook_is_refused_beside_its_field(
    facts: dict[str, Any], says: str, admin: Client, hook: Webhook
) -> None:
    said = {"name": "ERP", "address": ADDRESS, "hears": [STAR_ROSE]} | facts
    assert says in text(admin.post(PAGES + "new/", said))
    assert Webhook.objects.system("test").count() == 1


def test_there_are_not_webhooks_without_end(acting: NamedActors, stars: None) -> None:
    for number in range(webhooks.MOST_WEBHOOKS):
        webhooks.add_webhook(
            acting.admin_wang, name=str(number), address=ADDRESS, hears=[STAR_ROSE]
        )
    with pytest.raises(ValidationError, match="20 webhooks already"):
        webhooks.add_webhook(acting.admin_wang, name="x", address=ADDRESS, hears=[STAR_ROSE])


def test_a_new_address_begins_afresh(hook: Webhook, acting: NamedActors) -> None:
    Webhook.objects.system("test").update(failing_since=timezone.now(), next_at=timezone.now())
    webhooks.change_webhook(acting.admin_wang, hook.pk, name="x")
    assert fresh(hook).failing_since is not None
    webhooks.change_webhook(acting.admin_wang, hook.pk, address=ADDRESS)
    assert (fresh(hook).failing_since, fresh(hook).next_at) == (None, None)


def test_services_refuse_whoever_does_not_manage_webhooks(
    hook: Webhook, acting: NamedActors
) -> None:
    for attempt in (webhooks.pause_webhook, webhooks.renew_secret, webhooks.try_webhook):
        with pytest.raises(AccessDenied):
            attempt(acting.mei_lin, hook.pk)
    with pytest.raises(AccessDenied):
        webhooks.add_webhook(acting.tom_becker, name="x", address=ADDRESS, hears=[STAR_ROSE])


def test_lists_ask_as_often_for_many_as_for_one(
    admin: Client, hook: Webhook, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        publish(StarMoved(number))
    admin.get(PAGES)
    with django_assert_num_queries(6):
        admin.get(PAGES)
    with django_assert_num_queries(7):
        admin.get(f"{PAGES}{hook.pk}/")


def test_lists_are_handed_out_as_files(admin: Client, hook: Webhook, waiting: Delivery) -> None:
    for page, holds in ((PAGES, "Observatory"), (f"{PAGES}{hook.pk}/", STAR_ROSE)):
        assert "?format=csv" in text(admin.get(page))
        answer = admin.get(page, {"format": "csv"})
        assert answer["Content-Disposition"].startswith("attachment")
        assert holds in b"".join(answer).decode()
