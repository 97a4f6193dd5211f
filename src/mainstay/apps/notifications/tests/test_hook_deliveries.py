"""What webhooks are sent, by a real worker to a real server on loopback."""

import json
import re
import socket
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.apps.notifications.models import Delivery, Webhook
from mainstay.apps.notifications.rules.signing import signature
from mainstay.apps.notifications.services import (
    delivering,
    expiring,
    hook_calls,
    webhooks,
)
from mainstay.apps.notifications.services.announcing import HOOKS
from mainstay.apps.notifications.services.outgoing import queue_once
from mainstay.apps.notifications.tests.conftest import messages_of, run_all
from mainstay.apps.notifications.tests.hooks import STAR_ROSE, STAR_SET, StarMoved
from mainstay.apps.notifications.tests.receiver import Call, Receiver, Reply, receiving
from mainstay.foundation.access.actor import system_actor
from mainstay.foundation.audit.models import AuditEntry
from mainstay.foundation.events import publish
from mainstay.foundation.jobs.models import Job, JobState

pytestmark = pytest.mark.django_db

SOMEBODY = system_actor("test")


def rises(number: int = 7) -> None:
    publish(StarMoved(number))


def sent() -> list[Delivery]:
    return list(Delivery.objects.system("test").order_by("pk"))


def fresh(webhook: Webhook) -> Webhook:
    found: Webhook = Webhook.objects.system("test").get(pk=webhook.pk)
    return found


def later(hours: float = 24) -> None:
    """So long has passed since everything that was written down, and the worker looks again."""
    by = timedelta(hours=hours)
    for row in Delivery.objects.system("test"):
        if row.next_at is not None:
            rows = Delivery.objects.system("test").filter(pk=row.pk)
            rows.update(next_at=row.next_at - by)
    for hook in Webhook.objects.system("test"):
        times = {"next_at": hook.next_at, "failing_since": hook.failing_since}
        moved = {name: at - by for name, at in times.items() if at is not None}
        Webhook.objects.system("test").filter(pk=hook.pk).update(**moved)
    queue_once(HOOKS)
    run_all()


def moment_of(call: Call) -> datetime:
    return datetime.fromtimestamp(int(call.headers["webhook-timestamp"]), UTC)


def test_a_receiver_is_told_keys_and_where_to_read_more(hook: Webhook, receiver: Receiver) -> None:
    rises()
    run_all()
    [call] = receiver.calls
    body = json.loads(call.body)
    assert re.fullmatch(r"[0-9a-f-]{36}", body.pop("id"))
    assert body.pop("occurred_at").endswith("+00:00")
    assert body == {
        "version": 1,
        "type": STAR_ROSE,
        "installation": "https://mainstay.example",
        "data": {"star": 7, "api": "https://mainstay.example/api/stars/7"},
    }
    assert call.path == "/hooks?token=sesame"
    assert call.headers["content-type"] == "application/json"
    [row] = sent()
    assert (row.state, row.attempts, row.status, row.says) == ("delivered", 1, 200, "ok")
    assert fresh(hook).delivered_at is not None


def test_what_is_sent_is_signed_with_the_secret_that_was_told_once(
    receiver: Receiver, stars: None, acting: NamedActors
) -> None:
    made, secret = webhooks.add_webhook(
        acting.admin_wang, name="Signed", address=receiver.address, hears=[STAR_ROSE]
    )
    rises()
    run_all()
    _made, newer = webhooks.renew_secret(acting.admin_wang, made.pk)
    rises()
    run_all()
    Webhook.objects.system("test").update(former_until=timezone.now())
    rises()
    run_all()
    for call, secrets in zip(receiver.calls, ([secret], [newer, secret], [newer]), strict=True):
        event = str(json.loads(call.body)["id"])
        assert call.headers["webhook-id"] == event
        assert call.headers["webhook-signature"].split() == [
            signature(each, event, moment_of(call), call.body.decode()) for each in secrets
        ]


def test_a_webhook_hears_only_what_it_chose_and_only_while_it_is_active(
    hook: Webhook, receiver: Receiver, acting: NamedActors
) -> None:
    publish(StarMoved(1, rose=False))
    webhooks.pause_webhook(acting.admin_wang, hook.pk)
    rises()
    assert sent() == []
    webhooks.resume_webhook(acting.admin_wang, hook.pk)
    webhooks.change_webhook(acting.admin_wang, hook.pk, hears=[STAR_SET])
    rises()
    publish(StarMoved(2, rose=False))
    run_all()
    assert [json.loads(call.body)["data"]["star"] for call in receiver.calls] == [2]


