"""Schemes that give labels, on the command line."""

from pathlib import Path

import pytest

from tests.installation import Installation

LABELS = """\
mainstay_scheme: 1
name: Sizes
definition:
  code: sizes
  labels:
  - {code: large, key_account: true, rule: {indicator: revenue_12m, operator: '>=', value: 500}}
  - {code: frequent, rule: {indicator: orders_12m, operator: '>=', value: 1}}
"""
AS_OF = ("--as-of", "2025-01-01")


@pytest.fixture
def labelled(installation: Installation, tmp_path: Path) -> Installation:
    file = tmp_path / "sizes.yaml"
    file.write_text(LABELS)
    installation.json("schemes", "import", file, "--publish")
    installation.json("evaluate", "--scheme", "sizes", *AS_OF)
    return installation


def test_labels_are_evaluated_listed_and_explained(labelled: Installation) -> None:
    listed = {each["code"]: each for each in labelled.json("schemes", "list")["schemes"]}
    assert listed["sizes"]["labels"] == ["large", "frequent"]
    assert "grades" not in listed["sizes"]

    told = labelled.json("why", "K01", "--scheme", "sizes")
    assert [(each["label"], each["applies"]) for each in told["labels"]] == [
        ("large", True), ("frequent", True),
    ]  # fmt: skip
    said = labelled.run("why", "K02", "--scheme", "sizes").output
    assert said.splitlines()[0] == "Beta Towers (K02): frequent"
    assert "  large: does not apply" in said
    assert "  frequent: applies since 2025-01-01" in said

    rows = labelled.run("grades", "--scheme", "sizes").output.splitlines()
    assert [row.split(",")[:3] for row in rows[1:]] == [
        ["K01", "Alpha Lifts", "large"],
        ["K01", "Alpha Lifts", "frequent"],
        ["K02", "Beta Towers", "frequent"],
        ["K03", "Gamma Homes", "frequent"],
    ]


def test_what_if_tells_sets_of_labels(labelled: Installation) -> None:
    change = ("--scheme", "sizes", "--set", "threshold.large=100")
    told = labelled.json("whatif", *change)
    assert [(each["before"], each["after"]) for each in told["movers"]] == [
        ("frequent", "large+frequent")
    ]
    assert told["costs"]["total_after"] is None
    said = labelled.run("whatif", *change).output
    assert "large, frequent" in said
    assert "no label" in said
