"""A real mail server for tests, and a webhook whose deliveries can be read."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aiosmtpd.controller import Controller

    from mainstay.foundation.access.actor import Actor

SENDER = "Mainstay <mainstay@mainstay.example>"
USER, PASSWORD = "mainstay", "pass word/2026"


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Mailbox:
    """What a server has taken; `answers` are its replies to recipients, while they last."""

    port: int
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    answers: dict[str, list[str]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_RCPT(  # noqa: N802 - the name is aiosmtpd's
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if self.answers.get(address):
            return self.answers[address].pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the name is aiosmtpd's
        self, _server: Any, _session: Any, envelope: Any
    ) -> str:
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        self.recipients += envelope.rcpt_tos
        return "250 OK"


def text_of(mail: EmailMessage) -> str:
    """The plain text of a mail."""
    return _part(mail, "plain")


def html_of(mail: EmailMessage) -> str:
    """The same as a page."""
    return _part(mail, "html")


def _part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    if not isinstance(body, EmailMessage):
        raise LookupError(kind)
    return str(body.get_content())


@contextmanager
def serving_mail(port: int = 0, **options: Any) -> Iterator[Mailbox]:
    """A mail server on loopback, taking what is handed in."""
    from aiosmtpd.controller import Controller

    box = Mailbox(port or free_port())
    controller: Controller = Controller(box, hostname="127.0.0.1", port=box.port, **options)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def listen_to_everything(actor: Actor) -> None:
    """Set a webhook up that hears of every kind of event, and whose worker leaves it alone."""
    from mainstay.apps.notifications.contracts import hook_labels
    from mainstay.apps.notifications.models import Webhook
    from mainstay.apps.notifications.services.webhooks import add_webhook

    add_webhook(actor, name="All", address="https://erp.example/", hears=list(hook_labels()))
    Webhook.objects.system("test").update(next_at=datetime(2999, 1, 1, tzinfo=UTC))


def told_to_webhooks() -> list[tuple[str, dict[str, Any]]]:
    """Kind and data of what is noted for webhooks, the oldest first."""
    from mainstay.apps.notifications.models import Delivery

    rows = Delivery.objects.system("test").order_by("pk")
    return [(each.kind, json.loads(each.body)["data"]) for each in rows]
