"""Addresses of the web: which parts may be told, which hosts everybody can reach. Pure."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}
_NAT64 = IPv6Network("64:ff9b::/96")
Address = IPv4Address | IPv6Address


def without_query(address: str) -> str:
    """An address as it may be shown: what follows the question mark is left out."""
    bare, mark, _query = address.partition("?")
    return f"{bare}?…" if mark else bare


def origin_of(address: str) -> tuple[str, str, int]:
    """Scheme, host and port. Raises ValueError for what is no address of the web."""
    parts = urlsplit(address)
    scheme, host = parts.scheme.lower(), (parts.hostname or "").lower()
    if scheme not in DEFAULT_PORTS or not host:
        raise ValueError(address)
    return scheme, host, parts.port or DEFAULT_PORTS[scheme]


def is_public(text: str) -> bool:
    """Whether an IP address is one that everybody can reach; also where it wraps another one."""
    address = ip_address(text.partition("%")[0])
    return all(_reachable(each) for each in _wrapped(address) or [address])


def _reachable(address: Address) -> bool:
    return address.is_global and not (
        address.is_multicast
        or address.is_reserved
        or address.is_unspecified
        or address.is_loopback
        or address.is_link_local
        or address.is_private
        or (isinstance(address, IPv6Address) and address.is_site_local)
    )


def _wrapped(address: Address) -> list[Address]:
    """The IPv4 addresses to which an IPv6 address leads in the end."""
    if isinstance(address, IPv4Address):
        return []
    found: list[Address] = [
        each for each in (address.ipv4_mapped, address.sixtofour) if each is not None
    ]
    if address in _NAT64:
        found.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return found
