"""A program that speaks to the interface: JSON over HTTP with nothing but the standard library."""

import json
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from uuid import uuid4

JOB_SECONDS = 600


@dataclass(frozen=True)
class Reply:
    """What the interface answered."""

    status: int
    body: Any


@dataclass(frozen=True)
class Program:
    """Whoever shows this token at this address."""

    address: str
    token: str

    def get(self, path: str, **query: object) -> Reply:
        return self._send("GET", f"{path}?{urllib.parse.urlencode(query)}" if query else path)

    def post(self, path: str, body: Mapping[str, Any] | None = None) -> Reply:
        return self._send("POST", path, json.dumps(body or {}).encode(), "application/json")

    def put(self, path: str, body: Mapping[str, Any]) -> Reply:
        return self._send("PUT", path, json.dumps(body).encode(), "application/json")

    def patch(self, path: str, body: Mapping[str, Any]) -> Reply:
        return self._send("PATCH", path, json.dumps(body).encode(), "application/json")

    def upload(self, path: str, file: Path, **fields: str) -> Reply:
        """Send a file as a form does."""
        border = uuid4().hex
        begin = f"--{border}\r\nContent-Disposition: form-data; name="
        parts = [f'{begin}"{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items()]
        head = f'{begin}"file"; filename="{file.name}"'
        parts += [f"{head}\r\n\r\n".encode(), file.read_bytes(), f"\r\n--{border}--\r\n".encode()]
        return self._send("POST", path, b"".join(parts), f"multipart/form-data; boundary={border}")

    def finish(self, path: str, busy: set[str], key: str = "state") -> Any:
        """Ask again until the state is none of the busy ones; gives the last answer."""
        ends = time.monotonic() + JOB_SECONDS
        while True:
            found = self.get(path)
            assert found.status == 200, found
            state = found.body
            for part in key.split("."):
                state = state[part]
            if state not in busy:
                return found.body
            assert time.monotonic() < ends, found
            time.sleep(0.3)

    def everything(self, path: str, **query: object) -> list[dict[str, Any]]:
        """All items of a list, page by page."""
        items: list[dict[str, Any]] = []
        address = f"{path}?{urllib.parse.urlencode(query)}"
        while address:
            page = self.get(address)
            assert page.status == 200, page
            items += page.body["items"]
            address = (page.body["next"] or "").removeprefix(self.address)
        return items

    def _send(self, method: str, path: str, data: bytes | None = None, kind: str = "") -> Reply:
        headers = {"Authorization": f"Bearer {self.token}"} | (
            {"Content-Type": kind} if kind else {}
        )
        request = urllib.request.Request(  # noqa: S310 - our own loopback address
            self.address + path, data=data, headers=headers, method=method
        )
        return _answer(urllib.request.build_opener(), request)


def _answer(opener: urllib.request.OpenerDirector, request: urllib.request.Request) -> Reply:
    try:
        with opener.open(request, timeout=JOB_SECONDS) as response:
            return Reply(response.status, json.loads(response.read() or b"null"))
    except urllib.error.HTTPError as refusal:
        return Reply(refusal.code, json.loads(refusal.read()))


def signed_in(
    address: str, email: str, password: str
) -> tuple[urllib.request.OpenerDirector, CookieJar]:
    """Sign in as a person does; gives what opens pages, and its cookies."""
    cookies = CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))
    with opener.open(f"{address}/sign-in/") as page:
        [proof] = set(re.findall(r'csrfmiddlewaretoken" value="(\w+)"', page.read().decode()))
    form = {"login": email, "password": password, "csrfmiddlewaretoken": proof}
    opener.open(f"{address}/sign-in/", urllib.parse.urlencode(form).encode()).close()
    return opener, cookies


def issue_token(address: str, email: str, password: str, **wanted: Any) -> str:
    """Sign in as a person does and issue a token for a program."""
    opener, cookies = signed_in(address, email, password)
    [proof] = [cookie.value for cookie in cookies if cookie.name == "csrftoken"]
    expires = datetime.now(UTC) + timedelta(days=1)
    body = {"name": "ERP", "expires_at": expires.isoformat(), **wanted}
    request = urllib.request.Request(  # noqa: S310 - our own loopback address
        f"{address}/api/tokens",
        json.dumps(body).encode(),
        {"Content-Type": "application/json", "X-CSRFToken": proof or ""},
    )
    issued = _answer(opener, request)
    assert issued.status == 201, issued
    text: str = issued.body["text"]
    return text
