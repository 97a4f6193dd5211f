"""The order in which a result is read."""

import pyarrow as pa

from mainstay.apps.evaluation.exact import CODE
from mainstay.apps.evaluation.queries.results import order_by
from mainstay.apps.evaluation.queries.table_rows import TableRows
from mainstay.shell.paging import paginate

GRADED = pa.table(
    {
        CODE: ["Ahorn", "Birke", "Eiche", "Linde"],
        "step": [2, 1, 2, 1],
        "revenue_12m": [10, 70, 30, 90],
    }
)


def read(sort: str) -> list[str]:
    """The codes, read two at a time."""
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = paginate(TableRows(GRADED), order_by(sort), cursor=cursor or None, size=2)
        found += [row[CODE] for row in page.items]
        cursor = page.next
    return found


def test_within_a_grade_the_greatest_customers_come_first() -> None:
    assert read("step") == ["Linde", "Birke", "Eiche", "Ahorn"]
    assert read("-step") == ["Eiche", "Ahorn", "Linde", "Birke"]


def test_another_order_is_kept_as_it_was_asked_for() -> None:
    assert read("revenue_12m") == ["Ahorn", "Eiche", "Birke", "Linde"]
    assert read(f"-{CODE}") == ["Linde", "Eiche", "Birke", "Ahorn"]
