"""What a command prints when something is wrong: one JSON value, words, and no half files."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.conftest import AS_OF
from tests.installation import Installation

FAILED = 1


def damage(folder: Path) -> None:
    """Flip a bit in every file of a folder."""
    for file in filter(Path.is_file, folder.rglob("*")):
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        file.write_bytes(content)


@pytest.mark.parametrize("to_a_file", [False, True], ids=["printed", "to a file"])
def test_damaged_evaluations_give_one_json_error_and_leave_the_old_file(
    installation: Installation, tmp_path: Path, to_a_file: bool
) -> None:
    file = tmp_path / "grades.json"
    file.write_text("as it was")
    damage(installation.home / "evaluations")
    output = ("--output", file) if to_a_file else ()
    asked = installation.run("grades", "--scheme", "abc", "--format", "json", *output)
    assert (asked.status, asked.json["error"]["code"]) == (FAILED, "damaged")
    assert file.read_text() == "as it was"
    assert [each.name for each in tmp_path.glob(".*")] == []


def test_a_damaged_ledger_gives_one_json_error(installation: Installation) -> None:
    damage(installation.home / "ledger")
    asked = installation.run("indicators", *AS_OF, "--format", "json")
    assert (asked.status, asked.json["error"]["code"]) == (FAILED, "damaged")
    said = installation.run("evaluate", "--scheme", "abc", *AS_OF)
    assert said.status == FAILED
    assert "is damaged; no figure comes out of it" in said.errors
    assert "ledger_damaged" not in said.errors


@pytest.mark.parametrize(
    "asked",
    [
        ("evaluate", "--scheme", "abc", *AS_OF, "--json"),
        ("indicators", *AS_OF, "--format", "json"),
    ],
    ids=lambda asked: asked[0],
)
def test_too_little_memory_is_said_in_words(
    installation: Installation, asked: tuple[str, ...]
) -> None:
    narrow = replace(installation, engine_memory="1MB")
    finished = narrow.run(*asked)
    assert (finished.status, finished.json["error"]["code"]) == (FAILED, "memory")
    assert "MAINSTAY_ENGINE_MEMORY" in finished.errors
    assert "Traceback" not in finished.errors


def test_an_import_that_finds_too_little_memory_changes_nothing(
    installation: Installation, orders: Path
) -> None:
    narrow = replace(installation, engine_memory="1MB")
    finished = narrow.run("import", "orders", orders, "--source", "other", "--json")
    assert (finished.status, finished.json["error"]["code"]) == (FAILED, "memory")
    assert "MAINSTAY_ENGINE_MEMORY" in finished.errors
    assert installation.json("ledger", "verify")["rows"] == 5
    assert installation.json("import", "orders", orders, "--source", "other")["accepted"] == 5


def test_files_are_written_in_utf_8(installation: Installation, tmp_path: Path) -> None:
    orders = tmp_path / "orders.csv"
    header = "order_no,line_no,customer,customer_name,ordered_at,amount"
    orders.write_text(f"{header}\nZ1,1,K09,恒升电梯,2024-03-04,9.00\n", encoding="utf-8")
    installation.json("import", "orders", orders, "--unknown-customers", "create")
    installation.json("evaluate", "--scheme", "abc", *AS_OF)
    file = tmp_path / "grades.csv"
    assert installation.run("grades", "--scheme", "abc", "--output", file).status == 0
    assert "恒升电梯" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize("more", [(), ("--proposed",)], ids=["in force", "proposed"])
def test_grades_of_a_scheme_never_evaluated_say_so(
    empty: Installation, more: tuple[str, ...]
) -> None:
    asked = empty.run("grades", "--scheme", "abc", "--format", "json", *more)
    assert (asked.status, asked.json["error"]["code"]) == (FAILED, "not_evaluated")


def test_an_import_that_took_nothing_shows_no_number_of_accepted_records(
    installation: Installation, tmp_path: Path
) -> None:
    orders = tmp_path / "strangers.csv"
    lines = ["order_no,line_no,customer,ordered_at,amount"]
    lines += ["S1,1,K01,2024-03-04,9.00", "S2,1,NOBODY,2024-03-04,9.00"]
    orders.write_text("\n".join(lines))
    assert installation.run("import", "orders", orders).status == 3
    [shown] = [
        line for line in installation.run("batches").output.splitlines() if "strangers" in line
    ]
    cells = shown.split()
    assert cells[cells.index("–") + 1] == "1"


@pytest.mark.parametrize(
    ("engine", "said"),
    [
        ("sparks://far:7077", "MAINSTAY_ENGINE names no engine: sparks://far:7077."),
        ("spark://127.0.0.1:1", "Nobody answers at spark://127.0.0.1:1"),
    ],
)
def test_an_engine_that_cannot_be_used_is_said_in_words(
    graded: Installation, engine: str, said: str
) -> None:
    elsewhere = replace(graded, engine=engine)
    finished = elsewhere.run("indicators", *AS_OF, "--format", "json")
    assert (finished.status, finished.json["error"]["code"]) == (FAILED, "engine_unavailable")
    assert said in finished.json["error"]["message"]
    checks = elsewhere.run("doctor", "--json").json["checks"]
    unwell = {each["check"]: each["says"] for each in checks if not each["healthy"]}
    assert said in unwell["engine"]


def test_nothing_is_served_with_an_engine_that_is_none(graded: Installation) -> None:
    elsewhere = replace(graded, engine="yarn")
    for command in ("serve", "worker"):
        finished = elsewhere.run(command)
        assert finished.status == FAILED
        assert "MAINSTAY_ENGINE names no engine: yarn." in finished.errors
