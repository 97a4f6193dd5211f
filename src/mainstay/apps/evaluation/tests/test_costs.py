"""Cost to serve and net profit: computed by hand beside what the ledger comes to."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.models import ActivityCost
from mainstay.apps.evaluation.queries.catalogue import FIGURE, indicator_figures
from mainstay.apps.evaluation.queries.costs import COST, NET
from mainstay.apps.evaluation.queries.files import INPUTS, read
from mainstay.apps.evaluation.queries.indicators import indicators_table
from mainstay.apps.evaluation.services.costs import (
    CostNotFound,
    remove_activity_cost,
    set_activity_cost,
    set_other_costs,
)
from mainstay.apps.evaluation.services.custom_indicators import change_indicator, delete_indicator
from mainstay.apps.evaluation.services.evaluating import evaluate
from mainstay.apps.evaluation.services.figure_files import import_figures
from mainstay.apps.evaluation.services.grading import rerun
from mainstay.apps.evaluation.services.refreshing import refresh_figures
from mainstay.apps.evaluation.tests.defining import DEFINING, define, graded_by
from mainstay.apps.evaluation.tests.trading import import_orders
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.apps.ledger.services.importing.reference_files import ReferenceFile
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.audit.models import AuditEntry
from mainstay.project.home import Home

AS_OF = date(2025, 1, 1)


def figures(code: str, as_of: date = AS_OF) -> dict[str, Any]:
    """An indicator as of a day, by customer."""
    table = indicators_table(DEFINING, as_of)
    return dict(zip(table["customer"].to_pylist(), table[code].to_pylist(), strict=True))


def cost(driver: str, amount: str, valid_from: date = date(2020, 1, 1)) -> None:
    set_activity_cost(DEFINING, driver, valid_from, Decimal(amount))


def outside(code: str, unit: str, content: str) -> None:
    """An indicator with figures from a file."""
    define(code, "", source="external", unit=unit, adds_up=unit == "money")
    file = ReferenceFile("f.csv", [f"customer,value\n{content}".encode()])
    import_figures(DEFINING, code, file, origin="ERP", on=date(2024, 12, 31))


def test_before_anybody_sets_costs_nothing_is_known(trade: NamedPeople) -> None:
    assert set(figures(COST).values()) == {None}
    assert set(figures(NET).values()) == {None}


def test_activities_cost_what_they_are_set_to(trade: NamedPeople, home: Home) -> None:
    """Half of each amount is profit; the giant gets a second order, the others have one each."""
    import_orders(home.root, [("GIANT", "9", "2024-11-05", "200")], costs=True)
    cost("orders", "30")
    cost("lines", "1.25")

    assert figures(COST) == {
        "GIANT": 2 * Decimal("31.25"),
        "MIDDLE": Decimal("31.25"),
        "SMALL": Decimal("31.25"),
    }
    assert figures(NET) == {
        "GIANT": Decimal(500) - Decimal("62.5"),
        "MIDDLE": Decimal(75) - Decimal("31.25"),
        "SMALL": Decimal(25) - Decimal("31.25"),
    }


def test_each_order_costs_what_was_valid_on_its_day(trade: NamedPeople) -> None:
    """The orders are of 5 March, 6 May and 7 June."""
    cost("orders", "10", date(2024, 3, 6))
    cost("orders", "20", date(2024, 5, 6))
    cost("orders", "40", date(2024, 6, 8))
    assert figures(COST) == {"GIANT": 10, "MIDDLE": 20, "SMALL": 20}


def test_orders_outside_the_twelve_months_cost_nothing(trade: NamedPeople) -> None:
    cost("orders", "10")
    assert figures(COST, date(2025, 5, 15)) == {"GIANT": 0, "MIDDLE": 10, "SMALL": 10}


def test_a_customer_without_cost_of_goods_is_unknown(trade: NamedPeople, home: Home) -> None:
    import_orders(home.root, [("HOPE", "9", "2024-11-05", "900")], costs=False)
    cost("orders", "10")
    assert figures(COST)["HOPE"] == 10
    assert figures(NET)["HOPE"] is None


def test_freight_is_what_files_say_and_unknown_where_they_say_nothing(trade: NamedPeople) -> None:
    outside("freight", "money", "GIANT,100\nMIDDLE,0\n")
    cost("orders", "10")
    set_other_costs(DEFINING, freight="custom.freight", payment_delay="", capital_rate=None)
    assert figures(COST) == {"GIANT": 110, "MIDDLE": 10, "SMALL": None}
    assert figures(NET)["SMALL"] is None


def test_late_payment_costs_the_interest_on_what_is_owed(trade: NamedPeople) -> None:
    """800 of revenue 73 days late are 160 owed all year, at 5 per cent 8; early costs nothing."""
    outside("late", "days", "GIANT,73\nMIDDLE,-3\n")
    set_other_costs(DEFINING, freight="", payment_delay="custom.late", capital_rate=Decimal("0.05"))
    assert figures(COST) == {"GIANT": 8, "MIDDLE": 0, "SMALL": None}
    assert figures(NET) == {"GIANT": 392, "MIDDLE": 75, "SMALL": None}


def test_the_newest_figures_have_net_profit(trade: NamedPeople, acting: NamedActors) -> None:
    refresh_figures(DEFINING, AS_OF)
    cost("orders", "30")
    found = indicator_figures(acting.tom_becker, NET)
    assert [(row["customer"], row[FIGURE]) for row in found.table.to_pylist()] == [
        ("SMALL", Decimal(-5))
    ]


def test_a_scheme_grades_by_net_profit_and_formulas_name_it(trade: NamedPeople) -> None:
    cost("orders", "30")
    define("net_share", f"{NET} / revenue_12m", unit="ratio")
    graded_by("custom.net_share", "0.4")
    done = evaluate(DEFINING, "own", AS_OF)
    rows = {row["customer"]: row["custom.net_share"] for row in read(done, INPUTS).to_pylist()}
    assert rows == {"GIANT": Decimal("0.4625"), "MIDDLE": Decimal("0.3"), "SMALL": Decimal("-0.1")}
    cost("orders", "90")
    assert rerun(DEFINING, done)


def test_of_a_group_activities_add_up(trade: NamedPeople) -> None:
    from mainstay.apps.customers.models import Customer

    giant = Customer.objects.system("test").get(code="GIANT")
    Customer.objects.system("test").filter(code="SMALL").update(parent=giant)
    cost("orders", "30")
    graded_by(NET)
    done = evaluate(DEFINING, "own", AS_OF, "group")
    rows = {row["customer"]: row[NET] for row in read(done, INPUTS).to_pylist()}
    assert rows == {"GIANT": 425 - 60, "MIDDLE": 75 - 30}


def test_costs_are_for_who_may_see_costs(trade: NamedPeople, acting: NamedActors) -> None:
    hidden = indicators.hidden_among(acting.zhang_min, {COST, NET, "revenue_12m"})
    assert hidden == {COST, NET}


def test_only_administrators_set_costs(trade: NamedPeople, acting: NamedActors) -> None:
    for actor in (acting.mei_lin, acting.li_na):
        with pytest.raises(AccessDenied):
            set_activity_cost(actor, "orders", AS_OF, Decimal(1))
        with pytest.raises(AccessDenied):
            remove_activity_cost(actor, "orders", AS_OF)
        with pytest.raises(AccessDenied):
            set_other_costs(actor, freight="", payment_delay="", capital_rate=None)


def test_what_makes_no_sense_is_refused(trade: NamedPeople) -> None:
    outside("late", "days", "GIANT,3\n")
    for driver, amount in (("visits", "1"), ("orders", "-1"), ("orders", "0.00001")):
        with pytest.raises(ValidationError):
            cost(driver, amount)
    wrong: tuple[dict[str, Any], ...] = (
        {"freight": "revenue_12m"},
        {"freight": "custom.late"},
        {"payment_delay": "recency_days", "capital_rate": Decimal("0.05")},
        {"payment_delay": "custom.late"},
        {"capital_rate": Decimal("0.05")},
        {"payment_delay": "custom.late", "capital_rate": Decimal(2)},
    )
    for said in wrong:
        usual: dict[str, Any] = {"freight": "", "payment_delay": "", "capital_rate": None}
        with pytest.raises(ValidationError):
            set_other_costs(DEFINING, **(usual | said))


def test_what_costs_rest_on_is_neither_deleted_nor_hidden_from_who_sees_costs(
    trade: NamedPeople,
) -> None:
    row = define("freight", "", source="external")
    set_other_costs(DEFINING, freight="custom.freight", payment_delay="", capital_rate=None)
    with pytest.raises(ValidationError, match="rests on it"):
        delete_indicator(DEFINING, "freight")
    with pytest.raises(ValidationError, match="rests on it"):
        change_indicator(DEFINING, "freight", row.version, field_right="customers.contact.reach")


def test_what_is_set_stands_in_the_trail_and_is_taken_back(trade: NamedPeople) -> None:
    cost("orders", "10")
    cost("orders", "10")
    cost("orders", "12")
    remove_activity_cost(DEFINING, "orders", date(2020, 1, 1))
    with pytest.raises(CostNotFound):
        remove_activity_cost(DEFINING, "orders", date(2020, 1, 1))
    assert not ActivityCost.objects.system("test").exists()
    done = AuditEntry.objects.system("test").filter(action__contains="activity_cost")
    assert [each.action.rpartition(".")[2] for each in done.order_by("pk")] == [
        "set",
        "set",
        "removed",
    ]
