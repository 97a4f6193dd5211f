import pyarrow as pa
import pytest

from mainstay.apps.ledger.cleaning.day_month import DayOrder
from mainstay.apps.ledger.cleaning.iso_form import in_iso_form


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2024/2/9", "2024-02-09"),
        ("2024/02/09", "2024-02-09"),
        ("2024/12/29 8:05", "2024-12-29 08:05"),
        ("2024/2/9 10:05:06.5", "2024-02-09 10:05:06.5"),
        ("2024-2-9 0:05", "2024-02-09 00:05"),
        ("2024.2.29", "2024-02-29"),
        ("2024年2月9日 10:05", "2024-02-09 10:05"),
        ("2024-02-09 10:05", "2024-02-09 10:05"),
    ],
)
def test_usual_dates_are_written_in_iso_form(text: str, iso: str) -> None:
    assert in_iso_form(pa.array([text, "x"]), None).to_pylist() == [iso, "x"]


@pytest.mark.parametrize(
    ("day_order", "iso"),
    [
        (None, "3/4/2024 8:00"),
        ("day_first", "2024-04-03 08:00"),
        ("month_first", "2024-03-04 08:00"),
    ],
)
def test_day_and_month_are_ordered_by_the_answer(day_order: DayOrder | None, iso: str) -> None:
    assert in_iso_form(pa.array(["3/4/2024 8:00"]), day_order).to_pylist() == [iso]


@pytest.mark.parametrize("text", ["2024/2/9 10:00+08:00", "2024-2/9", "2024/2/9T10:00", "20240209"])
def test_other_forms_are_left_alone(text: str) -> None:
    assert in_iso_form(pa.array([text, None]), None).to_pylist() == [text, None]
