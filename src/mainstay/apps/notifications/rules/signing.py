"""Signing what webhooks are told, as the Standard Webhooks specification has it. Pure.

The receiver has the secret too. It makes the signature of what it was sent and compares: what was
changed on the way, or was made by somebody else, does not fit. https://www.standardwebhooks.com
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime

PREFIX = "whsec_"
_BYTES = 32


def new_secret() -> str:
    """A secret that nobody can guess, as receivers' libraries take it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def signature(secret: str, message: str, moment: datetime, body: str) -> str:
    """The signature of a message with this identity, sent at this moment."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message}.{int(moment.timestamp())}.{body}".encode()
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def headers(kept: Sequence[str], message: str, moment: datetime, body: str) -> dict[str, str]:
    """The headers that go with a body; one signature for each secret that is good now."""
    return {
        "webhook-id": message,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(signature(each, message, moment, body) for each in kept),
    }
