"""Weights of a scorecard from comparisons in pairs and by entropy: the form, and programs."""

from collections.abc import Callable
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from mainstay.apps.evaluation.models import Evaluation
from mainstay.apps.evaluation.policies import CHANGE_SCHEMES
from mainstay.apps.evaluation.queries.schemes import draft
from mainstay.apps.evaluation.services import drafting
from mainstay.apps.evaluation.services.drafting import SchemeFacts
from mainstay.apps.evaluation.services.evaluating import evaluate
from mainstay.apps.evaluation.services.scheme_files import export_scheme, import_scheme
from mainstay.apps.evaluation.services.weighing import weigh_by_entropy
from mainstay.apps.evaluation.services.what_if import ComparesOthers
from mainstay.apps.evaluation.tests.scorecards import MIN_MAX, SCORED, line
from mainstay.apps.evaluation.tests.test_scheme_editor import sent
from mainstay.apps.evaluation.web.schemes.editor import draft_from
from mainstay.apps.evaluation.web.schemes.pairs import field_name
from mainstay.apps.evaluation.wording.comparisons import matrices_in_words
from mainstay.apps.evaluation.wording.rules import remarks
from mainstay.apps.governance.models import Person, Role
from mainstay.apps.governance.queries import actor_of
from mainstay.apps.governance.testing import NamedPeople, person_without
from mainstay.apps.ledger.contracts import VIEW_COSTS
from mainstay.foundation.access.actor import system_actor

SYSTEM = system_actor("test")
PAGE = "/evaluations/schemes/scored/draft/"
SCORECARD: dict[str, Any] = {
    "indicators": [
        line("revenue_12m", "value", "1", MIN_MAX),
        line("orders_12m", "value", "1", MIN_MAX),
        line("recency_days", "loyalty", "1", MIN_MAX),
    ]
}
BY_FIGURES: dict[str, Any] = {**SCORED, "scorecard": SCORECARD}
OTHER = {"code": "other"}
EVEN_HANDED = {
    "method": "ahp",
    "dimensions": [["1", "3"], ["1/3", "1"]],
    "within": {"value": [["1", "4"], ["1/4", "1"]]},
}


def compared(weights: dict[str, Any]) -> dict[str, Any]:
    """The scheme, its indicators weighed by comparisons."""
    made = deepcopy(BY_FIGURES)
    for each in made["scorecard"]["indicators"]:
        del each["weight"]
    made["scorecard"]["weights"] = weights
    return made


def contradictory(**more: str) -> dict[str, Any]:
    """Three indicators of one dimension, each of which matters more than the next one."""
    made = compared({"method": "ahp", **more})
    for each in made["scorecard"]["indicators"]:
        each["dimension"] = "value"
    rows = [["1", "5", "1/5"], ["1/5", "1", "5"], ["5", "1/5", "1"]]
    made["scorecard"]["weights"]["within"] = {"value": rows}
    return made


@pytest.fixture
def wang(trade: NamedPeople, signed_in: Callable[[Person], Client]) -> Client:
    """The administrator, with a draft that is weighed by hand."""
    drafting.create_scheme(SYSTEM, "scored", SchemeFacts("Scored"), BY_FIGURES)
    return signed_in(trade.admin_wang)


def drafted() -> dict[str, Any]:
    found = draft(SYSTEM, "scored")
    assert found is not None
    definition: dict[str, Any] = found.definition
    return definition


def fields(definition: dict[str, Any], **more: str) -> dict[str, str]:
    return sent(draft_from(definition)) | {"edits": "0"} | more


def posted(client: Client, data: dict[str, str]) -> str:
    response = client.post(PAGE, data)
    assert response.status_code == 200, response.content
    return response.content.decode()


# --- comparisons in pairs ---------------------------------------------------------------------


def test_every_pair_is_asked_once_and_the_other_half_follows(wang: Client) -> None:
    page = posted(wang, fields(compared(EVEN_HANDED), do="show"))

    assert page.count('<select class="form-select" id="pair|') == 2
    assert "“Value” against “Loyalty”" in page
    assert "moderately more (3)" in page
    assert '<td class="cell-end">1/3</td>' in page
    # 0.75 · 0.8, 0.75 · 0.2 and 0.25 of all.
    assert ["60.0%" in page, "15.0%" in page, "25.0%" in page] == [True] * 3
    assert "Consistency ratio 0.00: they agree well enough." in page


