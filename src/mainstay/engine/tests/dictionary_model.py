"""The ledger rules once more, in plain dictionaries, sharing nothing with the engine.

A line's content is a tuple of ``FIELDS``. The model keeps every event of every live batch and works
everything else out from them by looping.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

FIELDS = (
    "customer",
    "ordered_at",
    "product_code",
    "product_name",
    "category",
    "quantity",
    "unit_price",
    "amount_original",
    "cost_original",
    "currency",
    "channel",
    "salesperson",
    "kind",
)

Content = tuple[Any, ...]
Key = tuple[str, str, int]


class Record(NamedTuple):
    """A record of a file. ``content`` is None when it was rejected before it came here."""

    number: int
    order_no: str
    place: int | None
    content: Content | None


class Row(NamedTuple):
    """A row once written."""

    batch: int
    record: int
    content: Content
    size: int | None


@dataclass
class Batch:
    """A live batch and its events: a row for a write or a confirmation, None for a removal."""

    number: int
    source: str
    mode: str
    events: dict[Key, Row | None] = field(default_factory=dict)


@dataclass
class Result:
    """What an import did: per record (outcome, reason, place), places kept, keys removed."""

    outcomes: dict[int, tuple[str, str | None, int | None]] = field(default_factory=dict)
    kept_places: dict[int, int] = field(default_factory=dict)
    removed: list[Key] = field(default_factory=list)
    displaced: list[Row] = field(default_factory=list)


class DictionaryModel:
    """A ledger in memory."""

    def __init__(self) -> None:
        self.live: list[Batch] = []

    def in_force(self, without: int | None = None) -> dict[Key, Row]:
        """Give the row in force of each key, as if a batch were not there."""
        found: dict[Key, Row | None] = {}
        for batch in self.live:
            if batch.number != without:
                found.update(batch.events)
        return {key: row for key, row in found.items() if row is not None}

    def mode_of(self, source: str) -> str | None:
        """Give the mode of the source's oldest live batch."""
        return next((batch.mode for batch in self.live if batch.source == source), None)

    def undo(self, number: int) -> tuple[set[Row], set[Row], set[Row]]:
        """Undo a batch; give the rows removed, restored and kept although the batch wrote them."""
        before = set(self.in_force().values())
        after = set(self.in_force(without=number).values())
        self.live = [batch for batch in self.live if batch.number != number]
        kept = {row for row in before & after if row.batch == number}
        return before - after, after - before, kept

    def bring(
        self, number: int, source: str, mode: str, records: list[Record], *, replace: bool
    ) -> Result:
        """Import a file."""
        batch = Batch(number, source, mode)
        result = Result()
        orders: dict[str, list[Record]] = defaultdict(list)
        for record in records:
            orders[record.order_no].append(record)
        for order_no, of_order in orders.items():
            _Order(self, batch, order_no, of_order, result).take(replace=replace)
        self.live.append(batch)
        return result


