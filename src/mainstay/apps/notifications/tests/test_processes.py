"""Messages and mails among real processes: a killed worker, a mail server that is down."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from django.conf import settings

from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.apps.notifications.models import Delivery, MailState, Message, Outgoing
from mainstay.apps.notifications.services import channels, webhooks
from mainstay.apps.notifications.testing import SENDER, free_port, serving_mail
from mainstay.apps.notifications.tests import process
from mainstay.apps.notifications.tests.conftest import messages_of, refreshed
from mainstay.apps.notifications.tests.hooks import STAR_ROSE
from mainstay.apps.notifications.tests.receiver import HOST, receiving
from mainstay.apps.notifications.tests.receiver import Reply as HookReply
from mainstay.apps.notifications.tests.robots import ADDRESSES, WECOM, Reply, serving_robots
from mainstay.foundation.jobs.models import Job, JobState
from mainstay.foundation.jobs.services import enqueue

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault]

Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def start(process_environment: dict[str, str]) -> Iterator[Start]:
    """Start a worker whose mail server listens on a port; what is left is killed at the end."""
    started: list[subprocess.Popen[bytes]] = []

    def run(port: int, **environment: str) -> "subprocess.Popen[bytes]":
        worker = subprocess.Popen(
            [sys.executable, "-m", "mainstay.apps.notifications.tests.process"],
            env=process_environment
            | {
                "MAINSTAY_MAIL_URL": f"smtp://127.0.0.1:{port}",
                "MAINSTAY_MAIL_FROM": SENDER,
                "MAINSTAY_URL": "https://mainstay.example",
            }
            | environment,
        )
        started.append(worker)
        return worker

    yield run
    for worker in started:
        worker.kill()
        worker.wait()


@pytest.fixture
def watched(acting: NamedActors, tmp_path: Path) -> Job:
    """Work of Tom's that waits for a worker."""
    process.register_kind()
    return enqueue(acting.tom_becker, process.KIND, {"folder": str(tmp_path)})


def until(condition: Callable[[], object], seconds: float = 40) -> None:
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, "waited in vain"
        time.sleep(0.05)


def all_ended() -> bool:
    rows = Job.objects.system("test").exclude(kind__startswith="audit")
    return not rows.filter(state__in=JobState.unfinished()).exists()


@contextmanager
def listening(port: int) -> Iterator[Callable[[], bool]]:
    """A server that takes calls and never says a word; whether somebody has called."""
    with socket.create_server(("127.0.0.1", port)) as listener:
        listener.settimeout(0.05)
        held: list[socket.socket] = []

        def called() -> bool:
            with suppress(TimeoutError):
                held.append(listener.accept()[0])
            return bool(held)

        yield called
        for connection in held:
            connection.close()


def kill(worker: "subprocess.Popen[bytes]") -> None:
    worker.send_signal(signal.SIGKILL)
    worker.wait()


def test_a_killed_workers_job_brings_one_message_and_one_mail(
    start: Start, watched: Job, people: NamedPeople, tmp_path: Path
) -> None:
    with serving_mail() as box:
        worker = start(box.port)
        until((tmp_path / "started-1").exists)
        kill(worker)
        (tmp_path / "go").touch()
        assert messages_of(people.tom_becker) == []

        start(box.port)
        until(lambda: box.mails)
        until(all_ended)
        time.sleep(1)  # for a second mail to come, if one did
    [message] = messages_of(people.tom_becker)
    assert message.mail_state == MailState.SENT
    assert [mail["Subject"] for mail in box.mails] == ["Watch the stars: done"]
    assert Message.objects.system("test").count() == 1


def test_a_worker_killed_while_it_mails_leaves_the_mail_to_the_next(
    start: Start, watched: Job, people: NamedPeople, tmp_path: Path
) -> None:
    (tmp_path / "go").touch()
    silent = free_port()
    with listening(silent) as calls:
        worker = start(silent)
        until(calls)
        kill(worker)
    assert messages_of(people.tom_becker)[0].mail_state == MailState.DUE
    with serving_mail(silent) as box:
        start(silent)
        until(lambda: box.mails)
        until(all_ended)
    assert len(box.mails) == 1
    assert messages_of(people.tom_becker)[0].mail_state == MailState.SENT


def test_mail_waits_until_its_server_is_back_and_holds_up_no_work(
    start: Start, watched: Job, acting: NamedActors, people: NamedPeople, tmp_path: Path
) -> None:
    (tmp_path / "go").touch()
    port = free_port()
    start(port)
    until(lambda: Job.objects.system("test").filter(kind="notifications.mail", attempts=1).exists())
    after = enqueue(acting.tom_becker, process.KIND, {"folder": str(tmp_path)})
    until(lambda: Job.objects.system("test").get(pk=after.pk).state == JobState.DONE)
    assert {each.mail_state for each in messages_of(people.tom_becker)} == {MailState.DUE}
    with serving_mail(port) as box:
        until(lambda: len(box.mails) == 2)
        until(all_ended)
    assert len({mail["Message-ID"] for mail in box.mails}) == 2


def test_a_worker_killed_while_it_posts_leaves_the_message_to_the_next(
    start: Start, watched: Job, acting: NamedActors, tmp_path: Path
) -> None:
    group = channels.add_channel(acting.tom_becker, name="Group", address=ADDRESSES[WECOM])
    (tmp_path / "go").touch()
    with serving_robots() as robots, serving_mail() as box:
        robots.refuse(WECOM, Reply(after=9))
        environment = robots.environment | {"MAINSTAY_SECRET_KEY": settings.SECRET_KEY}
        worker = start(box.port, **environment)
        until(lambda: robots.posts)
        kill(worker)
        assert Outgoing.objects.system("test").count() == 1

        start(box.port, **environment)
        until(lambda: refreshed(group).delivered_at)
        until(all_ended)
        assert [post.text for post in robots.posts] == ["Mainstay: Watch the stars: done"] * 2
    assert not Outgoing.objects.system("test").exists()
    assert refreshed(group).failures == 0


@pytest.mark.usefixtures("stars")
def test_an_event_outlives_whoever_committed_it_and_a_worker_killed_while_it_sends(
    start: Start, acting: NamedActors, process_environment: dict[str, str]
) -> None:
    environment = {"MAINSTAY_SECRET_KEY": settings.SECRET_KEY, "MAINSTAY_WEBHOOK_HOSTS": HOST}
    settings.WEBHOOK_HOSTS = [HOST]
    with receiving() as receiver:
        webhooks.add_webhook(
            acting.admin_wang, name="ERP", address=receiver.address, hears=[STAR_ROSE]
        )
        told = [sys.executable, "-m", "mainstay.apps.notifications.tests.process", "rise"]
        dead = subprocess.run(told, env=process_environment | environment, check=False)
        assert dead.returncode == -signal.SIGKILL
        assert Delivery.objects.system("test").get().state == "waiting"

        receiver.answer(HookReply(after=9))
        worker = start(free_port(), **environment)
        until(lambda: receiver.calls)
        kill(worker)
        assert Delivery.objects.system("test").get().state == "waiting"

        start(free_port(), **environment)
        until(lambda: Delivery.objects.system("test").get().state == "delivered")
        until(all_ended)
    assert len(receiver.calls) == 2
    assert len({call.headers["webhook-id"] for call in receiver.calls}) == 1
