"""Net profit and costs of serving, on pages and for programs."""

import html
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from mainstay.apps.evaluation.models import ActivityCost, OtherCosts
from mainstay.apps.evaluation.services.costs import set_activity_cost
from mainstay.apps.evaluation.services.refreshing import refresh_figures
from mainstay.apps.evaluation.tests.defining import DEFINING, define
from mainstay.apps.evaluation.tests.trading import import_orders
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedPeople
from mainstay.project.home import Home

NET, COSTS, API = "/evaluations/net-profit/", "/evaluations/costs/", "/api/serving-costs"


@pytest.fixture
def admin(trade: NamedPeople, signed_in: Callable[[Person], Client]) -> Client:
    """The administrator."""
    return signed_in(trade.admin_wang)


@pytest.fixture
def zhang(trade: NamedPeople, signed_in: Callable[[Person], Client]) -> Client:
    """A service agent, who sees no costs."""
    return signed_in(trade.zhang_min)


@pytest.fixture
def earning(trade: NamedPeople, home: Home) -> None:
    """Net profits of 370, 45 and −5, and a customer whose goods have no cost."""
    import_orders(home.root, [("HOPE", "9", "2024-11-05", "900")], costs=False)
    refresh_figures(DEFINING, date(2025, 1, 1))
    set_activity_cost(DEFINING, "orders", date(2020, 1, 1), Decimal(30))


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return html.unescape(answer.content.decode())


def read_aloud(page: str) -> str:
    """What stands on a page, without its marks and with single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def send(client: Client, method: str, address: str, **said: Any) -> Any:
    return getattr(client, method)(address, said, content_type="application/json")


def test_the_whale_curve_shows_peak_losers_and_who_is_unknown(earning: None, li_na: Client) -> None:
    page = text(li_na, NET)
    told = read_aloud(page)
    assert '"peak": 415.0' in page
    assert re.search(r'"customers": 1.0, "profit": 410.0, "url": "/customers/\d+/"', page)
    assert "Of 1 customer the net profit is unknown" in told
    assert "Share that loses" in told
    assert "33.3" in told
    assert "net_profit_12m/?below=0#customers" in page


def test_one_sees_the_curve_of_ones_own_customers(earning: None, tom: Client) -> None:
    page = text(tom, NET)
    assert '"peak": 0.0' in page
    assert '"profit": -5.0' in page
    assert "GIANT" not in page


def test_without_costs_nothing_is_known_and_the_page_says_what_it_takes(
    trade: NamedPeople, li_na: Client
) -> None:
    refresh_figures(DEFINING, date(2025, 1, 1))
    assert "No net profit known" in text(li_na, NET)


def test_who_sees_no_costs_finds_no_net_profit(earning: None, zhang: Client) -> None:
    text(zhang, NET, 403)
    assert zhang.get("/api/net-profit").status_code == 403
    text(zhang, "/evaluations/indicators/net_profit_12m/", 404)


def test_an_administrator_sets_and_removes_costs(admin: Client) -> None:
    assert "No costs yet" in text(admin, COSTS)
    assert "Before the first day" in text(admin, f"{COSTS}new/")
    said = {"driver": "lines", "valid_from": "2024-01-01", "amount": "1.25"}
    assert admin.post(f"{COSTS}new/", said).headers["Location"] == COSTS
    assert "One order line" in text(admin, COSTS)
    assert "Remove this cost?" in text(admin, f"{COSTS}lines/2024-01-01/remove/")
    admin.post(f"{COSTS}lines/2024-01-01/remove/")
    assert not ActivityCost.objects.system("test").exists()
    text(admin, f"{COSTS}lines/2024-01-01/remove/", 404)
    text(admin, f"{COSTS}lines/yesterday/remove/", 404)


def test_an_administrator_says_where_freight_and_late_payment_are_found(admin: Client) -> None:
    define("freight", "", source="external", names={"en": "Freight bill"})
    define("late", "", source="external", unit="days", names={"en": "Days late"})
    page = text(admin, f"{COSTS}other/")
    assert "Freight bill" in page
    said = {"freight": "custom.freight", "payment_delay": "custom.late", "capital_rate": "5.5"}
    admin.post(f"{COSTS}other/", said)
    assert OtherCosts.objects.system("test").get().capital_rate == Decimal("0.055")
    page = text(admin, COSTS)
    assert "Freight bill" in page
    assert "Days late" in page
    assert 'value="5.5"' in text(admin, f"{COSTS}other/")


def test_late_payment_without_a_rate_is_refused_beside_the_rate(admin: Client) -> None:
    define("late", "", source="external", unit="days")
    answer = admin.post(f"{COSTS}other/", {"freight": "", "payment_delay": "custom.late"})
    assert "belong together" in answer.content.decode()


def test_nobody_else_sets_costs(li_na: Client) -> None:
    for rest in ("", "new/", "other/", "orders/2024-01-01/remove/"):
        assert li_na.get(COSTS + rest).status_code == 403
    assert li_na.get(API).status_code == 403
    assert send(li_na, "put", API).status_code == 403
    assert send(li_na, "put", f"{API}/orders/2024-01-01", amount="1").status_code == 403
    assert li_na.delete(f"{API}/orders/2024-01-01").status_code == 403


def test_a_program_sets_costs_and_reads_the_curve(earning: None, admin: Client) -> None:
    told = send(admin, "put", f"{API}/lines/2024-01-01", amount="1.25").json()
    assert [(each["driver"], each["amount"]) for each in told["activities"]] == [
        ("lines", "1.2500"),
        ("orders", "30.0000"),
    ]
    assert admin.delete(f"{API}/lines/2024-01-01").status_code == 204
    assert admin.delete(f"{API}/lines/2024-01-01").json()["code"] == "cost_not_found"
    assert send(admin, "put", API, freight="revenue_12m").status_code == 422
    assert admin.get(API).json()["drivers"] == ["orders", "lines"]

    found = admin.get("/api/net-profit").json()
    assert (found["known"], found["unknown"], found["losing"]) == (3, 1, 1)
    assert (found["peak"], found["total"]) == ("415.0000", "410.0000")
    assert [(each["customer"], each["profit"]) for each in found["curve"]] == [
        ("GIANT", "370.0000"),
        ("MIDDLE", "415.0000"),
        ("SMALL", "410.0000"),
    ]
