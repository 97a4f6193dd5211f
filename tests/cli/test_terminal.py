"""What people read in a terminal: whole reports in aligned columns, and what to do next."""

import re
import shlex
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.cli.conftest import AS_OF
from tests.installation import Installation

WIDTH = 80
REFUSED = 3
HEADER = "order_no,line_no,customer,ordered_at,product_code,quantity,amount,cost,currency"


def figures_of(output: str) -> dict[str, list[str]]:
    """The cells after the label of every line of a table."""
    lines = (re.split(r" {2,}", line.strip()) for line in output.splitlines())
    return {cells[0]: cells[1:] for cells in lines if len(cells) > 1}


def words_of(output: str, command: str) -> list[str]:
    """The arguments of a command that is proposed."""
    [line] = [line for line in output.splitlines() if line.startswith(f"  mainstay {command} ")]
    return shlex.split(line)[1:]


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """Lines that are new, changed, unchanged, blank and wrong."""
    file = tmp_path / "mixed.csv"
    lines = [
        "A1,1,K01,2024-02-03,P1,2,900.00,400.00,CNY",
        "A1,2,K01,2024-02-03,P2,1,1200300.00,60.00,CNY",
        "D1,1,K01,2024-08-03,P1,1,7,5,CNY",
        ",,,,,,,,",
        "D2,1,K01,2024-08-99,P1,1,2000.5,5,CNY",
        "D3,1,K01,2024-08-03,P1,1,8000,5,USD",
    ]
    file.write_text("\n".join([HEADER, *lines]))
    return file


def test_an_import_says_what_became_of_records_and_money(
    installation: Installation, mixed: Path
) -> None:
    said = ("--map", "amount=amount", "--reject-limit", "50")
    done = installation.run("import", "orders", mixed, *said)
    figures = figures_of(done.output)

    assert re.match(r"Import \d+, mixed\.csv: imported\n", done.output)
    assert figures["In the file"] == ["6", "1,203,207.500 CNY"]
    assert figures["Accepted"] == ["2", "1,200,307.000 CNY"]
    assert figures["Rejected"] == ["2", "2,000.500 CNY"]
    assert figures["Unchanged, known already"] == ["1", "900.000 CNY"]
    assert figures["Blank"] == ["1"]
    assert figures["Older versions superseded"] == ["1", "100.005 CNY"]
    assert "There is no such day in the calendar" in done.output
    assert figures["There is no exchange rate for the currency on this day."] == ["1"]
    assert "Lines removed from replaced orders" not in figures
    assert done.output.count("8,000.000 USD") == 2


def test_an_import_proposes_how_to_go_on_and_how_to_go_back(
    installation: Installation, mixed: Path
) -> None:
    said = ("--map", "amount=amount", "--reject-limit", "50")
    done = installation.run("import", "orders", mixed, *said)
    again = words_of(done.output, "import")
    rejects = Path(again[2])
    assert again == ["import", "orders", str(rejects), *said]

    mended = rejects.read_text("utf-8-sig").replace("08-99", "08-09").replace("USD", "CNY")
    rejects.write_text(mended, "utf-8")
    assert installation.json(*again)["accepted"] == 2
    newest = installation.json("batches")["batches"][1]["batch"]
    assert words_of(done.output, "undo") == ["undo", str(newest)]


def test_a_refused_import_says_that_nothing_was_committed(
    installation: Installation, mixed: Path
) -> None:
    refused = installation.run("import", "orders", mixed)
    assert refused.status == REFUSED
    assert re.match(r"Import \d+, mixed\.csv: refused\n", refused.output)
    assert "What would become of the records" in refused.output
    assert "nothing was committed" in refused.output
    assert "mainstay undo" not in refused.output


def test_a_dry_run_names_no_import_and_says_how_to_make_one(
    installation: Installation, mixed: Path
) -> None:
    tried = installation.run("import", "orders", mixed, "--reject-limit", "50", "--dry-run")
    assert tried.output.startswith("mixed.csv: checked\n")
    assert "Without --dry-run the file is" in tried.output
    assert "mainstay undo" not in tried.output


