"""A real server on loopback that hands files out as a test says."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class FileServer:
    """Answers by path; remembers what was asked, with the headers."""

    address: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def file(self, path: str, content: bytes, **headers: str) -> str:
        """Serve a file there; gives its address."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}

        def answer(handler: BaseHTTPRequestHandler) -> None:
            etag, modified = named.get("ETag"), named.get("Last-Modified")
            if (etag and handler.headers.get("If-None-Match") == etag) or (
                modified and handler.headers.get("If-Modified-Since") == modified
            ):
                respond(handler, 304)
            else:
                respond(handler, 200, content, **named)

        return self.answer(path, answer)

    def answer(self, path: str, answer: Answer) -> str:
        """Answer there as the function does; gives the address."""
        self.answers[path] = answer
        return self.address + path

    def leads(self, path: str, to: str, status: int = 302) -> str:
        """Lead from there to another address."""
        return self.answer(path, lambda handler: respond(handler, status, Location=to))


def respond(
    handler: BaseHTTPRequestHandler, status: int, content: bytes = b"", **headers: str
) -> None:
    """A whole answer."""
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    handler.wfile.write(content)


def _not_found(handler: BaseHTTPRequestHandler) -> None:
    respond(handler, 404)


@contextmanager
def file_server(tls: ssl.SSLContext | None = None) -> Iterator[FileServer]:
    """A server until the end of the block; over TLS it is called localhost."""
    served = FileServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            served.asked.append((self.path, dict(self.headers)))
            with suppress(BrokenPipeError, ConnectionResetError, ssl.SSLError):
                served.answers.get(path, _not_found)(self)

        def log_message(self, *_arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    served.address = f"http://127.0.0.1:{server.server_port}"
    if tls is not None:
        server.socket = tls.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
        served.address = f"https://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
