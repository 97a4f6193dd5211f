"""Order lines: from the cells of a chunk to typed lines."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mainstay.apps.ledger.cleaning.amounts import Products, difference, differs, line_products
from mainstay.apps.ledger.cleaning.conversion import RATE_MISSING, Rates, convert, named
from mainstay.apps.ledger.cleaning.currencies import MARKS, parse_currency
from mainstay.apps.ledger.cleaning.day_month import DayMonthEvidence, DayOrder
from mainstay.apps.ledger.cleaning.decimal_marks import CommaEvidence
from mainstay.apps.ledger.cleaning.fields import CODE_LENGTH, COSTS, NAME_LENGTH
from mainstay.apps.ledger.cleaning.findings import Findings, Reject
from mainstay.apps.ledger.cleaning.number_columns import (
    NumberColumn,
    clean_numbers,
    clean_places,
    clean_shares,
)
from mainstay.apps.ledger.cleaning.numbers import OUT_OF_RANGE, ROUNDED
from mainstay.apps.ledger.cleaning.tax import TAX_TAKEN_OUT, Divisors, without_tax
from mainstay.apps.ledger.cleaning.tax_rates import TaxRates, clean_tax_rates
from mainstay.apps.ledger.cleaning.text_columns import (
    clean_choices,
    clean_texts,
    parse_code,
    parse_name,
)
from mainstay.apps.ledger.cleaning.time_columns import clean_timestamps
from mainstay.apps.ledger.cleaning.totals import without_totals
from mainstay.apps.ledger.reading.chunks import RecordChunk
from mainstay.engine.schemas import INSTANT, MONEY

CURRENCY_MISMATCH = "currency_mismatch"
AMOUNT_DIFFERS = "amount_differs_from_factors"
TAX_RATE_EMPTY = "tax_rate_empty"

_CODES = ("customer", "order_no", "product_code", "kept_source")
_NAMES = (
    "product_name",
    "category",
    "channel",
    "salesperson",
    "customer_name",
    "customer_region",
    "customer_industry",
)

CLEAN_ORDER_SCHEMA: pa.Schema = pa.schema(
    [
        pa.field("record", pa.int64(), nullable=False),
        pa.field("line", pa.int64()),
        pa.field("customer", pa.string(), nullable=False),
        pa.field("order_no", pa.string(), nullable=False),
        pa.field("line_no", pa.int32()),
        pa.field("kept_line_no", pa.int32()),
        pa.field("kept_source", pa.string()),
        pa.field("ordered_at", INSTANT, nullable=False),
        pa.field("ordered_on", pa.date32(), nullable=False),
        pa.field("product_code", pa.string()),
        pa.field("product_name", pa.string()),
        pa.field("category", pa.string()),
        pa.field("quantity", MONEY),
        pa.field("unit_price", MONEY),
        pa.field("amount", MONEY, nullable=False),
        pa.field("cost", MONEY),
        pa.field("currency", pa.string(), nullable=False),
        pa.field("amount_original", MONEY, nullable=False),
        pa.field("cost_original", MONEY),
        pa.field("channel", pa.string()),
        pa.field("salesperson", pa.string()),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("customer_name", pa.string()),
        pa.field("customer_region", pa.string()),
        pa.field("customer_industry", pa.string()),
    ]
)
"""A line as the file says it: customer and salesperson are still codes."""

RESERVED_COLUMNS = ("record", "order_no", "kept_line_no", "kept_source")


@dataclass(frozen=True, slots=True)
class OrderOptions:
    """What a profile and the installation say about a file of order lines."""

    zone: ZoneInfo
    """Of times without a zone, and of the day a line falls on."""
    reporting_currency: str
    currency: str
    """Of lines that name none."""
    decimal_comma: bool | None = None
    """None where nobody has said: a point, and what shows a comma is noted."""
    day_order: DayOrder | None = None
    date_system: int = 0
    """The year with which a workbook's day numbers begin; 0 for files without such."""
    tax_rate: Decimal | None = None
    """In percent, of the amounts of `taxed` in lines that name no rate of their own."""
    taxed: frozenset[str] = frozenset()
    rates: Rates = field(default_factory=Rates)
    """Of other currencies than the reporting one."""
    count_totals: bool = False
    """Rows that look as if they added others up are records too."""


@dataclass(frozen=True, slots=True)
class CleanOrders:
    """A chunk of order lines. `records` = lines + `rejected` + `blank`, always."""

    lines: pa.RecordBatch
    """The sound lines, in `CLEAN_ORDER_SCHEMA`."""
    records: int
    rejected: int
    blank: int
    totals: tuple[int, ...]
    """The blank ones that add others up, by number."""
    rejects: tuple[Reject, ...]
    reserved: pa.RecordBatch
    """`RESERVED_COLUMNS` of rejected records whose order number could be read."""
    rejected_money: dict[str, Decimal]
    """Per currency, of the rejected records whose amount and currency could be read."""
    changes: Counter[tuple[str, str]]
    """How many cells of a field needed which change, rejected records' too."""
    notes: Counter[str]
    day_month: DayMonthEvidence
    commas: CommaEvidence


