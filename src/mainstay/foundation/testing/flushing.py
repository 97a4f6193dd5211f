"""Emptying a test database although its audit trail refuses to be emptied."""

from collections.abc import Iterable

from django.db.backends.base.operations import BaseDatabaseOperations

from mainstay.foundation.audit import triggers


def allow_flushing() -> None:
    """Let Django empty the database after a test that commits; for test processes alone."""
    plain_flush = BaseDatabaseOperations.execute_sql_flush

    def flush(self: BaseDatabaseOperations, sql_list: Iterable[str]) -> None:
        triggers.remove(self.connection)
        try:
            plain_flush(self, sql_list)
        finally:
            triggers.install(self.connection)

    BaseDatabaseOperations.execute_sql_flush = flush  # type: ignore[method-assign]