class _Order:
    """One order of one file."""

    def __init__(
        self,
        model: DictionaryModel,
        batch: Batch,
        order_no: str,
        records: list[Record],
        result: Result,
    ) -> None:
        self.batch = batch
        self.order_no = order_no
        self.records = records
        self.result = result
        self.known = {
            place: row
            for (source, order, place), row in model.in_force().items()
            if (source, order) == (batch.source, order_no)
        }
        self.size = max((row.size or 0 for row in self.known.values()), default=0)
        self.taken = {
            place
            for live in model.live
            for source, order, place in live.events
            if (source, order) == (batch.source, order_no)
        }

    def take(self, *, replace: bool) -> None:
        placed = [record for record in self.records if record.place is not None]
        counted = [record for record in self.records if record.place is None]
        self._take_placed(placed)
        if self.batch.mode == "line":
            self._reject(counted, "line_no_missing")
        elif placed:
            self._reject(counted, "order_changed")
        elif not self.known:
            self._take_fresh(counted)
        else:
            self._take_known(counted, replace=replace)

    def _take_placed(self, records: list[Record]) -> None:
        top = max((record.place or 0 for record in records), default=0)
        size = max(self.size, top) if self.batch.mode == "order" else None
        by_place: dict[int, list[Record]] = defaultdict(list)
        for record in records:
            assert record.place is not None
            if record.content is None:
                self.result.kept_places[record.number] = record.place
            else:
                by_place[record.place].append(record)
        for place, same_place in by_place.items():
            first, *others = same_place
            if any(other.content != first.content for other in others):
                for record in same_place:
                    self._say(record, "rejected", "duplicate_in_file", place)
                continue
            for other in others:
                self._say(other, "unchanged", None, place)
            old = self.known.get(place)
            if old is None:
                self._write(first, place, size, "new")
            elif old.content == first.content:
                self._confirm(first, place)
            else:
                self._write(first, place, size, "superseded")
                self.result.displaced.append(old)

    def _take_fresh(self, records: list[Record]) -> None:
        for place, record in enumerate(records, start=1):
            if record.content is None:
                self.result.kept_places[record.number] = place
            else:
                self._write(record, place, len(records), "new")

    def _take_known(self, records: list[Record], *, replace: bool) -> None:
        numbers = {record.number: place for place, record in enumerate(records, start=1)}
        valid = [record for record in records if record.content is not None]
        rejected = [record for record in records if record.content is None]
        known = Counter(row.content for row in self.known.values())
        brought = Counter(r.content for r in valid if r.content is not None)
        open_places = [place for place in range(1, self.size + 1) if place not in self.taken]
        extra = (brought - known).total()
        if not valid or (brought == known):
            verdict = "same"
        elif not known - brought and extra <= len(open_places):
            verdict = "completed"
        else:
            verdict = "replaced" if replace else "changed"
        if verdict == "changed":
            self._reject(valid, "order_changed")
            extras = []
        else:
            extras = self._pair(valid, drop_others=verdict == "replaced")
        self._place(extras, rejected, numbers, open_places, verdict)

    def _pair(self, valid: list[Record], *, drop_others: bool) -> list[Record]:
        left = dict(self.known)
        straight = all(
            place in left and left[place].content == record.content
            for place, record in self._numbered(valid)
        )
        extras = []
        for own, record in self._numbered(valid):
            candidates = [own] if straight else sorted(left)
            match = next((p for p in candidates if left[p].content == record.content), None)
            if match is None:
                extras.append(record)
            else:
                del left[match]
                self._confirm(record, match)
        for place in left if drop_others else ():
            key = (self.batch.source, self.order_no, place)
            self.batch.events[key] = None
            self.result.removed.append(key)
        return extras

    def _numbered(self, valid: list[Record]) -> list[tuple[int, Record]]:
        return [
            (place, record) for place, record in enumerate(self.records, start=1) if record in valid
        ]

    def _place(
        self,
        extras: list[Record],
        rejected: list[Record],
        numbers: dict[int, int],
        open_places: list[int],
        verdict: str,
    ) -> None:
        given = {r.number: numbers[r.number] for r in extras if numbers[r.number] in open_places}
        asked = {numbers[r.number] for r in rejected}
        left = [place for place in open_places if place not in given.values()]
        left.sort(key=lambda place: (place in asked, place))
        fresh = self.size
        for record in extras:
            if record.number not in given and verdict == "completed":
                given[record.number] = left.pop(0)
            elif record.number not in given:
                fresh += 1
                given[record.number] = fresh
        for record in rejected:
            if numbers[record.number] in left:
                self.result.kept_places[record.number] = numbers[record.number]
            elif verdict == "replaced":
                fresh += 1
                self.result.kept_places[record.number] = fresh
        for record in extras:
            self._write(record, given[record.number], max(self.size, fresh), "new")

    def _write(self, record: Record, place: int, size: int | None, outcome: str) -> None:
        assert record.content is not None
        row = Row(self.batch.number, record.number, record.content, size)
        self.batch.events[self.batch.source, self.order_no, place] = row
        self._say(record, outcome, None, place)

    def _confirm(self, record: Record, place: int) -> None:
        self.batch.events[self.batch.source, self.order_no, place] = self.known[place]
        self._say(record, "unchanged", None, place)

    def _reject(self, records: list[Record], reason: str) -> None:
        for record in records:
            if record.content is not None:
                self._say(record, "rejected", reason, None)

    def _say(self, record: Record, outcome: str, reason: str | None, place: int | None) -> None:
        self.result.outcomes[record.number] = (outcome, reason, place)


def order_rollup(rows: dict[Key, Row]) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """Add lines in force up per (customer, source, order, currency)."""
    lines = [
        (source, order, dict(zip(FIELDS, row.content, strict=True)))
        for (source, order, _place), row in rows.items()
    ]
    first: dict[tuple[Any, ...], Any] = {}
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    for source, order, line in lines:
        whole = (line["customer"], source, order)
        day = line["ordered_at"].date()
        first[whole] = min(day, first.get(whole, day))
        groups[(*whole, line["currency"])].append(line)
    zero = Decimal(0)
    return {
        key: (
            first[key[:3]],
            len(group),
            sum(line["kind"] == "sale" for line in group),
            sum(line["cost_original"] is not None for line in group),
            sum((line["quantity"] or zero for line in group), zero),
            sum((line["amount_original"] for line in group), zero),
            sum(
                (line["amount_original"] for line in group if line["cost_original"] is not None),
                zero,
            ),
            sum((line["cost_original"] or zero for line in group), zero),
        )
        for key, group in groups.items()
    }


def category_rollup(rows: dict[Key, Row]) -> dict[tuple[Any, ...], int]:
    """Count sale lines per (customer, category, month of the order)."""
    days = {key[:3]: value[0] for key, value in order_rollup(rows).items()}
    counts: Counter[tuple[Any, ...]] = Counter()
    for (source, order, _place), row in rows.items():
        line = dict(zip(FIELDS, row.content, strict=True))
        if line["kind"] == "sale" and line["category"] is not None:
            month = days[line["customer"], source, order].replace(day=1)
            counts[line["customer"], line["category"], month] += 1
    return dict(counts)
