"""An installation with a first import, and a second file that adds, changes and confirms."""

import json
import os
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.faults.standing import print_standing
from tests.installation import Installation, new_installation
from tests.processes import Process, until

ORDERS, LINES_PER_ORDER, CUSTOMERS = 12_000, 2, 500
CUSTOMER = "C0042"
INDICATORS = ("indicators", "--as-of", "2025-01-01", "--format", "csv")


def runs(in_ci: int, long: int) -> int:
    """How many seeded runs to make: more where MAINSTAY_FAULT_RUNS asks for them."""
    return min(max(int(os.environ.get("MAINSTAY_FAULT_RUNS", "0")), in_ci), long)


@dataclass(frozen=True)
class Answer:
    """What a command or a reader said."""

    status: int
    output: str
    errors: str


@dataclass(frozen=True)
class Standing:
    """What an installation says of itself."""

    verify: Answer
    batches: Answer
    doctor: Answer
    indicators: Answer
    undo: Answer
    figures: Answer
    page: Answer

    @property
    def readers(self) -> tuple[Answer, ...]:
        return self.indicators, self.undo, self.figures, self.page

    @property
    def state(self) -> int:
        number: int = json.loads(self.verify.output)["state"]
        return number

    @property
    def content(self) -> tuple[str, str]:
        """Everything that counts, whatever the numbers of states, batches and keys."""
        return self.figures.output, self.indicators.output

    @property
    def batch_states(self) -> list[str]:
        """The states of the batches, the oldest first."""
        return [each["state"] for each in self._batches]

    @property
    def batch_numbers_of_states(self) -> dict[int, int]:
        """Which batch made which ledger state."""
        return {
            each["ledger_state"]: each["batch"] for each in self._batches if each["ledger_state"]
        }

    @property
    def _batches(self) -> list[dict[str, Any]]:
        return sorted(json.loads(self.batches.output)["batches"], key=lambda each: each["batch"])

    @property
    def unwell(self) -> set[str]:
        """What the doctor complains of, but that no worker runs, which none does here."""
        checks = json.loads(self.doctor.output)["checks"]
        return {each["check"] for each in checks if not each["healthy"]} - {"worker"}

    @property
    def doctor_says(self) -> dict[str, str]:
        checks = json.loads(self.doctor.output)["checks"]
        return {each["check"]: each["says"] for each in checks}


def standing_of(installation: Installation) -> Standing:
    """Ask a fresh process for everything."""
    commands = (
        ("ledger", "verify", "--json"),
        ("batches", "--json"),
        ("doctor", "--json"),
        INDICATORS,
        ("undo", "1", "--preview", "--json"),
    )
    finished = installation.ask(print_standing, commands, CUSTOMER)
    assert finished.status == 0, finished.errors
    return Standing(*(Answer(**answer) for answer in finished.json))


@dataclass(frozen=True)
class Prepared:
    """`template` holds the first import, `undisturbed` the second one as well."""

    template: Installation
    undisturbed: Installation
    command: tuple[str, ...]
    before: Standing
    after: Standing
    seconds_at_work: float


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prepared]:
    """Set up once; each run works on a copy of the template."""
    folder = tmp_path_factory.mktemp("faults")
    first = write_orders(folder / "first.csv", range(ORDERS // 2), changed=range(0), raised=0)
    changed = range(ORDERS // 4, ORDERS // 2)
    second = write_orders(folder / "second.csv", range(ORDERS), changed=changed, raised=700)
    template = new_installation(folder / "template")
    command = ("import", "orders", str(second), "--unknown-customers", "create", "--json")
    template.json("import", "orders", first, "--unknown-customers", "create")
    undisturbed = template.copy(folder / "undisturbed")
    process = undisturbed.start(*command)
    at_work(process, undisturbed)
    began = time.monotonic()
    assert process.finish().status == 0
    seconds = time.monotonic() - began
    before, after = standing_of(template), standing_of(undisturbed)
    assert {reader.status for reader in before.readers + after.readers} == {0}, after
    yield Prepared(template, undisturbed, command, before, after, seconds)
    undisturbed.remove()
    template.remove()


def write_orders(path: Path, orders: range, *, changed: range, raised: int) -> Path:
    """An order file that has the same lines for the same orders, but for the changed ones."""
    rows = ["order_no,line_no,customer,ordered_at,product_code,category,quantity,amount,cost"]
    for order in orders:
        chance = random.Random(order)
        customer = f"C{chance.randrange(CUSTOMERS + order // 100):04d}"
        day = f"2024-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}"
        for line in range(1, LINES_PER_ORDER + 1):
            cents = chance.randrange(-2_000, 90_000) + (raised if order in changed else 0)
            product = chance.randrange(60)
            rows.append(
                f"O{order:06d},{line},{customer},{day} 10:00,P{product},K{product % 7},"
                f"{chance.randrange(1, 9)},{cents / 100},{cents / 150:.4f}"
            )
    path.write_text("\n".join(rows) + "\n")
    return path


@pytest.fixture
def installation(prepared: Prepared, tmp_path: Path) -> Iterator[Installation]:
    """A copy of the template for one test."""
    copy = prepared.template.copy(tmp_path / "home")
    yield copy
    copy.remove()


def at_work(process: Process, installation: Installation) -> None:
    """Wait until an import has begun to read its file."""
    until(lambda: process.ended or staged(installation))


def staged(installation: Installation) -> list[str]:
    """The folders of work in progress in the ledger's folder."""
    return [each.name for each in (installation.home / "ledger" / "staging").glob("*")]


def orphans(installation: Installation, standing: Standing) -> int:
    """How many ledger files there are beyond those of the state."""
    there = len(list((installation.home / "ledger").glob("[!s]*/*.parquet")))
    known: int = json.loads(standing.verify.output)["files"]
    return there - known
