"""Writes of the customer master: single customers, imports and their undo."""
