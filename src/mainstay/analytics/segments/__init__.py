"""Customers in segments: found by chosen indicators, counted, told in words.

Formulas, borders and sources: docs/algorithms/segments.md.
"""
