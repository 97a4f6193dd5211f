"""Merging the ledger's small files: a state of its own, and nothing that counts changes."""

from typing import Any

import pytest

from mainstay.apps.ledger.models import ImportBatch, LedgerStateEntry, StateAction
from mainstay.apps.ledger.queries.leftovers import leftovers
from mainstay.apps.ledger.queries.states import current_number
from mainstay.apps.ledger.queries.upkeep import upkeep
from mainstay.apps.ledger.queries.verification import verify
from mainstay.apps.ledger.services import undoing
from mainstay.apps.ledger.services.keeping import compacting
from mainstay.apps.ledger.testing import csv_file, imported, lines_in_force
from mainstay.apps.ledger.tests.test_keeping import KEEPING, noted, traded
from mainstay.engine.compaction import Compaction, compact
from mainstay.foundation.jobs import services as jobs
from mainstay.project.home import Home

__all__ = ["traded"]


def test_a_compaction_makes_a_state_and_changes_no_line(traded: Home) -> None:
    before, number = lines_in_force(), current_number()
    report = compacting.compact_now(KEEPING)
    assert report["state"] == current_number() == number + 1
    assert lines_in_force() == before
    assert verify(KEEPING).damaged == []
    [state] = LedgerStateEntry.objects.system("test").filter(number=number + 1)
    assert state.action == StateAction.COMPACT
    assert noted("ledger.files.compacted")["report"]["merged"]["lines"] == 3
    assert upkeep(KEEPING).small_files == 0


def test_an_undo_after_a_compaction_brings_the_older_version_back(traded: Home) -> None:
    compacting.compact_now(KEEPING)
    undoing.undo_now(KEEPING, ImportBatch.objects.system("test").order_by("-pk")[0])
    assert lines_in_force()["default", "1", 1] == 1


def test_the_nightly_compaction_leaves_a_few_small_files(shop: Home) -> None:
    for order in ("1", "2"):
        imported(csv_file(f"A,{order},1,2024-03-01,1"))
    number = current_number()
    jobs.run_inline(KEEPING, compacting.COMPACT, {"routine": True})
    assert current_number() == number
    compacting.compact_now(KEEPING)
    assert current_number() == number + 1


def test_an_import_that_commits_first_does_not_spoil_a_compaction(
    traded: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds: list[Compaction] = []

    def compact_and_be_late(*given: Any, **named: Any) -> Compaction:
        done = compact(*given, **named)
        if not rounds:
            imported(csv_file("C,9,1,2024-03-01,9"))
        rounds.append(done)
        return done

    monkeypatch.setattr(compacting, "compact", compact_and_be_late)
    compacting.compact_now(KEEPING)
    assert len(rounds) == 1
    assert ("default", "9", 1) in lines_in_force()
    assert verify(KEEPING).damaged == []


@pytest.mark.django_db(transaction=True)
def test_a_compaction_begins_anew_when_its_files_have_changed(
    traded: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds: list[Compaction] = []

    def compact_and_be_late(*given: Any, **named: Any) -> Compaction:
        done = compact(*given, **named)
        if not rounds:
            imported(csv_file("B,2,1,2024-03-01,7"))
        rounds.append(done)
        return done

    monkeypatch.setattr(compacting, "compact", compact_and_be_late)
    compacting.compact_now(KEEPING)
    assert len(rounds) == 2
    assert lines_in_force()["default", "2", 1] == 7
    assert leftovers(KEEPING) == []
