"""Connections to addresses that everybody can reach, looked at in the moment of connecting.

A name is resolved once, every address that it has is checked, and the connection goes to a checked
one: a name that means something else a moment later gains nothing by it. Proxies that the
environment names are not asked: they would connect without a look.
"""

import ipaddress
import socket
import threading
from collections.abc import Callable, Collection
from contextlib import suppress
from functools import partial
from typing import Any

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from mainstay.kernel.web_addresses import is_public

CONNECT_SECONDS = 10.0
Watch = Callable[[socket.socket], None]


class AddressRefused(Exception):
    """The host lies in a network that is not open to everybody."""

    def __init__(self, host: str) -> None:
        super().__init__(host)
        self.host = host


class Deadline:
    """Ends whatever is still open when the time is over, however slowly it trickles."""

    def __init__(self, seconds: float) -> None:
        self.over = False
        self._sockets: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True
        self._timer.start()

    def watch(self, made: socket.socket) -> None:
        # The TLS layer takes a socket over, so the deadline keeps a handle of its own.
        self._sockets.append(made.dup())
        if self.over:
            self._end()

    def _end(self) -> None:
        self.over = True
        for each in list(self._sockets):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._timer.cancel()
        for each in self._sockets:
            each.close()


def is_listed(host: str, allowed: Collection[str]) -> bool:
    """Whether an administrator allowed a host of one's own network, with any port."""
    return host.lower() in {each.lower() for each in allowed}


def checked_socket(host: str, port: int, allowed: Collection[str] = ()) -> socket.socket:
    """A connection to the host. Raises AddressRefused, and OSError where it cannot be made."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(each[4][0]) for each in found]
    if not is_listed(host, allowed) and not all(is_public(each) for each in addresses):
        raise AddressRefused(host)
    refusal: OSError = OSError("no address")
    for address in addresses:
        try:
            return socket.create_connection((address, port), CONNECT_SECONDS / len(addresses))
        except OSError as error:
            refusal = error
    raise refusal


class _Checked:
    """What makes a connection of urllib3 a checked one; TLS still asks for the host's own name."""

    def __init__(self, *args: Any, watch: Watch, allowed: Collection[str], **settings: Any) -> None:
        super().__init__(*args, **settings)
        self._watch = watch
        self._allowed = allowed

    def _new_conn(self: Any) -> socket.socket:
        made = checked_socket(_bare(self.host), self.port or self.default_port, self._allowed)
        self._watch(made)
        return made


class _Plain(_Checked, HTTPConnection):
    pass


class _Secure(_Checked, HTTPSConnection):
    pass


def _bare(host: str) -> str:
    """A host without the brackets of an IPv6 address."""
    inner = host.strip("[]")
    try:
        ipaddress.ip_address(inner.partition("%")[0])
    except ValueError:
        return host
    return inner


def public_pool(
    scheme: str, host: str, port: int, watch: Watch, allowed: Collection[str], **settings: Any
) -> Any:
    """A pool of connections that are checked; `watch` is given each socket.

    `allowed` are hosts of one's own network that an administrator has named for this purpose.
    """
    pool, connection = _KINDS[scheme]
    made = pool(host, port, **settings)
    made.ConnectionCls = partial(connection, watch=watch, allowed=allowed)
    return made


_KINDS: dict[str, tuple[Any, Any]] = {
    "http": (HTTPConnectionPool, _Plain),
    "https": (HTTPSConnectionPool, _Secure),
}
