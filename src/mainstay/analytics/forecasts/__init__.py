"""Forecasts of monthly revenue and margin: of customers, groups and all together.

Methods, formulas and sources: docs/algorithms/forecasts.md.
"""
