"""Indicators on the command line: the catalogue, figures of one, figures from a file."""

from pathlib import Path

from tests.cli.test_contract import DONE, USAGE
from tests.installation import Installation

GROWTH = "customer,value\nK01,8.5%\nK09,1\n"


def _define() -> None:
    """An indicator whose figures come in files, as an administrator defines it; in a process."""
    from mainstay.apps.evaluation.services.custom_indicators import create_indicator
    from mainstay.foundation.access.actor import system_actor

    create_indicator(
        system_actor("test"),
        code="growth",
        source="external",
        names={"en": "Growth"},
        unit="ratio",
        dimension="potential",
        better="more",
    )


def test_figures_of_a_file_are_taken_in_and_written_out(
    installation: Installation, tmp_path: Path
) -> None:
    made = installation.ask(_define)
    assert made.status == DONE, made.errors
    told = installation.json("indicator", "list")["indicators"]
    assert {"custom.growth", "revenue_12m"} <= {each["code"] for each in told}
    assert "Growth" in installation.run("indicator", "list").output

    file = tmp_path / "growth.csv"
    file.write_text(GROWTH)
    order = ("indicator", "import", "custom.growth", file, "--origin", "Report", "--on")
    checked = installation.json(*order, "2024-06-30", "--dry-run")
    done = installation.json(*order, "2024-06-30")
    assert (done["records"], done["created"], done["rejected"]) == (2, 1, 1)
    assert {**checked, "committed": True} == done
    people = installation.run(*order, "2024-06-30")
    assert "There is no such customer, or none that you see." in people.output

    own = installation.run("indicator", "figures", "custom.growth")
    assert own.output.splitlines()[:2] == ["customer,name,figure", "K01,Alpha Lifts,0.085000"]


def test_an_indicator_that_there_is_not_has_no_figures(installation: Installation) -> None:
    refused = installation.run("indicator", "figures", "custom.nothing", "--format", "json")
    assert (refused.status, refused.json["error"]["code"]) == (USAGE, "indicator_not_found")
