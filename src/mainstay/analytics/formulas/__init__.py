"""Formulas that people write over indicators: read by a small grammar, computed exactly.

Grammar, missing figures and limits: docs/algorithms/custom-indicators.md.
"""