def clean_orders(
    chunk: RecordChunk, columns: Mapping[str, int], options: OrderOptions
) -> CleanOrders:
    """Type the cells of a chunk of order lines.

    `columns` comes from `field_columns`. The amount is the given one, else quantity × unit price ×
    (1 − discount) of the exact values, rounded half-even to four places; the cost is the given
    one, else amount − profit; each without the tax that it includes. A line with a negative
    quantity or amount is a return. Amounts and costs of another currency are converted with
    `options.rates`; the original ones stay beside them.
    """
    totals: tuple[int, ...] = ()
    if not options.count_totals:
        chunk, totals = without_totals(chunk, columns, "orders")
    found = Findings(chunk, dict(columns))
    values: dict[str, pa.Array] = {"record": chunk.records, "line": chunk.lines}
    for name in _CODES:
        values[name] = _text(found, name)
    for name in _NAMES:
        values[name] = _text(found, name)
    for name in ("line_no", "kept_line_no"):
        values[name] = _place(found, name, options)
    times = clean_timestamps(
        found.column("ordered_at"), options.zone, options.day_order, options.date_system
    )
    found.note("ordered_at", times)
    values["ordered_at"], values["ordered_on"] = times.values, times.days
    notes = _money(found, values, options)
    for name in ("customer", "order_no", "ordered_at"):
        found.require(name, values[name])
    return _assembled(found, values, notes, times.day_month, totals)


def _text(found: Findings, name: str) -> pa.Array:
    is_code = name in _CODES
    parse, longest = (parse_code, CODE_LENGTH) if is_code else (parse_name, NAME_LENGTH)
    if name not in found.columns:
        return found.column(name)
    cleaned = clean_texts(found.column(name), parse, longest)
    found.note(name, cleaned)
    return cleaned.values


def _place(found: Findings, name: str, options: OrderOptions) -> pa.Array:
    if name not in found.columns:
        return pa.nulls(found.size, pa.int32())
    cleaned = clean_places(found.column(name), decimal_comma=options.decimal_comma)
    found.note(name, cleaned)
    return cleaned.values


def _money(found: Findings, values: dict[str, pa.Array], options: OrderOptions) -> Counter[str]:
    """Fill in quantity, price, amount, cost, currency and kind; gives notes."""
    numbers = {
        name: _number(found, name, options)
        for name in ("quantity", "unit_price", "discount", "amount", "cost", "profit")
    }
    gross_price = numbers["unit_price"]
    divisors = _divisors(found, options)
    if divisors is not None:
        for name in sorted(options.taxed.intersection(found.columns, numbers)):
            numbers[name] = without_tax(numbers[name], divisors)
            found.changes[name, TAX_TAKEN_OUT] += numbers[name].changes[TAX_TAKEN_OUT]
    values["quantity"] = numbers["quantity"].values
    values["unit_price"] = numbers["unit_price"].values
    products = line_products(
        numbers["quantity"],
        gross_price,
        numbers["discount"],
        divisors if "unit_price" in options.taxed else None,
    )
    amount, notes = _amount(found, numbers, products)
    if divisors is not None and not divisors.known.all():
        notes[TAX_RATE_EMPTY] += int((~divisors.known & ~found.refused("tax_rate")).sum())
    cost = _cost(found, numbers, amount)
    values["amount"] = values["amount_original"] = amount
    values["cost"] = values["cost_original"] = cost
    values["currency"] = _currency(found, numbers, options)
    _convert(found, values, options)
    negative = pc.or_kleene(pc.less(values["quantity"], 0), pc.less(amount, 0))
    values["kind"] = pc.if_else(negative.fill_null(False), "return", "sale")
    return notes


def _divisors(found: Findings, options: OrderOptions) -> Divisors | None:
    """How the tax is taken out of each line; None where no amount includes any or none is known."""
    if not options.taxed:
        return None
    if "tax_rate" in found.columns:
        column = clean_tax_rates(found.column("tax_rate"), decimal_comma=options.decimal_comma)
        found.note("tax_rate", column)
        found.commas.add(column.commas)
        return Divisors.of(TaxRates.of_column(column, options.tax_rate))
    if options.tax_rate is None:
        return None
    return Divisors.of(TaxRates.stated(options.tax_rate, found.size))


def _number(found: Findings, name: str, options: OrderOptions) -> NumberColumn:
    if name not in found.columns:
        nothing = pa.nulls(found.size, MONEY)
        return NumberColumn(nothing, exact=nothing)
    clean = clean_shares if name == "discount" else clean_numbers
    cleaned = clean(found.column(name), decimal_comma=options.decimal_comma)
    found.note(name, cleaned)
    # Who hears the question may not see costs, so none is quoted.
    found.commas.add(CommaEvidence(cleaned.commas.cells) if name in COSTS else cleaned.commas)
    return cleaned


