"""Addresses that webhooks are sent to: which are taken. Pure.

Where a name leads is looked at when the connection is made, not here.
"""

from collections.abc import Collection
from ipaddress import ip_address
from urllib.parse import urlsplit

from mainstay.kernel.web_addresses import is_public, origin_of

LONGEST_ADDRESS = 1_000


class HookAddressWrong(ValueError):
    """No webhook is sent there; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def hook_address(text: str, allowed: Collection[str]) -> str:
    """The address without spaces around it. Raises HookAddressWrong.

    `allowed` are the hosts of one's own network that the administrator has named: these alone are
    reached without TLS.
    """
    text = text.strip()
    odd = len(text) > LONGEST_ADDRESS or not text.isascii() or not text.isprintable()
    if odd or any(each in text for each in ' "<>\\'):
        raise HookAddressWrong("unknown")
    try:
        scheme, host, _port = origin_of(text)
        parts = urlsplit(text)
    except ValueError:
        raise HookAddressWrong("unknown") from None
    if "@" in parts.netloc:
        raise HookAddressWrong("person")
    if parts.fragment:
        raise HookAddressWrong("fragment")
    named = host in {each.lower() for each in allowed}
    if scheme != "https" and not named:
        raise HookAddressWrong("not_https")
    if not named and _is_private(host):
        raise HookAddressWrong("private")
    return text


def _is_private(host: str) -> bool:
    """Whether the host is an IP address that not everybody can reach."""
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return not is_public(host)
