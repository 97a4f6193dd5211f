"""What a running import tells of how far it is: records done, of how many, never fewer again."""

from collections.abc import Callable
from itertools import groupby, pairwise

import pytest

from mainstay.apps.ledger.models import ImportKind
from mainstay.apps.ledger.services import importing
from mainstay.apps.ledger.testing import IMPORTING, csv_file, handed_in, report_of
from mainstay.engine import session
from mainstay.foundation.jobs.context import Progress

pytestmark = pytest.mark.usefixtures("shop")

RECORDS, REJECTED = 3_000, 30
REMARK = "r" * 3_000
"""So long that a file is read in several blocks. No field takes the column."""


def orders_file() -> bytes:
    """Order lines, one in a hundred without an amount, and one with a line break of its own."""
    records = [
        f"A,{number},1,2024-03-01,{'none' if number % 100 == 0 else number},{REMARK}"
        for number in range(RECORDS - 1)
    ]
    broken = 'A,broken,1,2024-03-01,5,"two\nlines"'
    header = "customer,order_no,line_no,ordered_at,amount,remark"
    return csv_file(*records[:100], broken, *records[100:], header=header)


def customers_file() -> bytes:
    """Customers, one in a hundred without a name."""
    records = (
        f"C{number},{'' if number % 100 == 0 else f'Customer {number}'},{REMARK}"
        for number in range(RECORDS)
    )
    return csv_file(*records, header="code,name,remark")


@pytest.mark.parametrize(
    ("kind", "content", "phases"),
    [
        # How far the database is with the next phases is told when it takes a while.
        (ImportKind.ORDERS, orders_file, ["read"]),
        (ImportKind.CUSTOMERS, customers_file, ["read", "match", "apply"]),
    ],
)
def test_progress_counts_the_records_of_the_file(
    kind: ImportKind,
    content: Callable[[], bytes],
    phases: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(session, "_POLL_SECONDS", 0.001)
    batch = handed_in(content(), kind)
    told: list[Progress] = []
    importing.run_now(IMPORTING, batch, commit=True, on_progress=told.append)
    report = report_of(batch)
    assert (batch.state, report.records, report.rejected) == ("committed", RECORDS, REJECTED)

    steps = [(phase, list(of_it)) for phase, of_it in groupby(told, lambda each: each.phase)]
    assert [phase for phase, _ in steps][: len(phases)] == phases
    assert len({phase for phase, _ in steps}) == len(steps)
    for _, of_phase in steps:
        assert all(before.done <= after.done for before, after in pairwise(of_phase)), of_phase
        assert all(each.total and 0 <= each.done <= each.total for each in of_phase), of_phase
    read = dict(steps)["read"]
    assert len(read) > 1
    assert read[-1].done == RECORDS