def test_customers_are_reported_without_money(installation: Installation, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("code,name\nK01,Alpha Lifts Ltd\nK09,Iota Works\n")
    figures = figures_of(installation.run("import", "customers", file).output)
    assert figures["Accepted"] == ["2"]
    assert figures["Known customers changed"] == ["1"]
    assert figures["New customers"] == ["1"]
    assert "Money" not in figures["What became of the records"]


@pytest.mark.parametrize("rows", ["code,name\n", "Our customers\n\ncode,name\n", "code,name\n,\n"])
def test_a_file_of_headings_with_nothing_below_is_told_in_words(
    installation: Installation, tmp_path: Path, rows: str
) -> None:
    file = tmp_path / "empty.csv"
    file.write_text(rows)
    done = installation.run("import", "customers", file)
    assert "The file has its headings (code, name) and no record below them." in done.output
    assert installation.json("import", "customers", file)["accepted"] == 0


def test_the_preview_of_an_undo_shows_the_money(installation: Installation, mixed: Path) -> None:
    number = installation.json("import", "orders", mixed, "--reject-limit", "50")["batch"]
    planned = installation.run("undo", number, "--preview").output
    figures = figures_of(planned)
    assert figures["Lines removed"] == ["2", "1,200,307.000 CNY"]
    assert figures["Older versions restored"] == ["1", "100.005 CNY"]
    assert words_of(planned, "undo") == ["undo", str(number)]

    done = installation.run("undo", number, "--yes").output
    assert figures_of(done)["Lines removed"] == figures["Lines removed"]
    assert f"\nImport {number} is undone.\n" in done


def test_after_an_import_the_doctor_says_that_the_figures_wait_for_a_worker(
    graded: Installation, empty: Installation
) -> None:
    said = graded.run("doctor").output
    assert "this has waited for a worker: Refresh the latest figures." in said
    assert "the list of customers shows the figures of before. Run `mainstay serve`" in said
    assert "list of customers" not in empty.run("doctor").output


def test_the_list_of_imports_is_aligned_and_names_the_source(
    installation: Installation, empty: Installation, mixed: Path
) -> None:
    file = mixed.rename(mixed.with_name("八月订单.csv"))
    installation.run("import", "orders", file, "--reject-limit", "50", "--source", "用友")
    _head, _rule, *listed = installation.run("batches").output.splitlines()
    newest, below, oldest, kind = listed

    assert newest.split()[3:] == ["八月订单.csv", "imported", "3", "2"]
    assert oldest.split()[3:] == ["orders.csv", "imported", "5", "0"]
    assert (below.strip(), kind.strip()) == (
        "Order lines, from 用友",
        "Order lines, from default",
    )
    assert len({cell_len(line.partition("imported")[0]) for line in (newest, oldest)}) == 1
    assert empty.run("batches").output == "Nothing has been imported yet.\n"


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_nothing_is_wider_than_a_terminal(
    installation: Installation, mixed: Path, language: str
) -> None:
    long = mixed.rename(mixed.with_name("恒升电梯部件有限公司八月份订单明细（修订版）.csv"))
    commands: tuple[tuple[object, ...], ...] = (
        ("import", "orders", long, "--reject-limit", "50"),
        ("undo", "1", "--preview"),
        ("batches",),
        ("evaluate", "--scheme", "tiers", *AS_OF),
    )
    for command in commands:
        for line in installation.run(*command, language=language).output.splitlines():
            if "/" not in line:  # a path stands whole in a line of its own
                assert cell_len(line) <= WIDTH, line


def test_one_is_not_counted_as_many(
    graded: Installation, empty: Installation, tmp_path: Path
) -> None:
    file = tmp_path / "one.csv"
    file.write_text("order_no,line_no,customer,ordered_at,amount\nA1,1,K01,2024-02-03,9\n")
    installation = empty.copy(tmp_path / "home")
    installation.json("import", "orders", file, "--unknown-customers", "create")
    one = installation.run("ledger", "verify").output
    installation.remove()
    assert re.match(r"State 1: \d files, 1 line in force\n", one)
    assert re.match(r"State 1: \d files, 5 lines in force\n", graded.run("ledger", "verify").output)