def _amount(
    found: Findings, numbers: dict[str, NumberColumn], products: Products
) -> tuple[pa.Array, Counter[str]]:
    given = numbers["amount"].values
    usable = ~found.refused("amount", "discount")
    worked_out = pc.if_else(pa.array(usable), products.values, None)
    needed = given.is_null().to_numpy(zero_copy_only=False) & usable
    found.changes["amount", ROUNDED] += int((products.rounded & needed).sum())
    found.refuse("amount", OUT_OF_RANGE, np.flatnonzero(products.too_large & needed))
    amount = pc.coalesce(given, worked_out)
    # A factor that could not be read is reason enough; only an amount that nobody gave is missing.
    known = amount.is_valid().to_numpy(zero_copy_only=False)
    explained = found.refused("amount", "quantity", "unit_price", "discount")
    found.refuse("amount", "missing", np.flatnonzero(~known & ~explained))
    differing = differs(given, worked_out)
    return amount, Counter({AMOUNT_DIFFERS: differing} if differing else {})


def _cost(found: Findings, numbers: dict[str, NumberColumn], amount: pa.Array) -> pa.Array:
    given, profit = numbers["cost"].values, numbers["profit"].values
    worked_out, too_large = difference(amount, profit)
    unknown = given.is_null().to_numpy(zero_copy_only=False)
    found.refuse("cost", OUT_OF_RANGE, too_large[unknown[too_large]])
    return pc.coalesce(given, worked_out)


def _currency(found: Findings, numbers: dict[str, NumberColumn], options: OrderOptions) -> pa.Array:
    """The currency of each line; rejects unknown ones and contradictions."""
    if "currency" in found.columns:
        cleaned = clean_choices(found.column("currency"), parse_currency, pa.string())
        found.note("currency", cleaned)
        default = pc.if_else(pa.array(found.refused("currency")), None, options.currency)
        currency = pc.coalesce(cleaned.values, default)
    else:
        currency = pa.repeat(options.currency, found.size)
    for name, column in numbers.items():
        if column.marks is None:
            continue
        for mark in column.marks.unique().drop_null().to_pylist():
            meant = pa.array(sorted(MARKS[mark]))
            wrong = pc.and_(pc.equal(column.marks, mark), pc.invert(pc.is_in(currency, meant)))
            _refuse_where(found, name, CURRENCY_MISMATCH, wrong)
    return currency


def _convert(found: Findings, values: dict[str, pa.Array], options: OrderOptions) -> None:
    """Put the amounts of other currencies into the reporting one; rejects lines without a rate."""
    currency, days = values["currency"], values["ordered_on"]
    foreign = pc.not_equal(currency, options.reporting_currency).fill_null(False)
    if not pc.any(foreign).as_py():
        return
    rates = options.rates.on(currency, days)
    without = pc.and_(foreign, pc.and_(rates.is_null(), days.is_valid()))
    rows = np.flatnonzero(without.to_numpy(zero_copy_only=False))
    chosen = pa.array(rows)
    found.refuse("currency", RATE_MISSING, rows, named(currency.take(chosen), days.take(chosen)))
    for name in ("amount", "cost"):
        original = values[f"{name}_original"]
        converted = convert(original, rates)
        found.refuse(name, OUT_OF_RANGE, np.flatnonzero(converted.too_large))
        values[name] = pc.if_else(foreign, converted.values, original)


def _refuse_where(found: Findings, name: str, code: str, flags: pa.Array) -> None:
    rows = np.flatnonzero(flags.fill_null(False).to_numpy(zero_copy_only=False))
    found.refuse(name, code, rows)


def _assembled(
    found: Findings,
    values: dict[str, pa.Array],
    notes: Counter[str],
    day_month: DayMonthEvidence,
    totals: tuple[int, ...],
) -> CleanOrders:
    refused = found.refused()
    chunk = found.chunk
    table = pa.RecordBatch.from_arrays(
        [values[name] for name in CLEAN_ORDER_SCHEMA.names], CLEAN_ORDER_SCHEMA.names
    )
    lines, rejected = table, table.slice(0, 0)
    if refused.any():
        lines, rejected = table.filter(pa.array(~refused)), table.filter(pa.array(refused))
    readable = rejected.filter(rejected["order_no"].is_valid())
    return CleanOrders(
        lines=pa.RecordBatch.from_arrays(lines.columns, schema=CLEAN_ORDER_SCHEMA),
        records=chunk.count,
        rejected=int(refused.sum()) + len(chunk.ragged),
        blank=len(chunk.blank),
        totals=totals,
        rejects=found.rejects(),
        reserved=readable.select(list(RESERVED_COLUMNS)),
        rejected_money=_totals(rejected),
        changes=+found.changes,
        notes=notes,
        day_month=day_month,
        commas=found.commas,
    )


def _totals(lines: pa.RecordBatch) -> dict[str, Decimal]:
    """Money per currency of the lines whose amount and currency are known."""
    if not lines.num_rows:
        return {}
    known = pc.and_(lines["amount_original"].is_valid(), lines["currency"].is_valid())
    table = pa.Table.from_batches([lines.filter(known).select(["currency", "amount_original"])])
    sums = table.group_by("currency").aggregate([("amount_original", "sum")])
    money = sums["amount_original_sum"].to_pylist()
    return dict(zip(sums["currency"].to_pylist(), money, strict=True))
