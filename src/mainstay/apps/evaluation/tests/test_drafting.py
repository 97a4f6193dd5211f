"""Making, drafting, publishing and retiring grading schemes."""

from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from mainstay.analytics.scoring.presets import ABC, TIERS
from mainstay.apps.customers.models import Customer
from mainstay.apps.evaluation.models import Scheme, SchemeVersion, VersionState
from mainstay.apps.evaluation.queries import schemes as queries
from mainstay.apps.evaluation.queries.columns import is_key_account
from mainstay.apps.evaluation.queries.schemes import UnknownScheme, published_version
from mainstay.apps.evaluation.services import drafting
from mainstay.apps.evaluation.services.drafting import (
    DraftMoved,
    NoDraft,
    SchemeFacts,
    SchemeRetired,
)
from mainstay.apps.evaluation.services.evaluating import evaluate
from mainstay.apps.evaluation.services.schemes import synchronise_shipped
from mainstay.apps.evaluation.wording.names import grade_name, scheme_name
from mainstay.apps.governance.queries import actor_of
from mainstay.apps.governance.testing import NamedPeople
from mainstay.foundation.access.actor import system_actor
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.audit.models import AuditEntry

WANG = system_actor("test")
FACTS = SchemeFacts("Our tiers", "By what we sell.")

pytestmark = pytest.mark.django_db


def narrower(share: str = "0.70") -> dict[str, Any]:
    """ABC with a smaller A."""
    definition = deepcopy(ABC)
    definition["grades"][0]["rule"]["pareto"]["share"] = share
    return definition


def states(code: str) -> list[tuple[int, str]]:
    rows = SchemeVersion.objects.system("test").filter(scheme__code=code).order_by("number")
    return [(row.number, row.state) for row in rows]


def test_a_scheme_of_ones_own_begins_as_a_draft_that_nobody_is_graded_by() -> None:
    drafting.create_scheme(WANG, "our_tiers", FACTS, TIERS)

    assert states("our_tiers") == [(1, "draft")]
    assert scheme_name("our_tiers") == "Our tiers"
    assert str(grade_name("our_tiers", "focus")) == "Focus"
    with pytest.raises(UnknownScheme):
        published_version("our_tiers")
    assert "our_tiers" not in {each.code for each in queries.usable_schemes(WANG)}


def test_a_published_draft_is_used_and_the_version_before_is_retired(trade: NamedPeople) -> None:
    drafting.start_draft(WANG, "abc")
    drafting.change_draft(WANG, "abc", narrower())
    drafting.publish(WANG, "abc", "A was too large.")

    assert states("abc") == [(1, "retired"), (2, "published")]
    used = published_version("abc")
    assert (used.number, used.note, used.by_name) == (2, "A was too large.", WANG.name)
    done = evaluate(WANG, "abc", date(2025, 1, 1))
    assert done.version.number == 2


def test_a_draft_begins_as_a_copy_of_what_is_used_and_there_is_one() -> None:
    first = drafting.start_draft(WANG, "abc")
    drafting.change_draft(WANG, "abc", narrower())

    again = drafting.start_draft(WANG, "abc")

    assert (first.number, again.number) == (2, 2)
    assert again.definition == narrower()


def test_an_old_version_can_be_begun_from() -> None:
    drafting.start_draft(WANG, "abc")
    drafting.change_draft(WANG, "abc", narrower())
    drafting.publish(WANG, "abc")

    assert drafting.start_draft(WANG, "abc", 1).definition == ABC


def test_who_saw_an_older_draft_does_not_write_over_a_newer_one() -> None:
    seen = drafting.start_draft(WANG, "abc").edits
    drafting.change_draft(WANG, "abc", narrower("0.60"), seen)

    with pytest.raises(DraftMoved):
        drafting.change_draft(WANG, "abc", narrower("0.50"), seen)
    with pytest.raises(DraftMoved):
        drafting.publish(WANG, "abc", edits=seen)
    assert drafting.start_draft(WANG, "abc").definition == narrower("0.60")


@pytest.mark.parametrize(
    ("definition", "says"),
    [
        ({**ABC, "code": "other"}, "code: the code is not that of the scheme"),
        (narrower("7"), "grade 1, rule, Pareto share, share: a share is above 0 and at most 1"),
        ({**ABC, "grades": ABC["grades"][:2]}, "grades: the last grade, and it alone"),
        ({**ABC, "stars": "5"}, "“stars” is not known here"),
        ({"code": "abc"}, "“grades” is missing"),
        (
            {
                **ABC,
                "grades": [
                    {"code": "A", "rule": {"pareto": {"indicator": "luck", "share": "0.8"}}},
                    {"code": "B", "rule": "otherwise"},
                ],
            },
            "grades: there is no indicator “luck”",
        ),
    ],
)
def test_a_definition_that_is_wrong_is_refused_with_its_place(
    definition: Mapping[str, Any], says: str
) -> None:
    drafting.start_draft(WANG, "abc")

    with pytest.raises(ValidationError) as refused:
        drafting.change_draft(WANG, "abc", definition)

    assert says in refused.value.message_dict["definition"][0]
    assert drafting.start_draft(WANG, "abc").definition == ABC


