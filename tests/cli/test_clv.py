"""`mainstay clv fit`: models of lifetime value on a file, with no installation anywhere."""

import csv
import gzip
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pyarrow import csv as arrow_csv

from mainstay.analytics.clv.tests.markets import cdnow, made_up, wholesaler
from tests.installation import Installation

DONE, USAGE = 0, 2
KEYS = {
    "model", "parameters", "standard_errors", "uncertainty", "log_likelihood", "converged",
    "boundary", "limits", "identifiable", "condition", "customers", "distinct", "seconds",
    "fallback", "expected_purchases",
}  # fmt: skip


@pytest.fixture
def nowhere(tmp_path: Path) -> Installation:
    """The command where nobody has set up anything."""
    return Installation(tmp_path / "nowhere")


@pytest.fixture
def sample(shared_data: Path, tmp_path: Path) -> Path:
    file = tmp_path / "cdnow.csv"
    arrow_csv.write_csv(cdnow(shared_data), file)
    return file


@pytest.fixture
def summary(tmp_path: Path) -> Path:
    """A market made up, with a column that is none of ours."""
    file = tmp_path / "summary.csv"
    market = made_up(400)
    paid = np.where(market["frequency"].to_numpy() > 0, 20.0 + np.arange(400) % 7, 0.0)
    codes = [f"K{number:03}" for number in range(400)]
    arrow_csv.write_csv(
        market.append_column("monetary", [paid]).append_column("code", [codes]), file
    )
    return file


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize(
    ("model", "parameters", "log_likelihood"),
    [
        ("bgnbd", {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}, -9582.4),
        ("mbgnbd", {"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614}, -9582.1),
        ("paretonbd", {"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669}, -9595.0),
        ("gammagamma", {"p": 6.25, "q": 3.74, "v": 15.44}, -4055.9),
    ],
)
def test_the_published_results_of_cdnow_are_printed(
    nowhere: Installation, sample: Path, model: str, parameters: dict[str, float],
    log_likelihood: float,
) -> None:  # fmt: skip
    told = nowhere.json("clv", "fit", "--input", sample, "--model", model)
    assert told.keys() == KEYS
    assert (told["model"], told["converged"], told["boundary"]) == (model, True, False)
    assert told["parameters"] == pytest.approx(parameters, rel=3e-3)
    assert told["log_likelihood"] == pytest.approx(log_likelihood, abs=0.1)
    assert not nowhere.home.exists()


def test_each_record_is_written_with_what_is_expected_of_it(
    nowhere: Installation, sample: Path, tmp_path: Path
) -> None:
    output = tmp_path / "scored.csv"
    asked = ("clv", "fit", "--input", sample, "--predict", "39", "--output", output)
    told = nowhere.json(*asked)
    written = rows(output)
    assert list(written[0]) == [
        "id", "frequency", "recency", "T", "monetary", "expected_purchases", "p_alive",
    ]  # fmt: skip
    assert [row["id"] for row in written] == [row["id"] for row in rows(sample)]
    assert float(written[0]["p_alive"]) == pytest.approx(0.727, abs=5e-4)
    assert float(written[0]["expected_purchases"]) == pytest.approx(1.226, abs=5e-4)
    total = sum(float(row["expected_purchases"]) for row in written)
    assert told["expected_purchases"] == pytest.approx(total)


def test_a_file_that_was_scored_is_scored_again(
    nowhere: Installation, summary: Path, tmp_path: Path
) -> None:
    first, again = tmp_path / "first.csv", tmp_path / "again.csv"
    asked = ("clv", "fit", "--predict", "30")
    nowhere.json(*asked, "--input", summary, "--output", first)
    nowhere.json(*asked, "--input", first, "--output", again)
    assert first.read_bytes() == again.read_bytes()


def test_spend_is_written_beside_the_records(
    nowhere: Installation, summary: Path, tmp_path: Path
) -> None:
    output = tmp_path / "spend.csv"
    asked = ("clv", "fit", "--input", summary, "--model", "gammagamma", "--output", output)
    nowhere.json(*asked)
    written = rows(output)
    assert list(written[0])[-1] == "expected_spend"
    assert all(15 < float(row["expected_spend"]) < 35 for row in written)


def test_the_wholesaler_is_told_as_a_boundary_and_nobody_as_there_for_certain(
    nowhere: Installation, shared_data: Path, tmp_path: Path
) -> None:
    file, output = tmp_path / "wholesaler.csv", tmp_path / "scored.csv"
    arrow_csv.write_csv(wholesaler(shared_data), file)
    asked = ("clv", "fit", "--input", file, "--predict", "30", "--output", output)
    told = nowhere.json(*asked)
    assert (told["boundary"], told["identifiable"], told["fallback"]) == (True, False, None)
    assert "a → 0" in told["limits"]
    assert {row["p_alive"] for row in rows(output)} == {""}
    spoken = nowhere.run(*asked)
    assert "no maximum inside" in spoken.errors
    assert "nothing tells who has left" in spoken.errors


def test_another_model_tells_what_the_one_asked_for_cannot(
    nowhere: Installation, tmp_path: Path
) -> None:
    file, output = tmp_path / "market.csv", tmp_path / "scored.csv"
    arrow_csv.write_csv(made_up(2_000, leaving=(0.05, 0.1), at_birth=True, seed=2), file)
    asked = ("clv", "fit", "--input", file, "--model", "paretonbd")
    asked = (*asked, "--predict", "30", "--output", output)
    told = nowhere.json(*asked)
    assert (told["model"], told["boundary"]) == ("paretonbd", True)
    other = told["fallback"]
    assert (other["model"], other["boundary"], other["identifiable"]) == ("mbgnbd", False, True)
    alive = [float(row["p_alive"]) for row in rows(output)]
    assert 0.5 < sum(alive) / len(alive) < 0.8
    assert "In its place MBG/NBD is used" in nowhere.run(*asked).output


def test_people_read_a_table_and_sentences_in_their_language(
    nowhere: Installation, summary: Path
) -> None:
    asked = ("clv", "fit", "--input", summary, "--predict", "30")
    spoken = {language: nowhere.run(*asked, language=language) for language in ("en", "zh-hans")}
    assert {each.status for each in spoken.values()} == {DONE}
    assert "BG/NBD: 400 customers" in spoken["en"].output
    assert "Standard error" in spoken["en"].output
    assert "Expected in the next 30 periods" in spoken["en"].output
    assert "标准误" in spoken["zh-hans"].output


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("frequency,recency\n1,2\n", "missing", "no column T"),
        ("frequency,recency,T,t\n1,2,3,3\n", "ambiguous", "several columns T"),
        ("frequency,recency,T\n1,2,3\n1,x,3\n", "not_a_number", "Row 2, column recency:"),
        ("frequency,recency,T\n0,0,3\n1,2,3\n-1,0,3\n", "negative", "Row 3, column frequency:"),
        ("frequency,recency,T\n1,4,3\n", "after_end", "Row 1, column recency:"),
        ("frequency,recency,T\n1.5,2,3\n", "fractional", "Row 1, column frequency:"),
        ("frequency,recency,T\n", "too_few", "too few customers"),
        ("frequency,recency,T\n" + "0,0,3\n" * 9, "no_repeats", "Nobody has bought again"),
        ("frequency,recency,T\n1,2,3\n1,2\n", "not_csv", "Row 2 has 2 cells in place of 3"),
        ("", "not_csv", "cannot be read"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_its_row_its_column_and_the_reason(
    nowhere: Installation, tmp_path: Path, text: str, code: str, words: str
) -> None:
    file = tmp_path / "odd.csv"
    file.write_text(text)
    refused = nowhere.run("clv", "fit", "--input", file, "--json")
    assert (refused.status, refused.json["error"]["code"]) == (USAGE, code)
    assert words in refused.errors


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--output", "scored.csv"), "for how long"),
        (("--predict", "nan"), "above 0"),
        (("--predict", "9", "--model", "gammagamma"), "takes no --predict"),
        (("--predict", "9", "--output", "nowhere/scored.csv"), "no folder"),
    ],
)
def test_what_does_not_go_together_is_refused(
    nowhere: Installation, summary: Path, words: tuple[str, ...], reason: str
) -> None:
    refused = nowhere.run("clv", "fit", "--input", summary, *words, "--json")
    assert (refused.status, refused.json["error"]["code"]) == (
        USAGE, "output" if "nowhere/scored.csv" in words else "usage",
    )  # fmt: skip
    assert reason in refused.errors


def test_packed_files_with_odd_headings_and_cells_over_several_lines_are_read(
    nowhere: Installation, tmp_path: Path
) -> None:
    market = made_up(300)
    lines = ['\ufeffnote,FREQUENCY,Recency,"t"']
    lines += [
        f'"one\nother, {x:.0f}",{x:.0f},{recency},{age}'
        for x, recency, age in zip(*market.to_pydict().values(), strict=True)
    ]
    file, output = tmp_path / "packed.csv.gz", tmp_path / "scored.csv"
    file.write_bytes(gzip.compress("\n".join(lines).encode()))
    told: dict[str, Any] = nowhere.json(
        "clv", "fit", "--input", file, "--predict", "30", "--output", output
    )
    assert told["customers"] == 300
    first = rows(output)[0]
    assert first["note"].startswith("one\nother, ")
    assert list(first)[:4] == ["note", "FREQUENCY", "Recency", "t"]
