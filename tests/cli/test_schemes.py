"""`mainstay schemes`: the grading schemes, out of and into an installation."""

from pathlib import Path

from tests.installation import Installation


def test_schemes_are_listed_and_shown_in_words(installation: Installation) -> None:
    assert "ABC by revenue" in installation.run("schemes", "list").output
    listed = installation.json("schemes", "list")["schemes"]
    assert [each["code"] for each in listed if each["primary"]] == ["tiers"]

    said = installation.run("schemes", "show", "abc").output.splitlines()
    assert said[0] == "ABC by revenue, version 1 (published)"
    assert "    Among the customers that make the first 80% of Revenue, 12 months." in said
    assert installation.json("schemes", "show", "abc")["definition"]["code"] == "abc"


def test_a_file_goes_out_is_changed_and_comes_in(
    installation: Installation, tmp_path: Path
) -> None:
    file = tmp_path / "abc.yaml"
    assert installation.run("schemes", "export", "abc", "--output", str(file)).status == 0
    file.write_text(file.read_text().replace("0.80", "0.50"))

    said = installation.run("schemes", "import", str(file)).output
    assert said == "Version 2 of abc is a draft.\n"
    done = installation.json("schemes", "import", str(file), "--publish", "--note", "Narrower")
    assert (done["version"], done["state"], done["note"]) == (2, "published", "Narrower")
    evaluated = installation.json("evaluate", "--scheme", "abc", "--as-of", "2025-01-01")
    assert evaluated["version"] == 2


def test_a_file_that_is_no_scheme_is_refused(installation: Installation, tmp_path: Path) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text("mainstay_scheme: 1\nname: Wrong\ndefinition: {code: wrong}\n")
    refused = installation.run("schemes", "import", str(file))
    assert (refused.status, refused.errors) == (2, "“grades” is missing\n")

    file.write_bytes(b"\xff\xfe\x00")
    assert installation.run("schemes", "import", str(file)).errors == (
        "The file is not text in UTF-8.\n"
    )


def test_a_scheme_or_version_that_there_is_not_is_refused(installation: Installation) -> None:
    assert installation.run("schemes", "show", "none").status == 2
    assert installation.run("schemes", "export", "abc", "--version", "9").status == 2
