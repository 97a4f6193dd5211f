"""How many customers or contacts a list has."""

from django.db.models import QuerySet

from mainstay.apps.customers.models import Customer
from mainstay.foundation.bounded import bounded
from mainstay.shell.paging import COUNT_CAP

SECONDS = 10.0
OF_A_SEARCH = 1_000
"""A search does not count further: of words that many have it would walk through all rows."""


def most_counted(text: str) -> int:
    """How far a list is counted that is searched for this text."""
    return OF_A_SEARCH if text else COUNT_CAP


def exact_count(rows: QuerySet[Customer]) -> int:
    """How many rows there are. Raises TookTooLong where nobody would wait for it."""
    with bounded(SECONDS):
        return rows.order_by().count()
