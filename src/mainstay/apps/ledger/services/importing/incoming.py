"""From the chunks of an order file to the lines that the engine takes, counting everything."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mainstay.apps.customers.services.importing import NewCustomerFacts
from mainstay.apps.ledger.cleaning.day_month import DayMonthEvidence
from mainstay.apps.ledger.cleaning.decimal_marks import CommaEvidence
from mainstay.apps.ledger.cleaning.findings import Reject
from mainstay.apps.ledger.cleaning.orders import CleanOrders
from mainstay.apps.ledger.reading.sniffing import Sniffed
from mainstay.apps.ledger.rules import salesperson_key
from mainstay.apps.ledger.services.importing.finishing import SAMPLE
from mainstay.apps.ledger.services.importing.reject_spool import RejectSpool
from mainstay.engine.schemas import INCOMING_SCHEMA, RESERVED_SCHEMA
from mainstay.engine.staged_import import IncomingChunk
from mainstay.kernel.money import add_totals

UNKNOWN_CUSTOMER = "unknown_customer"
OTHER_SOURCE = "other_source"
TITLES = "titles"
TAX_INCLUDED = "tax_included"
TAX_RATE_UNUSED = "tax_rate_unused"

FindKeys = Callable[[Collection[str]], Mapping[str, int]]


@dataclass(slots=True)
class Incoming:
    """Takes cleaned chunks and gives engine chunks; holds what was counted on the way.

    `find_keys` knows customers by code. `make_keys` gives keys for those it does not know, or is
    None where lines of unknown customers are rejected.
    """

    source: str
    find_keys: FindKeys
    make_keys: FindKeys | None
    spool: RejectSpool
    records: int = 0
    rejected: int = 0
    blank: int = 0
    totals: int = 0
    sample_of_totals: list[int] = field(default_factory=list)
    money_in: dict[str, Decimal] = field(default_factory=dict)
    money_rejected: dict[str, Decimal] = field(default_factory=dict)
    reasons: Counter[str] = field(default_factory=Counter)
    changes: Counter[tuple[str, str]] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    day_month: DayMonthEvidence = field(default_factory=DayMonthEvidence)
    commas: CommaEvidence = field(default_factory=CommaEvidence)
    salespeople: dict[str, int] = field(default_factory=dict)
    new_customers: dict[str, NewCustomerFacts] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)
    _unknown: set[str] = field(default_factory=set)

    def note_rows_above(self, sniffed: Sniffed) -> None:
        """Count the rows above the headings as blank records, and those with content as titles."""
        self.records += sniffed.rows_above
        self.blank += sniffed.rows_above
        if sniffed.titles:
            self.notes[TITLES] += len(sniffed.titles)

    def take(self, cleaned: CleanOrders) -> IncomingChunk:
        """Turn the codes of a chunk into keys and reject what has none."""
        self._count(cleaned)
        lines = cleaned.lines
        customers = self._keys_of(lines)
        unknown = customers.is_null().to_numpy(zero_copy_only=False)
        foreign = self._of_other_source(lines)
        refused = unknown | foreign
        rejects = list(cleaned.rejects)
        if refused.any():
            rejects = self._reject(lines, unknown & ~foreign, foreign, rejects)
        self.spool.add(rejects)
        return IncomingChunk(
            lines=self._typed(lines, customers, refused),
            reserved=_reserved(cleaned.reserved, lines.filter(pa.array(refused))),
            records=cleaned.records,
        )

    def _count(self, cleaned: CleanOrders) -> None:
        self.records += cleaned.records
        self.rejected += cleaned.rejected
        self.blank += cleaned.blank
        self.totals += len(cleaned.totals)
        self.sample_of_totals += cleaned.totals[: SAMPLE - len(self.sample_of_totals)]
        self.changes.update(cleaned.changes)
        self.notes.update(cleaned.notes)
        self.day_month.add(cleaned.day_month)
        self.commas.add(cleaned.commas)
        self.reasons.update(first_codes(cleaned.rejects))
        money = _money(cleaned.lines)
        self.money_in = add_totals(self.money_in, money, cleaned.rejected_money)
        self.money_rejected = add_totals(self.money_rejected, cleaned.rejected_money)

    def _keys_of(self, lines: pa.RecordBatch) -> pa.Array:
        """The keys of the customers, each distinct code looked up once; null for unknown ones."""
        encoded = lines["customer"].dictionary_encode()
        present = encoded.dictionary.to_pylist()
        keys = list(map(self.keys.get, present))
        if None in keys:
            self._learn(lines, [code for code in present if code not in self.keys])
            keys = list(map(self.keys.get, present))
        return pa.array(keys, pa.int64()).take(encoded.indices)

    def _learn(self, lines: pa.RecordBatch, codes: list[str]) -> None:
        """Look up the codes that have not been seen before."""
        fresh = [code for code in codes if code not in self._unknown]
        found = self.find_keys(fresh)
        self.keys.update(found)
        missing = [code for code in fresh if code not in found]
        if self.make_keys is None:
            self._unknown.update(missing)
        elif missing:
            self.keys.update(self.make_keys(missing))
            self._note_facts(lines, set(missing))

    def _note_facts(self, lines: pa.RecordBatch, codes: set[str]) -> None:
        """Remember what the file says of new customers: the first name, region and industry."""
        columns = ("customer_name", "customer_region", "customer_industry")
        chosen = lines.filter(pc.is_in(lines["customer"], pa.array(sorted(codes))))
        rows = zip(
            chosen["customer"].to_pylist(), *(chosen[c].to_pylist() for c in columns), strict=True
        )
        for code, name, region, industry in rows:
            facts = self.new_customers.setdefault(code, {})
            for key, value in (("name", name), ("region", region), ("industry", industry)):
                if value and key not in facts:
                    facts[key] = value  # type: ignore[literal-required]

    def _of_other_source(self, lines: pa.RecordBatch) -> np.ndarray:
        other = pc.not_equal(lines["kept_source"], self.source).fill_null(False)
        return np.asarray(other.to_numpy(zero_copy_only=False))

    def _reject(
        self, lines: pa.RecordBatch, unknown: np.ndarray, foreign: np.ndarray, known: list[Reject]
    ) -> list[Reject]:
        found = list(known)
        for flags, name, code in (
            (unknown, "customer", UNKNOWN_CUSTOMER),
            (foreign, "kept_source", OTHER_SOURCE),
        ):
            chosen = lines.filter(pa.array(flags))
            cells = zip(
                chosen["record"].to_pylist(),
                chosen["line"].to_pylist(),
                chosen[name].to_pylist(),
                strict=True,
            )
            found += [Reject(record, line, name, code, value) for record, line, value in cells]
            if chosen.num_rows:
                self.reasons[code] += chosen.num_rows
            self.money_rejected = add_totals(self.money_rejected, _money(chosen))
        self.rejected += int((unknown | foreign).sum())
        return sorted(found, key=lambda reject: reject.record)

    def _typed(
        self, lines: pa.RecordBatch, customers: pa.Array, refused: np.ndarray
    ) -> pa.RecordBatch:
        columns = {name: lines[name] for name in lines.schema.names}
        columns["customer"] = customers
        columns["salesperson"] = self._salespeople_of(lines["salesperson"])
        batch = pa.RecordBatch.from_arrays(
            [columns[name] for name in INCOMING_SCHEMA.names], INCOMING_SCHEMA.names
        )
        # Filtering copies every column, and mostly there is nothing to leave out.
        kept = batch.filter(pa.array(~refused)) if refused.any() else batch
        return kept.cast(INCOMING_SCHEMA)

    def _salespeople_of(self, codes: pa.Array) -> pa.Array:
        encoded = codes.dictionary_encode()
        named = encoded.dictionary.to_pylist()
        for code in named:
            self.salespeople.setdefault(code, salesperson_key(code))
        keys = pa.array([self.salespeople[code] for code in named], pa.int64())
        return keys.take(encoded.indices)


def first_codes(rejects: Collection[Reject]) -> Counter[str]:
    """How many records each code rejects; a record counts under its first reason.

    What is missing is part of the code: `missing_customer`.
    """
    seen: dict[int, str] = {}
    for reject in rejects:
        seen.setdefault(reject.record, reject.counted_as)
    return Counter(seen.values())


def _money(lines: pa.RecordBatch) -> dict[str, Decimal]:
    table = pa.Table.from_batches([lines.select(["currency", "amount_original"])])
    sums = table.group_by("currency").aggregate([("amount_original", "sum")])
    return dict(
        zip(sums["currency"].to_pylist(), sums["amount_original_sum"].to_pylist(), strict=True)
    )


def _reserved(before: pa.RecordBatch, refused: pa.RecordBatch) -> pa.RecordBatch:
    """The places of all rejected records with an order number, in order of record."""
    names = RESERVED_SCHEMA.names
    parts = [
        pa.Table.from_batches([part.select(names)]).cast(RESERVED_SCHEMA)
        for part in (before, refused)
    ]
    table = pa.concat_tables(parts).sort_by("record").combine_chunks()
    return _as_batch(table)


def _as_batch(table: pa.Table) -> pa.RecordBatch:
    batches = table.to_batches()
    return batches[0] if batches else pa.RecordBatch.from_pylist([], RESERVED_SCHEMA)


def numbered_changes(changes: Mapping[tuple[str, str], int]) -> dict[str, int]:
    """The counts of changes as `field.change`, for the report."""
    return {f"{name}.{change}": count for (name, change), count in sorted(changes.items())}


def rounded_records(changes: Mapping[tuple[str, str], int]) -> int:
    """How many figures were rounded to four places."""
    return sum(count for (_, change), count in changes.items() if change == "rounded")
