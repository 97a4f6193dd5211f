"""`mainstay quality` checks the data and says how good it is."""

import pytest

from tests.installation import Installation


def test_the_figures_come_as_json(installation: Installation) -> None:
    # three customers of an order file: code and name alone, and nobody has looked at them
    found = installation.json("quality")
    assert (found["customers"], found["findings"]) == (3, 3 * 7)
    # of 17: number 3, owner 3, industry 2, region 2, scale 1, founded on 1, and half of record 2
    assert found["score"] == pytest.approx(100 * (1 - 13 / 17))
    fields = {each["field"]: each for each in found["fields"]}
    assert fields["name"]["completeness"] == 1
    assert fields["owner"]["completeness"] == 0
    assert fields["record"]["validity"] == 0
    assert fields["region"]["uniqueness"] is None


def test_they_come_as_a_table_for_people(installation: Installation) -> None:
    said = installation.run("quality").output
    assert said.startswith("3 customers, 21 findings. Score 23.5, by revenue")
    assert "Registration number" in said
    assert "100.0%" in said
