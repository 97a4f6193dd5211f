"""A real OpenID Connect server on loopback, which can misbehave in every way that matters."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm

CLIENT_ID = "mainstay: the client"
CLIENT_SECRET = "a secret + of ours / 2026"

TOM = {"sub": "tom-1", "email": "tom.becker@mainstay.example", "email_verified": True}


@cache
def key(number: int) -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class IdentityProvider:
    """The server: who is signed in there, and what it does wrong."""

    issuer: str = ""
    person: dict[str, Any] = field(default_factory=lambda: dict(TOM))
    """What it knows of whoever comes; the claims of the ID token."""
    claims: dict[str, Any] = field(default_factory=dict)
    """What stands in the ID token instead of what should."""
    leave_out: frozenset[str] = frozenset()
    header: dict[str, Any] = field(default_factory=dict)
    signs_with: int = 1
    hands_out: tuple[int, ...] = (1,)
    algorithm: str = "RS256"
    discovery: dict[str, Any] = field(default_factory=dict)
    back: dict[str, str] = field(default_factory=dict)
    """What it adds to the address that it leads back to; with `error` there is no code."""
    userinfo: dict[str, Any] | None = None
    broken: dict[str, bytes] = field(default_factory=dict)
    """Paths whose answer is this instead."""
    asks: bool = False
    """Whether people see a page there, as in a browser."""
    asked: list[dict[str, str]] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def about_itself(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
            **self.discovery,
        }

    def keys(self) -> dict[str, Any]:
        found = []
        for number in self.hands_out:
            made = RSAAlgorithm.to_jwk(key(number).public_key(), as_dict=True)
            found.append({**made, "kid": f"key-{number}", "use": "sig", "alg": "RS256"})
        return {"keys": found}

    def leads_back(self, question: dict[str, str]) -> str:
        answer = {"state": question["state"], **self.back}
        if "error" not in self.back:
            code = secrets.token_urlsafe(16)
            self.codes[code] = question
            answer = {"code": code, **answer}
        return f"{question['redirect_uri']}?{urlencode(answer)}"

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        name, _, secret = (
            base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
        )
        shown = (unquote_plus(name), unquote_plus(secret))
        if not authorization:
            shown = (form.get("client_id", ""), form.get("client_secret", ""))
        if shown != (CLIENT_ID, CLIENT_SECRET):
            return 401, {"error": "invalid_client"}
        question = self.codes.pop(form.get("code", ""), None)
        if question is None or not _fits(question, form):
            return 400, {"error": "invalid_grant"}
        return 200, {
            "access_token": "an-access-token",
            "token_type": "Bearer",
            "id_token": self.id_token(question["nonce"]),
        }

    def id_token(self, nonce: str) -> str:
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            **self.person,
            **self.claims,
        }
        kept = {name: value for name, value in claims.items() if name not in self.leave_out}
        header = {"kid": f"key-{self.signs_with}", **self.header}
        if self.algorithm == "none":
            return jwt.encode(kept, "", algorithm="none", headers=header)
        if self.algorithm == "HS256":
            return jwt.encode(kept, CLIENT_SECRET * 2, algorithm="HS256", headers=header)
        return jwt.encode(kept, key(self.signs_with), algorithm=self.algorithm, headers=header)


def _fits(question: dict[str, str], form: dict[str, str]) -> bool:
    digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return (
        question["code_challenge_method"] == "S256"
        and question["code_challenge"] == challenge
        and question["redirect_uri"] == form.get("redirect_uri")
    )


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self._answer("")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())

    def _answer(self, body: str) -> None:
        provider, parts = self.server.provider, urlsplit(self.path)
        path, question = parts.path, dict(parse_qsl(parts.query))
        provider.requests.append(path)
        if path in provider.broken:
            self._send(200, provider.broken[path], "application/json")
        elif path == "/.well-known/openid-configuration":
            self._json(200, provider.about_itself())
        elif path == "/keys":
            self._json(200, provider.keys())
        elif path == "/authorize" and provider.asks and self.command == "GET":
            self._send(200, _page(self.path).encode(), "text/html; charset=utf-8")
        elif path == "/authorize":
            provider.asked.append(question)
            self._send(302, b"", "text/plain", Location=provider.leads_back(question))
        elif path == "/token":
            form = dict(parse_qsl(body, keep_blank_values=True))
            self._json(*provider.token(form, self.headers.get("Authorization", "")))
        elif path == "/userinfo" and provider.userinfo is not None:
            self._json(200, provider.userinfo)
        else:
            self._json(404, {"error": "not_found"})

    def _json(self, status: int, told: dict[str, Any]) -> None:
        self._send(status, json.dumps(told).encode(), "application/json")

    def _send(self, status: int, body: bytes, kind: str, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


def _page(address: str) -> str:
    return (
        "<!doctype html><html lang=zh-Hans><title>恒升统一登录</title><link rel=icon href='data:,'>"
        f"<form method=post action='{html.escape(address)}'>"
        "<h1>恒升统一登录</h1><button>登录</button></form>"
    )


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port: int, provider: IdentityProvider) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.provider = provider


@contextmanager
def serving_identity(port: int = 0) -> Iterator[IdentityProvider]:
    """The server on loopback, for as long as the block lasts."""
    provider = IdentityProvider()
    server = _Server(port, provider)
    provider.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
