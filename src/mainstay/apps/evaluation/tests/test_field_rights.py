"""Who may not see costs and profit learns nothing of them from grades and figures."""

import csv
import html
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mainstay.apps.customers.models import Customer, Sharing
from mainstay.apps.customers.queries import DEFAULT_SORT
from mainstay.apps.customers.queries import views as customer_views
from mainstay.apps.customers.rules.conditions import Condition, written
from mainstay.apps.customers.rules.filter_fields import Operator
from mainstay.apps.customers.rules.views import ListState
from mainstay.apps.customers.services.views import create_view
from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.models import Evaluation, LatestFigures, Scheme, SchemeVersion
from mainstay.apps.evaluation.queries.grades import grade_sheet
from mainstay.apps.evaluation.queries.indicators import indicators_table, latest_figures
from mainstay.apps.evaluation.queries.why import why
from mainstay.apps.evaluation.services.evaluating import evaluate
from mainstay.apps.evaluation.services.refreshing import refresh_figures
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.queries import actor_of
from mainstay.apps.governance.testing import NamedPeople, person_without
from mainstay.apps.ledger.contracts import VIEW_COSTS
from mainstay.foundation.access.actor import Actor, system_actor
from mainstay.foundation.access.field_rights import FieldHidden

SYSTEM = system_actor("test")
AS_OF = date(2025, 1, 1)
COSTED = {
    "cost_to_serve_12m",
    "net_profit_12m",
    "gross_profit_12m",
    "gross_margin",
    "cost_coverage_12m",
    "share_of_profit",
    "clv_36m",
}
BY_PROFIT: dict[str, Any] = {
    "code": "by_profit",
    "grades": [
        {"code": "A", "rule": {"pareto": {"indicator": "gross_profit_12m", "share": "0.8"}}},
        {
            "code": "B",
            "rule": {
                "all": [
                    {"indicator": "gross_profit_12m", "operator": ">=", "value": "50"},
                    {"indicator": "revenue_12m", "operator": ">=", "value": "100"},
                ]
            },
        },
        {"code": "C", "rule": "otherwise"},
    ],
}


@pytest.fixture
def iris(trade: NamedPeople) -> Person:
    """An analyst who sees everything but costs and profit."""
    return person_without("Iris Vogel", "analyst", VIEW_COSTS)


@pytest.fixture
def actor(iris: Person) -> Actor:
    return actor_of(iris)


@pytest.fixture
def browser(iris: Person, signed_in: Callable[[Person], Client]) -> Client:
    return signed_in(iris)


@pytest.fixture
def by_profit(trade: NamedPeople) -> Evaluation:
    """A scheme of the company's own that grades by profit."""
    scheme = Scheme.objects.create(code="by_profit")
    SchemeVersion.objects.create(scheme=scheme, number=1, definition=BY_PROFIT)
    return evaluate(SYSTEM, "by_profit", AS_OF)


@pytest.fixture
def figures(trade: NamedPeople) -> None:
    refresh_figures(SYSTEM, AS_OF)


def key_of(code: str) -> int:
    return Customer.objects.system("test").get(code=code).pk


def text(response: Any) -> str:
    assert response.status_code == 200
    return html.unescape(response.content.decode())


@pytest.mark.django_db
def test_every_indicator_that_is_made_of_costs_is_under_the_right() -> None:
    known = indicators.definitions()
    assert {code for code in known if known[code].field_right == VIEW_COSTS} == COSTED


