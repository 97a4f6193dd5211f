"""Reads that give up after some time."""

import pytest
from django.db import OperationalError, connection

from mainstay.foundation import bounded as limits
from mainstay.foundation.bounded import TookTooLong, bounded

LONG = {
    "postgresql": "SELECT pg_sleep(20)",
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000000) "
    "SELECT count(*) FROM n",
}


def ask(question: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()


@pytest.mark.django_db
def test_a_read_that_takes_too_long_is_stopped_and_the_next_one_is_not() -> None:
    with pytest.raises(TookTooLong), bounded(0.05):
        ask(LONG[connection.vendor])
    with bounded(60):
        assert ask("SELECT 1") == (1,)
    assert ask("SELECT 2") == (2,)


@pytest.mark.django_db
def test_another_failure_stays_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_STEPS", 1)
    with pytest.raises(ZeroDivisionError), bounded(60):
        raise ZeroDivisionError
    assert ask("SELECT 3") == (3,)


@pytest.mark.django_db
def test_a_database_that_goes_away_is_not_taken_for_a_slow_one() -> None:
    with pytest.raises(OperationalError, match="gone"), bounded(60):
        raise OperationalError("gone")
