"""Webhook addresses as the services show them: whose they are, and what of them may be told. Pure.

Only addresses of these services are taken, and only encrypted ones: whoever may add a channel
cannot make the server call anything else.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qs, urlsplit

from django.db import models
from django.utils.translation import pgettext_lazy

LONGEST_ADDRESS = 1_000
_HTTPS_PORT = 443
_TOLD = 4


class Product(models.TextChoices):
    """The services in whose groups a robot can speak."""

    WECOM = "wecom", pgettext_lazy("product", "WeCom")
    DINGTALK = "dingtalk", pgettext_lazy("product", "DingTalk")
    FEISHU = "feishu", pgettext_lazy("product", "Feishu")
    LARK = "lark", pgettext_lazy("product", "Lark")
    SLACK = "slack", pgettext_lazy("product", "Slack")
    TEAMS = "teams", pgettext_lazy("product", "Microsoft Teams")


class AddressWrong(ValueError):
    """This is no webhook address that is taken; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Robot:
    """Where messages are handed in; `token` is what in the address is secret."""

    product: Product
    address: str = field(repr=False)
    token: str = field(repr=False)
    secret: str = field(default="", repr=False)

    @property
    def hint(self) -> str:
        """As much of the token as tells two robots apart."""
        return f"…{self.token[-_TOLD:]}"

    @property
    def secrets(self) -> tuple[str, ...]:
        """What nobody may read in an answer or a log."""
        return tuple(each for each in (self.token, self.secret) if each)


@dataclass(frozen=True, slots=True)
class _Form:
    """What the addresses of one product look like; `query` or the path holds the token.

    `signing` is what the secret of a robot that signs looks like; empty where none does.
    """

    product: Product
    host: str
    path: str
    query: str = ""
    shape: str = r"[A-Za-z0-9_-]{8,200}"
    signing: str = ""


_FEISHU_PATH = r"/open-apis/bot/v2/hook/(?P<token>[^/]+)/?"
_FEISHU_SIGNS = r"[A-Za-z0-9]{8,200}"


_FORMS = (
    _Form(Product.WECOM, r"qyapi\.weixin\.qq\.com", r"/cgi-bin/webhook/send/?", "key"),
    _Form(
        Product.DINGTALK,
        r"oapi\.dingtalk\.com",
        r"/robot/send/?",
        "access_token",
        shape=r"[A-Za-z0-9]{8,200}",
        signing=r"SEC[A-Za-z0-9]{8,200}",
    ),
    _Form(Product.FEISHU, r"open\.feishu\.cn", _FEISHU_PATH, signing=_FEISHU_SIGNS),
    _Form(Product.LARK, r"open\.larksuite\.com", _FEISHU_PATH, signing=_FEISHU_SIGNS),
    _Form(
        Product.SLACK,
        r"hooks\.slack\.com",
        r"/services/(?P<token>[^/]+/[^/]+/[^/]+)/?",
        shape=r"T[A-Za-z0-9]{5,40}/B[A-Za-z0-9]{5,40}/[A-Za-z0-9]{8,80}",
    ),
    _Form(
        Product.TEAMS,
        r"([a-z0-9-]+\.)+(logic\.azure\.com|api\.powerplatform\.com)",
        r"(/powerautomate/automations/direct(/cu/[0-9]+)?)?/workflows/[A-Za-z0-9_-]+"
        r"/triggers/manual/paths/invoke/?",
        "sig",
    ),
)
_ENDED = re.compile(r"([a-z0-9-]+\.)+webhook\.office\.com|outlook\.office(365)?\.com")


def robot_at(address: str, secret: str = "") -> Robot:
    """The robot whose address was pasted. Raises AddressWrong.

    `secret` signs what is sent, which robots of DingTalk, Feishu and Lark can ask for.
    """
    address, secret = address.strip(), secret.strip()
    parts = _parts(address)
    host = (parts.hostname or "").lower()
    for form in _FORMS:
        if re.fullmatch(form.host, host):
            return Robot(form.product, address, _token(form, parts), _checked(form, secret))
    raise AddressWrong("ended" if _ENDED.fullmatch(host) else "unknown")


def allowed_products(text: str) -> frozenset[Product]:
    """The services that an installation allows: `all`, or some by their codes, `none` for none.

    What nobody understands allows nothing.
    """
    said = {each.strip().lower() for each in text.split(",")}
    return frozenset(each for each in Product if "all" in said or each.value in said)


def unknown_products(text: str) -> list[str]:
    """What in such a setting names no service."""
    said = {each.strip().lower() for each in text.split(",")} - {""}
    return sorted(said.difference(Product.values, {"all", "none"}))


def is_allowed_host(host: str) -> bool:
    """Whether a host is one of a service whose addresses are taken."""
    return any(re.fullmatch(form.host, host.lower()) for form in _FORMS)


def _parts(address: str) -> SplitResult:
    if len(address) > LONGEST_ADDRESS or not address.isascii() or not address.isprintable():
        raise AddressWrong("unknown")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise AddressWrong("unknown") from None
    if parts.scheme.lower() != "https":
        raise AddressWrong("unknown" if not parts.netloc else "not_https")
    if port not in {None, _HTTPS_PORT} or "@" in parts.netloc:
        raise AddressWrong("unknown")
    return parts


def _token(form: _Form, parts: SplitResult) -> str:
    path = re.fullmatch(form.path, parts.path)
    if path is None:
        raise AddressWrong("incomplete")
    said = parse_qs(parts.query).get(form.query, []) if form.query else [path["token"]]
    if len(said) != 1 or not re.fullmatch(form.shape, said[0]):
        raise AddressWrong("incomplete")
    return said[0]


def _checked(form: _Form, secret: str) -> str:
    if not secret:
        return ""
    if not form.signing:
        raise AddressWrong("no_signing")
    if not re.fullmatch(form.signing, secret):
        raise AddressWrong("secret_dingtalk" if form.product is Product.DINGTALK else "secret")
    return secret
