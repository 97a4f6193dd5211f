"""Messages by mail, through a real server."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone, translation
from pytest_django.fixtures import Settings

from mainstay.apps.governance import queries as governance
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.apps.notifications import contracts
from mainstay.apps.notifications.contracts import MessageKind
from mainstay.apps.notifications.models import MailState, Message
from mainstay.apps.notifications.services import mailing
from mainstay.apps.notifications.services.mail_server import MailTrouble
from mainstay.apps.notifications.services.telling import notify
from mainstay.apps.notifications.testing import (
    PASSWORD,
    SENDER,
    USER,
    Mailbox,
    free_port,
    html_of,
    serving_mail,
    text_of,
)
from mainstay.apps.notifications.tests.conftest import Work, messages_of, run_all
from mainstay.foundation.access.actor import system_actor
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.audit.models import AuditEntry
from mainstay.foundation.jobs.models import Job, JobState
from mainstay.foundation.jobs.outcomes import Severity

pytestmark = pytest.mark.django_db


def mail_job() -> Job:
    return Job.objects.system("test").filter(kind=mailing.MAIL).latest("pk")


def make_due() -> None:
    """The pause of what was put off is over."""
    rows = Job.objects.system("test").filter(kind=mailing.MAIL, state=JobState.QUEUED)
    rows.update(available_at=timezone.now() - timedelta(hours=1))


def test_a_message_is_mailed_once_with_a_link(
    ended: Work, acting: NamedActors, people: NamedPeople, mailbox: Mailbox
) -> None:
    ended(acting.tom_becker, fails="access_denied")
    run_all()
    [mail] = mailbox.mails
    assert (mail["From"], mail["To"]) == (SENDER, people.tom_becker.email)
    assert mail["Subject"] == "Count the stars: failed"
    assert mail["Auto-Submitted"] == "auto-generated"
    for body in (text_of(mail), html_of(mail)):
        assert "The person who started it may not do this." in body
        assert "https://mainstay.example/account/" in body
    [message] = messages_of(people.tom_becker)
    assert (message.mail_state, message.mailed_at is not None) == (MailState.SENT, True)
    assert f"mainstay-{message.pk}-" in mail["Message-ID"]
    entry = AuditEntry.objects.system("test").get(action="notifications.messages.mailed")
    assert entry.details["messages"] == [message.pk]


@pytest.mark.parametrize(
    ("language", "reads"),
    [
        ("en", ("Count the stars: done", "Mail can be switched off")),
        ("zh-hans", ("Count the stars：已完成", "可在“我的账户”中关闭邮件。")),
        ("zh-hant", ("Count the stars：已完成", "可在「我的帳戶」中關閉郵件。")),
    ],
)
def test_mail_is_in_the_persons_language(
    language: str, reads: tuple[str, str], ended: Work, people: NamedPeople, mailbox: Mailbox
) -> None:
    people.tom_becker.language = language
    people.tom_becker.save()
    ended(governance.actor_of(people.tom_becker))
    [mail] = mailbox.mails
    assert mail["Subject"] == reads[0]
    assert reads[1] in text_of(mail)


def test_without_a_server_nothing_is_due(
    ended: Work, acting: NamedActors, people: NamedPeople
) -> None:
    ended(acting.tom_becker)
    assert messages_of(people.tom_becker)[0].mail_state == MailState.NONE
    assert not Job.objects.system("test").filter(kind=mailing.MAIL).exists()


def test_who_has_switched_mail_off_gets_none(
    ended: Work, acting: NamedActors, people: NamedPeople, mailbox: Mailbox
) -> None:
    people.tom_becker.gets_mail = False
    people.tom_becker.save()
    ended(acting.tom_becker)
    assert len(messages_of(people.tom_becker)) == 1
    assert mailbox.mails == []


@pytest.mark.parametrize("change", [{"gets_mail": False}, {"is_active": False}])
def test_who_wants_or_may_have_no_mail_by_the_time_it_is_sent_gets_none(
    change: dict[str, bool], people: NamedPeople, mailbox: Mailbox
) -> None:
    tell(people)
    for name, value in change.items():
        setattr(people.tom_becker, name, value)
    people.tom_becker.save()
    run_all()
    assert mailbox.mails == []
    assert messages_of(people.tom_becker)[0].mail_state == MailState.NONE


def tell(people: NamedPeople, occasion: str = "test:1", kind: str = "test") -> None:
    facts = {"severity": Severity.INFO, "figures": {}, "occasion": occasion}
    notify([people.tom_becker.pk], kind, **facts)  # type: ignore[arg-type]


def test_a_server_that_is_down_is_tried_again_and_delivers_once(
    people: NamedPeople, settings: Settings
) -> None:
    port = free_port()
    settings.MAIL_URL, settings.MAIL_FROM = f"smtp://127.0.0.1:{port}", SENDER
    tell(people)
    run_all()
    assert (mail_job().state, mail_job().attempts) == (JobState.QUEUED, 1)
    tell(people, "test:2")
    assert Job.objects.system("test").filter(kind=mailing.MAIL).count() == 1
    with serving_mail(port) as box:
        make_due()
        run_all()
    assert len(box.mails) == 2
    assert {each.mail_state for each in messages_of(people.tom_becker)} == {MailState.SENT}
    assert mail_job().result == {"sent": 2, "refused": 0}


def test_a_server_that_stays_away_is_told_to_administrators_without_mail(
    people: NamedPeople, settings: Settings
) -> None:
    settings.MAIL_URL, settings.MAIL_FROM = f"smtp://127.0.0.1:{free_port()}", SENDER
    tell(people)
    Job.objects.system("test").update(attempts=mailing.RETRIES)
    run_all()
    assert (mail_job().state, mail_job().error_code) == (JobState.FAILED, "mail_server")
    [message] = messages_of(people.admin_wang)
    assert message.mail_state == MailState.NONE
    assert Job.objects.system("test").filter(kind=mailing.MAIL).count() == 1


def test_an_address_that_is_refused_keeps_no_other_mail_back(
    ended: Work, acting: NamedActors, people: NamedPeople, mailbox: Mailbox
) -> None:
    mailbox.answers[people.tom_becker.email] = ["550 no such person"]
    tell(people)
    ended(acting.mei_lin)
    assert mailbox.recipients == [people.mei_lin.email]
    assert messages_of(people.tom_becker)[0].mail_state == MailState.REFUSED
    make_due()
    run_all()
    assert len(mailbox.mails) == 1


def test_an_address_that_is_put_off_is_tried_again(people: NamedPeople, mailbox: Mailbox) -> None:
    mailbox.answers[people.tom_becker.email] = ["451 come back later"]
    tell(people)
    run_all()
    assert mailbox.mails == []
    assert mail_job().state == JobState.QUEUED
    make_due()
    run_all()
    assert mailbox.recipients == [people.tom_becker.email]


def test_what_another_job_is_sending_is_left_to_it(people: NamedPeople, mailbox: Mailbox) -> None:
    tell(people)
    other = Job.objects.create(
        kind="test.other",
        state=JobState.RUNNING,
        actor_kind="system",
        actor_name="test",
        lease_token="x",
        lease_until=timezone.now() + timedelta(minutes=5),
    )
    Message.objects.system("test").update(mail_by=other.pk)
    run_all()
    assert mailbox.mails == []
    Job.objects.system("test").filter(pk=other.pk).update(state=JobState.FAILED)
    mailing.queue_mail()
    run_all()
    assert len(mailbox.mails) == 1


def test_mail_of_days_ago_is_not_sent_any_more(people: NamedPeople, mailbox: Mailbox) -> None:
    tell(people)
    Message.objects.system("test").update(created_at=timezone.now() - timedelta(days=4))
    run_all()
    assert mailbox.mails == []
    assert messages_of(people.tom_becker)[0].mail_state == MailState.GIVEN_UP


def test_settings_that_make_no_sense_fail_without_telling_their_value(
    people: NamedPeople, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.MAIL_URL, settings.MAIL_FROM = "smtp://u:hush@[::1", SENDER
    tell(people)
    with caplog.at_level(logging.DEBUG):
        run_all()
    assert (mail_job().error_code, mail_job().error_details) == (
        "mail_settings",
        {"setting": "MAINSTAY_MAIL_URL"},
    )
    assert "hush" not in caplog.text


def test_a_password_is_neither_logged_nor_audited(
    acting: NamedActors,
    people: NamedPeople,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def check(*received: Any) -> Any:
        from aiosmtpd.smtp import AuthResult

        return AuthResult(success=received[-1].password == PASSWORD.encode(), handled=False)

    options: dict[str, Any] = {"authenticator": check, "auth_require_tls": False}
    with serving_mail(**options) as box, caplog.at_level(logging.DEBUG):
        quoted = PASSWORD.replace(" ", "%20").replace("/", "%2F")
        settings.MAIL_FROM = SENDER
        settings.MAIL_URL = f"smtp://{USER}:{quoted}@127.0.0.1:{box.port}?tls=none"
        tell(people)
        run_all()
        assert len(box.mails) == 1
        settings.MAIL_URL = f"smtp://{USER}:not-it@127.0.0.1:{box.port}?tls=none"
        with pytest.raises(MailTrouble) as trouble:
            mailing.look_at_server()
        tell(people, "test:2")
        run_all()
    assert trouble.value.code == "mail_sign_in"
    written = caplog.text + str(list(AuditEntry.objects.system("test").values()))
    written += str(list(Job.objects.system("test").values()))
    assert PASSWORD not in written
    assert "not-it" not in written


def test_a_server_without_encryption_gets_no_password(settings: Settings) -> None:
    tried: list[Any] = []
    options: dict[str, Any] = {"auth_require_tls": False}
    with serving_mail(authenticator=lambda *received: tried.append(received), **options) as box:
        settings.MAIL_URL = f"smtp://{USER}:hush@127.0.0.1:{box.port}"
        settings.MAIL_FROM = SENDER
        with pytest.raises(MailTrouble) as trouble:
            mailing.look_at_server()
    assert (trouble.value.code, tried) == ("mail_encryption", [])


def test_a_message_that_cannot_be_written_holds_up_no_other(
    ended: Work, acting: NamedActors, people: NamedPeople, mailbox: Mailbox, broken: str
) -> None:
    tell(people, kind=broken)
    ended(acting.mei_lin)
    assert mailbox.recipients == [people.mei_lin.email]
    assert messages_of(people.tom_becker)[0].mail_state == MailState.REFUSED
    assert mail_job().state == JobState.DONE


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> str:
    """A kind of message that nobody can put into words."""
    monkeypatch.setattr(contracts, "_kinds", dict(contracts._kinds))

    def stumble(_actor: object, figures: Any) -> Any:
        return figures["missing"]

    contracts.register_kind(MessageKind("test.broken", stumble))
    return "test.broken"


def test_a_test_mail_goes_out_at_once_and_is_audited(acting: NamedActors, mailbox: Mailbox) -> None:
    with translation.override("en"):
        server = mailing.send_test(acting.admin_wang, "somebody@mail.example")
    assert server == f"127.0.0.1:{mailbox.port}"
    [mail] = mailbox.mails
    assert (mail["Subject"], mailbox.recipients) == (
        "Test mail of Mainstay",
        ["somebody@mail.example"],
    )
    entry = AuditEntry.objects.system("test").get(action="notifications.test_mail.mailed")
    assert entry.details == {"email": "somebody@mail.example"}


def test_only_administrators_send_test_mails_and_only_to_addresses(
    acting: NamedActors, mailbox: Mailbox
) -> None:
    with pytest.raises(AccessDenied):
        mailing.send_test(acting.tom_becker, "somebody@mail.example")
    for wrong in ("somebody", "a@mail.example\nBcc: b@mail.example", "a@b.example, c@d.example"):
        with pytest.raises(mailing.NotAnAddress):
            mailing.send_test(system_actor("test"), wrong)
    assert mailbox.mails == []
