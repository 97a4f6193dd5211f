"""The suite works in a folder and a database of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from mainstay.foundation.access.actor import system_actor
from mainstay.foundation.audit.models import AuditEntry
from mainstay.foundation.audit.services import record


def test_the_home_is_a_temporary_one() -> None:
    assert Path(os.environ["MAINSTAY_HOME"]).parent.name.startswith("mainstay-tests-")


@pytest.mark.django_db(transaction=True)
def test_a_started_process_works_on_the_tests_database(
    process_environment: dict[str, str],
) -> None:
    record(system_actor("test"), "test.seen")
    script = (
        "import django; django.setup()\n"
        "from mainstay.foundation.audit.models import AuditEntry\n"
        "print(AuditEntry.objects.system('test').get().action)\n"
    )
    seen = subprocess.run(
        [sys.executable, "-c", script],
        env=process_environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert seen.stdout.strip() == "test.seen"


@pytest.mark.django_db(transaction=True)
def test_an_earlier_tests_entries_are_gone_although_nobody_may_delete_them() -> None:
    assert not AuditEntry.objects.system("test").filter(action="test.seen").exists()


@pytest.mark.django_db
def test_the_chosen_database_is_the_one_in_use() -> None:
    chosen = os.environ.get("MAINSTAY_DATABASE_URL") or "sqlite:"
    assert chosen.startswith("postgres" if connection.vendor == "postgresql" else "sqlite")
