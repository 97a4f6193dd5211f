"""The table of indicators: a row for each customer the reader sees."""

from datetime import date
from decimal import Decimal

import pytest

from mainstay.apps.customers.models import Customer, CustomerAlias, Status
from mainstay.apps.customers.testing import customer_named
from mainstay.apps.evaluation.queries.indicators import NEVER_NULL, indicators_table
from mainstay.apps.evaluation.tests.trading import company, import_orders
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.foundation.access.actor import system_actor
from mainstay.project.home import Home

READER = system_actor("test")
AS_OF = date(2025, 1, 1)


@pytest.fixture
def trade(people: NamedPeople, home: Home) -> NamedPeople:
    """Two customers that bought, the small one Tom's, and two prospects, one of them Tom's."""
    company()
    import_orders(
        home.root, [("GIANT", "1", "2024-03-05", "800"), ("SMALL", "2", "2024-06-07", "200")]
    )
    Customer.objects.system("test").filter(code="SMALL").update(owner=people.tom_becker)
    customer_named("Prospect")
    customer_named("Hope", owner=people.tom_becker.pk)
    return people


def test_a_prospect_has_a_row_with_what_nothing_bought_comes_to(trade: NamedPeople) -> None:
    rows = {row["customer"]: row for row in indicators_table(READER, AS_OF).to_pylist()}

    assert list(rows) == ["GIANT", "HOPE", "PROSPECT", "SMALL"]
    known = {code: value for code, value in rows["PROSPECT"].items() if value is not None}
    zeros = dict.fromkeys((*NEVER_NULL, "share_of_revenue"), 0)
    assert known == {"customer": "PROSPECT", **zeros}
    assert rows["GIANT"]["share_of_revenue"] == Decimal("0.8")


def test_before_the_first_order_everybody_has_an_empty_row(trade: NamedPeople) -> None:
    table = indicators_table(READER, date(2024, 1, 1))

    assert table.num_rows == 4
    assert table["share_of_revenue"].null_count == 4
    assert set(table["orders_12m"].to_pylist()) == {0}


def test_archived_and_merged_customers_without_lines_have_no_row(trade: NamedPeople) -> None:
    archived = Customer.objects.system("test").filter(code__in=["HOPE", "GIANT"])
    archived.update(status=Status.ARCHIVED)
    prospect = Customer.objects.system("test").get(code="PROSPECT")
    small = Customer.objects.system("test").get(code="SMALL")
    CustomerAlias.objects.create(old_key=prospect.pk, kept=small)

    assert indicators_table(READER, AS_OF)["customer"].to_pylist() == ["GIANT", "SMALL"]


def test_a_reader_gets_the_own_rows_without_shares_of_the_company(
    trade: NamedPeople, acting: NamedActors
) -> None:
    rows = {row["customer"]: row for row in indicators_table(acting.tom_becker, AS_OF).to_pylist()}

    assert list(rows) == ["HOPE", "SMALL"]
    assert rows["SMALL"]["revenue_12m"] == 200
    assert rows["SMALL"]["share_of_revenue"] is None
