"""What the settings say of the identity provider."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Provider:
    """An identity provider, and what we are to it."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str
    scopes: tuple[str, ...]
    back: str
    """The address that the provider leads people back to."""


def provider() -> Provider | None:
    """The provider that the settings name; None where there is none, or the settings are wrong."""
    if not settings.OIDC_ISSUER or fault() is not None:
        return None
    return Provider(
        issuer=settings.OIDC_ISSUER,
        client_id=settings.OIDC_CLIENT_ID,
        client_secret=_secret() or "",
        name=settings.OIDC_NAME or urlsplit(settings.OIDC_ISSUER).hostname or "",
        scopes=tuple(dict.fromkeys(["openid", *settings.OIDC_SCOPES])),
        back=settings.PUBLIC_URL.strip().rstrip("/") + reverse("provider_back"),
    )


def fault() -> str | None:
    """The first setting that is missing or wrong, by the name of its variable."""
    wrong = {
        "MAINSTAY_OIDC_ISSUER": not is_safe(settings.OIDC_ISSUER),
        "MAINSTAY_OIDC_CLIENT_ID": not settings.OIDC_CLIENT_ID,
        "MAINSTAY_OIDC_CLIENT_SECRET": not _secret(),
        "MAINSTAY_URL": not settings.PUBLIC_URL.strip(),
    }
    return next((name for name, is_wrong in wrong.items() if is_wrong), None)


def only() -> bool:
    """Whether people sign in through the provider alone, also while its settings are wrong."""
    return bool(settings.OIDC_ISSUER) and settings.OIDC_ONLY


def is_safe(address: str) -> bool:
    """Whether what is asked at an address can be believed: HTTPS, or this very machine."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        _port = parts.port
    except ValueError:
        return False
    if not host or parts.query or parts.fragment or parts.username is not None:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)


def _secret() -> str | None:
    """The client secret, from the settings or the file that they name."""
    if not settings.OIDC_CLIENT_SECRET_FILE:
        return str(settings.OIDC_CLIENT_SECRET)
    try:
        return Path(settings.OIDC_CLIENT_SECRET_FILE).read_text("utf-8").strip()
    except (OSError, ValueError):
        return None
