"""A real `mainstay serve` for the tests: web and worker, on a free port."""

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


@contextmanager
def serving(installation: Installation) -> Iterator[str]:
    """Serve an installation as the README says; gives the address of its pages."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    log = installation.home.with_name(f"{installation.home.name}-server.log")
    with log.open("w") as output:
        server = subprocess.Popen(
            [PROGRAM, "serve", "--port", str(port), "--threads", "4"],
            env=installation.environment,
            stdout=output,
            stderr=output,
        )
    try:
        _wait_until_it_answers(f"{address}/sign-in/", server, log)
        yield address
    finally:
        server.send_signal(signal.SIGTERM)
        assert server.wait(60) is not None
    complaints = [line for line in log.read_text().splitlines() if "Traceback" in line]
    assert not complaints, log.read_text()


def _wait_until_it_answers(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    ends = time.monotonic() + 90
    while time.monotonic() < ends and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=30):  # noqa: S310 - our own loopback address
                return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError(f"the server did not come up: {log.read_text()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
