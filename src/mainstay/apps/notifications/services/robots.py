"""Handing a message to a robot: to those of Feishu and Lark by ourselves, else through Apprise.

Apprise knows how each service wants a message, but cannot sign for Feishu and Lark, and says no
more than whether the request went through: a refusal with the status 200 is a success to it, and
an address stands in its log. So its plugins, and we, send through an ear, which keeps the answer,
calls nobody but the services, follows no redirection and reads no more than a little.
"""

import json
import logging
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone

from mainstay.apps.notifications.rules.answers import Refusal, refusal_in
from mainstay.apps.notifications.rules.feishu import handed_in
from mainstay.apps.notifications.rules.robot_addresses import Product, Robot, is_allowed_host

CONNECT_SECONDS, READ_SECONDS = 5.0, 10.0
_MOST_READ = 64 * 1024

_PLUGINS = {
    Product.WECOM: ("wecombot", "NotifyWeComBot"),
    Product.DINGTALK: ("dingtalk", "NotifyDingTalk"),
    Product.SLACK: ("slack", "NotifySlack"),
    Product.TEAMS: ("workflows", "NotifyWorkflows"),
}

_OWN = frozenset({Product.FEISHU, Product.LARK})
"""Those that are handed messages by ourselves."""

_FINERY = frozenset({"include_image", "include_footer", "include_timestamp"})
"""Pictures from elsewhere and the like, which nobody has asked for."""


class RobotRefused(Exception):
    """The service has not taken the message."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Answer:
    """What a plugin reads of an answer."""

    status_code: int
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode("utf-8", "replace")


class _Ear:
    """What the plugins use of `requests`; what a thread heard is its own."""

    def __init__(self) -> None:
        import requests

        self._requests = requests
        self._heard = threading.local()
        self.codes = requests.codes
        self.RequestException = requests.RequestException

    def listen(self) -> None:
        """Forget what was heard before."""
        self._heard.answer, self._heard.failure = None, ""

    @property
    def answer(self) -> Answer | None:
        found: Answer | None = self._heard.answer
        return found

    @property
    def failure(self) -> str:
        return str(self._heard.failure)

    def post(self, url: str, **options: Any) -> Answer:
        return self.request("POST", url, **options)

    def request(self, method: str, url: str, **options: Any) -> Answer:
        parts = urlsplit(url)
        if parts.scheme != "https" or not is_allowed_host(parts.hostname or ""):
            raise self.RequestException("not one of the services")
        options |= {
            "allow_redirects": False,
            "verify": True,
            "timeout": (CONNECT_SECONDS, READ_SECONDS),
            "stream": True,
        }
        try:
            with self._requests.request(method, url, **options) as response:
                self._heard.answer = Answer(response.status_code, self._beginning_of(response))
        except self._requests.RequestException as error:
            self._heard.failure = self._reason(error)
            raise
        return self._heard.answer  # type: ignore[no-any-return]

    def _beginning_of(self, response: Any) -> bytes:
        """A little of the answer, within the time in which all of it should have come."""
        ends, read = time.monotonic() + READ_SECONDS, b""
        for part in response.iter_content(1024):
            read += part
            if len(read) > _MOST_READ:
                break
            if time.monotonic() > ends:
                raise self._requests.Timeout("the answer does not end")
        return read

    def _reason(self, error: Exception) -> str:
        if isinstance(error, self._requests.exceptions.SSLError):
            return "robot_certificate"
        if isinstance(error, self._requests.Timeout):
            return "robot_slow"
        return "robot_unreachable"


_ears: list[_Ear] = []
_installing = threading.Lock()


def _ear() -> _Ear:
    """The one ear, put into the plugins when the first message is sent."""
    with _installing:
        if not _ears:
            logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
            logging.getLogger("urllib3.connectionpool").setLevel(logging.WARNING)
            ear = _Ear()
            for module, _class in _PLUGINS.values():
                vars(import_module(f"apprise.plugins.{module}"))["requests"] = ear
            _ears.append(ear)
    return _ears[0]


def post(robot: Robot, text: str) -> None:
    """Hand a plain text in. Raises RobotRefused."""
    ear = _ear()
    ear.listen()
    if robot.product in _OWN:
        _hand_in(ear, robot, text)
    else:
        _plugin(robot).notify(body=text)
    if ear.answer is None:
        raise RobotRefused(Refusal(ear.failure or "robot_unreachable"))
    refusal = refusal_in(robot, ear.answer.status_code, ear.answer.content)
    if refusal is not None:
        raise RobotRefused(refusal)


def _hand_in(ear: _Ear, robot: Robot, text: str) -> None:
    """Post to a robot of Feishu or Lark; the ear keeps what came of it."""
    said = json.dumps(handed_in(text, robot.secret, timezone.now()), ensure_ascii=False)
    headers = {"Content-Type": "application/json", "User-Agent": "Mainstay"}
    with suppress(ear.RequestException):
        ear.post(robot.address, data=said.encode(), headers=headers)


def _plugin(robot: Robot) -> Any:
    """Apprise's plugin for a robot; it is asked for none but these, so no other scheme is known."""
    from apprise import AppriseAsset

    module, name = _PLUGINS[robot.product]
    kind = getattr(import_module(f"apprise.plugins.{module}"), name)
    asset = AppriseAsset(app_id="Mainstay", app_desc="Mainstay", secure_logging=True)
    found = _taken_apart(kind, robot)
    found["asset"] = asset
    if robot.product in {Product.SLACK, Product.TEAMS}:
        found |= dict.fromkeys(_FINERY & found.keys(), False)
    plugin = kind(**found)
    plugin.request_rate_per_sec = 0
    return plugin


def _taken_apart(kind: Any, robot: Robot) -> dict[str, Any]:
    """What the plugin is made of. It does not know the addresses that DingTalk shows."""
    if robot.product is Product.DINGTALK:
        signing = f"{robot.secret}@" if robot.secret else ""
        return dict(kind.parse_url(f"dingtalk://{signing}{robot.token}/"))
    return dict(kind.parse_native_url(robot.address))
