"""Who has other labels: between two evaluations of a typology, and by its draft."""

import json
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from django.test import Client

from mainstay.apps.evaluation.exact import CODE
from mainstay.apps.evaluation.models import Evaluation
from mainstay.apps.evaluation.queries.grade_migration import GradeMigration, grade_migration
from mainstay.apps.evaluation.queries.results import NO_GRADE
from mainstay.apps.evaluation.services import drafting
from mainstay.apps.evaluation.services.evaluating import evaluate
from mainstay.apps.evaluation.services.what_if import Question, what_if
from mainstay.apps.evaluation.tests.scorecards import at_least
from mainstay.apps.evaluation.tests.test_typologies import AS_OF, OWN, SYSTEM, own_labels
from mainstay.apps.evaluation.tests.trading import import_orders
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedPeople
from mainstay.project.home import Home

LATER = date(2026, 1, 1)
BOTH = "industry+regional"


@pytest.fixture
def labelled(trade: NamedPeople) -> Evaluation:
    """GIANT is an industry and a regional key account, MIDDLE a regional one, SMALL neither."""
    own_labels()
    return evaluate(SYSTEM, "typology", AS_OF)


@pytest.fixture
def a_year_later(labelled: Evaluation, home: Home) -> Evaluation:
    """The giant bought nothing, the middle one much, the small one enough, and somebody is new."""
    orders = [
        ("MIDDLE", "4", "2025-03-05", "900"),
        ("NEWCOMER", "5", "2025-04-06", "100"),
        ("SMALL", "6", "2025-06-07", "40"),
    ]
    import_orders(home.root, orders, costs=True)
    return evaluate(SYSTEM, "typology", LATER)


@pytest.fixture
def drafted(labelled: Evaluation) -> dict[str, Any]:
    """A draft by which MIDDLE gets a second label and SMALL its first."""
    definition = deepcopy(OWN)
    definition["labels"][0]["rule"] = at_least("revenue_12m", "150")
    definition["labels"][1]["rule"] = at_least("revenue_12m", "50")
    drafting.start_draft(SYSTEM, "typology")
    drafting.change_draft(SYSTEM, "typology", definition)
    return definition


