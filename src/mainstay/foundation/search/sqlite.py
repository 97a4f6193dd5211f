"""Grams in SQLite: a full-text table without contents, which triggers keep up to date."""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from mainstay.foundation.search.indexed import Indexed
from mainstay.kernel.search import GRAMS_VERSION, grams

_FUNCTION = f"mainstay_grams_{GRAMS_VERSION}"
_HASH_BYTES = 8 << 20
"""So much is gathered before it is written: an import does with fewer pieces to be merged."""


def teach(*, connection: BaseDatabaseWrapper, **signal: Any) -> None:
    """Teach a new connection to take a text apart, which the triggers ask it to do."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(_FUNCTION, 1, _grams, deterministic=True)


def _grams(text: str) -> str:
    return " ".join(grams(text))


def query(indexed: Indexed, wanted: Sequence[str]) -> tuple[str, str]:
    """The query for the keys of rows with all these grams, and its parameter."""
    # Grams hold no punctuation, so none ends the quotes.
    every = " ".join(f'"{gram}"' for gram in wanted)
    return f'SELECT rowid FROM "{indexed.name}" WHERE "{indexed.name}" MATCH %s', every


def install(connection: BaseDatabaseWrapper, indexed: Indexed) -> None:
    """Make the index and its triggers; anew if one of them is missing, and without older ones."""
    with connection.cursor() as cursor:
        present = _present(cursor, indexed)
        wanted = {indexed.name: "table"} | dict.fromkeys(_triggers(indexed), "trigger")
        if present == wanted:
            return
        for name, kind in sorted(present.items(), key=lambda each: each[1], reverse=True):
            cursor.execute(f'DROP {kind} "{name}"')
        for statement in (*_make(indexed), *_triggers(indexed).values()):
            cursor.execute(statement)


def stop(connection: BaseDatabaseWrapper, indexed: Indexed) -> None:
    """Take the triggers away; `install` makes the index anew."""
    with connection.cursor() as cursor:
        for name, kind in _present(cursor, indexed).items():
            if kind == "trigger":
                cursor.execute(f'DROP TRIGGER "{name}"')


def _present(cursor: Any, indexed: Indexed) -> dict[str, str]:
    """What there is of the index, in any version: names and kinds."""
    cursor.execute(
        "SELECT name, type FROM sqlite_master WHERE substr(name, 1, %s) = %s "
        "AND (type = 'trigger' OR sql LIKE 'CREATE VIRTUAL TABLE%%')",
        [len(indexed.prefix), indexed.prefix],
    )
    return dict(cursor.fetchall())


def _make(indexed: Indexed) -> tuple[str, str, str]:
    name, table, key, text = indexed.name, indexed.table, indexed.key, indexed.text
    # Of the signs that are no letters or digits, the tokenizer splits at plain ones alone.
    options = "content = '', columnsize = 0, detail = 'none', tokenize = 'ascii'"
    grams_of_rows = f'SELECT "{key}", {_FUNCTION}("{text}") FROM "{table}"'
    return (
        f'CREATE VIRTUAL TABLE "{name}" USING fts5(grams, {options})',
        f'INSERT INTO "{name}" ("{name}", rank) VALUES (\'hashsize\', {_HASH_BYTES})',
        f'INSERT INTO "{name}" (rowid, grams) {grams_of_rows}',
    )


def _triggers(indexed: Indexed) -> dict[str, str]:
    name, table, key, text = indexed.name, indexed.table, indexed.key, indexed.text
    comes = f'INSERT INTO "{name}" (rowid, grams) VALUES (NEW."{key}", {_FUNCTION}(NEW."{text}"));'
    # A table without contents has to be told what goes.
    goes = (
        f'INSERT INTO "{name}" ("{name}", rowid, grams) '
        f'VALUES (\'delete\', OLD."{key}", {_FUNCTION}(OLD."{text}"));'
    )
    changes = f'WHEN OLD."{text}" <> NEW."{text}" OR OLD."{key}" <> NEW."{key}"'
    events = {
        "insert": ("INSERT", "", comes),
        "delete": ("DELETE", "", goes),
        "update": (f'UPDATE OF "{text}", "{key}"', changes, goes + comes),
    }
    return {
        f"{name}_{event}": f'CREATE TRIGGER "{name}_{event}" AFTER {when} ON "{table}" '
        f"{condition} BEGIN {body} END"
        for event, (when, condition, body) in events.items()
    }
