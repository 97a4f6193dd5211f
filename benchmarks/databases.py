"""The databases that this machine has."""

from collections.abc import Iterator


def databases(sqlite: str = "") -> Iterator[tuple[str, str]]:
    """Names and addresses: SQLite at the address given, and PostgreSQL where it is installed."""
    from mainstay.foundation.testing.postgresql import PostgresqlMissing, TemporaryPostgresql

    yield "SQLite", sqlite
    try:
        server = TemporaryPostgresql()
    except PostgresqlMissing:
        return
    try:
        yield "PostgreSQL", server.url
    finally:
        server.stop()