def shown(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.content
    return str(response.content.decode())


def ways(found: GradeMigration) -> list[tuple[str | None, str | None, int]]:
    return [(flow.before, flow.after, flow.customers) for flow in found.flows]


def test_labels_are_compared_as_they_occur_together(
    labelled: Evaluation, a_year_later: Evaluation
) -> None:
    found = grade_migration(SYSTEM, labelled, a_year_later)

    assert found.labelled
    assert ways(found) == [
        (BOTH, None, 1),
        ("regional", BOTH, 1),
        (NO_GRADE, NO_GRADE, 1),
        (None, "regional", 1),
    ]
    assert found.names("before") == [BOTH, "regional", NO_GRADE]
    assert found.names("after") == [BOTH, "regional", NO_GRADE]
    assert found.movers[CODE].to_pylist() == ["GIANT", "MIDDLE", "NEWCOMER"]
    assert found.moving("regional", BOTH)[CODE].to_pylist() == ["MIDDLE"]


def test_the_page_names_sets_of_labels_in_rows_columns_and_list(
    wang: Client, labelled: Evaluation, a_year_later: Evaluation
) -> None:
    page = shown(wang, f"/evaluations/{a_year_later.pk}/migration/")

    assert "From which labels to which" in page
    assert "From which grade to which" not in page
    assert '<th scope="row" class="fw-normal">Industry key account, Regional key account' in page
    assert '<th scope="row" class="fw-normal">no label</th>' in page
    assert "no grade" not in page
    way = f"?since={labelled.pk}&amp;before=regional&amp;after=industry%2Bregional#movers"
    assert f'<a href="{way}" aria-label="1, from Regional key account to ' in page
    movers = page[page.index('<section id="movers">') :]
    middle = movers[movers.index("MIDDLE") :]
    assert middle.index("Regional key account") < middle.index("Industry key account")


def test_labels_neither_rise_nor_fall(
    wang: Client, labelled: Evaluation, a_year_later: Evaluation
) -> None:
    page = shown(wang, f"/evaluations/{a_year_later.pk}/migration/")
    assert "<dt>Rose</dt>" not in page
    for way in ("Other labels", "Stayed"):
        assert f'<dt>{way}</dt><dd><data class="figure" value="1">1</data></dd>' in page

    told = wang.get(f"/api/evaluations/{a_year_later.pk}/migration").json()
    assert (told["rose"], told["fell"]) == (None, None)
    assert (told["stayed"], told["new"], told["lost"]) == (1, 1, 1)


def test_a_flow_of_labels_lists_its_customers(
    wang: Client, labelled: Evaluation, a_year_later: Evaluation
) -> None:
    asked = "before=regional&after=industry%2Bregional"
    page = shown(wang, f"/evaluations/{a_year_later.pk}/migration/?{asked}")
    assert "From Regional key account to Industry key account, Regional key account" in page
    movers = page[page.index('<section id="movers">') :]
    assert "MIDDLE" in movers
    assert "NEWCOMER" not in movers

    rows = wang.get(f"/api/evaluations/{a_year_later.pk}/moved?{asked}").json()["items"]
    assert [(row["customer"], row["before"], row["after"]) for row in rows] == [
        ("MIDDLE", "regional", BOTH)
    ]


def test_the_file_has_the_labels_by_name(
    wang: Client, labelled: Evaluation, a_year_later: Evaluation
) -> None:
    response: Any = wang.get(f"/evaluations/{a_year_later.pk}/migration/?format=csv")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    assert '"Industry key account, Regional key account",Lost,' in text
    assert "NEWCOMER,New,Regional key account," in text


def test_a_manager_is_told_of_own_customers_alone(
    tom: Client, labelled: Evaluation, a_year_later: Evaluation
) -> None:
    page = shown(tom, f"/evaluations/{a_year_later.pk}/migration/")
    assert "no label" in page
    assert "Industry key account" not in page


def test_what_if_counts_a_customer_in_each_of_its_labels_and_moves_it_once(
    drafted: dict[str, Any],
) -> None:
    tried = what_if(SYSTEM, Question("typology", draft=True))

    assert tried.labelled
    assert [(flow.before, flow.after, flow.customers) for flow in tried.flows] == [
        (BOTH, BOTH, 1),
        ("regional", BOTH, 1),
        (None, "regional", 1),
    ]
    assert [(each.grade.code, each.customers) for each in tried.sizes("after")] == [
        ("industry", 2),
        ("regional", 3),
        ("potential", 0),
    ]
    assert (tried.withheld("before"), tried.withheld("after")) == (1, 0)


def test_the_what_if_page_shows_both_sets_of_each_who_moves(
    wang: Client, drafted: dict[str, Any]
) -> None:
    page = shown(wang, "/evaluations/schemes/typology/what-if/")

    assert '<th scope="row" class="fw-normal">no label</th>' in page
    assert "?before=-&amp;after=regional#movers" in page
    movers = page[page.index('<section id="movers">') :]
    assert movers.index("MIDDLE") < movers.index("SMALL")
    small = movers[movers.index("SMALL") :]
    assert small.index("no label") < small.index("Regional key account")
    assert "GIANT" not in movers
    narrowed = shown(wang, "/evaluations/schemes/typology/what-if/?before=-&after=regional")
    assert "From no label to Regional key account" in narrowed


def test_programs_read_labels_that_would_come_together(
    wang: Client, drafted: dict[str, Any]
) -> None:
    body = json.dumps({"draft": True})
    address = "/api/schemes/typology/what-if"
    told = wang.post(address, body, content_type="application/json").json()
    assert told["matrix"] == [
        {"before": BOTH, "after": BOTH, "customers": 1},
        {"before": "regional", "after": BOTH, "customers": 1},
        {"before": None, "after": "regional", "customers": 1},
    ]
    assert [(row["customer"], row["before"], row["after"]) for row in told["movers"]] == [
        ("MIDDLE", "regional", BOTH),
        ("SMALL", None, "regional"),
    ]


@pytest.fixture
def wang(trade: NamedPeople, signed_in: Any) -> Client:
    """The administrator, who sees everything and changes schemes."""
    person: Person = trade.admin_wang
    client: Client = signed_in(person)
    return client
