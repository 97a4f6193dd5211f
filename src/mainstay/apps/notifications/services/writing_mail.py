"""A message as a mail: in the reader's language, and no more of it than they may know now."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from mainstay.apps.governance import queries as governance
from mainstay.apps.notifications import queries
from mainstay.apps.notifications.models import Message
from mainstay.apps.notifications.rules.mail_settings import is_address, one_line
from mainstay.apps.notifications.services.mail_server import MailSetup
from mainstay.foundation.jobs.outcomes import Words
from mainstay.foundation.letters import Letter

_HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


def mail_of(message: Message, setup: MailSetup) -> EmailMultiAlternatives | None:
    """The mail, None where there is nobody who may read it and wants it by mail."""
    found = governance.recipients([message.person_id])
    actor = governance.acting_person(message.person_id)
    if actor is None or not found or not found[0].gets_mail or not is_address(found[0].email):
        return None
    with translation.override(found[0].language or settings.LANGUAGE_CODE):
        words = queries.words_of(actor, message)
        mail = _mail(words, found[0].email, setup)
    mail.extra_headers["Message-ID"] = _identity(str(message.pk), setup)
    return mail


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
    context = {
        "words": words,
        "link": setup.address + words.url if setup.address and words.url else "",
        "account": "" if test or not setup.address else f"{setup.address}/account/",
        "language": translation.get_language(),
        "test": test,
    }
    mail = EmailMultiAlternatives(
        subject=one_line(words.title),
        body=render_to_string("notifications/mail.txt", context),
        from_email=setup.sender,
        to=[address],
        headers=dict(_HEADERS),
    )
    mail.attach_alternative(render_to_string("notifications/mail.html", context), "text/html")
    return mail


def _identity(name: str, setup: MailSetup) -> str:
    """The same for every attempt at one mail, another one in every installation."""
    secret = salted_hmac("mainstay.notifications.mail", name).hexdigest()[:16]
    domain = setup.sender.rpartition("@")[2].rstrip(">")
    return f"<mainstay-{name}-{secret}@{domain}>"
