"""A damaged file is named, and no figure comes out of it."""

import os
import pickle
import random
import subprocess
import sys
from pathlib import Path

import pytest

from mainstay.engine.customer_lines import read_customer_lines, read_customer_orders
from mainstay.engine.errors import LedgerDamaged
from mainstay.engine.ledger_state import FileKind, LedgerFile
from mainstay.engine.session import open_engine
from mainstay.engine.tables import open_tables
from mainstay.engine.tests.working_ledger import WorkingLedger, line
from mainstay.engine.totals import totals
from mainstay.engine.verified_files import verify

pytestmark = pytest.mark.fault

FLIPS = 200 if int(os.environ.get("MAINSTAY_FAULT_RUNS", "0")) >= 1000 else 20


def _fill(ledger: WorkingLedger) -> None:
    lines = [
        line(number, f"SO{number}", str(number % 90 + 1), line_no=1, customer=number % 50)
        for number in range(1, 3001)
    ]
    ledger.bring(1, lines)
    ledger.bring(2, [row | {"record": at, "channel": "x"} for at, row in enumerate(lines[::7], 1)])


def _flip(path: Path, chance: random.Random) -> None:
    """Flip one bit and put the time stamp back."""
    before = path.stat()
    content = bytearray(path.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def _read_everything(ledger: WorkingLedger) -> None:
    """Read through every reader with an engine that has not verified anything."""
    engine = open_engine(ledger.engine.config)
    totals(engine, ledger.store, ledger.state)
    with open_tables(engine, ledger.store, ledger.state) as tables:
        for table in (tables.lines(), tables.orders(), tables.categories()):
            table.count().execute()


def test_every_flipped_bit_is_found_and_refused(ledger: WorkingLedger) -> None:
    _fill(ledger)
    chance = random.Random(7)
    assert verify(ledger.store, ledger.state.files) == ()
    _read_everything(ledger)
    for _ in range(FLIPS):
        file = chance.choice(ledger.state.files)
        path = ledger.store.path(file.name)
        whole = path.read_bytes()
        _flip(path, chance)
        assert verify(ledger.store, ledger.state.files) == (file.name,)
        with pytest.raises(LedgerDamaged) as caught:
            _read_everything(ledger)
        assert caught.value.name == file.name
        path.write_bytes(whole)
    _read_everything(ledger)


def test_a_fresh_process_refuses_a_damaged_file(ledger: WorkingLedger, tmp_path: Path) -> None:
    _fill(ledger)
    [file] = [f for f in ledger.state.files_of(FileKind.ORDERS) if f.batch == 1]
    _flip(ledger.store.path(file.name), random.Random(1))
    state = tmp_path / "state.pickle"
    program = (
        "import pickle, sys\n"
        "from pathlib import Path\n"
        "from mainstay.engine.errors import LedgerDamaged\n"
        "from mainstay.engine.session import open_engine\n"
        "from mainstay.engine.totals import totals\n"
        "store, state = pickle.loads(Path(sys.argv[1]).read_bytes())\n"
        "try:\n"
        "    totals(open_engine(), store, state)\n"
        "except LedgerDamaged as error:\n"
        "    print(error.name)\n"
    )
    state.write_bytes(pickle.dumps((ledger.store, ledger.state)))
    done = subprocess.run(
        [sys.executable, "-c", program, str(state)],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.stdout.strip() == file.name


def test_a_missing_file_is_damage(ledger: WorkingLedger) -> None:
    _fill(ledger)
    [file] = [f for f in ledger.state.files_of(FileKind.LINES) if f.batch == 1]
    ledger.store.path(file.name).unlink()
    assert verify(ledger.store, ledger.state.files) == (file.name,)
    with pytest.raises(LedgerDamaged):
        read_customer_lines(ledger.store, ledger.state, [3], limit=5)


def test_every_byte_of_a_file_lies_in_exactly_one_hashed_range(ledger: WorkingLedger) -> None:
    _fill(ledger)
    for file in ledger.state.files:
        ends = [0, *(part.offset + part.length for part in file.ranges)]
        assert [part.offset for part in file.ranges] == ends[:-1]
        assert ends[-1] == file.bytes


def test_a_page_refuses_damage_in_what_it_needs(ledger: WorkingLedger) -> None:
    _fill(ledger)

    def read() -> None:
        read_customer_lines(ledger.store, ledger.state, [3], limit=5)
        read_customer_orders(ledger.store, ledger.state, [3])

    for kind in (FileKind.LINES, FileKind.ORDERS):
        data = next(file for file in ledger.state.files_of(kind) if file.batch == 1)
        vector = ledger.state.dead_vectors()[data.name]
        for file in (data, vector):
            for part in (1, -1):
                _damage(ledger, file, part)
                with pytest.raises(LedgerDamaged) as caught:
                    read()
                assert caught.value.name == file.name
                _damage(ledger, file, part)
        read()


def _damage(ledger: WorkingLedger, file: LedgerFile, part: int) -> None:
    """Turn a byte in the middle of a range upside down; the second time mends it."""
    path = ledger.store.path(file.name)
    content = bytearray(path.read_bytes())
    content[file.ranges[part].offset + file.ranges[part].length // 2] ^= 0xFF
    path.write_bytes(content)


def test_an_import_refuses_to_build_on_damage(ledger: WorkingLedger) -> None:
    _fill(ledger)
    [file] = [f for f in ledger.state.files_of(FileKind.LINES) if f.batch == 2]
    _flip(ledger.store.path(file.name), random.Random(2))
    fresh = WorkingLedger(ledger.store.root.parent)
    fresh.manifest = ledger.manifest
    with pytest.raises(LedgerDamaged):
        fresh.bring(3, [line(1, "SO1", "7", line_no=1)])
    with pytest.raises(LedgerDamaged):
        fresh.undo(1)
