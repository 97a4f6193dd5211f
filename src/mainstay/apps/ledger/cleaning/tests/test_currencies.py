import pytest

from mainstay.apps.ledger.cleaning.currencies import MARKS, parse_currency
from mainstay.kernel.currencies import CURRENCIES


@pytest.mark.parametrize(
    ("text", "code"),
    [("CNY", "CNY"), (" usd ", "USD"), ("ＥＵＲ", "EUR"), ("人民币", "CNY"), ("rmb", "CNY"),
     ("美元", "USD"), ("HK$", "HKD"), ("€", "EUR")],
)  # fmt: skip
def test_currencies_are_known_by_code_name_and_sign(text: str, code: str) -> None:
    assert parse_currency(text).value == code


@pytest.mark.parametrize("text", ["XYZ", "$", "¥", "dollars", "CN", "C NY"])
def test_what_could_mean_several_currencies_or_none_is_refused(text: str) -> None:
    assert parse_currency(text).problem == "unknown_currency"


def test_marks_mean_currencies_that_exist() -> None:
    assert set().union(*MARKS.values()) <= CURRENCIES
    assert all(len(code) == 3 for code in CURRENCIES)
