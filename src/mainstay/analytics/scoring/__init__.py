"""Grading by schemes: rules over frozen inputs, reasons, and the way to the next grade.

Definitions: docs/algorithms/grading.md.
"""
