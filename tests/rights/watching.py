"""Which tables are written meanwhile, as far as it is not taken back."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

_WRITES = re.compile(
    r"\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|REPLACE\s+INTO|UPDATE|DELETE\s+FROM|TRUNCATE|MERGE\s+INTO)"
    r'\s+"?(\w+)"?',
    re.IGNORECASE,
)
_INSERTS = re.compile(r"\s*INSERT\b", re.IGNORECASE)
"""One that returns keys tells how many rows there were only when they are read."""
_READS = re.compile(r"\s*(?:SELECT|EXPLAIN|PRAGMA|SHOW|SET)\b", re.IGNORECASE)
_CHANGES_WITHIN = re.compile(r"\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\b", re.IGNORECASE)
_STEP = re.compile(r'\s*(SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK TO SAVEPOINT)\s+"?(\w+)"?')


class Watch:
    """Hears every statement of the connection; remembers those that changed rows.

    What is neither known to read nor to write counts as a write. A write that is rolled back to a
    savepoint is forgotten with it.
    """

    def __init__(self) -> None:
        self._levels: list[tuple[str, list[str]]] = [("", [])]

    @property
    def tables(self) -> list[str]:
        """The tables written so far."""
        return sorted({table for _name, tables in self._levels for table in tables})

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        result = execute(sql, params, many, context)
        step = _STEP.match(sql)
        if step:
            self._step(step[1], step[2])
        elif context["cursor"].rowcount != 0 or _INSERTS.match(sql):
            self._levels[-1][1].extend(written_by(sql))
        return result

    def _step(self, what: str, name: str) -> None:
        if what == "SAVEPOINT":
            self._levels.append((name, []))
            return
        inner: list[str] = []
        while len(self._levels) > 1:
            level, tables = self._levels.pop()
            inner += tables
            if level == name:
                break
        if what == "ROLLBACK TO SAVEPOINT":
            self._levels.append((name, []))
        else:
            self._levels[-1][1].extend(inner)


def written_by(sql: str) -> list[str]:
    """The tables that a statement may change."""
    written = _WRITES.match(sql)
    if written:
        return [written[1]]
    if _READS.match(sql):
        return []
    if sql.lstrip().upper().startswith("WITH") and not _CHANGES_WITHIN.search(sql):
        return []
    return [sql.split(maxsplit=1)[0]]


@contextmanager
def watching() -> Iterator[Watch]:
    """Watch the connection."""
    watch = Watch()
    with connection.execute_wrapper(watch):
        yield watch
