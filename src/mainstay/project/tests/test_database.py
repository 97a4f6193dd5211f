"""The operational database as its address names it."""

import pytest
from django.db import connection

from mainstay.project import settings

ADDRESS = "postgres://mainstay:secret@db.example.com/mainstay"


def options_of(monkeypatch: pytest.MonkeyPatch, address: str) -> dict[str, object]:
    monkeypatch.setenv("MAINSTAY_DATABASE_URL", address)
    options: dict[str, object] = settings._database()["OPTIONS"]
    return options


def test_what_an_address_asks_of_the_connection_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    options = options_of(monkeypatch, f"{ADDRESS}?sslmode=verify-full&sslrootcert=/etc/ca.pem")
    assert options["sslmode"] == "verify-full"
    assert options["sslrootcert"] == "/etc/ca.pem"
    assert options["pool"]


def test_settings_in_an_address_stand_beside_those_of_mainstay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    options = options_of(monkeypatch, f"{ADDRESS}?options=-c%20work_mem%3D64MB")
    assert options["options"] == "-c jit=off -c work_mem=64MB"


@pytest.mark.django_db
def test_postgresql_compiles_no_short_questions() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL compiles questions")
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)
