"""What a database is told about conditions, where it would guess wrong."""

from typing import Any

from django.db.models import BooleanField, Func, Q


class Checked(Func):
    """A condition to be checked on rows that are few already; it must not be empty.

    SQLite takes any column that equals something for the best way in, however many rows do. Behind
    a sign it does not look for a way there.
    """

    output_field = BooleanField()
    arity = 1
    template = "+(%(expressions)s)"

    def __init__(self, condition: Q) -> None:
        super().__init__(condition)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Give the condition alone: PostgreSQL knows how common it is."""
        return super().as_sql(compiler, connection, template="%(expressions)s")
