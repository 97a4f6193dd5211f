"""An index of the grams of a table's search texts, kept by the database itself.

SQLite keeps them in a full-text table without contents that triggers fill, PostgreSQL in an index
over an expression. So whatever writes a row, the index is right. Both are made after every
migration rather than by one: SQLite rebuilds a table to alter it and drops its triggers on the way.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.migrations import Migration
from django.db.models.signals import post_migrate, pre_migrate

from mainstay.foundation.search import postgresql, sqlite
from mainstay.foundation.search.indexed import Indexed
from mainstay.kernel.search import wanted_grams

Plan = Sequence[tuple[Migration, bool]]

FEW = 2_000
"""So many rows are looked at one by one; of more, every page of a list has some soon enough."""

_DATABASES = {"sqlite": sqlite, "postgresql": postgresql}


@dataclass(frozen=True)
class GramIndex:
    """The index of a model's `text` field. The primary key of the model is an integer."""

    model: type[models.Model]
    text: str = "search_text"

    def few(self, words: Iterable[str], most: int = FEW) -> list[int] | None:
        """The keys of all rows that may hold all these words; None where there are more than most.

        `words` are in their searchable form. None also for words that no gram tells apart.
        """
        wanted = sorted({gram for word in words for gram in wanted_grams(word)})
        if not wanted:
            return None
        connection = connections[router.db_for_read(self.model)]
        query, found = _DATABASES[connection.vendor].query(self._indexed, wanted)
        with connection.cursor() as cursor:
            cursor.execute(f"{query} LIMIT %s", [found, most + 1])
            keys = [key for (key,) in cursor.fetchall()]
        return keys if len(keys) <= most else None

    def keep(self) -> None:
        """Make the index after every migration."""
        name = f"mainstay.search.{self.model.__name__}"
        connection_created.connect(sqlite.teach, dispatch_uid="mainstay.search")
        pre_migrate.connect(self._before_migrating, weak=False, dispatch_uid=name)
        post_migrate.connect(self._after_migrating, weak=False, dispatch_uid=name)

    def _before_migrating(
        self, *, plan: Plan = (), using: str = DEFAULT_DB_ALIAS, **signal: Any
    ) -> None:
        """Free the table where it may be altered: SQLite alters none that a trigger reads."""
        labels = {migration.app_label for migration, _backwards in plan}
        connection = connections[using]
        if connection.vendor == "sqlite" and self.model._meta.app_label in labels:
            sqlite.stop(connection, self._indexed)

    def _after_migrating(self, *, using: str = DEFAULT_DB_ALIAS, **signal: Any) -> None:
        connection = connections[using]
        if self._is_there(connection):
            _DATABASES[connection.vendor].install(connection, self._indexed)

    def _is_there(self, connection: BaseDatabaseWrapper) -> bool:
        with connection.cursor() as cursor:
            if self._indexed.table not in connection.introspection.table_names(cursor):
                return False
            found = connection.introspection.get_table_description(cursor, self._indexed.table)
        return self._indexed.text in {column.name for column in found}

    @property
    def _indexed(self) -> Indexed:
        meta = self.model._meta
        return Indexed(meta.db_table, str(meta.pk.column), self.text)
