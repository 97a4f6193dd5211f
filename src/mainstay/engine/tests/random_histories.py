"""Random histories of a ledger and of a dictionary model, run by tests/histories."""

import random
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from mainstay.engine.errors import BatchNotLive, IdentityModeConflict
from mainstay.engine.import_change import write_change
from mainstay.engine.ledger_state import FileKind, IdentityMode
from mainstay.engine.tests.dictionary_model import (
    FIELDS,
    Content,
    DictionaryModel,
    Record,
    Result,
    category_rollup,
    order_rollup,
)
from mainstay.engine.tests.working_ledger import Line, WorkingLedger, line, reserved, rows_of
from mainstay.engine.verified_files import verify

# In the year before several of the days that tests measure as of, and just outside of it.
_DAYS = tuple(
    datetime(*day, 9, tzinfo=UTC)
    for day in (
        (2022, 11, 30),
        (2023, 11, 2),
        (2023, 11, 3),
        (2024, 1, 31),
        (2024, 1, 31),
        (2024, 2, 1),
        (2024, 2, 1),
        (2024, 11, 2),
        (2024, 11, 3),
        (2025, 1, 31),
        (2025, 2, 1),
    )
)


class History:
    """A seeded run of imports and undos on a real ledger and on the model side by side."""

    def __init__(self, seed: int, root: Path) -> None:
        self.chance = random.Random(seed)
        self.ledger = WorkingLedger(root, rows_at_once=self.chance.choice((2, 8, 2_000_000)))
        self.model = DictionaryModel()
        self.batch = 0
        self.world: dict[tuple[str, str], list[Content]] = {}
        self.to_mend: list[tuple[str, str, int]] = []
        self.modes = {
            "erp": self.chance.choice(("line", "order", "order")),
            "shop": self.chance.choice(("line", "order")),
        }

    def step(self) -> None:
        """Do something, and look whether both agree."""
        what = self.chance.random()
        if self.chance.random() < 0.3:
            self._compact()
        if len(self.model.live) > 2 and what < 0.3:
            self._undo()
        elif self.to_mend and what < 0.4:
            self._import_mended()
        elif what < 0.42:
            self._refuse_other_mode()
        else:
            self._import()
        self.compare()

    def compare(self) -> None:
        """Compare every line in force and every roll-up row."""
        rows = self.model.in_force()
        found = self.ledger.in_force()
        lines = {
            (row["source"], row["order_no"], row["line_no"]): (
                row["batch"],
                row["record"],
                tuple(row[name] for name in FIELDS),
                row["order_size"],
            )
            for row in found
        }
        assert lines == rows
        assert len(found) == len(rows)
        assert _orders(self.ledger) == order_rollup(rows)
        assert self.ledger.categories() == category_rollup(rows)

    def _content(self) -> Content:
        amount = self.chance.choice(("1", "1", "2", "-1", "-1", "0.1"))
        cost = self.chance.choice((None, Decimal("0.5")))
        made = line(
            0,
            "",
            amount,
            cost=cost,
            customer=self.chance.choice((1, 1, 2, 3)),
            ordered_at=self.chance.choice(_DAYS),
            category=self.chance.choice((None, "guides", "ropes")),
            currency=self.chance.choice(("CNY", "CNY", "USD")),
            quantity=self.chance.choice((None, Decimal(1))),
        )
        return tuple(made[name] for name in FIELDS)

    def _import(self) -> None:
        source = self.chance.choice(("erp", "erp", "erp", "erp", "shop"))
        mode = self.model.mode_of(source) or self.modes[source]
        records: list[Record] = []
        for number in self.chance.sample(range(4), self.chance.randint(2, 4)):
            records += self._order(source, f"SO{number}", mode)
        if self.chance.random() < 0.3:
            self.chance.shuffle(records)
        self._bring(source, mode, records, replace=self.chance.random() < 0.3)

    def _order(self, source: str, order_no: str, mode: str) -> list[Record]:
        """Make the records of an order, often as they were the last time."""
        contents = self.world.setdefault(
            (source, order_no), [self._content() for _ in range(self.chance.randint(1, 3))]
        )
        change = self.chance.random()
        if change < 0.1:
            contents.append(self._content())
        elif change < 0.2:
            contents.append(self.chance.choice(contents))
        elif change < 0.3:
            contents[self.chance.randrange(len(contents))] = self._content()
        elif change < 0.35 and len(contents) > 1:
            contents.pop()
        records = []
        for place, content in enumerate(contents, start=1):
            kept = None if self.chance.random() < 0.2 else content
            given = place if mode == "line" and self.chance.random() > 0.03 else None
            records.append(Record(0, order_no, given, kept))
        if mode == "line" and records and self.chance.random() < 0.2:
            again = self.chance.choice(records)
            other = self.chance.choice((again.content, self._content()))
            records.append(again._replace(content=other))
        return records

    def _import_mended(self) -> None:
        """Import rows of reject files, with the places kept for them."""
        source = self.chance.choice(self.to_mend)[0]
        mine = [place for place in self.to_mend if place[0] == source]
        records = [
            Record(0, order_no, place, self.chance.choice((self._content(), self._content(), None)))
            for _source, order_no, place in self.chance.sample(mine, min(3, len(mine)))
        ]
        if self.chance.random() < 0.2:
            records.append(Record(0, records[0].order_no, None, self._content()))
        mode = self.model.mode_of(source) or self.modes[source]
        self._bring(source, mode, records, replace=False)

    def _bring(self, source: str, mode: str, drawn: list[Record], *, replace: bool) -> None:
        self.batch += 1
        records = [record._replace(number=i) for i, record in enumerate(drawn, start=1)]
        expected = self.model.bring(self.batch, source, mode, records, replace=replace)
        with self.ledger.resolving(
            self.batch,
            [_incoming(record, mode) for record in records if record.content is not None],
            source=source,
            mode=IdentityMode(mode),
            replace=replace,
            rejected=[
                reserved(record.number, record.order_no, record.place)
                for record in records
                if record.content is None
            ],
        ) as resolution:
            _compare_result(resolution, expected, records)
            self.ledger.manifest.apply(write_change(resolution))
        for number, place in expected.kept_places.items():
            self.to_mend.append((source, records[number - 1].order_no, place))

    def _undo(self) -> None:
        batch = self.chance.choice(self.model.live).number
        report = self.ledger.undo(batch)
        removed, restored, kept = self.model.undo(batch)
        assert report.removed.lines == len(removed)
        assert report.restored.lines == len(restored)
        assert report.kept_confirmed.lines == len(kept)
        assert report.removed.money == _money(row.content for row in removed)
        assert report.restored.money == _money(row.content for row in restored)
        with pytest.raises(BatchNotLive):
            self.ledger.undo(batch)

    def _compact(self) -> None:
        """Merge files, of few rows or of any number; every figure stays as it is."""
        lines = [file.rows for file in self.ledger.state.files_of(FileKind.LINES)]
        rules = {
            "small_rows": self.chance.choice((2, 5, 500_000)),
            "least_files": self.chance.choice((1, 2, 3)),
        }
        report = self.ledger.compact(**rules)
        kept = [file.rows for file in self.ledger.state.files_of(FileKind.LINES)]
        assert sum(lines) - sum(kept) == report.dropped_rows >= 0
        assert report.files_after == len(self.ledger.state.files)
        assert not verify(self.ledger.store, self.ledger.state.files)
        self.compare()

    def _refuse_other_mode(self) -> None:
        for source in ("erp", "shop"):
            mode = self.model.mode_of(source)
            if mode is not None:
                other = IdentityMode.ORDER if mode == "line" else IdentityMode.LINE
                with pytest.raises(IdentityModeConflict):
                    self.ledger.bring(0, [], source=source, mode=other)


