"""What if a scheme were another one: who moves, before anything is published."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from mainstay.analytics.scoring.presets import ABC, PROFIT, SERVICE, STANDARD
from mainstay.apps.customers.models import Customer
from mainstay.apps.evaluation.exact import CODE
from mainstay.apps.evaluation.models import Evaluation, Grade, SchemeVersion
from mainstay.apps.evaluation.queries.moves import AFTER, BEFORE
from mainstay.apps.evaluation.queries.results import NO_GRADE, visible_result
from mainstay.apps.evaluation.queries.schemes import UnknownScheme, draft
from mainstay.apps.evaluation.queries.what_if import WhatIf
from mainstay.apps.evaluation.services import drafting
from mainstay.apps.evaluation.services.drafting import DraftMoved, NoDraft, SchemeFacts
from mainstay.apps.evaluation.services.evaluating import evaluate
from mainstay.apps.evaluation.services.what_if import (
    ComparesOthers,
    FiguresHidden,
    Question,
    save_as_draft,
    what_if,
)
from mainstay.apps.evaluation.tests.defining import define
from mainstay.apps.governance.queries import actor_of
from mainstay.apps.governance.testing import NamedPeople, person_without
from mainstay.apps.ledger.contracts import VIEW_COSTS
from mainstay.foundation.access.actor import system_actor
from mainstay.foundation.access.services import AccessDenied

SYSTEM = system_actor("test")
AS_OF = date(2025, 1, 1)
NARROWER = {"threshold.A": "0.5", "threshold.B": "0.9"}


def sizes(tried: WhatIf, when: str) -> dict[str, int]:
    return {each.grade.code: each.customers for each in tried.sizes(when)}


def moves(tried: WhatIf) -> list[tuple[str, str | None, str | None]]:
    rows = tried.movers.to_pylist()
    return [(row[CODE], row[BEFORE], row[AFTER]) for row in rows]


def test_it_tells_who_would_move_and_how_large_grades_would_be(evaluation: Evaluation) -> None:
    tried = what_if(SYSTEM, Question("abc", changes={"threshold.B": "0.90"}))

    assert moves(tried) == []
    tried = what_if(SYSTEM, Question("abc", changes={"threshold.A": "0.81"}))
    assert moves(tried) == [("MIDDLE", "B", "A")]
    assert (tried.customers, tried.as_of, tried.everybody) == (3, AS_OF, True)
    assert sizes(tried, BEFORE) == {"A": 1, "B": 1, "C": 1}
    assert sizes(tried, AFTER) == {"A": 2, "B": 0, "C": 1}
    assert tried.migration.counts.tolist() == [
        [1, 0, 0, 0], [1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0],
    ]  # fmt: skip
    assert [each.revenue for each in tried.sizes(AFTER)] == [0.95, 0.0, 0.05]
    assert [each.profit for each in tried.sizes(AFTER)] == [0.95, 0.0, 0.05]


def test_nothing_is_written(evaluation: Evaluation) -> None:
    counted = [model._base_manager.count() for model in (Evaluation, Grade, SchemeVersion)]
    what_if(SYSTEM, Question("abc", changes=NARROWER))
    what_if(SYSTEM, Question("tiers"))

    assert [model._base_manager.count() for model in (Evaluation, Grade, SchemeVersion)] == counted


@pytest.mark.parametrize(
    "changes",
    [
        NARROWER,
        {"threshold.A": "0.81", "margin.A": "0.02"},
        {"cap.A.revenue_12m": "1", "threshold.A": "0.95"},
        {"stay": "6", "threshold.A": "0.95"},
    ],
)
def test_publishing_and_evaluating_gives_the_same_grades(
    evaluation: Evaluation, changes: dict[str, str]
) -> None:
    evaluate(SYSTEM, "abc", date(2025, 2, 1))
    tried = what_if(SYSTEM, Question("abc", changes=changes))
    save_as_draft(SYSTEM, tried)
    drafting.publish(SYSTEM, "abc")
    done = evaluate(SYSTEM, "abc", date(2025, 2, 1))

    graded = visible_result(SYSTEM, done).table
    assert tried.table[AFTER].to_pylist() == graded["grade"].to_pylist()
    assert sizes(tried, AFTER) == done.sizes


def test_the_frozen_inputs_are_graded_and_not_what_was_imported_since(
    evaluation: Evaluation,
) -> None:
    tried = what_if(SYSTEM, Question("abc"))
    assert tried.evaluation == evaluation


def test_what_an_evaluation_did_not_freeze_is_measured_as_of_its_day(
    evaluation: Evaluation,
) -> None:
    tried = what_if(SYSTEM, Question("abc", changes={"stay": "6"}))
    assert (tried.evaluation, tried.as_of) == (None, AS_OF)

    definition = {**STANDARD, "code": "abc"}
    ranked = what_if(SYSTEM, Question("abc", definition=definition))
    assert (ranked.evaluation, ranked.as_of) == (None, AS_OF)
    assert sizes(ranked, AFTER) == {"large_account": 0, "other": 3}


def test_a_scheme_that_was_never_evaluated_is_tried_as_of_the_day_of_another(
    evaluation: Evaluation,
) -> None:
    tried = what_if(SYSTEM, Question("tiers", changes={"threshold.main.revenue_12m": "100"}))
    assert (tried.evaluation, tried.as_of) == (None, AS_OF)
    assert moves(tried) == [("GIANT", "general", "main"), ("MIDDLE", "general", "main")]


def test_without_any_evaluation_it_is_tried_as_of_today(trade: NamedPeople) -> None:
    tried = what_if(SYSTEM, Question("tiers"))
    assert tried.as_of >= date(2025, 1, 1)
    assert tried.customers == 3


def test_a_scheme_that_was_never_published_moves_everybody_out_of_no_grade(
    evaluation: Evaluation,
) -> None:
    drafting.create_scheme(SYSTEM, "ours", SchemeFacts("Ours"), {**ABC, "code": "ours"})
    tried = what_if(SYSTEM, Question("ours"))
    assert sizes(tried, BEFORE) == {}
    assert sorted(moves(tried)) == [
        ("GIANT", None, "A"), ("MIDDLE", None, "B"), ("SMALL", None, "C"),
    ]  # fmt: skip
    assert tried.moving(NO_GRADE, "A")[CODE].to_pylist() == ["GIANT"]


def test_coverage_takes_grades_away(evaluation: Evaluation) -> None:
    tried = what_if(SYSTEM, Question("service", changes={"floor": "0.9"}))
    assert {after for _code, _before, after in moves(tried)} == {None}
    assert (tried.withheld(BEFORE), tried.withheld(AFTER)) == (0, 3)
    assert tried.moving("", NO_GRADE).num_rows == 3


def test_the_draft_is_tried_where_it_is_asked_for(evaluation: Evaluation) -> None:
    with pytest.raises(NoDraft):
        what_if(SYSTEM, Question("abc", draft=True))
    drafting.start_draft(SYSTEM, "abc")
    grades = [{**ABC["grades"][0], "rule": {"pareto": {"indicator": "revenue_12m", "share": "1"}}}]
    drafting.change_draft(SYSTEM, "abc", {**ABC, "grades": [*grades, *ABC["grades"][1:]]})

    assert len(moves(what_if(SYSTEM, Question("abc", draft=True)))) == 2
    assert moves(what_if(SYSTEM, Question("abc"))) == []
    with pytest.raises(UnknownScheme):
        what_if(SYSTEM, Question("none"))


def test_what_is_no_scheme_is_refused_with_its_place(evaluation: Evaluation) -> None:
    with pytest.raises(ValidationError, match="a share is above 0"):
        what_if(SYSTEM, Question("abc", changes={"threshold.A": "2"}))
    with pytest.raises(ValidationError, match="there is nothing to set at this path"):
        what_if(SYSTEM, Question("abc", changes={"colour.A": "2"}))
    with pytest.raises(ValidationError, match="the code is not that of the scheme"):
        what_if(SYSTEM, Question("abc", definition=SERVICE))
    with pytest.raises(ValidationError, match="missing"):
        what_if(SYSTEM, Question("abc", definition={"code": "abc"}, changes=NARROWER))


def test_what_was_tried_becomes_the_draft(evaluation: Evaluation) -> None:
    tried = what_if(SYSTEM, Question("abc", changes=NARROWER))
    kept = save_as_draft(SYSTEM, tried)
    assert (kept.state, kept.definition) == ("draft", tried.definition)

    again = what_if(SYSTEM, Question("abc", changes={"threshold.A": "0.6"}, draft=True))
    assert save_as_draft(SYSTEM, again).definition["grades"][1] == tried.definition["grades"][1]


def test_a_draft_of_somebody_else_is_not_written_over(evaluation: Evaluation) -> None:
    tried = what_if(SYSTEM, Question("abc", changes=NARROWER))
    drafting.start_draft(SYSTEM, "abc")
    with pytest.raises(DraftMoved):
        save_as_draft(SYSTEM, tried)

    tried = what_if(SYSTEM, Question("abc", changes=NARROWER, draft=True))
    drafting.change_draft(SYSTEM, "abc", {**ABC, "minimum_stay": {"months": "2"}})
    with pytest.raises(DraftMoved):
        save_as_draft(SYSTEM, tried)
    found = draft(SYSTEM, "abc")
    assert found is not None
    assert "minimum_stay" in found.definition


def test_who_may_not_change_schemes_keeps_nothing(evaluation: Evaluation, acting: Any) -> None:
    tried = what_if(acting.li_na, Question("abc", changes=NARROWER))
    with pytest.raises(AccessDenied):
        save_as_draft(acting.li_na, tried)
    assert draft(SYSTEM, "abc") is None


def test_an_account_manager_reads_of_own_customers_alone(
    evaluation: Evaluation, acting: Any
) -> None:
    drafting.start_draft(SYSTEM, "abc")
    grades = [ABC["grades"][0], {**ABC["grades"][1], "code": "B2"}, ABC["grades"][2]]
    drafting.change_draft(SYSTEM, "abc", {**ABC, "grades": grades})
    tried = what_if(acting.tom_becker, Question("abc", draft=True))

    assert (tried.customers, tried.everybody) == (1, False)
    assert sizes(tried, AFTER) == {"A": 0, "B2": 0, "C": 1}
    assert moves(tried) == []


def test_who_sees_a_part_changes_nothing_that_compares_customers(
    evaluation: Evaluation, acting: Any
) -> None:
    tom = acting.tom_becker
    with pytest.raises(ComparesOthers):
        what_if(tom, Question("abc", changes=NARROWER))
    share = {"indicator": "share_of_revenue", "operator": ">=", "value": "0.05"}
    grades = [{"code": "A", "rule": share}, {"code": "C", "rule": "otherwise"}]
    with pytest.raises(ComparesOthers):
        what_if(tom, Question("abc", definition={"code": "abc", "grades": grades}))
    own = what_if(tom, Question("tiers", changes={"threshold.main.revenue_12m": "10"}))
    assert moves(own) == [("SMALL", "general", "main")]


def test_profit_is_for_who_may_see_it(evaluation: Evaluation) -> None:
    iris = actor_of(person_without("Iris Vogel", "analyst", VIEW_COSTS))
    tried = what_if(iris, Question("abc", changes=NARROWER))
    assert not tried.sees_profit
    assert [each.profit for each in tried.sizes(AFTER)] == [None, None, None]

    with pytest.raises(ValidationError, match="there is no indicator “gross_profit_12m”"):
        what_if(iris, Question("abc", definition={**PROFIT, "code": "abc"}))
    with pytest.raises(ValidationError, match="there is no indicator “gross_profit_12m”"):
        what_if(iris, Question("abc", changes={"cap.A.gross_profit_12m": "1"}))
    for changes in ({}, {"threshold.strategic": "0.5"}):
        with pytest.raises(FiguresHidden):
            what_if(iris, Question("profit", changes=changes))


def test_both_rights_are_needed(evaluation: Evaluation) -> None:
    for right in ("evaluation.scheme.view", "evaluation.evaluation.view"):
        somebody = actor_of(person_without(f"Iris {right}", "analyst", right))
        with pytest.raises(AccessDenied):
            what_if(somebody, Question("abc"))


def test_a_withdrawn_customer_is_not_told(evaluation: Evaluation, acting: Any) -> None:
    Customer.objects.system("test").filter(code="GIANT").update(withdrawn_at="2025-01-01T00:00Z")
    tried = what_if(acting.li_na, Question("abc", changes={"threshold.A": "0.81"}))
    assert tried.table[CODE].to_pylist() == ["MIDDLE", "SMALL"]


def test_a_definition_with_rules_in_rules_in_rules_is_refused(evaluation: Evaluation) -> None:
    rule: dict[str, Any] = {"indicator": "revenue_12m", "operator": ">", "value": "1"}
    for _level in range(400):
        rule = {"all": [rule]}
    grades = [{"code": "A", "rule": rule}, {"code": "C", "rule": "otherwise"}]
    with pytest.raises(ValidationError, match="nested too deeply"):
        what_if(SYSTEM, Question("abc", definition={"code": "abc", "grades": grades}))


def test_an_own_indicator_that_was_not_frozen_is_measured(evaluation: Evaluation) -> None:
    define()
    rule = {"indicator": "custom.per_month", "operator": ">=", "value": "100"}
    grades = [{"code": "A", "rule": rule}, {"code": "C", "rule": "otherwise"}]
    tried = what_if(SYSTEM, Question("abc", definition={"code": "abc", "grades": grades}))
    assert (tried.evaluation, sizes(tried, AFTER)) == (None, {"A": 2, "C": 1})
