"""Curves over the figures of customers: in the form, on the page of a scheme, for programs."""

import json
import re
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mainstay.apps.evaluation.services import drafting
from mainstay.apps.evaluation.services.drafting import SchemeFacts
from mainstay.apps.evaluation.services.refreshing import refresh_figures
from mainstay.apps.evaluation.tests.scorecards import MIN_MAX, SCORED
from mainstay.apps.evaluation.tests.test_scheme_editor import sent
from mainstay.apps.evaluation.web.schemes.editor import draft_from
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedPeople, person_without
from mainstay.apps.ledger.contracts import VIEW_COSTS
from mainstay.foundation.access.actor import system_actor

SYSTEM = system_actor("test")
PAGE = "/evaluations/indicators/revenue_12m/curve/"
API = "/api/indicators/revenue_12m/curve"
MINMAX = {"kind": "minmax", "winsor": "0"}
LOGISTIC = {"kind": "logistic", "middle": "100", "width": "50"}


def drawn(client: Client, curve: dict[str, str]) -> dict[str, Any]:
    """The figures that the part of the page hands to the script."""
    page = client.get(PAGE, curve).content.decode()
    found = re.search(r'data-figures="([^"]+)"', page)
    assert found, page
    figures: dict[str, Any] = json.loads(unescape(found[1]))
    return figures


def test_bars_stand_below_the_curve(li_na: Client, figures: None) -> None:
    found = drawn(li_na, MINMAX)

    assert [(each["label"], each["count"]) for each in found["bins"]] == [
        ("¥50.00", 1), ("¥150.00", 1), ("¥800.00", 1),
    ]  # fmt: skip
    assert found["line"] == {"name": "Value from 0 to 100", "values": [0.0, 13.333333, 100.0]}
    assert drawn(li_na, {"kind": "steps", "steps": "0:10,100:60"})["line"]["values"] == [10, 60, 60]


def test_who_does_not_see_all_gets_curves_that_look_at_one_figure(
    tom: Client, figures: None
) -> None:
    compared = tom.get(PAGE, MINMAX).content.decode()
    assert "it is drawn for who sees them all" in compared
    assert "These are the customers that you see, not all." in compared
    assert drawn(tom, MINMAX)["line"] is None
    assert drawn(tom, {"kind": "percentile"})["line"] is None
    # 50 is one width worse than the middle.
    assert drawn(tom, LOGISTIC)["line"]["values"] == [10.0]
    told = tom.get(API, MINMAX).json()
    assert (told["everybody"], told["mean"], told["bars"][0]["value"]) == (False, None, None)


def test_a_curve_that_is_not_finished_is_told_where(li_na: Client, figures: None) -> None:
    page = li_na.get(PAGE, {"kind": "logistic", "middle": "1", "width": "0"}).content.decode()
    assert "width: a number above zero is needed" in unescape(page).lower()
    wrong = li_na.get(API, {"kind": "logistic", "middle": "1", "width": "0"})
    assert wrong.status_code == 422
    against = li_na.get(PAGE, {"kind": "steps", "steps": "9:0,1:50"}).content.decode()
    assert "the steps run against what is good of the indicator" in against


def test_an_indicator_under_a_field_right_is_not_known(
    trade: NamedPeople, figures: None, signed_in: Callable[[Person], Client]
) -> None:
    client = signed_in(person_without("Wei Fang", "analyst", VIEW_COSTS))
    assert client.get("/evaluations/indicators/gross_profit_12m/curve/", MINMAX).status_code == 404
    assert client.get("/api/indicators/gross_profit_12m/curve", MINMAX).status_code == 404


def test_before_the_first_refresh_nothing_is_drawn(li_na: Client) -> None:
    page = li_na.get(PAGE, MINMAX).content.decode()
    assert "No customer within your reach has a figure yet." in page


def test_programs_get_bars_and_values(li_na: Client, figures: None) -> None:
    told = li_na.get(API, MINMAX).json()

    assert (told["everybody"], told["known"], told["missing"]) == (True, 3, 0)
    assert [each["value"] for each in told["bars"]] == ["0.000000", "13.333333", "100.000000"]
    assert told["mean"] == "37.777778"


@pytest.fixture
def figures(trade: NamedPeople) -> None:
    refresh_figures(SYSTEM, date(2025, 1, 1))


@pytest.fixture
def wang(trade: NamedPeople, signed_in: Callable[[Person], Client]) -> Client:
    drafting.create_scheme(SYSTEM, "scored", SchemeFacts("Scored"), SCORED)
    return signed_in(trade.admin_wang)


def test_the_form_draws_a_curve_anew_while_it_is_typed(wang: Client) -> None:
    form = sent(draft_from(SCORED)) | {"edits": "0", "do": "curve:0"}
    form |= {"line-0-curve": "minmax", "line-0-shape": "5"}

    part = wang.post("/evaluations/schemes/scored/draft/", form).content.decode()

    assert "<form" not in part
    address = reverse("evaluation:indicator_curve", args=["revenue_12m"])
    assert f'hx-get="{address}?kind=minmax&amp;winsor=0.05"' in part


def test_the_page_of_a_scheme_has_the_curves_that_its_reader_may_see(
    wang: Client, signed_in: Callable[[Person], Client]
) -> None:
    hidden = {
        **SCORED,
        "scorecard": {
            "indicators": [
                *SCORED["scorecard"]["indicators"],
                {
                    "indicator": "gross_profit_12m",
                    "dimension": "value",
                    "weight": "1",
                    "curve": MIN_MAX,
                },
            ]
        },
    }
    drafting.change_draft(SYSTEM, "scored", hidden)
    address = "/evaluations/schemes/scored/?version=1"
    curves = re.compile(r'hx-get="/evaluations/indicators/([\w.]+)/curve/')
    assert curves.findall(wang.get(address).content.decode()) == [
        "revenue_12m", "brand_awareness", "gross_profit_12m",
    ]  # fmt: skip
    without = signed_in(person_without("Wei Fang", "analyst", VIEW_COSTS))
    assert curves.findall(without.get(address).content.decode()) == [
        "revenue_12m", "brand_awareness",
    ]  # fmt: skip