def _incoming(record: Record, mode: str) -> Line:
    assert record.content is not None
    content = dict(zip(FIELDS, record.content, strict=True))
    place = {"line_no" if mode == "line" else "kept_line_no": record.place}
    return (
        line(record.number, record.order_no, "0")
        | content
        | place
        | {
            "ordered_on": content["ordered_at"].date(),
            "amount": content["amount_original"],
            "cost": content["cost_original"],
        }
    )


def _compare_result(resolution: Any, expected: Result, records: list[Record]) -> None:
    outcomes = {
        row["record"]: (row["outcome"], row["code"], row["line_no"])
        for row in rows_of(resolution.outcomes())
    }
    assert outcomes == expected.outcomes
    kept = {row["record"]: row["line_no"] for row in rows_of(resolution.reserved_places())}
    assert kept == expected.kept_places
    report = resolution.report

    def money_of(*wanted: str) -> dict[str, Decimal]:
        return _money(
            record.content
            for record in records
            if record.content is not None and outcomes[record.number][0] in wanted
        )

    assert report.accepted.money == money_of("new", "superseded")
    assert report.unchanged.money == money_of("unchanged")
    assert report.rejected.money == money_of("rejected")
    assert report.superseded.money == _money(row.content for row in expected.displaced)
    assert report.superseded.lines == len(expected.displaced)
    assert report.removed.lines == len(expected.removed)
    assert report.accepted.lines + report.unchanged.lines + report.rejected.lines == len(outcomes)
    assert report.reasons == Counter(code for _, code, _ in outcomes.values() if code)


def _money(contents: Any) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for content in contents:
        values = dict(zip(FIELDS, content, strict=True))
        sums[values["currency"]] = (
            sums.get(values["currency"], Decimal(0)) + values["amount_original"]
        )
    return sums


def _orders(ledger: WorkingLedger) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    rows = [tuple(row.values()) for row in ledger.in_force(FileKind.ORDERS)]
    found = {row[:4]: row[4:] for row in rows}
    assert len(found) == len(rows)
    return found