def test_what_was_rolled_back_is_never_told(hook: Webhook) -> None:
    with transaction.atomic():
        rises()
        assert len(sent()) == 1
        transaction.set_rollback(True)
    assert sent() == []
    assert not Job.objects.system("test").filter(kind=HOOKS).exists()


def test_an_event_costs_one_look_where_nobody_listens(
    stars: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        rises()


def test_many_events_are_noted_with_one_job(hook: Webhook, receiver: Receiver) -> None:
    for number in range(50):
        rises(number)
    assert Job.objects.system("test").filter(kind=HOOKS, state=JobState.QUEUED).count() == 1
    run_all()
    told = sorted(json.loads(call.body)["data"]["star"] for call in receiver.calls)
    assert told == list(range(50))


def test_what_was_not_taken_is_sent_again_the_same_after_growing_pauses(
    hook: Webhook, receiver: Receiver
) -> None:
    receiver.answer(Reply(500, b"no\x00pe <b>token=sesame</b>"), Reply(503))
    rises()
    run_all()
    [row] = sent()
    assert (row.state, row.attempts, row.trouble, row.status) == ("waiting", 1, "hook_refused", 500)
    assert row.says == "no pe <b>…</b>"
    assert row.next_at is not None
    assert timedelta(seconds=50) < row.next_at - timezone.now() <= timedelta(minutes=1)
    assert fresh(hook).failing_since is not None
    queue_once(HOOKS)
    run_all()
    assert len(receiver.calls) == 1
    later(hours=0.1)
    [row] = sent()
    assert row.next_at is not None
    assert timedelta(minutes=4) < row.next_at - timezone.now() <= timedelta(minutes=5)
    later(hours=0.1)
    assert [each.state for each in sent()] == ["delivered"]
    assert fresh(hook).failing_since is None
    assert len({call.body for call in receiver.calls}) == 1
    assert len({call.headers["webhook-id"] for call in receiver.calls}) == 1


def test_one_event_that_is_always_refused_blocks_no_other_and_is_given_up(
    hook: Webhook, receiver: Receiver
) -> None:
    rises(1)
    Delivery.objects.system("test").update(attempts=9)
    receiver.answer(Reply(400))
    rises(2)
    run_all()
    assert [each.state for each in sent()] == ["given_up", "delivered"]
    assert fresh(hook).paused_at is None


def test_after_a_day_without_success_it_is_paused_and_administrators_are_told(
    hook: Webhook, receiver: Receiver, people: NamedPeople
) -> None:
    receiver.answer(Reply(500), Reply(500))
    rises()
    run_all()
    assert fresh(hook).paused_at is None
    later(hours=24)
    found = fresh(hook)
    assert found.paused_at is not None
    assert found.paused_for == "failures"
    assert [each.kind for each in messages_of(people.admin_wang)] == [
        "notifications.webhook_paused"
    ]
    assert messages_of(people.tom_becker) == []
    rises(8)
    assert len(sent()) == 1
    assert AuditEntry.objects.system("test").filter(action="notifications.webhook.paused").exists()


def test_a_receiver_that_is_gone_is_left_alone_at_once(
    hook: Webhook, receiver: Receiver, people: NamedPeople, acting: NamedActors
) -> None:
    receiver.answer(Reply(410))
    rises(1)
    rises(2)
    run_all()
    assert len(receiver.calls) == 1
    assert [each.state for each in sent()] == ["given_up", "waiting"]
    assert fresh(hook).paused_for == "gone"
    assert len(messages_of(people.admin_wang)) == 1
    webhooks.resume_webhook(acting.admin_wang, hook.pk)
    run_all()
    assert [each.state for each in sent()] == ["given_up", "delivered"]


def test_a_redirect_is_not_followed(hook: Webhook, receiver: Receiver) -> None:
    with receiving() as other:
        receiver.answer(Reply(307, location=other.address))
        rises()
        run_all()
        assert other.calls == []
    assert [(each.trouble, each.status) for each in sent()] == [("hook_redirects", 307)]


def test_a_receiver_that_does_not_answer_costs_one_wait_for_all_that_waits(
    hook: Webhook, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hook_calls, "LONGEST_CALL", 0.3)
    receiver.answer(Reply(after=1.5))
    for number in range(5):
        rises(number)
    run_all()
    assert len(receiver.calls) == 1
    assert [each.trouble for each in sent()] == ["hook_slow", "", "", "", ""]
    later(hours=0.1)
    assert [each.state for each in sent()] == ["delivered"] * 5


def test_an_answer_that_never_ends_is_an_answer(
    hook: Webhook, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hook_calls, "LONGEST_CALL", 0.5)
    receiver.answer(Reply(200, b"", trickles=True))
    rises()
    run_all()
    [row] = sent()
    assert row.state == "delivered"
    assert len(row.says) <= 300


def test_of_a_long_answer_the_beginning_is_kept(hook: Webhook, receiver: Receiver) -> None:
    receiver.answer(Reply(200, b"x" * 3_000_000))
    rises()
    run_all()
    assert [len(each.says) for each in sent()] == [300]


def test_nobody_there_is_said_so(hook: Webhook, receiver: Receiver) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    address = f"http://127.0.0.1:{port}/"
    assert hook_calls.call(address, {}, "{}").trouble == "hook_unreachable"


def test_a_host_that_is_no_longer_named_gets_nothing(
    hook: Webhook, receiver: Receiver, settings: Settings
) -> None:
    rises()
    settings.WEBHOOK_HOSTS = []
    run_all()
    assert receiver.calls == []
    assert [each.trouble for each in sent()] == ["hook_private"]


@pytest.mark.parametrize(
    "host", ["127.1", "2130706433", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0x7f.1"]
)
def test_names_of_ones_own_network_are_closed_when_the_connection_is_made(
    host: str, receiver: Receiver, settings: Settings
) -> None:
    settings.WEBHOOK_HOSTS = []
    address = f"http://{host}:{receiver.port}/"
    assert hook_calls.call(address, {}, "{}").trouble in {"hook_private", "hook_unreachable"}
    assert receiver.calls == []


def test_a_name_that_moves_into_ones_own_network_is_closed(
    receiver: Receiver, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WEBHOOK_HOSTS = []
    asked: list[str] = []

    def resolved(host: str, port: int, *_more: Any, **_named: Any) -> list[Any]:
        asked.append(host)
        moved = "93.184.216.34" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (moved, port))]

    reached: list[str] = []

    def connected(address: tuple[str, int], *_more: Any, **_named: Any) -> socket.socket:
        reached.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    monkeypatch.setattr(socket, "create_connection", connected)
    address = f"http://moving.example:{receiver.port}/"
    assert hook_calls.call(address, {}, "{}").trouble == "hook_unreachable"
    assert (asked, reached) == (["moving.example"], ["93.184.216.34"])
    assert hook_calls.call(address, {}, "{}").trouble == "hook_private"
    assert reached == ["93.184.216.34"]


def test_a_proxy_of_the_environment_is_not_asked(
    hook: Webhook, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    rises()
    run_all()
    assert [each.state for each in sent()] == ["delivered"]


def test_with_another_secret_key_nothing_is_sent_and_the_page_can_say_why(
    hook: Webhook, receiver: Receiver, settings: Settings
) -> None:
    settings.SECRET_KEY = "another one"
    rises()
    run_all()
    assert receiver.calls == []
    assert [each.trouble for each in sent()] == ["hook_lost"]


def test_a_webhook_that_another_job_is_serving_is_left_to_it(
    hook: Webhook, receiver: Receiver
) -> None:
    rises()
    other = Job.objects.create(
        kind=HOOKS,
        state=JobState.RUNNING,
        actor_kind="system",
        actor_name="notifications",
        lease_until=timezone.now() + timedelta(minutes=1),
    )
    Webhook.objects.system("test").update(worked_by=other.pk)
    run_all()
    assert receiver.calls == []
    Job.objects.system("test").filter(pk=other.pk).update(state=JobState.DONE)
    assert delivering.is_wanted()
    later(hours=0)
    assert len(receiver.calls) == 1


def test_old_deliveries_go_after_their_time(hook: Webhook, receiver: Receiver) -> None:
    rises(1)
    run_all()
    Delivery.objects.system("test").update(created_at=timezone.now() - timedelta(days=91))
    rises(2)
    border = timezone.now() - timedelta(days=90)
    assert expiring.DELIVERIES.foresee(border).count == 1
    assert expiring.DELIVERIES.remove(SOMEBODY, border, lambda: None).count == 1
    assert [each.state for each in sent()] == ["waiting"]
