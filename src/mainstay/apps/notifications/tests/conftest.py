"""Work that ends, people who hear of it, and a mail server."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from pytest_django.fixtures import Settings

from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.apps.notifications import contracts
from mainstay.apps.notifications.models import Channel, Message, Webhook
from mainstay.apps.notifications.services import channels, webhooks
from mainstay.apps.notifications.services.announcing import offer
from mainstay.apps.notifications.testing import SENDER, Mailbox, serving_mail
from mainstay.apps.notifications.tests.hooks import STAR_ROSE, STARS
from mainstay.apps.notifications.tests.receiver import HOST, Receiver, receiving
from mainstay.apps.notifications.tests.robots import (
    ADDRESSES,
    FEISHU,
    WECOM,
    Robots,
    serving_robots,
)
from mainstay.foundation import events
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.jobs import registry
from mainstay.foundation.jobs.context import JobContext, JobFailed
from mainstay.foundation.jobs.models import Job
from mainstay.foundation.jobs.registry import JobKind
from mainstay.foundation.jobs.services import enqueue
from mainstay.foundation.jobs.worker import run_next

SignedIn = Callable[[Person], Client]
Work = Callable[..., Job]
KIND = "test.work"


def work(context: JobContext) -> dict[str, Any]:
    """Do what the parameters say."""
    if "fails" in context.parameters:
        raise JobFailed(context.parameters["fails"])
    return {}


@pytest.fixture(autouse=True)
def _kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))
    registry.register(JobKind(KIND, "Count the stars", work))


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Whatever language the test before has left behind."""
    with translation.override("en"):
        yield


def run_all() -> None:
    """Let a worker run what waits."""
    while run_next(threading.Event()):
        pass


@pytest.fixture
def ended(acting: NamedActors) -> Work:
    """Work that somebody has started and a worker has ended."""

    def run(actor: Actor, **parameters: Any) -> Job:
        job = enqueue(actor, KIND, parameters)
        run_all()
        job.refresh_from_db()
        return job

    return run


def messages_of(person: Person) -> list[Message]:
    """Somebody's messages, the newest first."""
    rows = Message.objects.system("test")
    return list(rows.filter(person_id=person.pk).order_by("-pk"))


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[Mailbox]:
    """The mailbox of a server that the settings name."""
    with serving_mail() as box:
        settings.MAIL_URL, settings.MAIL_FROM = box.url, SENDER
        settings.PUBLIC_URL = "https://mainstay.example"
        yield box


@pytest.fixture
def robots(monkeypatch: pytest.MonkeyPatch) -> Iterator[Robots]:
    """The messengers' services, to which messages of this process go."""
    with serving_robots() as services:
        for name, value in services.environment.items():
            monkeypatch.setenv(name, value)
            monkeypatch.delenv(name.lower(), raising=False)
        yield services


def refreshed(channel: Channel) -> Channel:
    """A channel as it is now."""
    found: Channel = Channel.objects.system("test").get(pk=channel.pk)
    return found


@pytest.fixture
def group(acting: NamedActors) -> Channel:
    """A robot of Tom's in a group of WeCom."""
    return channels.add_channel(acting.tom_becker, name="Tom's group", address=ADDRESSES[WECOM])


@pytest.fixture
def house(acting: NamedActors) -> Channel:
    """A robot of the company's in a group of Feishu."""
    return channels.add_company_channel(
        acting.admin_wang,
        name="Operations",
        address=ADDRESSES[FEISHU],
        language="zh-hans",
        choices={"system.failed": "now", "work.done": "never"},
    )


@pytest.fixture
def tom(people: NamedPeople, signed_in: SignedIn) -> Client:
    return signed_in(people.tom_becker)


@pytest.fixture
def admin(people: NamedPeople, signed_in: SignedIn) -> Client:
    return signed_in(people.admin_wang)


@pytest.fixture
def mei(people: NamedPeople, signed_in: SignedIn) -> Client:
    return signed_in(people.mei_lin)


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    """A program in one's own network that listens, allowed by the administrator."""
    settings.WEBHOOK_HOSTS = [HOST]
    settings.PUBLIC_URL = "https://mainstay.example"
    with receiving() as listening:
        yield listening


@pytest.fixture
def stars(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stars that webhooks can hear of."""
    monkeypatch.setattr(contracts, "_hook_events", dict(contracts._hook_events))
    monkeypatch.setattr(events, "_writers", dict(events._writers))
    offer(STARS)


@pytest.fixture
def hook(receiver: Receiver, stars: None, acting: NamedActors) -> Webhook:
    """A webhook of that program, which hears when a star rose."""
    made, _secret = webhooks.add_webhook(
        acting.admin_wang, name="Observatory", address=receiver.address, hears=[STAR_ROSE]
    )
    return made
