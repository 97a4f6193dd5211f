"""The routers that the apps bring."""

from dataclasses import dataclass

from ninja import Router


@dataclass(frozen=True, slots=True)
class Mount:
    """A router under its prefix, such as ``/customers``; `tag` groups it in the description."""

    prefix: str
    router: Router
    tag: str


_mounts: dict[str, Mount] = {}


def register_router(prefix: str, router: Router, *, tag: str) -> None:
    """Add an app's router. Raises ValueError when the prefix is taken by another one."""
    mount = Mount(prefix, router, tag)
    if _mounts.setdefault(prefix, mount) != mount:
        raise ValueError(f"{prefix} already has a router")


def mounts() -> list[Mount]:
    """Every router, by prefix."""
    return [_mounts[prefix] for prefix in sorted(_mounts)]
