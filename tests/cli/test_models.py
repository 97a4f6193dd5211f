"""Models on the command line."""

from pathlib import Path

from tests.cli.test_contract import DONE, FAILED, USAGE, rows
from tests.installation import ADMIN, Installation

FIT = ("models", "fit", "lifecycle", "--as-of", "2025-01-01")


def test_a_model_is_run_shown_and_put_to_use(installation: Installation) -> None:
    first = installation.json(*FIT, "--set", "months=2")
    assert (first["kind"], first["in_use"], first["customers"]) == ("lifecycle", True, 3)
    assert len(first["report"]["looks"]) == 3
    second = installation.json(*FIT, "--set", "months=1", "--as", ADMIN)
    number = str(second["model_run"])
    assert not second["in_use"]
    assert installation.json("models", "promote", number)["in_use"]
    listed = installation.json("models", "list")["model_runs"]
    assert [each["in_use"] for each in listed] == [True, False]
    shown = installation.run("models", "show", number)
    assert shown.status == DONE
    assert shown.output.startswith(f"Lifecycle stages, run {number}, as of 2025-01-01\n")


def test_the_stages_of_customers_are_written_as_a_file(installation: Installation) -> None:
    number = installation.json(*FIT)["model_run"]
    found = rows(installation.run("models", "customers", number).output)
    assert {row["customer"]: row["stage"] for row in found}["K01"] == "at_risk"


def test_wrong_parameters_and_unknown_runs_are_refused(installation: Installation) -> None:
    refused = installation.run(*FIT, "--set", "months", "--json")
    assert (refused.status, refused.json["error"]["code"]) == (USAGE, "parameter")
    refused = installation.run(*FIT, "--set", "months=99", "--json")
    assert (refused.status, refused.json["error"]["code"]) == (USAGE, "invalid")
    unknown = installation.run("models", "show", "77", "--json")
    assert (unknown.status, unknown.json["error"]["code"]) == (FAILED, "model_run_not_found")


def test_months_ahead_are_told_beside_the_year_before(installation: Installation) -> None:
    told = installation.run("models", "fit", "forecast", "--as-of", "2025-01-01")
    assert told.status == DONE
    assert "Revenue, next 12 months" in told.output
    number = installation.json("models", "list")["model_runs"][0]["model_run"]
    months = rows(installation.run("models", "months", number, "--customer", "K01").output)
    assert (months[-1]["month"], months[0]["known"]) == ("2026-09-01", "1000.005")
    refused = installation.run(
        "models", "fit", "forecast", "--as-of", "2025-01-01", "--set", "months=25", "--json"
    )
    assert (refused.status, refused.json["error"]["code"]) == (USAGE, "invalid")


def test_too_few_customers_for_segments_are_told_and_names_of_indicators_checked(
    installation: Installation,
) -> None:
    few = installation.run("models", "fit", "segments", "--as-of", "2025-01-01", "--json")
    assert few.status == FAILED
    assert few.json["error"]["code"] == "segments_too_few_customers"
    wrong = installation.run(
        "models", "fit", "segments", "--as-of", "2025-01-01", "--set", "indicators=luck", "--json"
    )
    assert (wrong.status, wrong.json["error"]["code"]) == (USAGE, "invalid")


def test_a_model_of_an_earlier_day_is_held_against_what_came(installation: Installation) -> None:
    asked = ("models", "backtest", "lifecycle", "--as-of", "2024-05-01", "--horizon", "3")
    found = installation.json(*asked, "--set", "months=2")
    assert (found["as_of"], found["back_test"]["until"]) == ("2024-05-01", "2024-08-01")
    told = installation.run(*asked, "--set", "months=2")
    assert told.status == DONE
    assert "the plain rule" in told.output
    refused = installation.run(*asked[:-1], "99", "--json")
    assert (refused.status, refused.json["error"]["code"]) == (USAGE, "invalid")


def test_runs_are_compared_and_scheduled(installation: Installation) -> None:
    numbers = [
        str(installation.json(*FIT, "--set", f"lost_days={days}")["model_run"])
        for days in (365, 200)
    ]
    found = installation.json("models", "compare", *reversed(numbers))
    assert found["before"] == int(numbers[0])
    assert {each["name"]: each["before"] for each in found["parameters"]}["lost_days"] == 365
    told = installation.run("models", "compare", *reversed(numbers))
    assert (told.status, told.output.split()[0]) == (DONE, "Stage")
    scheduled = installation.json("models", "schedule", "lifecycle", "--every", "monthly")
    assert scheduled["every"] == "monthly"
    told = installation.run("models", "schedule", "lifecycle", "--every", "never")
    assert told.output == "Runs when somebody asks.\n"


def segmented(installation: Installation, folder: Path) -> str:
    """A run about segments of twenty customers that buy much and twenty that buy little."""
    lines = [
        f"{size}{code}-{month},{size}{code},2024-{month:02}-03,{amount + code}"
        for size, months, amount in (("L", range(1, 13), 9_000), ("S", (3, 9), 50))
        for code in range(20)
        for month in months
    ]
    file = folder / "two_kinds.csv"
    file.write_text("\n".join(["order_no,customer,ordered_at,amount", *lines]) + "\n")
    installation.json("import", "orders", file, "--unknown-customers", "create")
    settings = ("--set", "indicators=revenue_12m,orders_12m", "--set", "number=2")
    asked = ("models", "fit", "segments", "--as-of", "2025-01-01", *settings)
    return str(installation.json(*asked)["model_run"])


def test_a_segment_is_named(empty: Installation, tmp_path: Path) -> None:
    installation = empty.copy(tmp_path / "home")
    number = segmented(installation, tmp_path)
    told = installation.run("models", "name", number, "segment_1", "Large buyers")
    assert told.output == f"segment_1 of run {number} is called Large buyers.\n"
    assert "Large buyers" in installation.run("models", "show", number).output
    refusals = {
        ("77", "segment_1", "Large"): (FAILED, "model_run_not_found"),
        (number, "segment_9", "Large"): (FAILED, "segment_not_found"),
        (number, "segment_2", "Large buyers"): (USAGE, "invalid"),
    }
    for asked, expected in refusals.items():
        refused = installation.run("models", "name", *asked, "--json")
        assert (refused.status, refused.json["error"]["code"]) == expected
    installation.remove()
