"""What the settings for mail mean: the server, the sender, the public address."""

from dataclasses import dataclass, field
from email.utils import formataddr, parseaddr
from enum import StrEnum
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

SERVER, SENDER, ADDRESS = "MAINSTAY_MAIL_URL", "MAINSTAY_MAIL_FROM", "MAINSTAY_URL"


class Security(StrEnum):
    """How the connection to the mail server is kept secret."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


class MailSettingsWrong(ValueError):
    """A setting cannot be understood; `setting` is its name, and its value is not told."""

    def __init__(self, setting: str) -> None:
        super().__init__(setting)
        self.setting = setting


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in."""

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        """The server without secrets."""
        return f"{self.host}:{self.port}"


_PORTS = {Security.NONE: 25, Security.STARTTLS: 587, Security.TLS: 465}


def server_of(url: str) -> MailServer:
    """The server that ``smtp://user:password@host:587?tls=starttls`` or ``smtps://`` names.

    A password goes encrypted unless `tls=none` says otherwise. Raises MailSettingsWrong.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
        options = dict(parse_qsl(parts.query, strict_parsing=True)) if parts.query else {}
    except ValueError:
        raise MailSettingsWrong(SERVER) from None
    security = _security(parts, options)
    if security is None or not parts.hostname or parts.path not in {"", "/"} or parts.fragment:
        raise MailSettingsWrong(SERVER)
    return MailServer(
        host=parts.hostname,
        port=_PORTS[security] if port is None else port,
        security=security,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def _security(parts: SplitResult, options: dict[str, str]) -> Security | None:
    """What the address says, None where that makes no sense."""
    if parts.scheme == "smtps" and not options:
        return Security.TLS
    if parts.scheme != "smtp" or options.keys() - {"tls"}:
        return None
    default = Security.STARTTLS if parts.username else Security.NONE
    said = options.get("tls", default)
    return Security(said) if said in {Security.NONE, Security.STARTTLS} else None


def sender_of(text: str) -> str:
    """The sender ``Name <address>`` or ``address``. Raises MailSettingsWrong."""
    name, address = parseaddr(text)
    if not is_address(address) or not text.isprintable():
        raise MailSettingsWrong(SENDER)
    return formataddr((name, address))


def public_address(text: str) -> str:
    """The address under which people reach the pages, without a slash at its end; empty for none.

    Raises MailSettingsWrong.
    """
    text = text.strip().rstrip("/")
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        known = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        known = False
    if not known or text != f"{parts.scheme}://{parts.netloc}" or "@" in parts.netloc:
        raise MailSettingsWrong(ADDRESS)
    return text


def is_address(text: str) -> bool:
    """Whether a text is one plain e-mail address."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def one_line(text: str) -> str:
    """A text as a header can hold it."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
