"""Exchange rates on the command line."""

from pathlib import Path

from tests.cli.test_contract import DONE, FAILED, USAGE
from tests.installation import Installation

RATES = "date,currency,rate\n2024-02-01,USD,7.1\n2024-02-02,USD,nothing\n"


def test_rates_are_imported_and_convert_orders(installation: Installation, tmp_path: Path) -> None:
    file, orders = tmp_path / "rates.csv", tmp_path / "dollars.csv"
    file.write_text(RATES)
    orders.write_text("customer,order_no,line_no,ordered_at,amount\nK01,R1,1,2024-02-03,10\n")
    dollars = ("import", "orders", orders, "--currency", "USD", "--reject-limit", "100")
    assert installation.json(*dollars, "--dry-run")["reasons"] == {"rate_missing": 1}
    checked = installation.json("import", "rates", file, "--dry-run")
    done = installation.json("import", "rates", file)
    assert (done["records"], done["created"], done["rejected"]) == (2, 1, 1)
    assert {**checked, "committed": True, "file": done["file"]} == done
    assert installation.json(*dollars)["money_accepted"] == {"USD": "10.0000"}
    people = installation.run("import", "rates", file)
    assert people.status == DONE
    assert "This is not a number." in people.output


def test_options_of_orders_say_nothing_about_rates(
    installation: Installation, tmp_path: Path
) -> None:
    file = tmp_path / "rates.csv"
    file.write_text(RATES)
    refused = installation.run("import", "rates", file, "--currency", "USD", "--json")
    assert (refused.status, refused.json["error"]["code"]) == (USAGE, "option_unfit")


def test_a_file_of_rates_is_listed_mended_and_undone(
    installation: Installation, tmp_path: Path
) -> None:
    file, mended = tmp_path / "rates.csv", tmp_path / "mended.csv"
    assert "No file of reference data" in installation.run("files", "list").output
    file.write_text(RATES)
    told = installation.run("import", "rates", file).output
    assert "mainstay files rejects 1 --output rejects.csv" in told
    assert "mainstay files undo 1" in told
    assert installation.run("files", "rejects", "1", "--output", mended).status == DONE
    mended.write_text(mended.read_text().replace(",nothing", ",7.2"))
    assert installation.json("import", "rates", mended)["created"] == 1
    listed = installation.json("files", "list")["files"]
    assert [(each["file"], each["created"], each["rejected"]) for each in listed] == [
        (2, 1, 0),
        (1, 1, 1),
    ]
    planned = installation.json("files", "undo", "1", "--preview")
    assert planned["removed"] == 1
    unsaid = installation.run("files", "undo", "1", "--json")
    assert (unsaid.status, unsaid.json["error"]["code"]) == (USAGE, "not_confirmed")
    assert installation.json("files", "undo", "1", "--yes") == planned
    again = installation.run("files", "undo", "1", "--yes", "--json")
    assert (again.status, again.json["error"]["code"]) == (FAILED, "file_undone")
    people = installation.run("files", "undo", "2", "--yes").output
    assert "File 2 is undone." in people
    assert "undone" in installation.run("files", "list").output


def test_a_profile_is_kept_and_read_by(installation: Installation, tmp_path: Path) -> None:
    file, other = tmp_path / "rates.csv", tmp_path / "other.csv"
    file.write_text("Tag;currency;rate\n2024-02-01;USD;7,1\n")
    said = ("--map", "on=Tag", "--decimal-comma", "--profile", "Bank")
    assert installation.json("import", "rates", file, *said)["created"] == 1
    file.write_text("Tag;currency;rate\n2024-02-02;USD;7,2\n")
    assert installation.json("import", "rates", file, "--profile", "Bank")["created"] == 1
    other.write_text("code,name\nN,North\n")
    refused = installation.run("import", "regions", other, "--profile", "Bank", "--json")
    assert (refused.status, refused.json["error"]["code"]) == (USAGE, "other_kind")


def test_what_is_not_there_is_said(installation: Installation) -> None:
    for words in (("undo", "9", "--yes"), ("rejects", "9")):
        refused = installation.run("files", *words, "--json")
        assert (refused.status, refused.json["error"]["code"]) == (USAGE, "file_not_found")
