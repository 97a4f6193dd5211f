import pyarrow as pa
import pytest

from mainstay.apps.ledger.cleaning.usual_numbers import usual_numbers


@pytest.mark.parametrize(
    ("text", "comma", "digits"),
    [
        ("-12.50", False, "-12.50"),
        ("1,234,567.5", False, "1234567.5"),
        ("￥1,234.50", False, "1234.50"),
        ("$-5", False, "-5"),
        ("-12,50", True, "-12.50"),
        ("€1.234,50", True, "1234.50"),
    ],
)
def test_usual_numbers_become_digits(text: str, comma: bool, digits: str) -> None:
    found = usual_numbers(pa.array([text, "x"]), comma)
    assert found.digits.to_pylist() == [digits, None]
    assert found.usual.tolist() == [True, False]


@pytest.mark.parametrize("text", ["12345678901234", "(5)", "5-", "1,23", "1 234", " 5", ""])
def test_the_rest_is_left_to_the_plain_function(text: str) -> None:
    assert usual_numbers(pa.array([text]), False).usual.tolist() == [False]
