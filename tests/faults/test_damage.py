"""A single flipped bit in a ledger file is found, and no figure comes out of the file."""

import json
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.conftest import Answer, Prepared, runs, standing_of

pytestmark = pytest.mark.fault

READ_BY = {
    "lines": "figures",
    "orders": "indicators",
    "categories": "indicators",
    "confirmations": "undo",
    "dead": "figures",
}
"""For each kind of file a reader that needs it."""


@contextmanager
def flipped_bit(file: Path, chance: random.Random) -> Iterator[None]:
    """One bit of a file the other way round, with the file's time stamp as it was."""
    before, stamp = file.read_bytes(), file.stat()
    damaged = bytearray(before)
    damaged[chance.randrange(len(before))] ^= 1 << chance.randrange(8)
    _write(file, bytes(damaged), stamp)
    yield
    _write(file, before, stamp)


def _write(file: Path, content: bytes, stamp: os.stat_result) -> None:
    file.write_bytes(content)
    os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))


@pytest.mark.parametrize("seed", range(runs(in_ci=20, long=200)))
def test_a_flipped_bit_is_found_and_refused(prepared: Prepared, seed: int) -> None:
    ledger = prepared.undisturbed.home / "ledger"
    files = sorted(ledger.glob("*/*.parquet"))
    file = files[seed % len(files)]
    name = file.relative_to(ledger).as_posix()
    with flipped_bit(file, random.Random(seed)):
        standing = standing_of(prepared.undisturbed)

    assert standing.verify.status == 1
    assert json.loads(standing.verify.output)["damaged"] == [name]
    assert standing.unwell == {"ledger"}
    assert name in standing.doctor_says["ledger"]
    for found, whole in zip(standing.readers, prepared.after.readers, strict=True):
        assert found == whole or refuses(found, name)
    assert refuses(getattr(standing, READ_BY[file.parent.name]), name)


def refuses(answer: Answer, name: str) -> bool:
    """Whether a reader names the damaged file instead of giving a figure."""
    return answer.status == 1 and name in answer.output + answer.errors


def test_a_missing_file_is_found_and_refused(prepared: Prepared) -> None:
    ledger = prepared.undisturbed.home / "ledger"
    [file, *_] = sorted(ledger.glob("orders/*.parquet"))
    name = file.relative_to(ledger).as_posix()
    away = file.rename(file.with_suffix(".away"))
    try:
        standing = standing_of(prepared.undisturbed)
    finally:
        away.rename(file)

    assert json.loads(standing.verify.output)["damaged"] == [name]
    assert refuses(standing.indicators, name)
