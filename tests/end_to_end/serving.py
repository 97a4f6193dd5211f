"""A real `mainstay serve` for the tests: web and worker, on a free port."""

import random
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.installation import Installation

PROGRAM = Path(sys.executable).with_name("mainstay")
SECONDS = 300
# Below the ports that the system gives to clients, which would take one before the server does.
PORTS = range(20_000, 32_000)


@contextmanager
def serving(
    installation: Installation, *, port: int | None = None, **settings: str
) -> Iterator[str]:
    """Serve an installation as the README says; gives the address of its pages."""
    port = port or free_port()
    address = f"http://127.0.0.1:{port}"
    log = installation.home.with_name(f"{installation.home.name}-server.log")
    with log.open("w") as output:
        server = subprocess.Popen(
            [PROGRAM, "serve", "--port", str(port), "--threads", "4"],
            env=installation.environment | settings,
            stdout=output,
            stderr=output,
        )
    try:
        _wait_until_it_answers(f"{address}/sign-in/", server, log)
        yield address
    finally:
        _end(server)
    complaints = [line for line in log.read_text().splitlines() if "Traceback" in line]
    assert not complaints, log.read_text()


def _end(server: "subprocess.Popen[bytes]") -> None:
    """End it as an administrator does; it must not need to be killed."""
    server.send_signal(signal.SIGTERM)
    try:
        server.wait(SECONDS)
    finally:
        if server.poll() is None:
            server.kill()
            server.wait()


def _wait_until_it_answers(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    ends = time.monotonic() + SECONDS
    while time.monotonic() < ends and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=SECONDS):  # noqa: S310 - our own loopback address
                return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError(f"the server did not come up: {log.read_text()}")


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    while True:
        port = random.choice(PORTS)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
