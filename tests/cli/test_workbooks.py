"""Workbooks and odd texts on the command line."""

from pathlib import Path

import openpyxl

from tests.cli.test_contract import DONE, FAILED, USAGE
from tests.installation import Installation

HEADINGS = ["customer", "order_no", "line_no", "ordered_at", "含税金额"]


def workbook(folder: Path) -> Path:
    """A workbook of two months."""
    path = folder / "sales.xlsx"
    book = openpyxl.Workbook()
    book.worksheets[0].title = "一月"
    book.worksheets[0].append(HEADINGS)
    second = book.create_sheet("二月")
    for row in (
        ["销售明细"],
        HEADINGS,
        ["K01", "W1", 1, "2024-02-29", 113],
        ["合计", "", "", "", 113],
    ):
        second.append(row)
    book.save(path)
    return path


def test_a_sheet_is_asked_for_and_kept_with_its_tax_rate_in_the_profile(
    installation: Installation, tmp_path: Path
) -> None:
    file = workbook(tmp_path)
    unsaid = installation.run("import", "orders", file, "--json")
    assert (unsaid.status, unsaid.json["error"]["code"]) == (FAILED, "sheet_unknown")
    told = installation.run("import", "orders", file)
    assert "一月, 二月" in told.errors
    assert "--sheet NAME" in told.errors

    said = ("--sheet", "二月", "--tax-rate", "13", "--profile", "Sales")
    checked = installation.json("import", "orders", file, *said, "--dry-run")
    done = installation.json("import", "orders", file, *said)
    assert (done["records"], done["accepted"], done["blank"], done["totals"]) == (3, 1, 2, 1)
    assert done["money_accepted"] == {"CNY": "100.0000"}
    assert done["changes"]["amount.tax_taken_out"] == 1
    assert {**checked, "batch": 0, "state": "", "seconds": 0} == {
        **done,
        "batch": 0,
        "state": "",
        "seconds": 0,
    }
    counting = (*said, "--totals", "count", "--reject-limit", "100", "--dry-run")
    counted = installation.json("import", "orders", file, *counting)
    assert (counted["blank"], counted["totals"], counted["rejected"]) == (1, 0, 1)
    again = installation.json("import", "orders", file, "--profile", "Sales")
    assert again["unchanged"] == 1
    people = installation.run("import", "orders", file, "--profile", "Sales")
    assert people.status == DONE
    assert "of the blank, totals of other rows" in people.output


def test_an_encoding_may_be_said_by_any_of_its_names(
    installation: Installation, tmp_path: Path
) -> None:
    file = tmp_path / "latin.csv"
    head = "customer,order_no,line_no,ordered_at,product_name,amount"
    file.write_bytes(f"{head}\nK01,L1,1,2024-02-29,Größe\xff,1\n".encode("latin-1"))
    unsaid = installation.run("import", "orders", file)
    assert unsaid.status == FAILED
    assert "--encoding NAME" in unsaid.errors
    assert installation.json("import", "orders", file, "--encoding", "latin1")["accepted"] == 1
    wrong = installation.run("import", "orders", file, "--encoding", "klingon", "--json")
    assert (wrong.status, wrong.json["error"]["code"]) == (USAGE, "option")
