"""Looking a password up in a list of leaked ones that is larger than memory."""

import hashlib
from pathlib import Path
from typing import BinaryIO

import pytest
from pytest_django.fixtures import Settings

from mainstay.apps.governance import leaked, services
from mainstay.apps.governance.testing import PASSWORD, NamedActors
from mainstay.apps.governance.tests.refusals import refuses

LEAKED = "correct-horse-battery"
MILLION = 1_000_000


def sha1(password: str) -> str:
    return hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()


def write(path: Path, hashes: list[str], *, end: str = "\r\n") -> Path:
    path.write_bytes("".join(f"{each}:{len(each)}{end}" for each in sorted(hashes)).encode())
    return path


@pytest.fixture(scope="module")
def million(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A list of a million hashes."""
    hashes = [sha1(f"password {number}") for number in range(MILLION)]
    return write(tmp_path_factory.mktemp("leaked") / "million.txt", hashes)


def test_every_password_of_a_list_is_found_and_no_other(tmp_path: Path) -> None:
    there = [f"there {number}" for number in range(300)]
    path = write(tmp_path / "list.txt", [sha1(each) for each in there])
    assert all(leaked.is_leaked(each, path) for each in there)
    assert not any(leaked.is_leaked(f"absent {number}", path) for number in range(300))


def test_a_million_hashes_are_searched_with_few_reads(
    million: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = []
    read = leaked._line_from

    def counting(lines: BinaryIO, at: int) -> bytes:
        reads.append(at)
        return read(lines, at)

    monkeypatch.setattr(leaked, "_line_from", counting)
    numbers = range(0, MILLION, 5_000)
    assert all(leaked.is_leaked(f"password {number}", million) for number in numbers)
    assert not any(leaked.is_leaked(f"password {MILLION + number}", million) for number in numbers)
    assert len(reads) / (2 * len(numbers)) < 30


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("small", [True, False])
def test_ends_of_lines_and_small_letters_make_no_difference(
    tmp_path: Path, end: str, small: bool
) -> None:
    hashes = [sha1(LEAKED), sha1("another"), sha1("a third one")]
    path = write(tmp_path / "list.txt", [h.lower() if small else h for h in hashes], end=end)
    assert leaked.is_leaked(LEAKED, path)
    assert not leaked.is_leaked(PASSWORD, path)


def test_counts_may_be_left_out_and_so_may_the_last_end_of_line(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("\n".join(sorted([sha1(LEAKED), sha1("another")])), "ascii")
    assert leaked.is_leaked(LEAKED, path)
    assert leaked.is_leaked("another", path)


def test_a_leaked_password_is_refused_to_whoever_chooses_it(
    tmp_path: Path, settings: Settings, acting: NamedActors
) -> None:
    settings.BREACHED_PASSWORDS = str(write(tmp_path / "list.txt", [sha1(LEAKED)]))
    with refuses(new="password_leaked"):
        services.change_own_password(acting.tom_becker, current=PASSWORD, new=LEAKED)
    services.change_own_password(acting.tom_becker, current=PASSWORD, new="fathoms-of-hemp")


@pytest.mark.parametrize("content", [None, "", "password1\npassword2\n", "0" * 32 + ":1\n"])
def test_without_the_list_that_is_named_nobody_chooses_a_password(
    content: str | None, tmp_path: Path, settings: Settings, acting: NamedActors
) -> None:
    path = tmp_path / "list.txt"
    if content is not None:
        path.write_text(content)
    settings.BREACHED_PASSWORDS = str(path)
    with pytest.raises(leaked.ListUnreadable):
        leaked.check(path)
    with refuses(new="leaked_list_unreadable"):
        services.change_own_password(acting.tom_becker, current=PASSWORD, new=LEAKED)


@pytest.mark.parametrize("length", [1, 2, 3, 50])
def test_a_short_list_is_a_list(tmp_path: Path, length: int) -> None:
    leaked.check(write(tmp_path / "list.txt", [sha1(str(number)) for number in range(length)]))


def test_a_list_in_another_order_is_told(tmp_path: Path) -> None:
    path = write(tmp_path / "list.txt", [sha1(str(number)) for number in range(100)])
    leaked.check(path)
    path.write_text("".join(reversed(path.read_text("ascii").splitlines(keepends=True))))
    with pytest.raises(leaked.ListUnreadable):
        leaked.check(path)
