"""Made-up orders: the same ones for the same numbers, on any machine.

Orders arrive evenly over three years. They have 1 to 2n - 1 lines, n on average. Few customers buy
much: the first of 100,000 places about 2 % of all orders, the last one about 0.0003 %. Each has at
least one order, if there are enough of them. A customer buys a hundred of 2,000 products, which
belong to two or three of 24 categories. One line in fifty is a return.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

_FIRST_DAY = "2023-01-01"
_SECONDS = 1095 * 86_400
_PRODUCTS = 2_000
_PRODUCTS_OF_A_CUSTOMER = 100
_CATEGORIES = 24
_MEMORY = "3GB"


@dataclass(frozen=True, slots=True)
class Trade:
    """How much is made up. `lines` is met but for a few."""

    lines: int
    lines_per_order: int
    customers: int

    @property
    def orders(self) -> int:
        """How many orders that are."""
        return self.lines // self.lines_per_order


def lines_query(trade: Trade, first: int = 0, last: int | None = None) -> str:
    """Write the query for the lines of the orders `first` to `last` - 1, by default of all.

    Orders past the end of the trade come after it in time.
    """
    most = 2 * trade.lines_per_order - 1
    to_each = max(trade.orders // trade.customers, 1)
    stop = trade.orders if last is None else last
    return f"""
        SELECT order_key, line_no, customer,
            TIMESTAMP '{_FIRST_DAY}'
                + to_seconds(CAST(order_key AS BIGINT) * {_SECONDS} // {trade.orders})
                AS ordered_at,
            product, product * {_CATEGORIES} // {_PRODUCTS} AS category, quantity, unit_price,
            CAST(quantity * unit_price AS DECIMAL(18, 2)) AS amount,
            CAST(quantity * unit_price * 0.7 AS DECIMAL(18, 2)) AS cost
        FROM (
            SELECT order_key, line_no, customer,
                (hash(customer) % {_PRODUCTS}
                    + hash(order_key, line_no, 1) % {_PRODUCTS_OF_A_CUSTOMER}) % {_PRODUCTS}
                    AS product,
                CASE WHEN hash(order_key, line_no, 2) % 50 = 0 THEN -1 ELSE 1 END
                    * CAST(1 + hash(order_key, line_no, 3) % 50 AS INTEGER) AS quantity,
                CAST(1 + hash(order_key, line_no, 4) % 90000 / 100 AS DECIMAL(10, 2))
                    AS unit_price
            FROM (
                SELECT order_key,
                    CASE WHEN order_key % {to_each} = 0
                        THEN order_key // {to_each} % {trade.customers}
                        ELSE CAST(floor(
                            pow(hash(order_key) % 1000003 / 1000003, 3) * {trade.customers}
                        ) AS BIGINT)
                        END AS customer,
                    unnest(generate_series(1, CAST(1 + order_key * 7919 % {most} AS INTEGER)))
                        AS line_no
                FROM range({first}, {stop}) AS orders(order_key)
            )
        )
    """


def write_csv(path: Path, trade: Trade, *, line_numbers: bool) -> None:
    """Write a file of order lines as an ERP exports it: in the order of time."""
    number = "line_no," if line_numbers else ""
    with connect() as connection:
        connection.execute(f"""
            COPY (
                SELECT 'SO' || lpad(CAST(order_key AS VARCHAR), 9, '0') AS order_no, {number}
                    {customer_code("customer")} AS customer,
                    strftime(ordered_at, '%Y-%m-%d %H:%M:%S') AS ordered_at,
                    'P' || lpad(CAST(product AS VARCHAR), 4, '0') AS product_code,
                    'Category ' || category AS category,
                    quantity, unit_price, amount, cost
                FROM ({lines_query(trade)}) AS made ORDER BY order_key, made.line_no
            ) TO '{path}' (FORMAT csv, HEADER)
        """)


def write_customers_csv(path: Path, customers: int) -> None:
    """Write a file with the master data of the customers."""
    with connect() as connection:
        connection.execute(f"""
            COPY (
                SELECT {customer_code("number")} AS code, 'Customer ' || number AS name,
                    'Region ' || number % 31 AS region, 'Industry ' || number % 20 AS industry,
                    'active' AS status, DATE '1980-01-01' + CAST(number % 15000 AS INTEGER)
                        AS founded_on
                FROM range({customers}) AS made(number) ORDER BY number
            ) TO '{path}' (FORMAT csv, HEADER)
        """)


def customer_code(number: str) -> str:
    """Write the code of the customer with a number as SQL."""
    return f"'C' || lpad(CAST({number} AS VARCHAR), 7, '0')"


def connect() -> "duckdb.DuckDBPyConnection":
    """Open a DuckDB that makes things up."""
    import duckdb

    return duckdb.connect(config={"memory_limit": _MEMORY})
