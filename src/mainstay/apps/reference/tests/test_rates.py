"""Exchange rates: what can be kept, and what the audit trail tells."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from mainstay.apps.governance.testing import NamedActors
from mainstay.apps.reference.models import ExchangeRate
from mainstay.apps.reference.queries.rates import (
    RateFilter,
    RateNotFound,
    UnknownSort,
    rate_histories,
    rates,
)
from mainstay.apps.reference.services.rates import (
    RateFacts,
    change_rate,
    plain,
    remove_rate,
    set_rate,
    take_rates,
)
from mainstay.apps.reference.testing import SETTING_UP, rate_on
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.testing.trail import last_entry

pytestmark = pytest.mark.usefixtures("company")

DAY = date(2024, 3, 1)


def kept() -> dict[tuple[str, str], Decimal]:
    rows = ExchangeRate.objects.system("test")
    return {(row.currency, row.on.isoformat()): row.rate for row in rows}


def test_a_rate_is_kept_to_its_last_digit() -> None:
    rate_on("2024-03-01", "jpy", "0.0486123457", "Central bank")
    [row] = ExchangeRate.objects.system("test")
    assert (row.currency, row.rate, row.source) == ("JPY", Decimal("0.0486123457"), "Central bank")
    assert last_entry().action == "reference.rate.created"
    assert last_entry().details["changes"]["rate"] == [None, "0.0486123457"]


@pytest.mark.parametrize(
    ("currency", "rate", "field", "code"),
    [
        ("USX", "7", "currency", "unknown_currency"),
        ("CNY", "1", "currency", "reporting_currency"),
        ("USD", "0", "rate", "rate_not_positive"),
        ("USD", "-7", "rate", "rate_not_positive"),
        ("USD", "NaN", "rate", "rate_not_positive"),
        ("USD", "10000000000", "rate", "rate_too_large"),
        ("USD", "0.00000000001", "rate", "rate_too_fine"),
        ("USD", "1234567.123456789", "rate", "rate_too_fine"),
    ],
)
def test_what_is_no_rate_is_refused(currency: str, rate: str, field: str, code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        set_rate(SETTING_UP, currency=currency, on=DAY, rate=Decimal(rate))
    assert {name: errors[0].code for name, errors in caught.value.error_dict.items()} == {
        field: code
    }
    assert kept() == {}


def test_a_day_outside_the_ledgers_years_and_an_odd_source_are_refused() -> None:
    with pytest.raises(ValidationError) as caught:
        set_rate(SETTING_UP, currency="USD", on=date(1899, 1, 1), rate=Decimal(7), source="a\x00")
    assert set(caught.value.error_dict) == {"on", "source"}


def test_a_currency_has_one_rate_a_day() -> None:
    rate_on("2024-03-01", "USD", "7.1")
    with pytest.raises(ValidationError) as caught:
        rate_on("2024-03-01", "USD", "7.2")
    assert caught.value.error_dict["on"][0].code == "rate_taken"
    assert kept() == {("USD", "2024-03-01"): Decimal("7.1")}


def test_a_change_tells_before_and_after() -> None:
    row = rate_on("2024-03-01", "USD", "7.1")
    change_rate(SETTING_UP, row.pk, rate=Decimal("7.2"), source="Bank")
    assert kept() == {("USD", "2024-03-01"): Decimal("7.2")}
    assert last_entry().details["changes"] == {"rate": ["7.1", "7.2"], "source": ["", "Bank"]}


def test_a_change_onto_another_rates_day_is_refused() -> None:
    rate_on("2024-03-01", "USD", "7.1")
    row = rate_on("2024-03-02", "USD", "7.2")
    with pytest.raises(ValidationError):
        change_rate(SETTING_UP, row.pk, on=DAY)
    assert kept()["USD", "2024-03-02"] == Decimal("7.2")


def test_a_removed_rate_is_gone_but_told() -> None:
    row = rate_on("2024-03-01", "USD", "7.1")
    remove_rate(SETTING_UP, row.pk)
    assert kept() == {}
    assert last_entry().details["changes"]["rate"] == ["7.1", None]
    with pytest.raises(RateNotFound):
        remove_rate(SETTING_UP, row.pk)


def test_who_only_reads_sets_nothing(acting: NamedActors) -> None:
    with pytest.raises(AccessDenied):
        set_rate(acting.tom_becker, currency="USD", on=DAY, rate=Decimal(7))
    rate_on("2024-03-01", "USD", "7.1")
    assert [row.currency for row in rates(acting.tom_becker)] == ["USD"]
    assert list(rates(acting.nobody_ning)) == []


def test_the_list_is_filtered_and_sorted(acting: NamedActors) -> None:
    for day, currency, rate in (
        ("2024-03-01", "USD", "7.1"),
        ("2024-03-02", "USD", "7.2"),
        ("2024-03-02", "EUR", "7.8"),
    ):
        rate_on(day, currency, rate)
    wanted = RateFilter("USD", since=date(2024, 3, 2), until=date(2024, 3, 2))
    assert [row.rate for row in rates(acting.li_na, wanted)] == [Decimal("7.2")]
    assert [row.currency for row in rates(acting.li_na, sort="rate")] == ["USD", "USD", "EUR"]
    with pytest.raises(UnknownSort):
        rates(acting.li_na, sort="source")


def test_a_file_adds_changes_and_confirms() -> None:
    rate_on("2024-03-01", "USD", "7.1", "Bank")
    rate_on("2024-03-02", "USD", "7.2", "Bank")
    facts = [
        RateFacts("USD", date(2024, 3, 1), Decimal("7.1"), None),
        RateFacts("USD", date(2024, 3, 2), Decimal("7.25"), None),
        RateFacts("EUR", date(2024, 3, 2), Decimal("7.8"), "ECB"),
    ]
    counted = take_rates(SETTING_UP, facts, file_name="rates.csv", commit=False)
    assert kept()["USD", "2024-03-02"] == Decimal("7.2")
    taken = take_rates(SETTING_UP, facts, file_name="rates.csv")
    assert taken == counted
    assert (taken.created, taken.changed, taken.unchanged) == (1, 1, 1)
    assert kept()["USD", "2024-03-02"] == Decimal("7.25")
    sources = ExchangeRate.objects.system("test").values_list("source", flat=True)
    assert sorted(sources) == ["Bank", "Bank", "ECB"]
    assert last_entry().action == "reference.rates.imported"


def test_histories_run_from_the_oldest_day() -> None:
    rate_on("2024-03-02", "USD", "7.2")
    rate_on("2024-03-01", "USD", "7.1")
    history = rate_histories()["USD"]
    assert history.days == [date(2024, 3, 1), date(2024, 3, 2)]
    assert history.rates == [Decimal("7.1"), Decimal("7.2")]


@pytest.mark.parametrize(
    ("rate", "shown"), [("7.1000000000", "7.1"), ("100.0000000000", "100"), ("0.05", "0.05")]
)
def test_noughts_at_the_end_are_not_shown(rate: str, shown: str) -> None:
    assert f"{plain(Decimal(rate)):f}" == shown
