"""The ledger engine: order lines in Parquet, resolved and read with DuckDB."""
