"""`mainstay moved`: who has another grade in an evaluation than in an earlier one."""

from tests.installation import Installation

SCHEME = ("--scheme", "abc")


def evaluated_earlier(installation: Installation) -> Installation:
    """As of a day on which the third customer had not bought yet, and the first led alone."""
    installation.json("evaluate", *SCHEME, "--as-of", "2024-06-01")
    return installation


def test_it_says_who_went_from_where_to_where(installation: Installation) -> None:
    said = evaluated_earlier(installation).run("moved", *SCHEME).output

    assert said.startswith("ABC by revenue, 2024-06-01 to 2025-01-01: ")
    assert "Gamma Homes" in said
    assert "New" in said


def test_json_has_the_flows_and_everybody_who_moved(installation: Installation) -> None:
    told = evaluated_earlier(installation).json("moved", *SCHEME, "--since", "2024-06-01")

    assert (told["earlier_as_of"], told["later_as_of"], told["new"]) == (
        "2024-06-01", "2025-01-01", 1,
    )  # fmt: skip
    [new] = [row for row in told["moved"] if row["is_new"]]
    assert (new["customer"], new["before"], new["after"]) == ("K03", None, "C")
    assert sum(flow["customers"] for flow in told["flows"]) == told["customers"] == 3


def test_without_two_evaluations_there_is_nothing_to_compare(graded: Installation) -> None:
    alone = graded.run("moved", *SCHEME)
    assert (alone.status, alone.errors) == (
        1,
        "There is no earlier evaluation by abc to compare with.\n",
    )
    assert graded.run("moved", "--scheme", "none").status == 2
    assert graded.run("moved", "--scheme", "service").status == 1
