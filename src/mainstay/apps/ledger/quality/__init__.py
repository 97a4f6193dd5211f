"""What the data of customers is worth: the checks and the figures, without a database.

docs/algorithms/data-quality.md has the definitions.
"""
