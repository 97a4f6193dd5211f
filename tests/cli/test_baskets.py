"""`mainstay baskets`: what is bought together, and what a customer may buy next."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.installation import Installation

YEAR = ("--since", "2024-01-01", "--until", "2025-01-01")
RULES = ("baskets", "rules", *YEAR, "--min-support", "0.1", "--min-confidence", "0.5")


def test_rules_come_as_json(graded: Installation) -> None:
    told = graded.json(*RULES)
    # three orders: the fourth is a return, which is no basket
    facts = ("by", "per", "since", "until", "of_everybody", "baskets", "least", "total")
    assert [told[name] for name in facts] == [
        "product", "order", "2024-01-01", "2025-01-01", True, 3, 1, 2,
    ]  # fmt: skip
    first, second = told["rules"]
    assert [item["code"] for item in first["antecedent"]] == ["P1"]
    assert first["consequent"] == {"code": "P2", "name": ""}
    assert (first["count"], first["antecedent_count"], first["consequent_count"]) == (1, 2, 2)
    assert (first["confidence"], first["lift"]) == (0.5, 0.75)
    assert second["consequent"]["code"] == "P1"


def test_rules_are_written_as_csv_or_as_json(graded: Installation, tmp_path: Path) -> None:
    file = tmp_path / "rules.csv"
    assert graded.run(*RULES, "--output", file).output == ""
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"))))
    assert [(row["antecedent"], row["consequent"], row["lift"]) for row in rows] == [
        ("P1", "P2", "0.75"),
        ("P2", "P1", "0.75"),
    ]
    assert graded.run(*RULES, "--json", "--output", file).output == ""
    assert json.loads(file.read_text(encoding="utf-8")) == graded.json(*RULES)


def test_rules_are_shown_to_people(graded: Installation) -> None:
    said = graded.run(*RULES).output
    assert said.startswith("2 rules from 3 baskets, 2024-01-01 to 2025-01-01.\n")
    assert "50.0%" in said
    none = graded.run(*RULES, "--min-lift", "0.750000001").output
    assert none == "0 rules from 3 baskets, 2024-01-01 to 2025-01-01.\n"


def test_next_products_are_those_of_customers_with_the_same(graded: Installation) -> None:
    asked = ("baskets", "next", "K02", *YEAR)
    told = graded.json(*asked)
    # one customer with both is no reason: at least two have to be alike
    assert (told["holdings"], told["products"]) == (1, [])
    assert "No rule speaks for a product" in graded.run(*asked).output


def test_next_products_say_why(installation: Installation, tmp_path: Path) -> None:
    file = tmp_path / "more.csv"
    lines = "\n".join(
        f"{customer}-9,{number},{customer},2024-09-01,{product},1,{amount}"
        for customer, products in (("K01", "PQ"), ("K02", "P"), ("K03", "PQ"), ("K04", "R"))
        for number, (product, amount) in enumerate(zip(products, (10, 20), strict=False), 1)
    )
    header = "order_no,line_no,customer,ordered_at,product_code,quantity,amount"
    file.write_text(f"{header}\n{lines}\n")
    installation.json("import", "orders", file, "--unknown-customers", "create")
    asked = ("baskets", "next", "K02", *YEAR)
    dearer, found = installation.json(*asked)["products"]
    assert (dearer["product"]["code"], dearer["confidence"]) == ("P2", found["confidence"])
    assert (found["product"]["code"], found["also"], found["alike"]) == ("Q", 2, 3)
    assert (found["usual_spend"], found["expected_value"]) == ("20.0000", "13.3333")
    said = " ".join(installation.run(*asked).output.split())
    assert "13.33" in said
    csv_said = installation.run(*asked, "--output", "/dev/stdout").output
    assert csv_said.splitlines()[2].startswith("Q,,P,,2,3,2,0.6666666666666666,")


@pytest.mark.parametrize(
    ("words", "status", "code"),
    [
        (("rules", "--min-support", "0"), 2, "invalid"),
        (("rules", "--min-support", "lots"), 2, "usage"),
        (("rules", "--max-length", "11"), 2, "invalid"),
        (("rules", "--since", "2025-01-01", "--until", "2024-01-01"), 2, "invalid"),
        (("next", "K99"), 2, "unknown_customer"),
    ],
)
def test_what_makes_no_sense_is_refused(
    graded: Installation, words: tuple[str, ...], status: int, code: str
) -> None:
    refused = graded.run("baskets", *words, "--json")
    assert (refused.status, refused.json["error"]["code"]) == (status, code)
