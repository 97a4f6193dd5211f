"""Figures as the reader writes them."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from mainstay.shell.web import figures

CASES = Path(__file__).resolve().parents[5] / "frontend" / "src" / "numbers.json"
LANGUAGES = {"en": "en", "zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}


def cases() -> list[Any]:
    return [
        pytest.param(case, django, case[page], id=f"{case['value']} {django}")
        for case in json.loads(CASES.read_text("utf-8"))
        for django, page in LANGUAGES.items()
    ]


@pytest.mark.parametrize(("case", "language", "expected"), cases())
def test_short_numbers_read_like_those_the_scripts_write(
    case: dict[str, Any], language: str, expected: str
) -> None:
    with translation.override(language):
        assert figures.short_number(case["value"], case["digits"]) == expected


@pytest.mark.parametrize(
    ("value", "currency", "expected"),
    [
        (Decimal("1234.5"), "CNY", "¥1,234.50"),
        (Decimal("1234.5678"), "GBP", "£1,234.5678"),
        (Decimal("-0.1250"), "USD", "−$0.125"),
        (Decimal("1E+3"), "SGD", "SGD 1,000.00"),
        (0, "EUR", "€0.00"),
    ],
)
def test_whole_amounts_keep_every_digit(value: Any, currency: str, expected: str) -> None:
    assert figures.full_money(value, currency) == expected


def test_short_amounts_carry_the_sign_before_the_currency() -> None:
    with translation.override("zh-hans"):
        assert figures.short_money(Decimal(-12_345_600), "CNY") == "−¥1,235万"


def test_days_follow_the_reader() -> None:
    leap = date(2024, 2, 29)
    with translation.override("zh-hant"):
        assert (figures.day(leap), figures.month(leap)) == ("2024-02-29", "2024年2月")
    with translation.override("en"):
        assert (figures.day(leap), figures.month(leap)) == ("29 Feb 2024", "Feb 2024")


def test_a_moment_is_told_in_the_zone_in_force() -> None:
    late = datetime(2024, 2, 28, 23, 30, tzinfo=UTC)
    with translation.override("en"), timezone.override(ZoneInfo("Asia/Shanghai")):
        assert figures.moment(late) == "29 Feb 2024, 07:30"


def rendered(text: str, **context: Any) -> str:
    return Template("{% load figures %}" + text).render(Context(context))


def test_a_short_amount_shows_the_whole_one_on_request() -> None:
    html = rendered('{{ x|money:"CNY" }}', x=Decimal("12345678.9000"))
    assert 'title="¥12,345,678.90"' in html
    assert ">¥12.3M</data>" in html
    assert 'value="12345678.9000"' in html


def test_a_loss_is_marked() -> None:
    assert 'class="figure negative"' in rendered("{{ x|percent }}", x=-0.05)
    assert 'class="figure"' in rendered("{{ x|percent }}", x=-0.0001)


@pytest.mark.parametrize("name", ["money", "amount", "number", "percent", "day", "moment"])
def test_a_missing_value_is_a_dash_with_a_meaning(name: str) -> None:
    html = rendered(f"{{{{ x|{name} }}}}", x=None)
    assert "–" in html
    assert 'aria-label="not known"' in html
