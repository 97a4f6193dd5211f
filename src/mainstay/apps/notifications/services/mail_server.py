"""The mail server: whether one is set up, talking to it, and what its refusals mean."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

from mainstay.apps.notifications.rules.mail_settings import (
    MailServer,
    Security,
    public_address,
    sender_of,
    server_of,
)

TIMEOUT_SECONDS = 20
_PERMANENT = 500
_MOST_SAID = 300


@dataclass(frozen=True, slots=True)
class MailSetup:
    """Everything that sending takes; `address` is empty where mail has no links."""

    server: MailServer
    sender: str
    address: str


class MailTrouble(Exception):
    """The server cannot be used; `code` and `says`, what it said, are words for a person."""

    def __init__(self, code: str, says: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.says = says[:_MOST_SAID]


class MailRefused(Exception):
    """The server does not take this mail: never, or `for_now`."""

    def __init__(self, says: str, *, for_now: bool) -> None:
        super().__init__(says)
        self.says = says[:_MOST_SAID]
        self.for_now = for_now


def is_set_up() -> bool:
    """Whether a mail server is named at all."""
    return bool(settings.MAIL_URL)


def mail_setup() -> MailSetup:
    """What the settings say. Raises MailSettingsWrong."""
    return MailSetup(
        server=server_of(settings.MAIL_URL),
        sender=sender_of(settings.MAIL_FROM),
        address=public_address(settings.PUBLIC_URL),
    )


@contextmanager
def connected(server: MailServer, *, timeout: float = TIMEOUT_SECONDS) -> Iterator[EmailBackend]:
    """A connection on which one has signed in. Raises MailTrouble, inside the block too."""
    connection = EmailBackend(
        host=server.host,
        port=server.port,
        username=server.user,
        password=server.password,
        use_tls=server.security is Security.STARTTLS,
        use_ssl=server.security is Security.TLS,
        timeout=timeout,
    )
    try:
        try:
            connection.open()
            yield connection
        finally:
            connection.close()
    except smtplib.SMTPAuthenticationError as error:
        raise MailTrouble("mail_sign_in", _reply(error)) from error
    except smtplib.SMTPNotSupportedError as error:
        unencrypted = server.security is Security.STARTTLS and "STARTTLS" in str(error)
        raise MailTrouble(
            "mail_encryption" if unencrypted else "mail_sign_in", str(error)
        ) from error
    except ssl.SSLError as error:
        raise MailTrouble("mail_encryption", _plain(error)) from error
    except smtplib.SMTPSenderRefused as error:
        raise MailTrouble("mail_sender", _reply(error)) from error
    except (OSError, smtplib.SMTPException) as error:
        raise MailTrouble("mail_server", _plain(error)) from error


@contextmanager
def refusals() -> Iterator[None]:
    """Tell the refusal of a single mail from trouble with the server. Raises MailRefused."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        [(code, says), *_] = error.recipients.values()
        raise MailRefused(_text(says), for_now=code < _PERMANENT) from error
    except smtplib.SMTPDataError as error:
        raise MailRefused(_reply(error), for_now=error.smtp_code < _PERMANENT) from error


def _reply(error: smtplib.SMTPResponseException) -> str:
    return f"{error.smtp_code} {_text(error.smtp_error)}"


def _plain(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _reply(error)
    return str(getattr(error, "strerror", None) or str(error) or type(error).__name__)


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said
