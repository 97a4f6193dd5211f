"""What is bought together: the bare self-join, the product's rules, FP-growth of mlxtend."""

import time
from datetime import date
from decimal import Decimal
from typing import Any

from benchmarks.steps.ledgers import Ledger


def bare_join(
    sql: str, files: list[str], least: int, *, memory: str, threads: int, spill: str
) -> dict[str, Any]:
    """Count pairs by a join of the lines with themselves, in a DuckDB without anything of ours."""
    import duckdb

    connection = duckdb.connect(
        config={"memory_limit": memory, "threads": threads, "temp_directory": spill}
    )
    listed = ", ".join(f"'{file}'" for file in files)
    connection.execute(f"CREATE VIEW lines AS SELECT * FROM read_parquet([{listed}])")
    began = time.perf_counter()
    found = connection.execute(sql, [least]).to_arrow_table()
    return {"seconds": time.perf_counter() - began, "pairs": found.num_rows}


def rules(
    folder: str, memory: str, threads: int, *, support: str, confidence: str, longest: int
) -> dict[str, Any]:
    """Make all rules of orders, as the product does."""
    import ibis

    from mainstay.analytics.baskets.choices import By, Per
    from mainstay.analytics.baskets.contents import traded_items
    from mainstay.analytics.baskets.counting import find_frequent_sets
    from mainstay.analytics.baskets.minimums import Minimums
    from mainstay.analytics.baskets.rules import association_rules
    from mainstay.engine.tables import open_tables
    from mainstay.kernel.periods import Period

    ledger = Ledger(folder, memory, threads)
    state = ledger.state()
    verifying = ledger.verify("lines", "orders")
    ibis.duckdb.connect().to_pyarrow(ibis.literal(1))  # Ibis loads most of itself when first used
    window = Period(date(2023, 1, 1), date(2026, 1, 1))
    minimums = Minimums(Decimal(support), Decimal(confidence))
    began = time.perf_counter()
    with open_tables(ledger.engine, ledger.store, state) as tables:
        traded = traded_items(tables.lines(), tables.orders(), window, by=By.PRODUCT)
        sets = find_frequent_sets(traded, Per.ORDER, minimums, longest=longest)
    found = association_rules(sets, minimums)
    return {
        "seconds": time.perf_counter() - began,
        "verifying": verifying,
        "baskets": sets.baskets,
        "least": sets.least,
        "sets": [len(level) for level in sets.levels],
        "rules": found.num_rows,
    }


def fpgrowth(files: list[str], orders: int, support: float, longest: int) -> dict[str, Any]:
    """Find the frequent sets of the first so many orders with mlxtend, pairs and triples."""
    import duckdb
    import numpy as np
    from mlxtend.frequent_patterns import fpgrowth as grow
    from pandas import DataFrame, SparseDtype
    from scipy.sparse import csr_matrix

    listed = ", ".join(f"'{file}'" for file in files)
    began = time.perf_counter()
    baskets = duckdb.sql(f"""
        SELECT list(DISTINCT CAST(substr(product_code, 2) AS INTEGER)) AS items
        FROM read_parquet([{listed}])
        WHERE kind = 'sale' AND order_no < 'SO' || lpad(CAST({orders} AS VARCHAR), 9, '0')
        GROUP BY customer, source, order_no
    """).to_arrow_table()
    arrays = baskets["items"].combine_chunks()
    items = arrays.flatten().to_numpy()
    ends = np.concatenate([[0], np.cumsum(arrays.value_lengths().to_numpy())])
    held = csr_matrix((np.ones(len(items), dtype=np.uint8), items, ends))
    sparse: Any = DataFrame.sparse
    frame = sparse.from_spmatrix(held).astype(SparseDtype(bool, fill_value=False))
    found = grow(frame, min_support=support, max_len=longest)
    sizes = found["itemsets"].map(len)
    return {
        "seconds": time.perf_counter() - began,
        "lines": len(items),
        "baskets": len(frame),
        "sets": [int((sizes == length).sum()) for length in range(1, longest + 1)],
    }
