"""The latest figures: when they are refreshed, and from what."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mainstay.apps.evaluation.models import FiguresRefresh, LatestFigures
from mainstay.apps.evaluation.services import refreshing
from mainstay.apps.evaluation.services.refreshing import is_current, refresh_figures
from mainstay.apps.evaluation.tests.trading import company, import_orders
from mainstay.apps.governance.services import change_installation
from mainstay.apps.governance.testing import NamedActors
from mainstay.apps.ledger.models import ImportBatch
from mainstay.apps.ledger.services import undoing
from mainstay.foundation.access.actor import system_actor
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.jobs.models import Job
from mainstay.foundation.jobs.services import run_inline
from mainstay.project.home import Home

SYSTEM = system_actor("test")
AS_OF = date(2025, 1, 1)
ORDERS = [("GIANT", "1", "2024-03-05", "800"), ("SMALL", "3", "2024-06-07", "50")]


@pytest.fixture
def trade(db: None, home: Home) -> Home:
    """Two customers that bought in 2024."""
    company()
    import_orders(home.root, ORDERS, costs=True)
    return home


def revenues() -> dict[str, Decimal | None]:
    rows = LatestFigures.objects.system("test")
    return dict(rows.values_list("customer__code", "revenue_12m"))


def test_each_customer_gets_its_figures(trade: Home) -> None:
    refresh_figures(SYSTEM, AS_OF)

    row = LatestFigures.objects.system("test").get(customer__code="GIANT")
    assert row.revenue_12m == 800
    assert row.gross_margin == Decimal("0.5")
    assert (row.orders_12m, row.recency_days, row.interval_median_days) == (1, 302, None)
    assert (row.as_of, row.ledger_state) == (AS_OF, 1)


def test_a_refresh_replaces_what_was_there(trade: Home) -> None:
    refresh_figures(SYSTEM, AS_OF)
    import_orders(trade.root, [("GIANT", "9", "2024-09-09", "200")])

    refresh_figures(SYSTEM, AS_OF)

    assert revenues() == {"GIANT": 1000, "SMALL": 50}


def test_who_has_no_lines_any_more_has_no_figures(trade: Home) -> None:
    refresh_figures(SYSTEM, AS_OF)
    undoing.undo_now(SYSTEM, ImportBatch.objects.system("test").get())

    refresh_figures(SYSTEM, AS_OF)

    assert revenues() == {}


def test_an_import_queues_a_refresh(
    db: None, home: Home, django_capture_on_commit_callbacks: Any
) -> None:
    company()
    with django_capture_on_commit_callbacks(execute=True):
        import_orders(home.root, ORDERS)

    assert Job.objects.system("test").filter(kind=refreshing.REFRESH).exists()


def test_the_job_ends_at_once_when_nothing_is_new(trade: Home) -> None:
    first = run_inline(SYSTEM, refreshing.REFRESH)
    second = run_inline(SYSTEM, refreshing.REFRESH)

    assert first.result == {"customers": 2}
    assert second.result == {"customers": None}
    assert is_current()


def test_a_new_state_makes_the_figures_old(trade: Home) -> None:
    run_inline(SYSTEM, refreshing.REFRESH)
    import_orders(trade.root, [("GIANT", "9", "2024-09-09", "200")])

    assert not is_current()


def test_growth_is_compared_per_trading_day_when_the_festival_is_left_out(trade: Home) -> None:
    # The example of docs/algorithms/spring-festival.md.
    import_orders(
        trade.root, [("EVEN", "7", "2022-06-01", "90"), ("EVEN", "8", "2023-06-01", "90")]
    )
    change_installation(SYSTEM, spring_festival_days=7)

    refresh_figures(SYSTEM, date(2024, 2, 1))

    growth = LatestFigures.objects.system("test").get(customer__code="EVEN").growth_yoy
    assert growth is not None
    assert round(growth, 3) == Decimal("-0.036")
    assert FiguresRefresh.objects.system("test").get().festival_days == 7


def test_another_festival_makes_the_figures_old_and_queues_a_refresh(
    trade: Home, django_capture_on_commit_callbacks: Any
) -> None:
    run_inline(SYSTEM, refreshing.REFRESH)
    Job.objects.system("test").all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        change_installation(SYSTEM, spring_festival_days=7)

    assert not is_current()
    assert Job.objects.system("test").filter(kind=refreshing.REFRESH).exists()


def test_another_name_of_the_company_queues_nothing(
    trade: Home, django_capture_on_commit_callbacks: Any
) -> None:
    Job.objects.system("test").all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        change_installation(SYSTEM, name="Hengsheng")

    assert not Job.objects.system("test").exists()


def test_nothing_is_refreshed_before_there_is_an_installation(db: None, home: Home) -> None:
    run_inline(SYSTEM, refreshing.REFRESH)

    assert not FiguresRefresh.objects.system("test").exists()


def test_who_may_not_evaluate_may_not_refresh(trade: Home, acting: NamedActors) -> None:
    with pytest.raises(AccessDenied):
        refresh_figures(acting.tom_becker, AS_OF)
