"""Writes of the customer master: single customers, imports and their undo."""

from mainstay.apps.customers.rules import VersionConflict

__all__ = ["VersionConflict"]
