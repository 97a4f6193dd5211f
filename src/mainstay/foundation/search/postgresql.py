"""Grams in PostgreSQL: an inverted index over what a function of ours gives for the texts."""

from collections.abc import Sequence

from django.db.backends.base.base import BaseDatabaseWrapper

from mainstay.foundation.search.indexed import Indexed
from mainstay.kernel.search import GRAMS_VERSION

_FUNCTION = f"mainstay_grams_{GRAMS_VERSION}"
# Rows written one by one wait in a list that every search reads from its beginning to its end.
_PENDING_KB = 64
# The same as `mainstay.kernel.search.grams`. A query over runs and places PostgreSQL would take
# for a large one and compile anew for every row: 5 ms where this takes less than 0.1.
_CREATE_FUNCTION = f"""
    CREATE OR REPLACE FUNCTION {_FUNCTION}(searched text) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
    DECLARE
        run text;
        gram text;
        found text[] := ARRAY[]::text[];
    BEGIN
        FOREACH run IN ARRAY
            regexp_split_to_array(searched, '[^0-9A-Za-z\\u0080-\\U0010ffff]+')
        LOOP
            FOR place IN 1..length(run) LOOP
                FOR size IN 1..least(3, length(run) - place + 1) LOOP
                    gram := substr(run, place, size);
                    IF size = 2 OR (size = 3) = (octet_length(gram) = size) THEN
                        found := found || gram;
                    END IF;
                END LOOP;
            END LOOP;
        END LOOP;
        RETURN ARRAY(SELECT DISTINCT unnest(found));
    END
    $$
"""


def query(indexed: Indexed, wanted: Sequence[str]) -> tuple[str, list[str]]:
    """The query for the keys of rows with all these grams, and its parameter."""
    keys = f'SELECT "{indexed.key}" FROM "{indexed.table}"'
    return f'{keys} WHERE {_FUNCTION}("{indexed.text}") @> %s::text[]', list(wanted)


def install(connection: BaseDatabaseWrapper, indexed: Indexed) -> None:
    """Make the index if it is missing, and remove older ones."""
    with connection.cursor() as cursor:
        cursor.execute(_CREATE_FUNCTION)
        cursor.execute(
            "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema() "
            "AND tablename = %s AND starts_with(indexname, %s)",
            [indexed.table, indexed.prefix],
        )
        present = {name for (name,) in cursor.fetchall()}
        for name in present - {indexed.name}:
            cursor.execute(f'DROP INDEX "{name}"')
        if indexed.name not in present:
            cursor.execute(
                f'CREATE INDEX "{indexed.name}" ON "{indexed.table}" '
                f'USING gin ({_FUNCTION}("{indexed.text}"))'
            )
        cursor.execute(f'ALTER INDEX "{indexed.name}" SET (gin_pending_list_limit = {_PENDING_KB})')
