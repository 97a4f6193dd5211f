"""The columns of everything the engine takes in, keeps and hands out.

Money and quantities are exact decimals with four places. Times are UTC; days are days in the
company's zone, fixed when the line was imported.
"""

import pyarrow as pa

MONEY = pa.decimal128(18, 4)
TOTAL = pa.decimal128(38, 4)
# ``MONEY`` as it is handed to the writer of a file, which keeps it like that; it is read as before.
MONEY_IN_64_BITS = pa.decimal64(18, 4)
# A text of which there are few, as it is handed to a file: numbers into a list of the texts.
REPEATING_TEXT = pa.dictionary(pa.int32(), pa.string())
INSTANT = pa.timestamp("us", tz="UTC")

# What a person can have brought. Two lines with equal content are the same line brought twice.
# ``ordered_on`` follows from ``ordered_at`` and converted amounts follow from rates, so neither
# takes part.
CONTENT_FIELDS: tuple[pa.Field, ...] = (
    pa.field("customer", pa.int64(), nullable=False),
    pa.field("ordered_at", INSTANT, nullable=False),
    pa.field("product_code", pa.string()),
    pa.field("product_name", pa.string()),
    pa.field("category", pa.string()),
    pa.field("quantity", MONEY),
    pa.field("unit_price", MONEY),
    pa.field("amount_original", MONEY, nullable=False),
    pa.field("cost_original", MONEY),
    pa.field("currency", pa.string(), nullable=False),
    pa.field("channel", pa.string()),
    pa.field("salesperson", pa.int64()),
    pa.field("kind", pa.string(), nullable=False),
)
CONTENT_COLUMNS: tuple[str, ...] = tuple(field.name for field in CONTENT_FIELDS)

# A line as the importer hands it over: already typed, its customer known. ``record`` is the
# 1-based number of the record in the file. ``line_no`` is the file's own line number, null where
# the file has none. ``kept_line_no`` is the place that an earlier import reserved for the line
# (it comes from a reject file).
INCOMING_SCHEMA: pa.Schema = pa.schema(
    [
        pa.field("record", pa.int64(), nullable=False),
        pa.field("order_no", pa.string(), nullable=False),
        pa.field("line_no", pa.int32()),
        pa.field("kept_line_no", pa.int32()),
        pa.field("ordered_on", pa.date32(), nullable=False),
        pa.field("amount", MONEY, nullable=False),
        pa.field("cost", MONEY),
        *CONTENT_FIELDS,
    ]
)

# A record that was rejected before it reached the engine but whose order number could be read:
# it keeps its place in the order.
RESERVED_SCHEMA: pa.Schema = pa.schema(
    [
        pa.field("record", pa.int64(), nullable=False),
        pa.field("order_no", pa.string(), nullable=False),
        pa.field("kept_line_no", pa.int32()),
    ]
)

# A line of the ledger. (batch, record) names the physical row for ever. ``order_size`` is the
# number of places of an order whose file has no line numbers, else null. ``kind`` is ``sale`` or
# ``return``. ``amount`` and ``cost`` are in the reporting currency.
ORDER_LINE_SCHEMA: pa.Schema = pa.schema(
    [
        pa.field("customer", pa.int64(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("order_no", pa.string(), nullable=False),
        pa.field("line_no", pa.int32(), nullable=False),
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
        pa.field("salesperson", pa.int64()),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("order_size", pa.int32()),
        pa.field("batch", pa.int32(), nullable=False),
        pa.field("record", pa.int64(), nullable=False),
    ]
)

# What of a line tells costs: a reader who may not know them gets lines without these.
COST_COLUMNS = frozenset({"cost", "cost_original"})

# The order roll-up: one row per (customer, source, order_no, currency) with lines in force.
# ``currency`` is the original one; ``amount``, ``cost`` and ``amount_with_cost`` are in the
# reporting currency, net of returns. ``ordered_on`` is the day of the order: the earliest day of
# all its lines for this customer, whatever their currency. ``cost`` adds up the known costs,
# ``amount_with_cost`` the amounts of exactly those lines, so profit = amount_with_cost - cost and
# coverage = lines_with_cost / lines. An order counts as an order when ``sale_lines`` > 0. Adding
# up gives ``TOTAL`` also where a file has narrow totals.
ORDERS_SCHEMA: pa.Schema = pa.schema(
    [
        pa.field("customer", pa.int64(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("order_no", pa.string(), nullable=False),
        pa.field("currency", pa.string(), nullable=False),
        pa.field("ordered_on", pa.date32(), nullable=False),
        pa.field("lines", pa.int32(), nullable=False),
        pa.field("sale_lines", pa.int32(), nullable=False),
        pa.field("lines_with_cost", pa.int32(), nullable=False),
        pa.field("quantity", TOTAL, nullable=False),
        pa.field("amount", TOTAL, nullable=False),
        pa.field("amount_with_cost", TOTAL, nullable=False),
        pa.field("cost", TOTAL, nullable=False),
    ]
)

# The order roll-up of a file whose totals fit: adding narrow decimals up takes half the time.
NARROW_ORDERS_SCHEMA: pa.Schema = pa.schema(
    [field.with_type(MONEY_IN_64_BITS) if field.type == TOTAL else field for field in ORDERS_SCHEMA]
)

# The category roll-up: how many sale lines a customer has in a category and a month. ``month`` is
# the first day of the month of the order. The files hold differences; a reader adds them up per
# (customer, category, month) and drops what adds up to nothing. Lines without a category are not
# in it.
CATEGORIES_SCHEMA: pa.Schema = pa.schema(
    [
        pa.field("customer", pa.int64(), nullable=False),
        pa.field("category", pa.string(), nullable=False),
        pa.field("month", pa.date32(), nullable=False),
        pa.field("sale_lines", pa.int64(), nullable=False),
    ]
)

# A confirmation names the row that a batch brought again unchanged.
CONFIRMATIONS_SCHEMA: pa.Schema = pa.schema(
    [
        pa.field("row_batch", pa.int32(), nullable=False),
        pa.field("row_record", pa.int64(), nullable=False),
    ]
)

# A removal names the row that a replacing batch no longer had, and its place in the order.
REMOVALS_SCHEMA: pa.Schema = pa.schema(
    [
        pa.field("order_no", pa.string(), nullable=False),
        pa.field("line_no", pa.int32(), nullable=False),
        pa.field("row_batch", pa.int32(), nullable=False),
        pa.field("row_record", pa.int64(), nullable=False),
    ]
)

# A dead vector holds the 0-based positions of the rows of one data file that are not in force.
DEAD_SCHEMA: pa.Schema = pa.schema([pa.field("position", pa.int64(), nullable=False)])
