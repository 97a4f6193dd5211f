"""What is bought together: frequent sets, association rules, next products.

Formulas, edge cases and sources: docs/algorithms/baskets.md.
"""