def test_comparisons_are_saved_and_told_on_the_page_of_the_scheme(wang: Client) -> None:
    form = fields(compared(EVEN_HANDED)) | {field_name("", "value", "loyalty"): "1/5"}
    assert wang.post(PAGE, form)["Location"].endswith("?version=1")

    assert drafted()["scorecard"]["weights"]["dimensions"] == [["1", "1/5"], ["5", "1"]]
    page = wang.get("/evaluations/schemes/scored/?version=1").content.decode()
    assert "Comparisons in pairs" in page
    assert "83.3%" in page


def test_contradictions_are_named_at_once_and_need_a_reason_to_be_saved(wang: Client) -> None:
    page = posted(wang, fields(contradictory()))

    assert "they contradict each other. “" in page
    assert "fits least: 5, where the others come to 1.00." in page
    assert "say why they stand" in page
    assert 'name="reason"' in page
    assert drafted() == BY_FIGURES

    wang.post(PAGE, fields(contradictory(), reason="The board wants it so"))
    assert drafted()["scorecard"]["weights"]["reason"] == "The board wants it so"


def test_who_changes_to_comparisons_starts_from_even_pairs(wang: Client) -> None:
    page = posted(wang, fields(BY_FIGURES, do="show", weighing="ahp"))

    assert page.count('<option value="1" selected>equally (1)</option>') == 2
    assert "33.3%" not in page
    assert "50.0%" in page


def test_a_judgement_between_the_steps_can_be_chosen_again(wang: Client) -> None:
    weights = EVEN_HANDED | {"dimensions": [["1", "2.5"], ["2/5", "1"]]}
    page = posted(wang, fields(compared(weights), do="show"))

    assert '<option value="2.5" selected>2.5</option>' in page


def test_what_is_no_judgement_is_refused_where_it_stands(wang: Client) -> None:
    form = fields(compared(EVEN_HANDED)) | {field_name("", "value", "loyalty"): "12"}
    assert "a comparison is from 1/9 to 9" in posted(wang, form)


def test_files_and_programs_need_the_reason_too(wang: Client) -> None:
    with pytest.raises(ValidationError, match="say why they stand"):
        drafting.change_draft(SYSTEM, "scored", contradictory())
    with pytest.raises(ValidationError, match="say why they stand"):
        drafting.create_scheme(SYSTEM, "other", SchemeFacts("Other"), contradictory() | OTHER)

    drafting.change_draft(SYSTEM, "scored", contradictory(reason="So it is"))
    found = draft(SYSTEM, "scored")
    assert found is not None
    text = export_scheme(SYSTEM, found)
    assert "method: ahp" in text
    assert import_scheme(SYSTEM, text).definition == found.definition


def test_programs_are_told_weights_and_consistency(wang: Client) -> None:
    drafting.change_draft(SYSTEM, "scored", contradictory(reason="So it is"))
    told = wang.get("/api/schemes/scored/versions/1").json()

    assert [each["share"] for each in told["weights"]] == ["0.333334", "0.333333", "0.333333"]
    [found] = told["consistency"]
    assert (found["dimension"], found["acceptable"]) == ("value", False)
    assert found["consistency_ratio"] > 2
    assert found["worst"]["stated"] == "5"


def test_words_tell_where_weights_come_from() -> None:
    assert matrices_in_words(SCORED) == []
    assert remarks(compared(EVEN_HANDED))[0] == "The weights follow from comparisons in pairs."
    assert "Why contradictions stand: Old" in remarks(contradictory(reason="Old"))
    entropy = {"method": "entropy", "as_of": "2025-01-01"}
    by_entropy = {**BY_FIGURES, "scorecard": SCORECARD | {"weights": entropy}}
    assert "by the figures as of 1 Jan 2025." in remarks(by_entropy)[0]


# --- entropy ----------------------------------------------------------------------------------


@pytest.fixture
def frozen(wang: Client) -> Evaluation:
    return evaluate(SYSTEM, "abc", date(2025, 1, 1))


