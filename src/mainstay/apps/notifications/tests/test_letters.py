"""Invitations and links for forgotten passwords, through a real mail server."""

import re
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from mainstay.apps.governance import services as governance
from mainstay.apps.governance.models import Invitation
from mainstay.apps.governance.testing import PASSWORD, NamedActors, NamedPeople
from mainstay.apps.notifications.services.letters import LETTER
from mainstay.apps.notifications.testing import SENDER, Mailbox, html_of, text_of
from mainstay.apps.notifications.tests.conftest import SignedIn, messages_of, run_all
from mainstay.foundation.audit.models import AuditEntry
from mainstay.foundation.jobs.models import Job, JobState

FORGOTTEN = "/sign-in/forgotten/"
CHOSEN = "lanterns over the harbour"
NEW: dict[str, Any] = {"email": "sun.yue@mainstay.example", "full_name": "Sun Yue"}


@pytest.fixture(autouse=True)
def _company(db: None) -> None:
    """A company that has set Mainstay up, and nobody who has tried anything."""
    cache.clear()
    governance.initialise(
        email="first@mainstay.example",
        password="a-rope-to-begin-with",
        currency="CNY",
        time_zone="Asia/Shanghai",
        name="Hengsheng",
    )


def letters() -> list[Job]:
    return list(Job.objects.system("test").filter(kind=LETTER).order_by("pk"))


def link_in(mail: EmailMessage) -> str:
    found = re.search(r"https://mainstay\.example(/\S+)", text_of(mail))
    assert found is not None
    assert found[0] in html_of(mail)
    return found[1]


def ask(email: str, **headers: str) -> Any:
    return Client(headers=headers).post(FORGOTTEN, {"email": email})


# Invitations


def test_an_invitation_comes_by_mail_and_opens_the_door(
    acting: NamedActors, people: NamedPeople, signed_in: SignedIn, mailbox: Mailbox
) -> None:
    client = signed_in(people.admin_wang)
    answer = client.post("/administration/people/invite/", NEW)
    assert answer["Location"] == "/administration/people/invitations/"
    run_all()
    [mail] = mailbox.mails
    assert (mail["From"], mail["To"]) == (SENDER, "sun.yue@mainstay.example")
    assert mail["Subject"] == "Your invitation to Mainstay"
    assert "Admin Wang invites you to work with Mainstay at Hengsheng." in text_of(mail)
    link = link_in(mail)
    guest = Client()
    guest.post(link, {"new": CHOSEN, "again": CHOSEN})
    assert guest.get("/account/").status_code == 200
    entry = AuditEntry.objects.system("test").get(action="notifications.letter.mailed")
    assert entry.details == {"email": "sun.yue@mainstay.example", "kind": "governance.invitation"}


def test_with_mail_no_link_is_shown_to_whoever_invites(
    people: NamedPeople, signed_in: SignedIn, mailbox: Mailbox
) -> None:
    client = signed_in(people.admin_wang)
    sent = client.post("/api/invitations", NEW, content_type="application/json")
    assert sent.json()["link"] is None
    shown = client.get("/administration/people/invitations/")
    assert "/invitation/" not in shown.content.decode()


@pytest.mark.parametrize(
    ("language", "subject"), [("zh-hans", "Mainstay 邀请"), ("zh-hant", "Mainstay 邀請")]
)
def test_an_invitation_is_in_the_language_that_was_chosen(
    language: str, subject: str, acting: NamedActors, mailbox: Mailbox
) -> None:
    governance.invite(acting.admin_wang, **NEW, language=language)
    run_all()
    [mail] = mailbox.mails
    assert mail["Subject"] == subject


def test_neither_the_link_nor_its_word_waits_in_the_queue(
    acting: NamedActors, mailbox: Mailbox
) -> None:
    invitation = governance.invite(acting.admin_wang, **NEW)
    [job] = letters()
    assert job.parameters == {"kind": "governance.invitation", "key": invitation.pk}
    run_all()
    [job] = letters()
    assert job.result == {"sent": 1}
    told = str(list(AuditEntry.objects.system("test").values_list("details", flat=True)))
    assert invitation.word not in told


def test_what_was_withdrawn_before_it_was_sent_is_not_sent(
    acting: NamedActors, mailbox: Mailbox
) -> None:
    invitation = governance.invite(acting.admin_wang, **NEW)
    governance.withdraw_invitation(acting.admin_wang, invitation)
    run_all()
    assert mailbox.mails == []


