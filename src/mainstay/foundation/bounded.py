"""Reads that give up after some time: what nobody waits for must not hold up the others."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, OperationalError, connections, transaction

_STEPS = 10_000
"""SQLite looks at the clock after so many of its steps."""
_CANCELLED = "57014"
"""PostgreSQL's code for a statement that was stopped."""


class TookTooLong(Exception):
    """The database was stopped before it had an answer."""


@contextmanager
def bounded(seconds: float, using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Stop each statement within that takes longer. Raises TookTooLong, with nothing written."""
    if connections[using].vendor == "postgresql":
        yield from _postgresql(seconds, using)
    else:
        yield from _sqlite(seconds, using)


def _postgresql(seconds: float, using: str) -> Iterator[None]:
    connection = connections[using]
    try:
        with transaction.atomic(using=using):
            with connection.cursor() as cursor:
                cursor.execute("SELECT current_setting('statement_timeout')")
                [before] = cursor.fetchone()
                limit = f"{max(1, round(seconds * 1000))}ms"
                cursor.execute("SELECT set_config('statement_timeout', %s, true)", [limit])
            yield
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('statement_timeout', %s, true)", [before])
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) != _CANCELLED:
            raise
        raise TookTooLong from error


def _sqlite(seconds: float, using: str) -> Iterator[None]:
    connection = connections[using]
    connection.ensure_connection()
    end = time.monotonic() + seconds
    connection.connection.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
    try:
        yield
    except OperationalError as error:
        if "interrupt" not in str(error):
            raise
        raise TookTooLong from error
    finally:
        connection.connection.set_progress_handler(None, _STEPS)
