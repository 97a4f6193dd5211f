"""The preview is read a page at a time, each outcome for itself, forwards and backwards."""

from pathlib import Path
from typing import Any

import pytest

from mainstay.apps.ledger.reading.preview_file import ORDER, Preview, write_preview
from mainstay.shell.paging import paginate

HEADERS = ["客户", "金额"]


@pytest.fixture
def preview(tmp_path: Path) -> Preview:
    """Of 120 new rows every fourth one was rejected instead."""
    path = tmp_path / "preview.jsonl"
    write_preview(path, HEADERS, (_row(number) for number in range(1, 121)))
    return Preview(path)


def _row(number: int) -> dict[str, Any]:
    outcome = "rejected" if number % 4 == 0 else "new"
    return {"record": number, "cells": [f"客户 {number}", "1\n2"], "outcome": outcome}


def _records(items: Any) -> list[int]:
    return [row["record"] for row in items]


def test_it_says_how_many_rows_each_outcome_has(preview: Preview) -> None:
    assert (preview.headers, preview.counts) == (HEADERS, {"rejected": 30, "new": 90})
    found = {name: len(preview.rows(name)) for name in ("new", "total", "")}
    assert found == {"new": 90, "total": 0, "": 120}


def test_pages_lead_through_all_rows_of_an_outcome_and_back(preview: Preview) -> None:
    rows = preview.rows("new")
    page = paginate(rows, ORDER, size=40)
    there, back = [page], []
    while page.next:
        page = paginate(rows, ORDER, cursor=page.next, size=40)
        there.append(page)
    while page.previous:
        page = paginate(rows, ORDER, cursor=page.previous, size=40)
        back.append(page)
    new = [number for number in range(1, 121) if number % 4]
    assert [_records(each.items) for each in there] == [new[:40], new[40:80], new[80:]]
    assert [_records(each.items) for each in back] == [new[40:80], new[:40]]


def test_a_cursor_of_another_outcome_leads_to_no_foreign_row(preview: Preview) -> None:
    among_new = paginate(preview.rows("new"), ORDER, size=60).next
    assert paginate(preview.rows("rejected"), ORDER, cursor=among_new).items == []
    among_rejected = paginate(preview.rows("rejected"), ORDER, size=10).next
    found = paginate(preview.rows("new"), ORDER, cursor=among_rejected, size=2)
    assert _records(found.items) == [1, 2]
    back_among_new = paginate(preview.rows("new"), ORDER, cursor=among_new, size=20).previous
    found = paginate(preview.rows("rejected"), ORDER, cursor=back_among_new, size=2)
    assert _records(found.items) == [116, 120]


def test_without_an_outcome_all_rows_come_in_the_order_in_which_they_matter(
    preview: Preview,
) -> None:
    found = paginate(preview.rows(), ORDER, size=31)
    assert _records(found.items) == [*range(4, 121, 4), 1]


def test_a_new_preview_takes_the_place_of_the_old_one(tmp_path: Path, preview: Preview) -> None:
    path = tmp_path / "preview.jsonl"
    write_preview(path, HEADERS, [])
    assert Preview(path).counts == {}
    assert len(Preview(path).rows()) == 0
    assert [file.name for file in tmp_path.iterdir()] == ["preview.jsonl"]
