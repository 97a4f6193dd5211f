"""A ledger with a past: lines that were superseded, taken back, undone, replaced and merged."""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from mainstay.engine.ledger_state import IdentityMode, LedgerState
from mainstay.engine.session import Engine
from mainstay.engine.store import LedgerStore
from mainstay.engine.tests.working_ledger import Line, WorkingLedger, line

CUSTOMERS = 40
MERGED = {3: 1, 4: 1, 17: 30}
"""Which customers count for another one."""

_FIRST_DAY = datetime(2022, 11, 20, 6, tzinfo=UTC)
_DAYS = 1100
_LARGE = "99999999999999.9999"
_COSTS = (Decimal("0.7"), Decimal("0.9"))


class Trading:
    """A real ledger in a folder, made once; `state` is the last of its states."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._chance = random.Random(20)
        self._ledger = WorkingLedger(folder)
        first = self._orders("A", 300)
        self._ledger.bring(1, first)
        self._ledger.bring(
            2, [*self._changed(first[::5]), *self._orders("B", 100, from_record=900)]
        )
        self._ledger.bring(3, [*self._changed(first[::7]), *self._orders("C", 50, from_record=900)])
        in_order = {"source": "shop", "mode": IdentityMode.ORDER}
        shop = [each | {"line_no": None} for each in self._orders("S", 60)]
        self._ledger.bring(4, shop, **in_order)
        fewer = [each for each in shop if each["record"] % 9]
        self._ledger.bring(5, fewer, replace=True, **in_order)
        self._ledger.bring(6, self._too_large_for_narrow_totals())
        self._ledger.undo(3)

    @property
    def state(self) -> LedgerState:
        return self._ledger.state

    @property
    def store(self) -> LedgerStore:
        return self._ledger.store

    @property
    def embedded(self) -> Engine:
        return self._ledger.engine

    def _orders(self, prefix: str, count: int, *, from_record: int = 1) -> list[Line]:
        made: list[Line] = []
        for number in range(count):
            customer = 1 + int(CUSTOMERS * self._chance.random() ** 2)
            day = _FIRST_DAY + timedelta(days=self._chance.randrange(_DAYS))
            made += [
                self._line(from_record + len(made) + place, f"{prefix}{number}", place + 1)
                | {
                    "customer": customer,
                    "ordered_at": day,
                    "ordered_on": day.date(),
                }
                for place in range(self._chance.randint(1, 5))
            ]
        return made

    def _line(self, record: int, order_no: str, line_no: int) -> Line:
        chance = self._chance
        amount = Decimal(chance.randrange(-40_000_000, 400_000_000)).scaleb(-4)
        product = chance.randrange(12)
        return line(
            record,
            order_no,
            str(amount),
            line_no=line_no,
            cost=chance.choice((None, *[(amount * share).quantize(amount) for share in _COSTS])),
            product_code=chance.choice((None, *[f"P{product}"] * 9)),
            product_name=chance.choice((None, f"导轨 {product}", f"Rail {product}")),
            category=chance.choice((None, "ropes", "导轨", "guides")),
            quantity=chance.choice((None, Decimal("1.5"), Decimal(-2), Decimal(3))),
            currency=chance.choice(("CNY", "CNY", "USD")),
        )

    def _changed(self, lines: list[Line]) -> list[Line]:
        """The same lines with other amounts; every third stays as it is."""
        changed = []
        for number, each in enumerate(lines):
            amount = each["amount"] * (number % 3 or 1)
            changed.append(each | {"amount": amount, "amount_original": amount})
        return changed

    def _too_large_for_narrow_totals(self) -> list[Line]:
        day = datetime(2025, 3, 2, 6, tzinfo=UTC)
        return [
            line(record, "L", _LARGE, line_no=record, customer=35, ordered_at=day)
            for record in (1, 2)
        ]
