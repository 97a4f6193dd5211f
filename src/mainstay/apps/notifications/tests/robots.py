"""The services of the messengers, played on loopback: a proxy that answers in their place.

Whoever sends through it finds their names, with certificates of an authority that only the test
trusts; everything of ours and of Apprise is real.
"""

import atexit
import json
import ssl
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

WECOM, DINGTALK = "qyapi.weixin.qq.com", "oapi.dingtalk.com"
FEISHU, LARK = "open.feishu.cn", "open.larksuite.com"
SLACK, TEAMS = "hooks.slack.com", "prod-01.westeurope.logic.azure.com"

TOKEN = "f00dfeedf00dfeedf00dfeed"
SECRET = "SECc0ffeec0ffeec0ffeec0ffee"
FEISHU_SECRET = "zq3nyCUUCU2zVcTTqmMrJd"
SLACK_PATH = f"T0AAAAAAA/B0AAAAAAA/{TOKEN}"

ADDRESSES = {
    WECOM: f"https://{WECOM}/cgi-bin/webhook/send?key={TOKEN}",
    DINGTALK: f"https://{DINGTALK}/robot/send?access_token={TOKEN}",
    FEISHU: f"https://{FEISHU}/open-apis/bot/v2/hook/{TOKEN}",
    LARK: f"https://{LARK}/open-apis/bot/v2/hook/{TOKEN}",
    SLACK: f"https://{SLACK}/services/{SLACK_PATH}",
    TEAMS: f"https://{TEAMS}:443/workflows/0a1b/triggers/manual/paths/invoke"
    f"?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig={TOKEN}",
}


@dataclass(frozen=True)
class Reply:
    """What a service answers: after a while, or not at all where it hangs up."""

    status: int = 200
    body: bytes = b""
    after: float = 0
    hangs_up: bool = False
    headers: tuple[tuple[str, str], ...] = ()


def said(status: int = 200, **answer: Any) -> Reply:
    """An answer in JSON."""
    return Reply(status, json.dumps(answer, ensure_ascii=False).encode())


TAKEN = {
    WECOM: said(errcode=0, errmsg="ok"),
    DINGTALK: said(errcode=0, errmsg="ok"),
    FEISHU: said(code=0, msg="success", data={}),
    LARK: said(code=0, msg="success", data={}),
    SLACK: Reply(200, b"ok"),
    TEAMS: Reply(202),
}


@dataclass
class Post:
    """What a service was handed."""

    host: str
    path: str
    query: dict[str, list[str]]
    body: dict[str, Any]

    @property
    def text(self) -> str:
        """The text in it, wherever the product has it."""
        content = self.body.get("content")
        text = self.body.get("text", content)
        if isinstance(text, dict):
            text = text.get("content") or text.get("text")
        if text is None:
            text = json.dumps(self.body, ensure_ascii=False)
        return str(text)


@dataclass
class Robots:
    """The services and what they were handed; `answers` are given in turn, then all is well."""

    port: int
    authority: Path
    posts: list[Post] = field(default_factory=list)
    answers: dict[str, list[Reply]] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs so that its messages come here."""
        proxy = f"http://127.0.0.1:{self.port}"
        return {"HTTPS_PROXY": proxy, "REQUESTS_CA_BUNDLE": str(self.authority), "NO_PROXY": ""}

    def refuse(self, host: str, *replies: Reply) -> None:
        """Answer so next."""
        self.answers.setdefault(host, []).extend(replies)


@contextmanager
def serving_robots() -> Iterator[Robots]:
    """The services on loopback."""
    folder, context = _certificates()
    handler = type("Handler", (_Handler,), {"context": context})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    robots = Robots(server.server_address[1], folder / "authority.pem")
    handler.robots = robots  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield robots
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    robots: Robots
    context: ssl.SSLContext
    host = ""

    def do_CONNECT(self) -> None:
        self.host = self.path.partition(":")[0]
        self.send_response(200)
        self.end_headers()
        with suppress(OSError):
            inner = self.context.wrap_socket(self.connection, server_side=True)
            self.connection = inner
            self.rfile, self.wfile = inner.makefile("rb"), inner.makefile("wb")
            self.handle_one_request()
            self.wfile.flush()
            inner.close()
        self.close_connection = True

    def do_POST(self) -> None:
        parts = urlsplit(self.path)
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.robots.posts.append(Post(self.host, parts.path, parse_qs(parts.query), body))
        waiting = self.robots.answers.get(self.host)
        reply = waiting.pop(0) if waiting else TAKEN[self.host]
        time.sleep(reply.after)
        if reply.hangs_up:
            return
        self.send_response(reply.status)
        for name, value in reply.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, *_arguments: Any) -> None:
        """Say nothing."""


@cache
def _certificates() -> tuple[Path, ssl.SSLContext]:
    """An authority, in a file, and a context with a certificate for the names of all services."""
    kept = tempfile.TemporaryDirectory(prefix="mainstay-robots-")
    atexit.register(kept.cleanup)
    folder = Path(kept.name)
    key, authority_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Authority of a test")])
    authority = (
        _begun(name, name, authority_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(authority_key, hashes.SHA256())
    )
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, WECOM)])
    names = x509.SubjectAlternativeName([x509.DNSName(host) for host in ADDRESSES])
    certificate = (
        _begun(subject, name, key.public_key())
        .add_extension(names, critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "authority.pem").write_bytes(authority.public_bytes(pem))
    plain = serialization.NoEncryption()
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    (folder / "services.pem").write_bytes(private + certificate.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "services.pem")
    return folder, context


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
    )
