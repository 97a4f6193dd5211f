"""`mainstay recurring`: listed, run here, paused and resumed."""

from pathlib import Path

import pytest

from tests.cli.test_contract import DONE, FAILED, NOTHING_COMMITTED, USAGE
from tests.faults.recurring import see_files_as_whole, set_up_recurring
from tests.installation import ADMIN, Installation

LIST_KEYS = {
    "name", "kind", "profile", "origin", "files_from", "paused", "failures", "next_at",
    "last_outcome",
}  # fmt: skip
RUN_KEYS = {"file", "outcome", "batch", "reference_file", "reason", "moved_to"}


@pytest.fixture
def watching(empty: Installation, orders: Path, tmp_path: Path) -> Installation:
    """One that watches a folder."""
    installation = empty.copy(tmp_path / "home")
    words = ("--unknown-customers", "create", "--profile", "ERP")
    installation.json("import", "orders", orders, *words)
    finished = installation.ask(set_up_recurring, ADMIN)
    assert finished.status == 0, finished.errors
    return installation


def test_nothing_recurs_at_first(empty: Installation) -> None:
    assert empty.json("recurring", "list") == {"recurring_imports": []}
    assert "no recurring imports" in empty.run("recurring", "list").output
    unknown = empty.run("recurring", "run", "Nobody", "--json")
    assert (unknown.status, unknown.json["error"]["code"]) == (USAGE, "unknown_recurring_import")


def test_files_are_imported_by_the_command_itself(watching: Installation, orders: Path) -> None:
    (row,) = watching.json("recurring", "list")["recurring_imports"]
    assert set(row) == LIST_KEYS
    assert (row["name"], row["files_from"]) == ("Daily", "erp/orders-*.csv")
    assert watching.json("recurring", "run", "Daily") == {"runs": []}
    folder = watching.home / "inbox" / "erp"
    (folder / "orders-1.csv").write_bytes(orders.read_bytes())
    (folder / "orders-2.csv").write_text("")
    watching.ask(see_files_as_whole)
    run = watching.run("recurring", "run", "Daily", "--json")
    assert run.status == NOTHING_COMMITTED
    first, second = run.json["runs"]
    assert set(first) == RUN_KEYS
    assert (first["outcome"], first["moved_to"]) == ("imported", "done/orders-1.csv")
    assert (second["outcome"], second["reason"]) == ("failed", "The file is empty.")
    shown = watching.run("recurring", "list")
    assert shown.status == DONE
    assert "Daily" in shown.output


def test_it_is_paused_and_resumed(watching: Installation) -> None:
    assert watching.json("recurring", "pause", "Daily")["paused"] is True
    refused = watching.run("recurring", "run", "Daily", "--json")
    assert (refused.status, refused.json["error"]["code"]) == (FAILED, "paused")
    assert "looks for files again" in watching.run("recurring", "resume", "Daily").output
    stranger = watching.run("recurring", "list", "--as", "nobody@mainstay.example", "--json")
    assert stranger.status == USAGE
