"""Mail on the command line: a test mail, and what the doctor says of the server."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from mainstay.apps.notifications.testing import SENDER, Mailbox, free_port, serving_mail
from tests.installation import Installation

FAILED, USAGE = 1, 2


@dataclass(frozen=True)
class Mailing(Installation):
    """An installation with settings for mail."""

    settings: tuple[tuple[str, str], ...] = ()

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | dict(self.settings)


def mailing(installation: Installation, **settings: str) -> Mailing:
    return Mailing(installation.home, installation.database_url, settings=tuple(settings.items()))


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with serving_mail() as box:
        yield box


def settings_for(box: Mailbox, **others: str) -> dict[str, str]:
    return {"MAINSTAY_MAIL_URL": box.url, "MAINSTAY_MAIL_FROM": SENDER} | others


def doctor(installation: Installation) -> dict[str, Any]:
    checks = installation.run("doctor", "--json").json["checks"]
    return {each["check"]: (each["healthy"], each["says"]) for each in checks}


def test_a_test_mail_arrives(empty: Installation, box: Mailbox) -> None:
    ready = mailing(empty, **settings_for(box, MAINSTAY_URL="https://mainstay.example"))
    sent = ready.json("mail", "test", "somebody@mail.example")
    assert sent == {"to": "somebody@mail.example", "server": f"127.0.0.1:{box.port}"}
    said = ready.run("mail", "test", "somebody@mail.example", language="zh-hans")
    assert "somebody@mail.example" in said.output
    assert box.recipients == ["somebody@mail.example"] * 2
    assert [each["Subject"] for each in box.mails] == ["Test mail of Mainstay", "Mainstay 测试邮件"]
    assert doctor(ready)["mail"] == (
        True,
        f"The mail server 127.0.0.1:{box.port} answers; mail comes from {SENDER}.",
    )


def test_what_stands_in_the_way_is_said_plainly(empty: Installation, box: Mailbox) -> None:
    away = f"smtp://mainstay:hush@127.0.0.1:{free_port()}"
    box.answers["nobody@mail.example"] = ["550 no such person"]
    for settings, address, status, code in (
        ({}, "somebody@mail.example", FAILED, "mail_not_set_up"),
        (settings_for(box), "somebody", USAGE, "not_an_address"),
        (settings_for(box), "nobody@mail.example", FAILED, "mail_refused"),
        (settings_for(box, MAINSTAY_MAIL_FROM=""), "a@b.example", FAILED, "mail_settings"),
        (settings_for(box, MAINSTAY_MAIL_URL="http://x"), "a@b.example", FAILED, "mail_settings"),
        (settings_for(box, MAINSTAY_MAIL_URL=away), "a@b.example", FAILED, "mail_server"),
    ):
        asked = mailing(empty, **settings).run("mail", "test", address, "--json")
        assert (asked.status, asked.json["error"]["code"]) == (status, code)
        assert asked.json["error"]["message"]
        assert "hush" not in asked.output + asked.errors
        assert "Traceback" not in asked.errors
    assert box.mails == []


def test_the_doctor_says_how_mail_stands(empty: Installation, box: Mailbox) -> None:
    assert doctor(empty)["mail"] == (
        True,
        "No mail is sent: MAINSTAY_MAIL_URL names no server.",
    )
    without_links = doctor(mailing(empty, **settings_for(box)))
    assert without_links["mail"][0] is True
    assert without_links["mail_links"][0] is False
    away = f"smtp://mainstay:hush@127.0.0.1:{free_port()}"
    healthy, says = doctor(mailing(empty, **settings_for(box, MAINSTAY_MAIL_URL=away)))["mail"]
    assert (healthy, "cannot be reached" in says, "hush" in says) == (False, True, False)
