"""The routers that the apps bring."""

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ninja import Router


@dataclass(frozen=True, slots=True)
class Mount:
    """A router under its prefix, such as ``/customers``; `tag` groups it in the description."""

    prefix: str
    router: "Router"
    tag: str


_packages: set[str] = set()


def register_api(package: str) -> None:
    """Name the module of an app that has ``MOUNTS``, a sequence of `Mount`.

    It is loaded when the interface is built, which commands and jobs never do.
    """
    _packages.add(package)


def mounts() -> list[Mount]:
    """Every router, by prefix. Raises ValueError when two have the same one."""
    found = [mount for package in sorted(_packages) for mount in import_module(package).MOUNTS]
    by_prefix = {mount.prefix: mount for mount in found}
    if len(by_prefix) < len(found):
        raise ValueError("two routers have the same prefix")
    return [by_prefix[prefix] for prefix in sorted(by_prefix)]