def test_the_list_of_customers_has_no_profit_to_show_sort_filter_or_export(
    browser: Client, actor: Actor, figures: None
) -> None:
    page = text(browser.get(reverse("customers:list")))
    assert "Revenue, 12 months" in page
    assert "profit" not in page

    plain = browser.get("/api/customers").json()["items"]
    for asked in ("?sort=gross_profit_12m", "?sort=-gross_profit_12m"):
        assert browser.get(f"/api/customers{asked}").status_code == 400
        names = [each["name"] for each in plain]
        shown = text(browser.get(reverse("customers:list") + asked))
        assert sorted(names, key=shown.index) == names
    assert "gross_profit_12m" not in plain[0]["columns"]
    assert browser.get("/api/customers?gross_profit_12m_min=100").status_code in {400, 422}
    narrowed = text(browser.get(reverse("customers:list") + "?gross_profit_12m_min=100"))
    assert all(each["name"] in narrowed for each in plain)
    where = written(((Condition("gross_profit_12m", Operator.LEAST, ("100",)),),))
    assert browser.get("/api/customers", {"where": where}).status_code == 422
    exported = b"".join(browser.get(reverse("customers:export")).streaming_content)  # type: ignore[attr-defined]
    assert b"revenue_12m" in exported
    assert b"profit" not in exported


def test_a_shared_view_by_profit_says_that_something_is_left_out(
    actor: Actor, trade: NamedPeople, figures: None
) -> None:
    view = create_view(
        actor_of(trade.li_na),
        name="Earners",
        state=ListState((), ("name", "gross_profit_12m"), "-gross_profit_12m"),
        sharing=Sharing.EVERYBODY,
    )
    read = customer_views.read_view(view, customer_views.Catalogue(actor))
    assert read.left_out
    assert (read.state.columns, read.state.sort) == (("name",), DEFAULT_SORT)


def test_the_page_of_a_group_adds_up_no_profit(browser: Client, figures: None) -> None:
    small = Customer.objects.system("test").get(code="SMALL")
    Customer.objects.system("test").filter(code="GIANT").update(parent=small)
    page = text(browser.get(reverse("customers:group", args=[small.pk])))
    assert "Revenue" in page
    assert "profit" not in page


def test_the_page_of_a_customer_has_neither_profit_nor_margin(
    browser: Client, trade: NamedPeople, signed_in: Any, figures: None
) -> None:
    address = reverse("customers:customer", args=[key_of("GIANT")])
    assert "Gross margin" in text(signed_in(trade.li_na).get(address))
    page = text(browser.get(address))
    assert "Revenue by month" in page
    for word in ("profit", "Gross margin", "Revenue and margin", "50%", "0.5,"):
        assert word not in page


def test_a_result_is_shown_and_handed_out_without_profit(
    browser: Client, evaluation: Evaluation
) -> None:
    address = reverse("evaluation:evaluation", args=[evaluation.pk])
    page = text(browser.get(address))
    assert "Share of revenue" in page
    assert "rofit" not in page
    assert "Deepen and defend" not in page

    exported = browser.get(f"/api/evaluations/{evaluation.pk}/export").getvalue().decode()
    [first, *_others] = csv.DictReader(io.StringIO(exported.removeprefix("\ufeff")))
    assert "revenue_12m" in first
    assert not COSTED & first.keys()


def test_the_page_of_a_result_passes_over_what_names_profit(
    browser: Client, evaluation: Evaluation
) -> None:
    address = reverse("evaluation:evaluation", args=[evaluation.pk])
    for asked in ("?sort=gross_profit_12m", "?sort=-gross_profit_12m", "?corner=low_low"):
        page = text(browser.get(address + asked))
        assert page.index(">GIANT<") < page.index(">MIDDLE<") < page.index(">SMALL<"), asked


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("quadrant", 403),
        ("results?corner=low_low", 403),
        ("export?corner=low_low", 403),
        ("results?sort=gross_profit_12m", 400),
        ("results?sort=-gross_margin", 400),
    ],
)
def test_a_program_that_names_profit_is_refused(
    path: str, status: int, browser: Client, evaluation: Evaluation
) -> None:
    response = browser.get(f"/api/evaluations/{evaluation.pk}/{path}")
    assert response.status_code == status
    if status == 403:
        assert "costs, profit and margins" in response.json()["detail"]


