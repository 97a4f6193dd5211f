"""A cluster that is away: programs are told so, and what needs no cluster goes on."""

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from mainstay.apps.customers.models import Customer
from mainstay.apps.ledger.queries import states
from mainstay.apps.ledger.testing import csv_file, imported
from mainstay.apps.ledger.tests.asking import answer
from mainstay.project.home import Home

AWAY = "spark://127.0.0.1:1"


@pytest.fixture(autouse=True)
def away(settings: Settings) -> Iterator[None]:
    """An engine that nobody answers for."""
    settings.ENGINE = AWAY
    states.engine.cache_clear()
    yield
    states.engine.cache_clear()


def test_rules_are_not_to_be_had_and_programs_are_told_why(shop: Home, li: Client) -> None:
    told = answer(li, "get", "/basket-rules", status=503)
    assert told["code"] == "engine_unavailable"
    assert AWAY in told["detail"]


def test_lines_come_in_and_small_questions_are_answered(shop: Home, li: Client) -> None:
    imported(
        csv_file(
            "A,A-1,1,2024-03-01,rail,1,100",
            header="customer,order_no,line_no,ordered_at,product_code,quantity,amount",
        )
    )
    key = Customer.objects.system("test").get(code="A").key
    assert states.customers_with_lines(states.current_state(), [key]) == {key}
    assert states.products_in_lines(["rail", "door"]) == {"rail"}
