"""`mainstay serve`, and asking it."""

import http.client
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.processes import step_environment

PATIENCE = 900


@contextmanager
def serving(environment: Mapping[str, str], log: Path) -> Iterator[tuple[int, int]]:
    """Serve with the usual settings; gives the server's port and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = Path(sys.executable).with_name("mainstay")
    with log.open("w") as output:
        server = subprocess.Popen(
            [program, "serve", "--port", str(port)],
            env=step_environment(log.parent) | dict(environment),
            stdout=output,
            stderr=output,
        )
    try:
        _wait_for(port, server, log)
        yield port, server.pid
    finally:
        server.terminate()
        server.wait(60)


def _wait_for(port: int, server: "subprocess.Popen[bytes]", log: Path) -> None:
    ends = time.monotonic() + 60
    while server.poll() is None and time.monotonic() < ends:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(log.read_text())


def asked(
    port: int, method: str, path: str, headers: Mapping[str, str], body: Any = None
) -> dict[str, Any]:
    """What the interface answers; anything but success is an error."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request(method, path, body, dict(headers))
        answer = connection.getresponse()
        content = answer.read()
    finally:
        connection.close()
    assert answer.status < 400, content
    found: dict[str, Any] = json.loads(content)
    return found
