"""Attractiveness by relative strength."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from mainstay.apps.evaluation.exact import CODE
from mainstay.apps.evaluation.models import Evaluation, MatrixAxes
from mainstay.apps.evaluation.queries.portfolio_matrix import (
    ATTRACTIVENESS,
    STRENGTH,
    FieldSize,
    Matrix,
    Position,
    ScoreHidden,
    matrix_axes,
    portfolio_matrix,
)
from mainstay.apps.evaluation.queries.schemes import NotEvaluated, UnknownScheme
from mainstay.apps.evaluation.services.evaluating import evaluate
from mainstay.apps.evaluation.services.portfolio_matrix import set_matrix_axes
from mainstay.apps.evaluation.tests.scorecards import MIN_MAX, line, own_scheme
from mainstay.apps.evaluation.tests.trading import import_orders
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.queries import actor_of
from mainstay.apps.governance.testing import NamedPeople, person_without
from mainstay.apps.ledger.contracts import VIEW_COSTS
from mainstay.foundation.access.actor import Actor, system_actor
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.audit.models import AuditEntry
from mainstay.project.home import Home

SYSTEM = system_actor("test")
AS_OF = date(2025, 1, 1)
PAGE = "/evaluations/matrix/"


def by_steps(code: str, indicator: str, *steps: tuple[str, str]) -> dict[str, Any]:
    """A scheme whose score tells of nobody else: an indicator in steps."""
    curve = {"kind": "steps", "steps": [{"from": each, "value": value} for each, value in steps]}
    return {
        "code": code,
        "grades": [{"code": "all", "rule": "otherwise"}],
        "scorecard": {"indicators": [line(indicator, "value", "1", curve)]},
    }


LARGE = by_steps("large", "revenue_12m", ("0", "10"), ("150", "50"), ("800", "90"))
LOYAL = by_steps("loyal", "tenure_days", ("0", "20"), ("220", "49.5"), ("250", "80"))


@pytest.fixture
def axes(trade: NamedPeople) -> MatrixAxes:
    """By revenue and by the first purchase: the giant has bought for longest."""
    for definition in (LARGE, LOYAL):
        own_scheme(definition)
        evaluate(SYSTEM, definition["code"], AS_OF)
    return chosen()


def chosen(**others: Any) -> MatrixAxes:
    said = {"attractiveness": "large", "strength": "loyal", "attractive_from": 50}
    return set_matrix_axes(SYSTEM, **{**said, "strong_from": 50, **others})


def placed(found: Matrix) -> dict[str, str]:
    return {row[CODE]: row["position"] for row in found.table.to_pylist()}


def test_customers_stand_where_their_scores_put_them(axes: MatrixAxes) -> None:
    found = portfolio_matrix(SYSTEM)

    assert placed(found) == {
        "GIANT": "key",
        "MIDDLE": "key_development",
        "SMALL": "opportunistic",
    }
    assert (found.unplaced, found.everybody) == (0, True)
    sizes = found.sizes()
    assert sizes[Position.KEY].customers == 1
    assert sizes[Position.KEY].revenue == Decimal(800)
    assert sizes[Position.KEY].share == 0.8
    assert sizes[Position.MAINTENANCE] == FieldSize(0, Decimal(0), 0.0)


def test_a_score_exactly_at_a_border_is_high(axes: MatrixAxes) -> None:
    chosen(attractive_from=90, strong_from=80)
    assert placed(portfolio_matrix(SYSTEM)) == {
        "GIANT": "key",
        "MIDDLE": "opportunistic",
        "SMALL": "opportunistic",
    }
    chosen(attractive_from=91, strong_from=81)
    assert set(placed(portfolio_matrix(SYSTEM)).values()) == {"opportunistic"}


def test_who_lacks_one_of_the_scores_is_counted_and_has_no_place(
    axes: MatrixAxes, home: Home
) -> None:
    import_orders(home.root, [("NEWCOMER", "9", "2025-01-15", "10")], costs=True)
    evaluate(SYSTEM, "large", date(2025, 2, 1))
    found = portfolio_matrix(SYSTEM)

    assert found.unplaced == 1
    assert "NEWCOMER" not in placed(found)


def test_the_shipped_schemes_are_the_axes_until_somebody_chooses(trade: NamedPeople) -> None:
    axes = matrix_axes()
    assert (axes.attractiveness.code, axes.strength.code) == (ATTRACTIVENESS, STRENGTH)
    assert (axes.attractive_from, axes.strong_from) == (50, 50)
    with pytest.raises(NotEvaluated, match=ATTRACTIVENESS):
        portfolio_matrix(SYSTEM)
    for code in (ATTRACTIVENESS, STRENGTH):
        evaluate(SYSTEM, code, AS_OF)
    assert set(placed(portfolio_matrix(SYSTEM))) == {"GIANT", "MIDDLE", "SMALL"}


def test_only_published_schemes_with_a_scorecard_can_be_chosen(axes: MatrixAxes) -> None:
    for field, value in (
        ("attractiveness", "abc"),
        ("strength", "large"),
        ("attractive_from", 101),
        ("strong_from", -1),
    ):
        with pytest.raises(ValidationError) as refused:
            chosen(**{field: value})
        assert list(refused.value.message_dict) == [field]
    with pytest.raises(UnknownScheme):
        chosen(strength="none")


def test_choosing_is_audited_once(axes: MatrixAxes, trade: NamedPeople) -> None:
    chosen(strong_from=60)
    chosen(strong_from=60)

    entries = AuditEntry.objects.system("test").filter(action="evaluation.matrix.set")
    assert [entry.details["changes"] for entry in entries.order_by("pk")][1:] == [
        {"strong_from": [50, 60]}
    ]
    with pytest.raises(AccessDenied):
        set_matrix_axes(
            actor_of(trade.li_na),
            attractiveness="loyal",
            strength="large",
            attractive_from=1,
            strong_from=1,
        )


def test_an_account_manager_finds_own_customers_where_everybody_finds_them(
    axes: MatrixAxes, trade: NamedPeople
) -> None:
    found = portfolio_matrix(actor_of(trade.tom_becker))

    assert placed(found) == {"SMALL": "opportunistic"}
    assert not found.everybody


def test_percentiles_in_whole_points_put_customers_into_the_same_fields(
    trade: NamedPeople,
) -> None:
    for code in (ATTRACTIVENESS, STRENGTH):
        evaluate(SYSTEM, code, AS_OF)
    for border in (16, 17, 50):
        chosen(attractiveness=ATTRACTIVENESS, strength=STRENGTH, strong_from=border)
        everybody = placed(portfolio_matrix(SYSTEM))
        own = placed(portfolio_matrix(actor_of(trade.tom_becker)))
        assert own == {"SMALL": everybody["SMALL"]}


def test_scores_that_are_not_told_show_no_matrix(axes: MatrixAxes, trade: NamedPeople) -> None:
    compared = {**LARGE, "code": "compared"}
    compared["scorecard"] = {"indicators": [line("revenue_12m", "value", "1", MIN_MAX)]}
    own_scheme(compared)
    evaluate(SYSTEM, "compared", AS_OF)
    chosen(attractiveness="compared")

    def refused(actor: Actor) -> None:
        with pytest.raises(ScoreHidden, match=r"compared|attractiveness"):
            portfolio_matrix(actor)

    refused(actor_of(trade.tom_becker))
    assert len(placed(portfolio_matrix(SYSTEM))) == 3
    evaluate(SYSTEM, ATTRACTIVENESS, AS_OF)
    chosen(attractiveness=ATTRACTIVENESS)
    refused(actor_of(person_without("Iris Vogel", "analyst", VIEW_COSTS)))


def shown(client: Client, address: str = PAGE) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.content
    return unescape(response.content.decode())


@pytest.fixture
def wang(trade: NamedPeople, signed_in: Callable[[Person], Client]) -> Client:
    """The administrator, who chooses the axes."""
    return signed_in(trade.admin_wang)


def test_every_mark_and_field_of_the_page_opens_its_customers(
    li_na: Client, axes: MatrixAxes
) -> None:
    page = shown(li_na)

    assert 'data-chart="quadrant"' in page
    assert "Key development · Invest selectively" in page
    assert 'href="?position=key_development#customers"' in page
    assert '"url": "/customers/' in page
    assert "Axes and borders" not in page
    narrowed = shown(li_na, f"{PAGE}?position=key_development").partition('id="customers"')[2]
    assert "MIDDLE" in narrowed
    assert "GIANT" not in narrowed
    nobody = shown(li_na, f"{PAGE}?position=maintenance")
    assert "Nobody stands in this field." in nobody


def test_the_list_comes_as_a_file_and_that_is_audited(li_na: Client, axes: MatrixAxes) -> None:
    response = li_na.get(f"{PAGE}?format=csv&position=key_development")
    heading, row = b"".join(response).decode("utf-8-sig").splitlines()

    assert heading.startswith("Customer,Code,Field,Attractiveness,Relative strength")
    assert row.split(",")[1:5] == ["MIDDLE", "Key development", "50", "49.5"]
    entries = AuditEntry.objects.system("test").filter(action="evaluation.matrix.exported")
    assert entries.count() == 1


def test_the_list_is_put_in_order_by_a_score(li_na: Client, axes: MatrixAxes) -> None:
    listed = shown(li_na, f"{PAGE}?sort=strength").partition('id="customers"')[2]
    assert listed.index("SMALL") < listed.index("MIDDLE") < listed.index("GIANT")


def test_the_administrator_chooses_axes_and_borders(wang: Client, axes: MatrixAxes) -> None:
    form = f"{PAGE}axes/"
    assert "Axes and borders" in shown(wang, form)
    said = {"attractiveness": "loyal", "strength": "large", "attractive_from": "49"}
    assert "A border" not in shown(wang, form)
    assert wang.post(form, {**said, "strength": "loyal", "strong_from": "50"}).status_code == 200
    assert wang.post(form, {**said, "strong_from": "50"}).status_code == 302
    assert matrix_axes().attractiveness.code == "loyal"
    assert "Axes and borders" in shown(wang)


def test_before_an_evaluation_the_page_says_which_is_missing(
    li_na: Client, tom: Client, trade: NamedPeople
) -> None:
    page = shown(li_na)
    assert "The scheme “Attractiveness” has not been evaluated yet." in page
    assert 'href="/evaluations/new/?scheme=attractiveness"' in page
    assert "/evaluations/new/" not in shown(tom)


def test_who_may_not_see_a_score_is_told_so(
    axes: MatrixAxes, signed_in: Callable[[Person], Client]
) -> None:
    for code in (ATTRACTIVENESS, STRENGTH):
        evaluate(SYSTEM, code, AS_OF)
    chosen(attractiveness=ATTRACTIVENESS)
    iris = signed_in(person_without("Iris Vogel", "analyst", VIEW_COSTS))

    page = shown(iris)
    assert "A score is made of figures that you may not see." in page
    assert "GIANT" not in page
    answer = iris.get("/api/portfolio-matrix")
    assert (answer.status_code, answer.json()["code"]) == (403, "score_hidden")


def test_a_damaged_result_is_named_and_nothing_is_shown(li_na: Client, axes: MatrixAxes) -> None:
    evaluation = Evaluation.objects.system("test").get(version__scheme__code="loyal")
    evaluation.files = {**evaluation.files, "result.parquet": "0" * 64}
    evaluation.save()
    response = li_na.get(PAGE)

    assert response.status_code == 503
    assert "GIANT" not in response.content.decode()


def test_programs_are_told_the_same(li_na: Client, axes: MatrixAxes) -> None:
    told = li_na.get("/api/portfolio-matrix").json()

    assert told["axes"] == {
        "attractiveness": "large", "strength": "loyal", "attractive_from": 50, "strong_from": 50,
    }  # fmt: skip
    assert [(each["position"], each["customers"]) for each in told["fields"]] == [
        ("key", 1), ("key_development", 1), ("maintenance", 0), ("opportunistic", 1),
    ]  # fmt: skip
    [row] = li_na.get("/api/portfolio-matrix/customers?position=key").json()["items"]
    assert (row["customer"], float(row["attractiveness"]), float(row["strength"])) == (
        "GIANT", 90, 80,
    )  # fmt: skip


def test_programs_choose_the_axes_if_they_may(
    li_na: Client, wang: Client, axes: MatrixAxes
) -> None:
    address, kind = "/api/portfolio-matrix/axes", "application/json"
    said = {**li_na.get(address).json(), "strong_from": 20}

    assert wang.put(address, said, content_type=kind).json() == said
    assert li_na.get(address).json() == said
    assert li_na.put(address, said, content_type=kind).status_code == 403
    assert wang.put(address, {**said, "strength": "abc"}, content_type=kind).status_code == 422


def test_programs_are_told_what_has_not_been_evaluated(li_na: Client, trade: NamedPeople) -> None:
    answer = li_na.get("/api/portfolio-matrix")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_evaluated")


def test_the_page_takes_as_many_queries_however_many_customers_there_are(
    li_na: Client, axes: MatrixAxes, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    shown(li_na)
    for address in (PAGE, f"{PAGE}?position=key"):
        with django_assert_num_queries(15):
            shown(li_na, address)
