"""How many customers a list has, to the last one."""

from django.db.models import QuerySet

from mainstay.apps.customers.models import Customer
from mainstay.foundation.bounded import bounded

SECONDS = 10.0


def exact_count(rows: QuerySet[Customer]) -> int:
    """How many rows there are. Raises TookTooLong where nobody would wait for it."""
    with bounded(SECONDS):
        return rows.order_by().count()
