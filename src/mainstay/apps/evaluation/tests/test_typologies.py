"""Typologies: several labels at once, from the definition to lists, pages, reasons and programs."""

import csv
import io
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from mainstay.analytics.scoring.presets import ABC, TYPOLOGY
from mainstay.apps.customers.models import Customer
from mainstay.apps.customers.services.records import create_customer
from mainstay.apps.evaluation.models import Evaluation, Grade, GradeState
from mainstay.apps.evaluation.queries.grades import grade_sheet, grades_in_force
from mainstay.apps.evaluation.queries.schemes import draft
from mainstay.apps.evaluation.queries.why import why
from mainstay.apps.evaluation.services import drafting
from mainstay.apps.evaluation.services.back_testing import Wanted, back_test
from mainstay.apps.evaluation.services.drafting import SchemeFacts
from mainstay.apps.evaluation.services.evaluating import evaluate
from mainstay.apps.evaluation.services.freezing_grades import freeze_grades
from mainstay.apps.evaluation.services.grading import rerun
from mainstay.apps.evaluation.services.scheme_files import export_scheme, import_scheme
from mainstay.apps.evaluation.services.what_if import Question, what_if
from mainstay.apps.evaluation.tests.rating import closed, rate, round_of
from mainstay.apps.evaluation.tests.scorecards import at_least
from mainstay.apps.evaluation.tests.test_scheme_editor import sent
from mainstay.apps.evaluation.web.schemes.editor import draft_from
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedPeople
from mainstay.foundation.access.actor import system_actor

SYSTEM = system_actor("test")
AS_OF = date(2025, 1, 1)
OWN: dict[str, Any] = {
    "code": "typology",
    "labels": [
        {"code": "industry", "key_account": True, "rule": at_least("revenue_12m", "700")},
        {"code": "regional", "key_account": True, "rule": at_least("revenue_12m", "100")},
        {"code": "potential", "rule": at_least("industry_position", "4")},
    ],
}
"""By figures: GIANT has two labels, MIDDLE one, SMALL none."""


def own_labels(definition: dict[str, Any] = OWN) -> None:
    """The shipped typology, changed so that the three customers have different labels."""
    drafting.start_draft(SYSTEM, "typology")
    drafting.change_draft(SYSTEM, "typology", definition)
    drafting.publish(SYSTEM, "typology")


@pytest.fixture
def labelled(trade: NamedPeople) -> Evaluation:
    own_labels()
    return evaluate(SYSTEM, "typology", AS_OF)


@pytest.fixture
def wang(trade: NamedPeople, signed_in: Callable[[Person], Client]) -> Client:
    return signed_in(trade.admin_wang)


def in_force(scheme: str = "typology") -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in grades_in_force(SYSTEM, scheme):
        found.setdefault(row.customer.code, []).append(row.code)
    return found


# --- evaluating -------------------------------------------------------------------------------


def test_a_customer_has_every_label_that_applies(labelled: Evaluation) -> None:
    assert in_force() == {"GIANT": ["industry", "regional"], "MIDDLE": ["regional"]}
    assert labelled.sizes == {"industry": 1, "regional": 2, "potential": 0}
    assert (labelled.units, labelled.changed, labelled.took_effect) == (3, 2, True)


def test_the_shipped_typology_needs_ratings_that_a_round_gives(trade: NamedPeople) -> None:
    evaluate(SYSTEM, "typology", AS_OF)
    assert in_force() == {}

    row = round_of([trade.li_na], criteria=("industry_position", "dependence"))
    rate(trade.li_na, row, "GIANT", {"industry_position": 5, "dependence": 4})
    rate(trade.li_na, row, "MIDDLE", {"industry_position": 5, "dependence": 3})
    closed(row, on=date(2024, 12, 1))
    evaluate(SYSTEM, "typology", AS_OF)
    assert in_force() == {"GIANT": ["industry"]}


