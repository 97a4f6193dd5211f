"""What robots of Feishu and Lark are handed, signed where they ask for it. Pure.

https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot
"""

import base64
import hmac
from datetime import datetime
from typing import Any


def handed_in(text: str, secret: str, moment: datetime) -> dict[str, Any]:
    """A text as these robots take it; they take a signature for an hour from its moment on."""
    said: dict[str, Any] = {"msg_type": "text", "content": {"text": text}}
    if secret:
        timestamp = str(int(moment.timestamp()))
        said |= {"timestamp": timestamp, "sign": signature(secret, timestamp)}
    return said


def signature(secret: str, timestamp: str) -> str:
    """The signature of a moment: timestamp and secret are the key, and nothing is signed by it."""
    key = f"{timestamp}\n{secret}".encode()
    return base64.b64encode(hmac.digest(key, b"", "sha256")).decode()
