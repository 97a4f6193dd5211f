"""Which files outside the database belong to an installation, said by the apps that keep them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file below the installation's folder.

    `name` is its path there, with slashes. A file with a known `sha256` never changes and has to be
    there; one without may have been written anew, or have gone, since the database named it.
    """

    name: str
    sha256: str = ""


KeptFiles = Callable[[str], Iterator[KeptFile]]
"""Lists files by the rows of the database connection that it is given the alias of."""

_lists: list[KeptFiles] = []


def register_kept_files(files: KeptFiles) -> None:
    """Add an app's list; called from its registration."""
    if files not in _lists:
        _lists.append(files)


def kept_files(using: str) -> Iterator[KeptFile]:
    """Every file that the rows of a database name."""
    for files in _lists:
        yield from files(using)
