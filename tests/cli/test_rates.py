"""Exchange rates on the command line."""

from pathlib import Path

from tests.cli.test_contract import DONE, USAGE
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
    assert {**checked, "committed": True} == done
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