def test_labels_come_and_go_each_with_its_own_days(labelled: Evaluation) -> None:
    changed = deepcopy(OWN)
    changed["labels"][0]["rule"] = at_least("revenue_12m", "100")
    changed["labels"][1]["rule"] = at_least("revenue_12m", "700")
    own_labels(changed)
    later = evaluate(SYSTEM, "typology", date(2025, 2, 1))

    assert in_force() == {"GIANT": ["industry", "regional"], "MIDDLE": ["industry"]}
    assert later.changed == 1
    rows = Grade.objects.system("test").filter(customer__code="MIDDLE").order_by("valid_from")
    assert [(row.label, row.state, row.valid_from, row.valid_to) for row in rows] == [
        ("regional", GradeState.PAST, AS_OF, date(2025, 2, 1)),
        ("industry", GradeState.IN_FORCE, date(2025, 2, 1), None),
    ]
    kept = Grade.objects.system("test").filter(customer__code="GIANT")
    assert {row.valid_from for row in kept} == {AS_OF}


def test_evaluating_again_changes_nothing_and_gives_the_same_bytes(labelled: Evaluation) -> None:
    again = evaluate(SYSTEM, "typology", date(2025, 2, 1))
    assert again.changed == 0
    assert rerun(SYSTEM, labelled)
    assert sorted(labelled.files) == [
        "inputs.parquet", "label-1.parquet", "label-2.parquet", "label-3.parquet",
        "result.parquet", "units.parquet",
    ]  # fmt: skip


def test_members_inherit_the_labels_of_their_group(trade: NamedPeople) -> None:
    giant = Customer.objects.system("test").get(code="GIANT")
    Customer.objects.system("test").filter(code="SMALL").update(parent=giant)
    own_labels()
    evaluate(SYSTEM, "typology", AS_OF, unit="group")
    assert in_force()["SMALL"] == ["industry", "regional"]


def test_no_label_is_twice_in_force(labelled: Evaluation) -> None:
    row = Grade.objects.system("test").filter(customer__code="MIDDLE").get()
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_labels_say_who_is_a_key_account_where_their_scheme_is_the_primary_one(
    labelled: Evaluation,
) -> None:
    from mainstay.apps.evaluation.queries.columns import is_key_account

    drafting.make_primary(SYSTEM, "typology")
    rows = Customer.objects.system("test").filter(is_key_account()).order_by("code")
    assert [row.code for row in rows] == ["GIANT", "MIDDLE"]


# --- why --------------------------------------------------------------------------------------


def test_why_tells_each_label_and_what_would_bring_it(labelled: Evaluation) -> None:
    told = why(SYSTEM, "MIDDLE", "typology")

    assert (told.grade, told.reasons, told.next.status) == (None, (), "labels")
    assert [(each.label, each.grade) for each in told.labels] == [
        ("industry", None), ("regional", "regional"), ("potential", None),
    ]  # fmt: skip
    industry, regional, potential = told.labels
    assert industry.reasons == (
        "Revenue, 12 months is ¥150.00; at least ¥700.00 is asked and not met.",
    )
    assert industry.next.text == (
        "Reaches Industry key account with: "
        "“Revenue, 12 months” up by ¥550.00, from ¥150.00 to ¥700.00."
    )
    assert (regional.since, regional.next.text) == (AS_OF, "The label applies.")
    assert "is not known yet" in potential.reasons[0]


def test_whom_no_label_applies_to_reads_why(labelled: Evaluation) -> None:
    told = why(SYSTEM, "SMALL", "typology")
    assert [each.grade for each in told.labels] == [None, None, None]


def test_without_order_lines_there_is_nothing_to_tell(labelled: Evaluation) -> None:
    create_customer(SYSTEM, code="FRESH", name="Fresh")
    told = why(SYSTEM, "FRESH", "typology")
    assert told.labels == ()
    assert told.reasons == ("There are no order lines yet, so there is no grade.",)


def test_the_sheet_has_a_line_for_each_label_with_its_reason(labelled: Evaluation) -> None:
    rows = list(grade_sheet(SYSTEM, "typology"))
    assert [(row.customer, row.grade) for row in rows] == [
        ("GIANT", "industry"), ("GIANT", "regional"), ("MIDDLE", "regional"),
    ]  # fmt: skip
    assert rows[2].why == "Revenue, 12 months is ¥150.00; at least ¥100.00 is asked and met."


# --- pages ------------------------------------------------------------------------------------