def test_weights_by_entropy_are_shown_then_taken_then_saved(
    wang: Client, frozen: Evaluation
) -> None:
    form = fields(BY_FIGURES, weighing="entropy", weigh_by=str(frozen.pk))
    page = posted(wang, form | {"do": "weigh"})
    assert f"By the figures of 3 customers as of 1 Jan 2025, of evaluation {frozen.pk}." in page
    # Revenue 100, 13.33, 0: 1 − e = 0.6703; orders all alike; days 0, 65.96, 100: 1 − e = 0.3883.
    assert ["63.3%" in page, "0.0%" in page, "36.7%" in page] == [True] * 3
    assert drafted() == BY_FIGURES

    taken = form | {
        "do": "take-weights",
        "proposed_on": "2025-01-01",
        "proposed|revenue_12m": "0.633",
        "proposed|orders_12m": "0",
        "proposed|recency_days": "0.367",
    }
    page = posted(wang, taken)
    assert "They were computed by the figures as of" in page
    assert 'name="line-0-weight" value="0.633"' in page

    kept = fields(BY_FIGURES, weighing="entropy", weighed_on="2025-01-01")
    for place, weight in enumerate(("0.633", "0", "0.367")):
        kept[f"line-{place}-weight"] = weight
    wang.post(PAGE, kept)
    assert drafted()["scorecard"]["weights"] == {"method": "entropy", "as_of": "2025-01-01"}


def test_weights_by_entropy_have_to_be_computed_for_the_lines_as_they_are(wang: Client) -> None:
    says = "Compute the weights before you save."
    assert says in posted(wang, fields(BY_FIGURES, weighing="entropy"))

    moved = fields(BY_FIGURES, weighing="entropy", weighed_on="2025-01-01")
    assert says in posted(wang, moved | {"line-0-shape": "10"})
    assert drafted() == BY_FIGURES


def test_an_evaluation_without_the_figures_is_refused_in_words(
    wang: Client, frozen: Evaluation
) -> None:
    wanting = deepcopy(BY_FIGURES)
    wanting["scorecard"]["indicators"][0]["indicator"] = "industry_rank"
    form = fields(wanting, weighing="entropy", weigh_by=str(frozen.pk), do="weigh")
    assert "did not keep the figures of all these indicators" in posted(wang, form)


def test_todays_figures_are_measured_now(wang: Client) -> None:
    found = weigh_by_entropy(SYSTEM, "scored", SCORECARD)

    assert (found.evaluation, found.customers) == (None, 3)
    assert sum(found.weights.values()) == 1
    assert found.scorecard["weights"]["method"] == "entropy"


def test_programs_weigh_by_entropy(wang: Client, frozen: Evaluation) -> None:
    address = "/api/schemes/scored/entropy-weights"
    told = wang.post(address, {"evaluation": frozen.pk}, content_type="application/json").json()

    assert (told["as_of"], told["evaluation"], told["customers"]) == ("2025-01-01", frozen.pk, 3)
    assert [each["indicator"] for each in told["weights"]] == [
        "revenue_12m", "orders_12m", "recency_days",
    ]  # fmt: skip
    kept = {**BY_FIGURES, "scorecard": told["scorecard"]}
    assert drafting.change_draft(SYSTEM, "scored", kept).definition == kept
    unscored = wang.post("/api/schemes/abc/entropy-weights", {}, content_type="application/json")
    assert unscored.status_code == 422


def test_who_may_not_change_schemes_weighs_nothing(li_na: Client) -> None:
    address = "/api/schemes/abc/entropy-weights"
    assert li_na.post(address, {}, content_type="application/json").status_code == 403


def test_entropy_of_all_customers_is_for_who_sees_them(wang: Client, trade: NamedPeople) -> None:
    role = Role.objects.system("test").get(code="key_account_manager")
    role.permissions = [*role.permissions, CHANGE_SCHEMES]
    role.save()
    with pytest.raises(ComparesOthers):
        weigh_by_entropy(actor_of(trade.tom_becker), "scored", SCORECARD)


def test_an_indicator_under_a_field_right_is_not_known(wang: Client) -> None:
    without = actor_of(person_without("Wei Fang", "administrator", VIEW_COSTS))
    hidden = {"indicators": [line("gross_profit_12m", "value", "1", MIN_MAX)]}
    with pytest.raises(ValidationError, match="there is no indicator “gross_profit_12m”"):
        weigh_by_entropy(without, "scored", hidden)
