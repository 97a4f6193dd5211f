"""`mainstay backtest`: what grades of an earlier day had caught."""

from tests.installation import Installation

ASKED = ("backtest", "--scheme", "abc", "--as-of", "2024-06-01")


def test_the_verdict_comes_first_and_the_figures_after_it(installation: Installation) -> None:
    said = installation.run(*ASKED, "--horizon", "6").output.splitlines()

    assert said[0] == "ABC by revenue as of 2024-06-01, held against the days before 2024-12-01"
    assert said[1].startswith("  ")
    assert any(line.startswith("last year's revenue") for line in said)


def test_json_has_a_report_for_each_day(installation: Installation) -> None:
    found = installation.json(*ASKED, "--as-of", "2024-03-01", "--horizon", "6")

    assert (found["scheme"], found["horizon"], found["unit"]) == ("abc", 6, "customer")
    assert [day["as_of"] for day in found["days"]] == ["2024-06-01", "2024-03-01"]
    for day in found["days"]:
        assert {"capture", "lift", "gini", "rank_correlation", "verdict", "says"} <= day.keys()


def test_months_that_are_not_over_are_refused(installation: Installation) -> None:
    refused = installation.run("backtest", "--scheme", "abc", "--as-of", "2098-01-01")

    assert (refused.status, "are not over yet" in refused.errors) == (2, True)


def test_a_scheme_that_there_is_not_is_refused(installation: Installation) -> None:
    refused = installation.run("backtest", "--scheme", "none", "--as-of", "2024-01-01")

    assert (refused.status, refused.errors) == (2, "There is no scheme none.\n")
