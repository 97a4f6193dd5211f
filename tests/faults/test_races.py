"""Several processes that import the same file at once."""

import pytest

from tests.faults.conftest import Prepared, standing_of
from tests.installation import Installation

pytestmark = pytest.mark.fault

PROCESSES = 4


def test_of_four_that_import_the_same_file_one_commits_the_lines(
    installation: Installation, prepared: Prepared
) -> None:
    racing = [installation.start(*prepared.command) for _ in range(PROCESSES)]
    finished = [process.finish() for process in racing]
    assert [each.status for each in finished] == [0] * PROCESSES, [each.errors for each in finished]

    reports = [each.json for each in finished]
    records = reports[0]["records"]
    [winner] = [report for report in reports if report["accepted"]]
    losers = [report for report in reports if report is not winner]
    assert winner["accepted"] + winner["unchanged"] == records
    assert [report["unchanged"] for report in losers] == [records] * (PROCESSES - 1)
    assert [report["created_customers"] for report in losers] == [0] * (PROCESSES - 1)

    standing = standing_of(installation)
    assert standing.content == prepared.after.content
    assert standing.verify.status == 0
    assert sorted(standing.batch_numbers_of_states) == list(range(1, PROCESSES + 2))
