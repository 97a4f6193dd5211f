"""What a database and the ledger's folder hold, as hashes that can be compared."""

import hashlib
import json
import re
import sys
from typing import Any

from tests.installation import Installation

Tables = dict[str, tuple[int, str]]

OF_THE_BACKUP = {"jobs_job", "governance_backup", "audit_auditentry", "audit_audithead"}
"""Tables in which making a backup and bringing it back leave their own traces."""


def tables_of(installation: Installation) -> Tables:
    """The number of rows and a hash of all rows of every table."""
    finished = installation.ask(print_tables)
    assert finished.status == 0, finished.errors
    return {name: (count, digest) for name, (count, digest) in finished.json.items()}


def print_tables() -> None:
    """Print them."""
    import django

    django.setup()
    from django.db import connection

    found: dict[str, Any] = {}
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            if _is_index(name):
                continue
            cursor.execute(f'SELECT * FROM "{name}"')  # noqa: S608 - a name of the database's own
            rows = sorted(repr(row) for row in cursor.fetchall())
            found[name] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
    json.dump(found, sys.stdout)


def _is_index(name: str) -> bool:
    """Whether it is an index of search texts, which cannot be read; what it keeps can."""
    return re.search(r"_grams_\d+$", name) is not None


def ledger_files_of(installation: Installation) -> dict[str, str]:
    """The hash of every file in the ledger's folder, work in progress left out."""
    ledger = installation.home / "ledger"
    return {
        path.relative_to(ledger).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in ledger.rglob("*.parquet")
        if "staging" not in path.parts
    }


def unwell(installation: Installation) -> set[str]:
    """What the doctor complains of, but that no worker runs, which none does in these tests."""
    checks = installation.run("doctor", "--json").json["checks"]
    return {each["check"] for each in checks if not each["healthy"]} - {"worker"}
