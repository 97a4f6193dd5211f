"""Good files after a mishap: imported or refused for a reason, and no record is ever lost."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from mainstay.apps.ledger.failure_wording import FAILURES
from mainstay.project.home import Home
from tests.faults.conftest import runs
from tests.import_corpus.expected import Case, Outcome, attempted
from tests.import_corpus.mutating import GOOD, RECORDS, mutated

pytestmark = pytest.mark.fault

SECONDS = 60
SEEDS = range(runs(in_ci=17, long=223))
"""Of each kind: 153 files, or 2,007."""
OF_FILES = FAILURES.keys() - {
    "does_not_reconcile",
    "unexpected",
    "disk",
    "memory",
    "worker_lost",
    "too_busy",
}
"""Why a file can be refused; the others are faults of the program or of the machine."""
CASE = Case("orders", {}, {"day_order": "day_first", "decimal_comma": False}, Outcome())


@pytest.mark.parametrize("name", GOOD)
def test_a_good_file_of_each_kind_is_imported_whole(shop: Home, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(GOOD[name]())
    found = attempted(path, CASE)
    assert (found.accepted, found.rejected) == (RECORDS, 0), found


@pytest.mark.parametrize("name", GOOD)
def test_a_mutated_file_is_imported_or_refused_and_nothing_is_lost(
    shop: Home, tmp_path: Path, name: str
) -> None:
    wrong = {}
    for seed in SEEDS:
        path = tmp_path / name
        path.write_bytes(mutated(name, seed))
        try:
            with limited(SECONDS):
                found = attempted(path, CASE)
        except Exception as error:  # noqa: BLE001 - whatever nobody foresaw is what is looked for
            wrong[seed] = f"{type(error).__name__}: {error}"
            continue
        if found.refused and found.refused not in OF_FILES:
            wrong[seed] = found.refused
    assert wrong == {}


@contextmanager
def limited(seconds: int) -> Iterator[None]:
    """Raise TimeoutError when it takes longer."""

    def stop(*_: Any) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
