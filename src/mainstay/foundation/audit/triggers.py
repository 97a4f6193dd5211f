"""The database's own refusal to change the trail.

Installed after every migration rather than by one: SQLite rebuilds a table to alter it and drops
its triggers on the way.
"""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from mainstay.foundation.audit.models import SEALING_FIELDS, AuditEntry, AuditHead

ENTRIES = AuditEntry._meta.db_table
HEAD = AuditHead._meta.db_table
REFUSAL = "the audit trail is append-only"


def install_after_migrating(*, using: str = DEFAULT_DB_ALIAS, **signal: Any) -> None:
    """Install the triggers, once the tables are there."""
    connection = connections[using]
    if {ENTRIES, HEAD} <= set(connection.introspection.table_names()):
        install(connection)


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the database refuse to delete entries and to change anything but the sealing of one."""
    remove(connection)
    for statement in _CREATE[connection.vendor]:
        _execute(connection, statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away, as a test database does before it is emptied."""
    for statement in _DROP[connection.vendor]:
        _execute(connection, statement)


def _execute(connection: BaseDatabaseWrapper, statement: str) -> None:
    # Without parameters, so that no driver reads the statement's own signs as places for them.
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _sqlite_content_changed() -> str:
    columns = [field.column for field in AuditEntry._meta.concrete_fields]
    content = [column for column in columns if column not in SEALING_FIELDS]
    return " OR ".join(f'NEW."{column}" IS NOT OLD."{column}"' for column in content)


def _sqlite_trigger(name: str, event: str, table: str, condition: str) -> str:
    when = f"WHEN {condition}" if condition else ""
    return (
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} {when} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    )


def _postgresql_function(name: str, condition: str) -> str:
    return f"""
        CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                IF {condition} THEN
                    RETURN NEW;
                END IF;
            END IF;
            RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
        END $$
    """


def _postgresql_triggers(table: str, function: str) -> tuple[str, str]:
    rows = f"CREATE TRIGGER audit_rows BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW"
    whole = f"CREATE TRIGGER audit_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT"
    return f"{rows} EXECUTE FUNCTION {function}()", f"{whole} EXECUTE FUNCTION {function}()"


_SEALING_LIST = ", ".join(f"'{field}'" for field in SEALING_FIELDS)

_CREATE = {
    "sqlite": [
        _sqlite_trigger("audit_entry_delete", "DELETE", ENTRIES, ""),
        _sqlite_trigger(
            "audit_entry_update",
            "UPDATE",
            ENTRIES,
            f"OLD.sequence IS NOT NULL OR NEW.sequence IS NULL OR {_sqlite_content_changed()}",
        ),
        _sqlite_trigger("audit_head_delete", "DELETE", HEAD, ""),
        _sqlite_trigger("audit_head_update", "UPDATE", HEAD, "NEW.sequence <= OLD.sequence"),
    ],
    "postgresql": [
        _postgresql_function(
            "audit_entry_guard",
            "OLD.sequence IS NULL AND NEW.sequence IS NOT NULL AND "
            f"to_jsonb(NEW) - ARRAY[{_SEALING_LIST}] = to_jsonb(OLD) - ARRAY[{_SEALING_LIST}]",
        ),
        *_postgresql_triggers(ENTRIES, "audit_entry_guard"),
        _postgresql_function("audit_head_guard", "NEW.sequence > OLD.sequence"),
        *_postgresql_triggers(HEAD, "audit_head_guard"),
    ],
}

_DROP = {
    "sqlite": [
        f"DROP TRIGGER IF EXISTS {name}"
        for name in (
            "audit_entry_delete",
            "audit_entry_update",
            "audit_head_delete",
            "audit_head_update",
        )
    ],
    "postgresql": [
        f"DROP TRIGGER IF EXISTS {name} ON {table}"
        for table in (ENTRIES, HEAD)
        for name in ("audit_rows", "audit_truncate")
    ],
}
