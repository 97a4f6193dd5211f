"""Churn of customers whom no contract binds: who will not buy in the horizon, and why.

Definitions, checks and sources: docs/algorithms/churn.md.
"""
