"""Customer lifetime value: how often customers will buy, whether they are still there, what for.

Models, formulas and sources: docs/algorithms/clv.md.
"""
