"""One row of a large file is found without reading the others."""

from datetime import date

import pyarrow.parquet as pq
import pytest

from mainstay.apps.evaluation.exact import KEY
from mainstay.apps.evaluation.models import Evaluation
from mainstay.apps.evaluation.queries.files import INPUTS, folder_of, read, read_row
from mainstay.apps.evaluation.services import files
from mainstay.apps.evaluation.services.evaluating import evaluate
from mainstay.apps.governance.testing import NamedPeople
from mainstay.foundation.access.actor import system_actor


@pytest.fixture
def evaluation(trade: NamedPeople, monkeypatch: pytest.MonkeyPatch) -> Evaluation:
    """An evaluation whose files lie in row groups of two customers."""
    monkeypatch.setattr(files, "ROWS_PER_GROUP", 2)
    evaluate(system_actor("test"), "abc", date(2025, 1, 1))
    found = Evaluation.objects.system("test").get()
    assert pq.read_metadata(folder_of(found.folder) / INPUTS).num_row_groups > 1
    return found


def test_each_row_is_found_in_its_group(evaluation: Evaluation) -> None:
    rows = read(evaluation, INPUTS).to_pylist()

    assert [read_row(evaluation, INPUTS, row[KEY]) for row in rows] == rows


def test_a_customer_that_was_not_evaluated_has_no_row(evaluation: Evaluation) -> None:
    assert read_row(evaluation, INPUTS, 10**9) is None
