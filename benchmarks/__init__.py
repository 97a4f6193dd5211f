"""Repeatable measurements against peers. Run with `python -m benchmarks`."""