@pytest.mark.parametrize("code", ["", "Ours", "our tiers", "1st", "a" * 41, "abc"])
def test_a_code_that_cannot_be_or_is_taken_is_refused(code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        drafting.create_scheme(WANG, code, FACTS, {**ABC, "code": code})
    assert list(refused.value.message_dict) == ["code"]


def test_facts_that_cannot_be_are_refused_by_field() -> None:
    facts = SchemeFacts("", "n" * 301, "firm", "never")
    with pytest.raises(ValidationError) as refused:
        drafting.create_scheme(WANG, "ours", facts, ABC)
    assert set(refused.value.message_dict) == {"name", "note", "unit", "approval"}


def test_the_names_of_shipped_schemes_stay_and_their_use_changes() -> None:
    drafting.change_facts(WANG, "abc", SchemeFacts("My ABC", unit="group", approval="required"))

    row = Scheme.objects.system("test").get(code="abc")
    assert (row.name, row.unit, row.approval) == ("", "group", "required")
    assert str(scheme_name("abc")) == "ABC by revenue"


def test_a_draft_thrown_away_leaves_the_published_version() -> None:
    drafting.start_draft(WANG, "abc")
    drafting.discard_draft(WANG, "abc")

    assert states("abc") == [(1, "published")]
    with pytest.raises(NoDraft):
        drafting.discard_draft(WANG, "abc")


def test_a_scheme_that_was_never_published_goes_with_its_draft() -> None:
    drafting.create_scheme(WANG, "ours", FACTS, ABC)
    drafting.discard_draft(WANG, "ours")

    assert not Scheme.objects.system("test").filter(code="ours").exists()


def test_a_retired_scheme_is_not_evaluated_until_it_is_brought_back(trade: NamedPeople) -> None:
    drafting.retire_scheme(WANG, "abc")
    with pytest.raises(UnknownScheme):
        evaluate(WANG, "abc", date(2025, 1, 1))
    with pytest.raises(SchemeRetired):
        drafting.retire_scheme(WANG, "abc")

    drafting.bring_back_scheme(WANG, "abc")
    assert evaluate(WANG, "abc", date(2025, 1, 1)).took_effect


def test_the_primary_scheme_says_who_is_a_key_account(trade: NamedPeople) -> None:
    drafting.start_draft(WANG, "abc")
    definition = deepcopy(ABC)
    definition["grades"][0]["key_account"] = True
    drafting.change_draft(WANG, "abc", definition)
    drafting.publish(WANG, "abc")
    evaluate(WANG, "abc", date(2025, 1, 1))
    rows = Customer.objects.system("test").filter(is_key_account())
    assert not rows.exists()

    drafting.make_primary(WANG, "abc")

    assert list(rows.values_list("code", flat=True)) == ["GIANT"]
    assert Scheme.objects.system("test").filter(is_primary=True).count() == 1
    with pytest.raises(SchemeRetired):
        drafting.retire_scheme(WANG, "abc")


def test_a_scheme_without_key_accounts_cannot_be_primary() -> None:
    with pytest.raises(ValidationError, match="makes a customer a key account"):
        drafting.make_primary(WANG, "abc")


def test_comparisons_that_contradict_each_other_need_a_reason() -> None:
    definition = {
        "code": "ours",
        "grades": [
            {"code": "A", "rule": {"indicator": "score", "operator": ">=", "value": "50"}},
            {"code": "B", "rule": "otherwise"},
        ],
        "scorecard": {
            "indicators": [
                {"indicator": each, "dimension": "value", "curve": {"kind": "percentile"}}
                for each in ("revenue_12m", "orders_12m", "gross_profit_12m")
            ],
            "weights": {
                "method": "ahp",
                "within": {"value": [["1", "9", "1/9"], ["1/9", "1", "9"], ["9", "1/9", "1"]]},
            },
        },
    }
    with pytest.raises(ValidationError, match="say why they stand"):
        drafting.create_scheme(WANG, "ours", FACTS, definition)

    weights = {**definition["scorecard"]["weights"], "reason": "So the board wants it."}  # type: ignore[index]
    scorecard = {**definition["scorecard"], "weights": weights}  # type: ignore[dict-item]
    drafting.create_scheme(WANG, "ours", FACTS, {**definition, "scorecard": scorecard})
    assert drafting.publish(WANG, "ours").state == VersionState.PUBLISHED


def test_who_may_not_change_schemes_is_refused(trade: NamedPeople) -> None:
    with pytest.raises(AccessDenied):
        drafting.start_draft(actor_of(trade.li_na), "abc")


def test_what_people_published_stays_when_a_new_version_is_shipped() -> None:
    drafting.start_draft(WANG, "abc")
    drafting.change_draft(WANG, "abc", narrower())
    drafting.publish(WANG, "abc")

    synchronise_shipped("default")

    assert published_version("abc").definition == narrower()


def test_a_changed_shipped_definition_is_a_new_version_where_nobody_made_their_own() -> None:
    rows = SchemeVersion.objects.system("test").filter(scheme__code="abc")
    rows.update(definition=narrower())

    synchronise_shipped("default")

    assert states("abc") == [(1, "retired"), (2, "published")]
    assert published_version("abc").definition == ABC


def test_every_step_stands_in_the_trail() -> None:
    drafting.start_draft(WANG, "abc")
    drafting.change_draft(WANG, "abc", narrower())
    drafting.publish(WANG, "abc", "Why not")

    entries = AuditEntry.objects.system("test").filter(action__startswith="evaluation.scheme.")
    assert list(entries.order_by("pk").values_list("action", flat=True)) == [
        "evaluation.scheme.drafted",
        "evaluation.scheme.draft_changed",
        "evaluation.scheme.published",
    ]
