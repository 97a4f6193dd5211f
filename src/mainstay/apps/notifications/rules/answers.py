"""What a service answers to a message, and what that means. Pure.

WeCom, DingTalk and Feishu answer 200 also when they refuse, with a number in the body.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mainstay.apps.notifications.rules.robot_addresses import Product, Robot

_MOST_SAID = 200
_OK, _ACCEPTED, _TOO_MANY, _FAULTY = 200, 202, 429, 500
_GONE = frozenset({401, 403, 404, 410})
AWAY = frozenset({"robot_slow", "robot_unreachable"})
"""What another channel of the same service would meet too, after as long a wait."""

TEMPORARY = frozenset(
    {"robot_busy", "robot_down", "robot_slow", "robot_unreachable", "robot_certificate"}
)
"""What may be over by the next attempt."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a message was not taken; `says` is what the service said itself."""

    code: str
    says: str = ""

    @property
    def is_temporary(self) -> bool:
        return self.code in TEMPORARY


_CODES: Mapping[Product, Mapping[int, str]] = {
    Product.WECOM: {
        93000: "robot_gone",
        40001: "robot_gone",
        45009: "robot_busy",
        -1: "robot_down",
    },
    Product.DINGTALK: {
        300001: "robot_gone",
        40035: "robot_gone",
        130101: "robot_busy",
        130103: "robot_busy",
        410100: "robot_busy",
        -1: "robot_down",
    },
    Product.FEISHU: {
        19001: "robot_gone",
        19002: "robot_gone",
        19007: "robot_gone",
        19021: "robot_signature",
        19022: "robot_address",
        19024: "robot_keyword",
        9499: "robot_busy",
        11232: "robot_busy",
    },
}
_DINGTALK_SAFETY = 310000
_SAFETY_WORDS = (
    ("keyword", "robot_keyword"),
    ("关键词", "robot_keyword"),
    ("sign", "robot_signature"),
    ("timestamp", "robot_signature"),
    ("ip", "robot_address"),
)


def refusal_in(robot: Robot, status: int, body: bytes) -> Refusal | None:
    """Why the service did not take the message; None where it did."""
    says = _without_secrets(robot, _said(body))
    if status == _TOO_MANY:
        return Refusal("robot_busy", says)
    if status >= _FAULTY:
        return Refusal("robot_down", str(status))
    if status in _GONE:
        return Refusal("robot_gone", says or str(status))
    if status not in {_OK, _ACCEPTED}:
        return Refusal("robot_refused", f"{status} {says}".strip())
    return _refusal_in_body(robot, body, says)


def _refusal_in_body(robot: Robot, body: bytes, says: str) -> Refusal | None:
    if robot.product is Product.TEAMS:
        return None
    if robot.product is Product.SLACK:
        return None if body.strip() == b"ok" else Refusal("robot_refused", says)
    number = _number(body)
    if number is None:
        return Refusal("robot_odd", says)
    if number == 0:
        return None
    if robot.product is Product.DINGTALK and number == _DINGTALK_SAFETY:
        found = (code for word, code in _SAFETY_WORDS if word in says.lower())
        return Refusal(next(found, "robot_refused"), says)
    of_product = Product.FEISHU if robot.product is Product.LARK else robot.product
    return Refusal(_CODES[of_product].get(number, "robot_refused"), f"{number} {says}".strip())


def _number(body: bytes) -> int | None:
    answer = _parsed(body)
    for name in ("errcode", "code", "StatusCode"):
        number = answer.get(name)
        if isinstance(number, int) and not isinstance(number, bool):
            return number
    return None


def _said(body: bytes) -> str:
    answer = _parsed(body)
    said = answer.get("errmsg") or answer.get("msg") or answer.get("error") or ""
    text = (
        said
        if isinstance(said, str) and said
        else ""
        if answer
        else body.decode("utf-8", "replace")
    )
    if isinstance(said, dict):
        text = str(said.get("message", ""))
    printable = "".join(each if each.isprintable() else " " for each in text)
    return " ".join(printable.split())[:_MOST_SAID]


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _without_secrets(robot: Robot, text: str) -> str:
    for secret in robot.secrets:
        text = text.replace(secret, "…")
    return text
