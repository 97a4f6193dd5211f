"""`mainstay whatif`: who would move if a scheme were another one."""

from tests.installation import Installation

CHANGE = ("--scheme", "abc", "--set", "threshold.A=0.9")


def test_it_says_who_would_move(graded: Installation) -> None:
    said = graded.run("whatif", *CHANGE).output
    assert said.startswith("ABC by revenue as of 2025-01-01: 1 of 3 customers would move.\n")
    assert "Beta Towers" in said
    assert "Revenue, 12 months (CNY)" in said
    nobody = graded.run("whatif", "--scheme", "abc").output
    assert "0 of 3 customers would move." in nobody
    assert "Beta Towers" not in nobody


def test_json_has_sizes_shares_the_matrix_and_the_movers(graded: Installation) -> None:
    told = graded.json("whatif", *CHANGE)

    assert (told["scheme"], told["as_of"], told["customers"], told["moved"]) == (
        "abc", "2025-01-01", 3, 1,
    )  # fmt: skip
    assert told["sizes"] == {"before": {"A": 1, "B": 1, "C": 1}, "after": {"A": 2, "B": 0, "C": 1}}
    assert told["matrix"] == [
        {"before": "A", "after": "A", "customers": 1},
        {"before": "B", "after": "A", "customers": 1},
        {"before": "C", "after": "C", "customers": 1},
    ]
    assert told["movers"] == [
        {
            "customer": "K02", "name": "Beta Towers", "before": "B", "after": "A",
            "revenue": "120.0000",
        },
    ]  # fmt: skip
    assert set(told["shares"]["after"]) == {"A", "B", "C"}
    assert told["draft"] is None


def test_what_was_tried_is_kept_as_the_draft(installation: Installation) -> None:
    assert installation.json("whatif", *CHANGE, "--save")["draft"] == 2
    assert installation.json("whatif", "--scheme", "abc", "--draft")["moved"] == 1

    again = installation.run("whatif", *CHANGE, "--save")
    assert (again.status, again.errors) == (
        1,
        "The scheme has a draft already: start from it with --draft.\n",
    )
    wider = ("--set", "threshold.B=1", "--draft", "--save")
    assert installation.json("whatif", "--scheme", "abc", *wider)["moved"] == 2


def test_what_cannot_be_tried_is_refused_in_words(graded: Installation) -> None:
    refused = graded.run("whatif", "--scheme", "abc", "--set", "colour.A=1")
    assert (refused.status, refused.errors) == (
        2,
        "colour, A: there is nothing to set at this path\n",
    )
    assert graded.run("whatif", "--scheme", "abc", "--set", "stay").status == 2
    assert graded.run("whatif", "--scheme", "none").status == 2
    draft = graded.run("whatif", "--scheme", "abc", "--draft")
    assert (draft.status, draft.errors) == (1, "The scheme has no draft.\n")
