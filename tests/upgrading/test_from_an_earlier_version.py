"""What an earlier version has made is brought back, upgraded, and says what it said then."""

import csv
import io
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.installation import Installation, empty_place
from tests.keeping.tables import unwell

EARLIER = Path(__file__).parent / "earlier"
SCHEMES = ("abc", "tiers", "rfm")
WRITTEN_ANEW = {"django_migrations", "governance_role", "cache_entries"}
"""Tables whose rows an upgrade itself changes: the shipped roles get the rights of the version."""
WORKED_OUT = "search_text"
"""A column that each version fills in its own way."""


@pytest.fixture(scope="module")
def database() -> str:
    """The kind of database of this run."""
    server = os.environ.get("MAINSTAY_DATABASE_URL", "")
    return "postgresql" if server.startswith("postgres") else "sqlite"


@pytest.fixture(scope="module")
def said(database: str) -> Any:
    """What the earlier version said of the installation."""
    return json.loads((EARLIER / f"{database}.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def before_and_after(
    database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Installation, dict[str, Any], dict[str, Any]]]:
    """The installation once it is upgraded, and its tables before and after."""
    place = empty_place(tmp_path_factory.mktemp("earlier") / "home")
    place.json("restore", EARLIER / f"{database}.zip")
    refused = place.run("batches", "--json")
    assert refused.json["error"]["code"] == "upgrade_needed"
    before = place.ask(print_rows, None).json
    applied = place.json("upgrade")["applied"]
    assert "customers.0004_search" in applied
    columns = {name: table["columns"] for name, table in before.items()}
    yield place, before, place.ask(print_rows, columns).json
    place.remove()


@pytest.fixture
def upgraded(before_and_after: tuple[Installation, Any, Any]) -> Installation:
    """The installation once it is upgraded."""
    return before_and_after[0]


def print_rows(wanted: dict[str, list[str]] | None) -> None:
    """Print every row of every table, or of the columns that are wanted."""
    import django

    django.setup()
    from django.db import connection

    found = {}
    with connection.cursor() as cursor:
        names = wanted or connection.introspection.table_names(cursor)
        for name in names:
            columns = (wanted or {}).get(name)
            if columns is None:
                described = connection.introspection.get_table_description(cursor, name)
                columns = [each.name for each in described if each.name != WORKED_OUT]
            listed = ", ".join(f'"{column}"' for column in columns)
            cursor.execute(f'SELECT {listed} FROM "{name}"')  # noqa: S608 - the database's own names
            found[name] = {"columns": columns, "rows": sorted(map(repr, cursor.fetchall()))}
    json.dump(found, sys.stdout)


def test_every_row_of_then_is_there_as_it_was(
    before_and_after: tuple[Installation, dict[str, Any], dict[str, Any]],
) -> None:
    _place, before, after = before_and_after
    assert len(before["customers_customer"]["rows"]) == 6
    lost = {
        name: sorted(set(table["rows"]) - set(after[name]["rows"]))
        for name, table in before.items()
        if name not in WRITTEN_ANEW
    }
    assert {name: rows for name, rows in lost.items() if rows} == {}


def test_the_roles_of_then_are_kept_and_the_shipped_ones_have_the_new_rights(
    before_and_after: tuple[Installation, dict[str, Any], dict[str, Any]],
) -> None:
    _place, before, after = before_and_after
    roles = [table["governance_role"] for table in (before, after)]
    [then], [now] = ([row for row in table["rows"] if "区域经理" in row] for table in roles)
    fields = ('"customers.contact.reach"', '"ledger.cost.view"')
    for field in fields:
        assert field not in then
        assert field in now
    said = now.replace(f"{fields[0]}, ", "").replace(f", {fields[1]}", "")
    assert said == then
    assert not any("ledger.recurring.change" in row for row in roles[0]["rows"])
    assert any("ledger.recurring.change" in row for row in roles[1]["rows"])


def test_figures_grades_and_reasons_are_those_of_then(upgraded: Installation, said: Any) -> None:
    indicators = upgraded.run("indicators", "--as-of", "2024-07-01", "--format", "csv")
    assert _of_then(indicators.output, said["indicators"])
    for scheme in SCHEMES:
        grades = upgraded.run("grades", "--scheme", scheme, "--format", "csv")
        assert _of_then(grades.output, said["grades"][scheme])
    why = upgraded.json("why", "K01", "--scheme", "abc")
    assert {name: why[name] for name in said["why"]} == said["why"]


def _of_then(now: str, then: str) -> bool:
    """Whether the columns of then say the same; others may have come since."""
    rows = _rows(then)
    return [{name: row[name] for name in rows[0]} for row in _rows(now)] == rows


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_imports_and_the_trail_are_whole(upgraded: Installation, said: Any) -> None:
    assert upgraded.json("ledger", "verify") == said["verify"]
    trail = upgraded.json("audit", "verify")
    assert trail["broken"] == []
    assert trail["entries"] >= said["audit"]["entries"]
    kept = {batch["batch"]: batch for batch in upgraded.json("batches")["batches"]}
    for batch in said["batches"]["batches"]:
        assert {name: kept[batch["batch"]][name] for name in batch} == batch
    assert upgraded.json("upgrade")["applied"] == []
    assert not unwell(upgraded) - {"mail_links"}


def test_an_import_of_then_is_undone_and_the_file_comes_in_again(
    upgraded: Installation, said: Any, tmp_path: Path
) -> None:
    lines = said["verify"]["rows"]
    changed = next(b for b in said["batches"]["batches"] if b["file"] == "changed.csv")
    undone = upgraded.json("undo", changed["batch"], "--yes")
    assert (undone["removed"], undone["restored"]) == (2, 1)
    exported = upgraded.run("export", "orders", "--format", "csv")
    file = tmp_path / "orders.csv"
    file.write_text(exported.output, encoding="utf-8")
    again = upgraded.json("import", "orders", file, "--source", "ERP")
    assert (again["accepted"], again["rejected"]) == (0, 0)
    assert again["unchanged"] == lines - 1


def test_customers_of_then_are_found_by_pinyin(upgraded: Installation) -> None:
    found = upgraded.ask(print_found, "hengsheng")
    assert found.json == ["K00", "K01"]


def print_found(text: str) -> None:
    """Print the codes of the customers that a search finds."""
    import django

    django.setup()
    from mainstay.apps.customers.queries import CustomerFilter, customers
    from mainstay.foundation.access.actor import system_actor

    rows = customers(system_actor("test"), CustomerFilter(text=text))
    json.dump([row.code for row in rows], sys.stdout)


def test_people_of_then_are_told_the_time_of_the_company(upgraded: Installation) -> None:
    own, told = upgraded.ask(print_zones).json
    assert own
    assert set(own) == {""}
    assert told == "Asia/Shanghai"


def print_zones() -> None:
    """Print which time zones people have of their own, and in which they are told the time."""
    import django

    django.setup()
    from mainstay.apps.governance.models import Person
    from mainstay.apps.governance.queries import zone_of

    own = list(Person.objects.system("test").values_list("time_zone", flat=True))
    json.dump([own, str(zone_of(""))], sys.stdout)
