"""The files of a watched folder: found, opened and put away without losing or overwriting any."""

import fnmatch
import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from django.conf import settings

from mainstay.apps.ledger.queries.recurring import inbox
from mainstay.foundation.jobs.context import JobFailed
from mainstay.kernel.text import has_controls

DONE, REFUSED = "done", "refused"
PLACES = (DONE, REFUSED)
NOTE, REJECTS = ".txt", ".rejects.csv"
"""What stands behind the name of a refused file: why, and its rejected records."""
_BLOCK = 1 << 20
_LONGEST_NAME = 200
"""Bytes of a name that leave room for a number and for what stands beside a refused file."""


class FolderRefused(JobFailed):
    """The folder or a file in it cannot be used; `code` and `details` are words for a person."""


@dataclass(frozen=True, slots=True)
class WaitingFile:
    """A file in the folder, as it looked when it was found."""

    name: str
    size: int
    changed: int

    @property
    def look(self) -> list[int]:
        """What changes while somebody still writes the file."""
        return [self.size, self.changed]

    def is_as_found(self, folder: Path) -> bool:
        """Whether nobody has written the file since. Raises FileNotFoundError."""
        facts = (folder / self.name).lstat()
        return [facts.st_size, facts.st_mtime_ns] == self.look


def folder_below_inbox(named: str) -> str:
    """A folder as it is kept: relative to the inbox. Raises FolderRefused for one outside of it."""
    root = inbox()
    path = PurePosixPath(named.strip())
    if has_controls(named) or ".." in path.parts:
        raise FolderRefused("folder_outside", inbox=str(root))
    if path.is_absolute():
        bases = (root, root.resolve())
        base = next((each for each in bases if path.is_relative_to(each)), None)
        if base is None:
            raise FolderRefused("folder_outside", inbox=str(root))
        path = path.relative_to(base)
    if set(path.parts) & set(PLACES):
        raise FolderRefused("folder_of_results")
    if not settings.RECURRING_INBOX:
        root.mkdir(exist_ok=True)  # homes of earlier versions have none
    kept = "" if str(path) == "." else str(path)
    open_folder(kept)
    return kept


def open_folder(kept: str) -> Path:
    """Where a kept folder lies now. Raises FolderRefused for one that leads out of the inbox."""
    root = inbox().resolve()
    try:
        folder = (root / kept).resolve()
        missing = not folder.is_dir()
    except (OSError, RuntimeError, ValueError) as error:
        raise FolderRefused("folder_missing", folder=kept, inbox=str(root)) from error
    if not folder.is_relative_to(root):
        raise FolderRefused("folder_outside", inbox=str(root))
    if missing:
        raise FolderRefused("folder_missing", folder=kept, inbox=str(root))
    return folder


def pattern_fault(pattern: str) -> str:
    """Why a pattern cannot name files, as a code; empty for a good one."""
    if not pattern:
        return "pattern_empty"
    if has_controls(pattern) or "/" in pattern or "\\" in pattern:
        return "pattern_with_folder"
    if pattern.count("[") != pattern.count("]"):
        return "pattern_brackets"
    return ""


def waiting_files(folder: Path, pattern: str) -> list[WaitingFile]:
    """The files that the pattern names, the oldest first; hidden ones, links and folders stay.

    Raises FolderRefused for a name that cannot be written down.
    """
    wanted = pattern.casefold()
    found = []
    for path in folder.iterdir():
        name = path.name
        if name.startswith(".") or not fnmatch.fnmatchcase(name.casefold(), wanted):
            continue
        with suppress(FileNotFoundError):  # somebody took it away
            facts = path.lstat()
            if stat.S_ISREG(facts.st_mode):
                _refuse_unwritable(name)
                found.append(WaitingFile(name, facts.st_size, facts.st_mtime_ns))
    return sorted(found, key=lambda file: (file.changed, file.name))


def _refuse_unwritable(name: str) -> None:
    raw = os.fsencode(name)
    if has_controls(name) or len(raw) > _LONGEST_NAME or raw.decode("utf-8", "replace") != name:
        raise FolderRefused("file_name", name=raw.decode("utf-8", "replace")[:_LONGEST_NAME])


def prepare(folder: Path) -> None:
    """Make the folders into which files are put away. Raises FolderRefused where that fails."""
    for place in PLACES:
        target = folder / place
        try:
            target.mkdir(exist_ok=True)
        except OSError as error:
            reason = error.strerror or str(error)
            raise FolderRefused("folder_not_writable", folder=place, error=reason) from error
        if target.is_symlink() or not os.access(target, os.W_OK) or not os.access(folder, os.W_OK):
            raise FolderRefused("folder_not_writable", folder=place, error="")


def blocks_of(path: Path) -> Iterator[bytes]:
    """The content of a file that is no link."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    with os.fdopen(descriptor, "rb") as file:
        while block := file.read(_BLOCK):
            yield block


def free_name(folder: Path, place: str, name: str) -> str:
    """Where a file of this name goes, below the folder: numbered where one is there already."""
    pure = PurePosixPath(name)
    number = 1
    while True:
        candidate = name if number == 1 else f"{pure.stem} ({number}){pure.suffix}"
        target = folder / place / candidate
        taken = (target, *(Path(f"{target}{suffix}") for suffix in (NOTE, REJECTS)))
        if not any(os.path.lexists(each) for each in taken):
            return f"{place}/{candidate}"
        number += 1


def put_away(folder: Path, name: str, moved_to: str, sha256: str) -> bool:
    """Move a file to where it was said to go, if it is still there and still the same.

    A file of the same name with other content is a new one and stays. False where something else
    has got to the target meanwhile, and then another target is to be chosen.
    """
    source, target = folder / name, folder / moved_to
    before = _same_content(source, sha256)
    if before is None:
        return True
    try:
        target.open("xb").close()
    except FileExistsError:
        # What an earlier try reserved is empty; anything else is somebody's.
        if target.is_symlink() or target.stat().st_size:
            return not source.exists()
    try:
        source.replace(target)
    except FileNotFoundError:  # somebody took it away, and what was reserved stays empty
        if not target.stat().st_size:
            target.unlink()
        return True
    moved = target.stat()
    if (moved.st_ino, moved.st_size, moved.st_mtime_ns) != before and not source.exists():
        target.replace(source)  # it was written anew a moment before: a new file
    return True


def _same_content(path: Path, sha256: str) -> tuple[int, int, int] | None:
    """Which file lies there, if its content is the one that was taken; None if it is not."""
    try:
        facts = path.lstat()
        if not stat.S_ISREG(facts.st_mode):
            return None
        digest = hashlib.sha256()
        for block in blocks_of(path):
            digest.update(block)
    except FileNotFoundError:
        return None
    same = digest.hexdigest() == sha256
    return (facts.st_ino, facts.st_size, facts.st_mtime_ns) if same else None