def test_while_the_server_is_away_a_letter_waits(
    acting: NamedActors, mailbox: Mailbox, settings: Settings
) -> None:
    there, settings.MAIL_URL = settings.MAIL_URL, "smtp://127.0.0.1:1"
    governance.invite(acting.admin_wang, **NEW)
    run_all()
    [job] = letters()
    assert job.state == JobState.QUEUED
    settings.MAIL_URL = there
    rows = Job.objects.system("test").filter(pk=job.pk)
    rows.update(available_at=timezone.now() - timedelta(hours=1))
    run_all()
    assert len(mailbox.mails) == 1


def test_whoever_invited_hears_of_an_address_that_is_refused(
    acting: NamedActors, people: NamedPeople, mailbox: Mailbox
) -> None:
    mailbox.answers["sun.yue@mainstay.example"] = ["550 no such box"]
    governance.invite(acting.admin_wang, **NEW)
    run_all()
    [job] = letters()
    assert (job.state, job.error_code) == (JobState.FAILED, "mail_refused")
    [message] = messages_of(people.admin_wang)
    assert "no such box" in str(message.figures)
    assert mailbox.mails == []


def test_without_an_address_for_links_the_link_is_shown_instead(
    people: NamedPeople, signed_in: SignedIn, mailbox: Mailbox, settings: Settings
) -> None:
    settings.PUBLIC_URL = ""
    shown = signed_in(people.admin_wang).post("/administration/people/invite/", NEW)
    assert "/invitation/" in shown.content.decode()
    run_all()
    assert mailbox.mails == []
    assert Invitation.objects.system("test").count() == 1


# Forgotten passwords


def test_a_forgotten_password_is_replaced_through_a_mail(
    people: NamedPeople, mailbox: Mailbox
) -> None:
    assert "is on its way" in ask("Tom.Becker@mainstay.example").content.decode()
    run_all()
    [mail] = mailbox.mails
    assert (mail["To"], mail["Subject"]) == (
        people.tom_becker.email,
        "A new password for Mainstay",
    )
    link = link_in(mail)
    assert Client().post(link, {"new": CHOSEN, "again": CHOSEN})["Location"] == "/sign-in/"
    client = Client()
    client.post("/sign-in/", {"login": people.tom_becker.email, "password": CHOSEN})
    assert client.get("/account/").status_code == 200
    assert Client().get(link).status_code == 404


def test_the_answer_and_the_work_are_the_same_whoever_asks(
    people: NamedPeople, acting: NamedActors, mailbox: Mailbox
) -> None:
    governance.disable_person(acting.admin_wang, people.ana_silva)
    ask(people.mei_lin.email)
    seen = []
    for email in (people.tom_becker.email, "nobody@mainstay.example", people.ana_silva.email):
        with CaptureQueriesContext(connection) as run:
            answer = ask(email)
        statements = [re.sub(r"'[^']*'|\d+", "?", each["sql"]) for each in run]
        page = re.sub(r"\b\w{64}\b", "token", answer.content.decode())
        seen.append((answer.status_code, page, statements))
    assert seen[0] == seen[1] == seen[2]
    run_all()
    assert mailbox.recipients == [people.mei_lin.email, people.tom_becker.email]
    assert len(AuditEntry.objects.system("test").filter(action__endswith="asked_for")) == 4


def test_a_person_gets_three_mails_an_hour(people: NamedPeople, mailbox: Mailbox) -> None:
    answers = [ask(people.tom_becker.email).content.decode() for _ in range(4)]
    assert "is on its way" in answers[2]
    assert "Please wait an hour." in answers[3]
    assert "is on its way" in ask(people.mei_lin.email).content.decode()
    run_all()
    assert mailbox.recipients.count(people.tom_becker.email) == 3


def test_an_address_asks_twenty_times_an_hour(people: NamedPeople, mailbox: Mailbox) -> None:
    for number in range(20):
        ask(f"guess{number}@mainstay.example")
    assert "Please wait an hour." in ask(people.tom_becker.email).content.decode()
    run_all()
    assert mailbox.mails == []


def test_a_link_that_comes_after_its_time_is_not_sent(
    people: NamedPeople, mailbox: Mailbox
) -> None:
    ask(people.tom_becker.email)
    Job.objects.system("test").filter(kind=LETTER).update(
        created_at=timezone.now() - timedelta(minutes=31)
    )
    run_all()
    assert mailbox.mails == []


def test_asking_changes_nothing_by_itself(people: NamedPeople, mailbox: Mailbox) -> None:
    ask(people.tom_becker.email)
    client = Client()
    client.post("/sign-in/", {"login": people.tom_becker.email, "password": PASSWORD})
    assert client.get("/account/").status_code == 200