def test_programs_get_figures_without_profit(
    browser: Client, evaluation: Evaluation, figures: None
) -> None:
    rows = browser.get(f"/api/evaluations/{evaluation.pk}/results").json()["items"]
    sizes = browser.get(f"/api/evaluations/{evaluation.pk}/sizes").json()["grades"]
    latest = browser.get("/api/indicators/latest").json()["items"]
    as_of = browser.get("/api/indicators/as-of?as_of=2025-01-01").json()["items"]
    known = {each["code"] for each in browser.get("/api/indicators").json()}

    assert {each["share_of_profit"] for each in sizes} == {None}
    for found in (rows[0]["indicators"], latest[0]["indicators"], as_of[0]["indicators"], known):
        assert "revenue_12m" in found
        assert not COSTED & set(found)


def test_the_table_of_indicators_has_no_column_of_profit(actor: Actor) -> None:
    assert not COSTED & set(indicators_table(actor, AS_OF).column_names)
    without_models = COSTED - {"clv_36m"}
    assert set(indicators_table(SYSTEM, AS_OF).column_names) > without_models


def test_the_latest_figures_are_read_without_profit(actor: Actor, figures: None) -> None:
    row = latest_figures(actor, key_of("GIANT"))
    assert row is not None
    assert row.revenue_12m
    assert row.gross_profit_12m is None
    rows = LatestFigures.objects.visible_to(actor)
    for ask in (
        lambda: rows.order_by("gross_profit_12m").first(),
        lambda: rows.filter(gross_margin__gt=0).exists(),
        lambda: rows.values_list("share_of_profit"),
    ):
        with pytest.raises(FieldHidden):
            ask()


def test_a_grade_by_profit_stays_and_its_reasons_go(actor: Actor, by_profit: Evaluation) -> None:
    told = why(actor, "MIDDLE", "by_profit")

    assert told.grade == "B"
    assert told.reasons == (
        "Revenue, 12 months is ¥150.00; at least ¥100.00 is asked and met.",
        "The grade rests on figures that you may not see.",
    )
    assert [each["indicator"] for each in told.findings] == ["revenue_12m"]
    assert told.next.as_json()["status"] == "withheld"
    assert (told.next.changes, told.next.missing, told.next.grade) == ((), (), None)
    assert told.next.text == "The way up rests on figures that you may not see."
    assert "gross_profit_12m" in str(why(SYSTEM, "MIDDLE", "by_profit"))


def test_neither_rank_nor_total_of_profit_is_told(actor: Actor, by_profit: Evaluation) -> None:
    told = why(actor, "GIANT", "by_profit")
    assert (told.grade, told.findings) == ("A", ())
    assert told.reasons == ("The grade rests on figures that you may not see.",)
    assert told.next.text == "This is the best grade."


def test_the_sheet_of_grades_tells_no_reason_by_profit(actor: Actor, by_profit: Evaluation) -> None:
    rows = {row.customer: row for row in grade_sheet(actor, "by_profit")}
    assert {code: row.grade for code, row in rows.items()} == {
        "GIANT": "A",
        "MIDDLE": "B",
        "SMALL": "C",
    }
    assert not any("rofit" in row.why for row in rows.values())


def test_a_result_by_profit_tells_no_way_up(browser: Client, by_profit: Evaluation) -> None:
    rows = browser.get(f"/api/evaluations/{by_profit.pk}/results").json()["items"]
    assert {(row["next_status"], row["next_grade"]) for row in rows} == {("withheld", None)}


def test_grades_by_other_figures_keep_their_reasons(actor: Actor, evaluation: Evaluation) -> None:
    assert why(actor, "MIDDLE", "abc").next.status == "reachable"
    assert "Number 2 of 3" in why(actor, "MIDDLE", "abc").reasons[0]


def test_an_indicator_that_nobody_brings_any_more_is_for_who_sees_every_field(
    actor: Actor, trade: NamedPeople
) -> None:
    assert not indicators.sees(actor, "gone")
    assert indicators.sees(actor_of(trade.li_na), "gone")
