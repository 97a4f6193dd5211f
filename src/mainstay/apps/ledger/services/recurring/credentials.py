"""Credentials for an address: kept encrypted, given to nobody but the server that asks."""

import base64
import json

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from mainstay.apps.ledger.recurrence import CredentialKind

_PURPOSE = b"mainstay: credentials of recurring imports"


class CredentialsLost(Exception):
    """What was kept cannot be read: the installation's secret key is another one now."""


def sealed(user: str, secret: str) -> str:
    """Credentials as they are kept."""
    return _box().encrypt(json.dumps([user, secret]).encode()).decode()


def authorization(kind: str, kept: str) -> str:
    """The header that shows the credentials, empty without any. Raises CredentialsLost."""
    if kind == CredentialKind.NONE:
        return ""
    try:
        user, secret = json.loads(_box().decrypt(kept.encode()))
    except InvalidToken as error:
        raise CredentialsLost from error
    if kind == CredentialKind.BEARER:
        return f"Bearer {secret}"
    return "Basic " + base64.b64encode(f"{user}:{secret}".encode()).decode()


def _box() -> Fernet:
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE)
    key = derivation.derive(settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(key))
