"""The page of what a draft would change, and the interface for programs."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from mainstay.analytics.scoring.presets import ABC, PROFIT
from mainstay.apps.evaluation.models import Evaluation
from mainstay.apps.evaluation.services import drafting
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedPeople, person_without
from mainstay.apps.ledger.contracts import VIEW_COSTS
from mainstay.foundation.access.actor import system_actor
from mainstay.foundation.audit.models import AuditEntry

SYSTEM = system_actor("test")
PAGE = "/evaluations/schemes/abc/what-if/"
ADDRESS = "/api/schemes/abc/what-if"


@pytest.fixture
def wang(trade: NamedPeople, signed_in: Callable[[Person], Client]) -> Client:
    """The administrator, who makes schemes."""
    return signed_in(trade.admin_wang)


@pytest.fixture
def drafted(evaluation: Evaluation) -> None:
    """A draft by which the middle customer moves up, and B has another name."""
    drafting.start_draft(SYSTEM, "abc")
    pareto = {"pareto": {"indicator": "revenue_12m", "share": "0.81"}}
    grades = [{**ABC["grades"][0], "rule": pareto}, {**ABC["grades"][1], "code": "B2"}]
    drafting.change_draft(SYSTEM, "abc", {**ABC, "grades": [*grades, ABC["grades"][2]]})


def shown(client: Client, address: str = PAGE) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.content
    return response.content.decode()


def asked(client: Client, address: str = ADDRESS, **body: Any) -> Any:
    return client.post(address, body, content_type="application/json")


def test_the_page_tells_sizes_the_matrix_and_who_would_move(wang: Client, drafted: None) -> None:
    page = shown(wang)

    assert "They are those of evaluation" in page
    assert "MIDDLE" in page
    assert "GIANT" not in page
    assert 'href="?before=B&amp;after=A#movers"' in page
    assert "Share of profit" in page
    assert "Publish" in page


def test_a_number_of_the_matrix_opens_the_list_behind_it(wang: Client, drafted: None) -> None:
    staying = shown(wang, f"{PAGE}?before=A&after=A")
    assert "Who stays: A" in staying
    assert "GIANT" in staying
    assert "MIDDLE" not in staying

    assert "MIDDLE" in shown(wang, f"{PAGE}?before=B&after=A")
    nobody = shown(wang, f"{PAGE}?before=-&after=A")
    assert "From no grade to A" in nobody
    assert "Nobody goes this way." in nobody


def test_the_list_comes_as_a_file_and_that_is_audited(wang: Client, drafted: None) -> None:
    response = wang.get(f"{PAGE}?format=csv")
    file = b"".join(response).decode("utf-8-sig").splitlines()

    assert (
        file[0] == 'Customer,Code,Now,By the draft,"Revenue, 12 months","Gross profit, 12 months"'
    )
    assert len(file) == 2
    assert file[1].split(",")[1:4] == ["MIDDLE", "B", "A"]
    entries = AuditEntry.objects.system("test").filter(action="evaluation.what_if.exported")
    assert entries.count() == 1


def test_where_nobody_moves_the_page_says_so(wang: Client, evaluation: Evaluation) -> None:
    drafting.start_draft(SYSTEM, "abc")
    page = shown(wang)
    assert "Nobody moves" in page
    assert "Customers per grade" in page


def test_without_a_draft_there_is_nothing_to_try(
    wang: Client, li_na: Client, evaluation: Evaluation
) -> None:
    assert "Begin a draft" in shown(wang)
    page = shown(li_na)
    assert "There is no draft" in page
    assert "Begin a draft" not in page


def test_without_an_evaluation_figures_are_measured_now(wang: Client, trade: NamedPeople) -> None:
    drafting.start_draft(SYSTEM, "abc")
    assert "They were measured now" in shown(wang)


def test_without_customers_there_is_nobody_to_grade(
    people: NamedPeople, home: Any, signed_in: Callable[[Person], Client]
) -> None:
    from mainstay.apps.evaluation.tests.trading import company

    company()
    drafting.start_draft(SYSTEM, "abc")
    assert "Nobody to grade" in shown(signed_in(people.admin_wang))


def test_a_draft_that_cannot_be_graded_by_says_why(wang: Client, evaluation: Evaluation) -> None:
    draft = drafting.start_draft(SYSTEM, "abc")
    draft.definition = {**ABC, "grades": []}
    draft.save()
    page = shown(wang)
    assert "Customers cannot be graded by this draft" in page


def test_an_account_manager_reads_of_own_customers_alone(tom: Client, drafted: None) -> None:
    page = shown(tom)
    assert "the one customer that you see" in page
    assert "MIDDLE" not in page
    assert "Nobody moves" in page
    assert "Publish" not in page


def test_who_may_not_see_profit_is_told_none(
    evaluation: Evaluation, drafted: None, signed_in: Callable[[Person], Client]
) -> None:
    iris = signed_in(person_without("Iris Vogel", "analyst", VIEW_COSTS))
    assert "rofit" not in shown(iris)
    drafting.start_draft(SYSTEM, "profit")
    page = shown(iris, "/evaluations/schemes/profit/what-if/")
    assert "figures that you may not see" in page
    told = asked(iris).json()
    assert {each["profit"] for each in told["shares"]["after"].values()} == {None}
    hidden = asked(iris, "/api/schemes/profit/what-if")
    assert (hidden.status_code, hidden.json()["code"]) == (403, "figures_hidden")
    unknown = asked(iris, definition={**PROFIT, "code": "abc"})
    assert unknown.status_code == 422


def test_the_scheme_and_its_draft_lead_to_the_page(
    wang: Client, li_na: Client, drafted: None
) -> None:
    for address in ("/evaluations/schemes/abc/", "/evaluations/schemes/abc/draft/"):
        assert PAGE in shown(wang, address)
    assert PAGE in shown(li_na, "/evaluations/schemes/abc/")
    assert "/what-if/" not in shown(li_na, "/evaluations/schemes/tiers/")


def test_the_page_takes_as_many_queries_however_long_its_list_is(
    wang: Client, drafted: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    shown(wang)
    for address in (PAGE, f"{PAGE}?before=A&after=A", f"{PAGE}?before=B&after=A"):
        with django_assert_num_queries(17):
            shown(wang, address)


def test_programs_are_told_the_same(li_na: Client, evaluation: Evaluation) -> None:
    told = asked(li_na, set={"threshold.A": "0.81"}).json()

    assert {name: told[name] for name in ("scheme", "as_of", "customers", "moved")} == {
        "scheme": "abc", "as_of": "2025-01-01", "customers": 3, "moved": 1,
    }  # fmt: skip
    assert told["evaluation"] == evaluation.pk
    assert told["sizes"] == {"before": {"A": 1, "B": 1, "C": 1}, "after": {"A": 2, "B": 0, "C": 1}}
    assert told["withheld"] == {"before": 0, "after": 0}
    assert told["shares"]["after"]["A"] == {"revenue": 0.95, "profit": 0.95}
    assert told["matrix"] == [
        {"before": "A", "after": "A", "customers": 1},
        {"before": "B", "after": "A", "customers": 1},
        {"before": "C", "after": "C", "customers": 1},
    ]
    [mover] = told["movers"]
    assert (mover["customer"], mover["before"], mover["after"]) == ("MIDDLE", "B", "A")
    assert float(mover["revenue"]) == 150
    assert told["definition"]["grades"][0]["rule"]["pareto"]["share"] == "0.81"


def test_programs_try_a_definition_of_their_own_or_the_draft(li_na: Client, drafted: None) -> None:
    assert asked(li_na, draft=True).json()["moved"] == 1
    grades = [{"code": "ALL", "rule": "otherwise"}]
    told = asked(li_na, definition={"code": "abc", "grades": grades}).json()
    assert told["sizes"]["after"] == {"ALL": 3}


def test_programs_are_refused_with_a_reason(
    li_na: Client, tom: Client, evaluation: Evaluation
) -> None:
    assert asked(li_na, set={"colour.A": "1"}).status_code == 422
    assert asked(li_na, definition={"code": "abc", "grades": []}).status_code == 422
    assert asked(li_na, "/api/schemes/none/what-if").status_code == 404
    assert asked(li_na, draft=True).json()["code"] == "draft_not_found"
    refused = asked(tom, set={"threshold.A": "0.81"})
    assert (refused.status_code, refused.json()["code"]) == (403, "compares_others")
