"""A message as a mail: in the reader's language and zone, and no more than they may know now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mainstay.apps.governance import queries as governance
from mainstay.apps.notifications import queries
from mainstay.apps.notifications.contracts import topic_coded
from mainstay.apps.notifications.models import Message
from mainstay.apps.notifications.rules.mail_settings import is_address, one_line
from mainstay.apps.notifications.services.mail_server import MailSetup
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.jobs.outcomes import Words
from mainstay.foundation.letters import Letter

_HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


def mail_of(messages: Sequence[Message], setup: MailSetup) -> EmailMultiAlternatives | None:
    """The mail, None where there is nobody who may read it and wants it by mail.

    Several messages are all for one person.
    """
    person = messages[0].person_id
    found = governance.recipients([person])
    actor = governance.acting_person(person)
    if actor is None or not found or not found[0].gets_mail or not is_address(found[0].email):
        return None
    zone = governance.zone_of(found[0].time_zone)
    language = found[0].language or settings.LANGUAGE_CODE
    with translation.override(language), timezone.override(zone):
        if len(messages) == 1:
            mail = _mail(queries.words_of(actor, messages[0]), found[0].email, setup)
        else:
            mail = _gathered(actor, messages, found[0].email, setup)
    name = "-".join(str(each.pk) for each in (messages[0], messages[-1])[: len(messages)])
    mail.extra_headers["Message-ID"] = _identity(name, setup)
    return mail


@dataclass(frozen=True, slots=True)
class _Told:
    """One of several messages: its words, where it leads, and when it was."""

    words: Words
    link: str
    at: datetime


def _gathered(
    actor: Actor, messages: Sequence[Message], address: str, setup: MailSetup
) -> EmailMultiAlternatives:
    """Several messages as one mail, by topic."""
    by_topic: dict[str, list[_Told]] = {}
    for each in messages:
        words = queries.words_of(actor, each)
        told = _Told(words, _link(words, setup), each.created_at)
        by_topic.setdefault(each.topic, []).append(told)
    groups = [(topic_coded(topic), told) for topic, told in by_topic.items()]
    number = len(messages)
    title = ngettext("%(n)d message", "%(n)d messages", number) % {"n": number}
    context = {"title": title, "groups": groups, "account": _account(setup)}
    return _of("gathered", title, context, address, setup)


def mail_of_letter(letter: Letter, setup: MailSetup, job_id: int) -> EmailMultiAlternatives:
    """A letter of another app, in its reader's language, with the link that it is about."""
    with translation.override(letter.language):
        context = {"letter": letter, "link": setup.address + letter.path}
        mail = EmailMultiAlternatives(
            subject=one_line(letter.title),
            body=render_to_string("notifications/letter.txt", context),
            from_email=setup.sender,
            to=[letter.address],
            headers=_HEADERS | {"Message-ID": _identity(f"letter-{job_id}", setup)},
        )
        page = render_to_string("notifications/letter.html", context)
    mail.attach_alternative(page, "text/html")
    return mail


def trial_mail(address: str, setup: MailSetup) -> EmailMultiAlternatives:
    """A mail that shows that sending works, in the language that is active."""
    words = Words(
        _("Test mail of Mainstay"), _("Mail from Mainstay arrives. There is nothing to do."), "/"
    )
    return _mail(words, address, setup, test=True)


def _mail(
    words: Words, address: str, setup: MailSetup, *, test: bool = False
) -> EmailMultiAlternatives:
    account = "" if test else _account(setup)
    context = {"words": words, "link": _link(words, setup), "account": account, "test": test}
    return _of("mail", words.title, context, address, setup)


def _of(
    template: str, title: str, context: dict[str, Any], address: str, setup: MailSetup
) -> EmailMultiAlternatives:
    context["language"] = translation.get_language()
    mail = EmailMultiAlternatives(
        subject=one_line(title),
        body=render_to_string(f"notifications/{template}.txt", context),
        from_email=setup.sender,
        to=[address],
        headers=dict(_HEADERS),
    )
    page = render_to_string(f"notifications/{template}.html", context)
    mail.attach_alternative(page, "text/html")
    return mail


def _link(words: Words, setup: MailSetup) -> str:
    return setup.address + words.url if setup.address and words.url else ""


def _account(setup: MailSetup) -> str:
    return f"{setup.address}/account/" if setup.address else ""


def _identity(name: str, setup: MailSetup) -> str:
    """The same for every attempt at one mail, another one in every installation."""
    secret = salted_hmac("mainstay.notifications.mail", name).hexdigest()[:16]
    domain = setup.sender.rpartition("@")[2].rstrip(">")
    return f"<mainstay-{name}-{secret}@{domain}>"
