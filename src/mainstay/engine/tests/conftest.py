"""A fresh ledger for each test."""

from pathlib import Path

import pytest

from mainstay.engine.tests.working_ledger import WorkingLedger


@pytest.fixture
def ledger(tmp_path: Path) -> WorkingLedger:
    """A ledger without lines."""
    return WorkingLedger(tmp_path)