def shown(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.content
    return response.content.decode()


def test_a_result_counts_each_label_and_lists_them_in_a_row(
    li_na: Client, labelled: Evaluation
) -> None:
    page = shown(li_na, f"/evaluations/{labelled.pk}/")
    assert "Customers per label" in page
    assert '<label class="form-label" for="id_grade">Label</label>' in page
    assert "Several labels may apply to a customer, who counts in each of them." in page
    giant = page[page.index('<section id="customers">') :]
    assert giant.index("Industry key account") < giant.index("Regional key account")
    narrowed = shown(li_na, f"/evaluations/{labelled.pk}/?grade=regional")
    assert all(name in narrowed for name in ("GIANT", "MIDDLE"))
    none = shown(li_na, f"/evaluations/{labelled.pk}/?grade=-")
    assert "no label" in none
    assert "MIDDLE" not in none[none.index('<section id="customers">') :]


def test_a_result_is_exported_with_labels(li_na: Client, labelled: Evaluation) -> None:
    response: Any = li_na.get(f"/evaluations/{labelled.pk}/export/?format=csv")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = {row["customer"]: row for row in csv.DictReader(io.StringIO(text))}
    assert rows["GIANT"]["labels"] == "industry regional"
    assert rows["GIANT"]["label_names"] == "Industry key account, Regional key account"
    assert rows["SMALL"]["labels"] == ""


def test_the_customers_page_has_labels_and_reasons(li_na: Client, labelled: Evaluation) -> None:
    giant = Customer.objects.system("test").get(code="GIANT")
    page = shown(li_na, f"/customers/{giant.pk}/")
    assert "Types of key accounts" in page
    assert "does not apply" in page
    assert "Industry key account" in page


def test_the_list_of_customers_shows_and_finds_labels(li_na: Client, labelled: Evaluation) -> None:
    found = li_na.get("/api/customers", {"where": "grade_typology:is:regional"}).json()
    assert [row["code"] for row in found["items"]] == ["GIANT", "MIDDLE"]
    page = shown(li_na, "/customers/?grade_typology=industry&columns=name,grade_typology")
    assert '<span class="grade grade-1">Industry key account</span>' in page
    assert "MIDDLE" not in page
    others = li_na.get("/api/customers", {"where": "grade_typology:not:regional"}).json()
    assert [row["code"] for row in others["items"]] == ["SMALL"]


def test_the_page_of_the_scheme_says_which_figures_nobody_has_given(
    li_na: Client, trade: NamedPeople
) -> None:
    page = shown(li_na, "/evaluations/schemes/typology/")
    assert "Nobody has been rated yet in:" in page
    assert "Dependence on us" in page
    assert "Every one whose rule holds is the customer's" in unescape(page)

    row = round_of([trade.li_na], criteria=("dependence",))
    rate(trade.li_na, row, "GIANT", {"dependence": 4})
    rate(trade.li_na, row, "MIDDLE", {"dependence": None})
    closed(row)
    told = shown(li_na, "/evaluations/schemes/typology/").partition("Until then")[0]
    assert "Dependence on us" not in told[told.index("Nobody has been rated") :]


# --- drafts -----------------------------------------------------------------------------------


def test_labels_are_drafted_in_the_form(wang: Client) -> None:
    drafting.start_draft(SYSTEM, "typology")
    address = "/evaluations/schemes/typology/draft/"
    page = shown(wang, address)
    assert "Another label" in page
    assert "All others" not in page
    assert 'name="stay"' not in page

    fields = sent(draft_from(TYPOLOGY)) | {"edits": "0", "grade-2-0-value": "6000000"}
    assert wang.post(address, fields)["Location"].endswith("?version=2")
    found = draft(SYSTEM, "typology")
    assert found is not None
    assert found.definition["labels"][2]["rule"]["all"][0]["value"] == "6000000"
    added = wang.post(address, fields | {"do": "add-grade"}).content.decode()
    assert 'name="grades" value="4"' in added


def test_a_scheme_stays_of_its_kind(trade: NamedPeople) -> None:
    drafting.start_draft(SYSTEM, "typology")
    with pytest.raises(ValidationError, match="A scheme with grades stays one"):
        drafting.change_draft(SYSTEM, "typology", {**ABC, "code": "typology"})


def test_a_copy_can_be_made_and_taken_out_and_in(trade: NamedPeople) -> None:
    drafting.create_scheme(SYSTEM, "ours", SchemeFacts("Ours"), {**OWN, "code": "ours"})
    made = draft(SYSTEM, "ours")
    assert made is not None
    assert (
        import_scheme(SYSTEM, export_scheme(SYSTEM, made), "theirs").definition["labels"]
        == (OWN["labels"])
    )


@pytest.mark.parametrize("wrong", [{"labels": []}, {"labels": [], "grades": []}])
def test_what_is_no_typology_is_refused_in_words(trade: NamedPeople, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        drafting.create_scheme(SYSTEM, "ours", SchemeFacts("Ours"), {"code": "ours", **wrong})


def test_what_if_tells_which_sets_of_labels_customers_would_have(labelled: Evaluation) -> None:
    tried = what_if(SYSTEM, Question("typology", changes={"threshold.industry": "150"}))

    rows = {row["customer"]: (row["before"], row["after"]) for row in tried.movers.to_pylist()}
    assert rows == {"MIDDLE": ("regional", "industry+regional")}
    assert {each.grade.code: each.customers for each in tried.sizes("after")} == {
        "industry": 2, "regional": 2, "potential": 0,
    }  # fmt: skip
    assert tried.names("before") == ["industry+regional", "regional"]
    assert tried.withheld("after") == 1


def test_the_what_if_page_names_the_labels(wang: Client, labelled: Evaluation) -> None:
    drafting.start_draft(SYSTEM, "typology")
    changed = deepcopy(OWN)
    changed["labels"][0]["rule"] = at_least("revenue_12m", "150")
    drafting.change_draft(SYSTEM, "typology", changed)
    page = shown(wang, "/evaluations/schemes/typology/what-if/")
    assert "From which labels to which" in page
    assert "Industry key account, Regional key account" in page
    assert "no label" in page


def test_labels_are_not_back_tested(trade: NamedPeople) -> None:
    with pytest.raises(ValidationError, match="Labels have no order"):
        back_test(SYSTEM, Wanted("typology", (date(2024, 6, 1),)))


# --- programs ---------------------------------------------------------------------------------


def test_programs_are_told_labels(li_na: Client, labelled: Evaluation) -> None:
    rows = li_na.get(f"/api/evaluations/{labelled.pk}/results").json()["items"]
    assert [(row["customer"], row["grade"], row["labels"], row["step"]) for row in rows] == [
        ("GIANT", None, ["industry", "regional"], 1),
        ("MIDDLE", None, ["regional"], 2),
        ("SMALL", None, [], None),
    ]  # fmt: skip
    grades = li_na.get("/api/grades?scheme=typology").json()["items"]
    assert [(row["customer"], row["grade"], row["grade_name"]) for row in grades] == [
        ("GIANT", "industry", "Industry key account"),
        ("GIANT", "regional", "Regional key account"),
        ("MIDDLE", "regional", "Regional key account"),
    ]
    told = li_na.get("/api/grades/why?scheme=typology&customer=GIANT").json()
    assert [(each["label"], each["applies"]) for each in told["labels"]] == [
        ("industry", True), ("regional", True), ("potential", False),
    ]  # fmt: skip
    points = li_na.get(f"/api/evaluations/{labelled.pk}/quadrant").json()["points"]
    assert points[0]["labels"] == ["industry", "regional"]


def test_a_manager_sees_the_labels_of_own_customers_alone(
    tom: Client, labelled: Evaluation
) -> None:
    rows = tom.get(f"/api/evaluations/{labelled.pk}/results").json()["items"]
    assert [row["customer"] for row in rows] == ["SMALL"]
    assert tom.get("/api/grades?scheme=typology").json()["items"] == []


def test_labels_are_neither_approved_nor_frozen(labelled: Evaluation) -> None:
    with pytest.raises(ValidationError, match="only grades are approved"):
        drafting.change_facts(SYSTEM, "typology", SchemeFacts("Types", approval="required"))
    facts = SchemeFacts("Ours", approval="required")
    with pytest.raises(ValidationError, match="only grades are approved"):
        drafting.create_scheme(SYSTEM, "ours", facts, {**OWN, "code": "ours"})
    with pytest.raises(ValidationError, match="cannot be frozen"):
        freeze_grades(SYSTEM, "typology", until=date(2999, 1, 1), reason="A year of rest")


@pytest.mark.parametrize("page", ["", "by/region/", "by/industry/", "migration/", "exceptions/"])
def test_every_page_about_an_evaluation_knows_labels(
    labelled: Evaluation, wang: Client, page: str
) -> None:
    evaluate(SYSTEM, "typology", date(2025, 2, 1))
    answer = wang.get(f"/evaluations/{labelled.pk}/{page}")
    assert answer.status_code == 200
