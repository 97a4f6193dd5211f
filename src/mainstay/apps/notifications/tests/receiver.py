"""A program that listens to webhooks: a real server on loopback."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Reply:
    """What it answers: after a while, or with a body that trickles without end."""

    status: int = 200
    body: bytes = b"ok"
    after: float = 0.0
    location: str = ""
    trickles: bool = False


@dataclass
class Call:
    """What it was sent."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """What it was sent so far; `replies` are given in turn, then all is well."""

    port: int
    calls: list[Call] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.port}/hooks?token=sesame"

    def answer(self, *replies: Reply) -> None:
        """Answer so next."""
        self.replies.extend(replies)


@contextmanager
def receiving(port: int = 0) -> Iterator[Receiver]:
    """The program, until the end of the block."""
    handler = type("Handler", (_Handler,), {})
    server = ThreadingHTTPServer((HOST, port), handler)
    server.daemon_threads = True
    receiver = Receiver(server.server_port)
    handler.receiver = receiver  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    receiver: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        named = {name.lower(): value for name, value in self.headers.items()}
        self.receiver.calls.append(Call(self.path, named, body))
        reply = self.receiver.replies.pop(0) if self.receiver.replies else Reply()
        time.sleep(reply.after)
        with suppress(OSError):
            self._reply(reply)

    def _reply(self, reply: Reply) -> None:
        self.send_response(reply.status)
        if reply.location:
            self.send_header("Location", reply.location)
        if not reply.trickles:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)
        while reply.trickles:
            self.wfile.write(b".")
            self.wfile.flush()
            time.sleep(0.05)

    def log_message(self, *_arguments: Any) -> None:
        pass
