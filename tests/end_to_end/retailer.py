"""Order files for the main job, and what must come out of them, worked out from the file alone."""

import csv
import gzip
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import accumulate
from pathlib import Path

SHARED_DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
ONLINE_RETAIL = SHARED_DATA / "online_retail" / "online_retail_until_2011-08.csv.gz"
HEADINGS = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
AS_OF = "2011-09-01"
CURRENCY, ZONE = "GBP", "Europe/London"
GRADES_OF_ONLINE_RETAIL: dict[str, dict[str, int]] = {
    "abc": {"A": 948, "B": 1136, "C": 1276},
    "tiers": {"strategic": 0, "focus": 0, "main": 0, "general": 3360},
    "rfm": {
        "champions": 474,
        "loyal_customers": 746,
        "potential_loyalists": 315,
        "cannot_lose": 45,
        "need_attention": 153,
        "new_customers": 37,
        "at_risk": 410,
        "promising": 57,
        "about_to_sleep": 224,
        "hibernating": 899,
    },
}
"""How many customers of the real retailer each scheme puts into each grade, as of `AS_OF`."""


@dataclass(frozen=True)
class OrderFile:
    """A retailer's file: the invoice is the unit, lines without a customer are rejected."""

    path: Path

    def _lines(self) -> Iterator[dict[str, str]]:
        unpack = gzip.open if self.path.suffix == ".gz" else open
        with unpack(self.path, "rt", encoding="utf-8", newline="") as text:
            yield from csv.DictReader(text)

    @cached_property
    def _counted(self) -> tuple[int, int, Decimal, Decimal, Mapping[str, Decimal]]:
        records = rejected = 0
        money_in = money_rejected = Decimal(0)
        revenue: dict[str, Decimal] = defaultdict(Decimal)
        for line in self._lines():
            amount = int(line["Quantity"]) * Decimal(line["UnitPrice"])
            records += 1
            money_in += amount
            if line["CustomerID"]:
                revenue[line["CustomerID"]] += amount
            else:
                rejected += 1
                money_rejected += amount
        return records, rejected, money_in, money_rejected, revenue

    @property
    def records(self) -> int:
        return self._counted[0]

    @property
    def rejected(self) -> int:
        return self._counted[1]

    @property
    def accepted(self) -> int:
        return self.records - self.rejected

    @property
    def money_in(self) -> Decimal:
        return self._counted[2]

    @property
    def money_rejected(self) -> Decimal:
        return self._counted[3]

    @property
    def money_accepted(self) -> Decimal:
        return self.money_in - self.money_rejected

    @property
    def revenue(self) -> Mapping[str, Decimal]:
        """The net revenue per customer; the file lies within the 12 months before `AS_OF`."""
        return self._counted[4]

    @cached_property
    def by_revenue(self) -> list[str]:
        """The customers, the largest first."""
        return sorted(self.revenue, key=lambda code: (-self.revenue[code], code))

    @cached_property
    def classes(self) -> dict[str, str]:
        """Each customer's Pareto class: 80 and 95 % of the positive total."""
        positive = [max(self.revenue[code], Decimal(0)) for code in self.by_revenue]
        total = sum(positive, Decimal(0))
        before = [Decimal(0), *accumulate(positive)]
        return {
            code: "C" if own <= 0 or above >= total * 95 / 100 else "AB"[above >= total * 80 / 100]
            for code, own, above in zip(self.by_revenue, positive, before, strict=False)
        }

    def class_sizes(self) -> dict[str, int]:
        classes = list(self.classes.values())
        return {name: classes.count(name) for name in "ABC"}


def write_small_file(path: Path) -> OrderFile:
    """A file of the same shape as the real one: 60 customers, 800 lines, some without customer."""
    chance = random.Random(20110901)
    rows = [HEADINGS]
    for number in range(200):
        customer = chance.randrange(60)
        code = "" if number % 5 == 0 else f"{12_300 + customer}"
        day = f"{2010 + (number >= 60)}-{1 + number % 8 if number >= 60 else 9 + number % 4:02d}"
        for line in range(4):
            cents = chance.randrange(50, 900) * (1 + customer % 11)
            rows.append(
                f"{536_000 + number},P{line}{customer % 7},Gift {line},{chance.randrange(1, 30)},"
                f"{day}-{1 + number % 28:02d} 09:{number % 60:02d},{cents / 100},{code},UK"
            )
    path.write_text("\n".join(rows) + "\n")
    return OrderFile(path)
