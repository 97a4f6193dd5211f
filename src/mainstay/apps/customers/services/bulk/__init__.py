"""Changing many customers at once, as a job, with an undo.

A bulk change does to each customer what a person could do to it by hand, under the same rights;
what it may not touch is counted and left alone.
"""

from mainstay.apps.customers.services.bulk.asking import (
    NothingToUndo,
    request_bulk,
    request_undo,
    stop_bulk,
)

__all__ = ["NothingToUndo", "request_bulk", "request_undo", "stop_bulk"]
