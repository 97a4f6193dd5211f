"""Keeping secrets encrypted: the key is made of the installation's, another for each purpose."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class SealBroken(Exception):
    """What was kept cannot be read: the installation's secret key is another one now."""


def seal(purpose: bytes, text: str) -> str:
    """A text as it is kept."""
    return _box(purpose).encrypt(text.encode()).decode()


def unseal(purpose: bytes, kept: str) -> str:
    """The text again. Raises SealBroken."""
    try:
        return _box(purpose).decrypt(kept.encode()).decode()
    except InvalidToken as error:
        raise SealBroken from error


def _box(purpose: bytes) -> Fernet:
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose)
    key = derivation.derive(settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(key))
