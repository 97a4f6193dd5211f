"""Indicators from facts of customers and from fields of one's own."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from mainstay.apps.customers.models import Customer, CustomerField
from mainstay.apps.customers.queries import customer_by_code
from mainstay.apps.customers.services.custom_fields import (
    archive_field,
    change_field,
    create_field,
    delete_field,
)
from mainstay.apps.customers.services.records import change_customer
from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.models import Scheme, SchemeVersion
from mainstay.apps.evaluation.queries.files import INPUTS, read
from mainstay.apps.evaluation.queries.grades import grades_in_force
from mainstay.apps.evaluation.services.custom_indicators import retire_indicator
from mainstay.apps.evaluation.services.drafting import retire_scheme
from mainstay.apps.evaluation.services.evaluating import evaluate
from mainstay.apps.evaluation.services.grading import rerun
from mainstay.apps.evaluation.services.refreshing import refresh_figures
from mainstay.apps.evaluation.tests.defining import define, graded_by
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedPeople
from mainstay.foundation.access.actor import system_actor
from mainstay.foundation.jobs.context import JobFailed

SYSTEM = system_actor("test")
AS_OF = date(2025, 1, 1)


def facts(code: str, **said: Any) -> None:
    """Change facts of a customer the way people do it."""
    row = customer_by_code(SYSTEM, code)
    change_customer(SYSTEM, row.pk, row.version, **said)


@pytest.fixture
def known(trade: NamedPeople) -> NamedPeople:
    """GIANT is an old large company, MIDDLE a young one, of SMALL nothing is known."""
    facts("GIANT", founded_on=date(1990, 6, 1), scale="大型", registered_capital=Decimal(5000000))
    facts("MIDDLE", founded_on=date(2020, 1, 2), scale="some 40 people")
    return trade


def field(code: str, kind: str) -> CustomerField:
    return create_field(SYSTEM, code=code, names={"en": code.capitalize()}, type=kind)


def frozen(scheme: str, code: str) -> list[Any]:
    evaluation = evaluate(SYSTEM, scheme, AS_OF)
    assert rerun(SYSTEM, evaluation)
    column: list[Any] = read(evaluation, INPUTS)[code].to_pylist()
    return column


def in_force() -> dict[str, str]:
    return {row.customer.code: row.code for row in grades_in_force(SYSTEM, "own")}


def test_facts_of_the_master_are_figures_that_grade_and_are_frozen(known: NamedPeople) -> None:
    graded_by("age_years", "10")

    assert frozen("own", "age_years") == [34, 4, None]
    assert in_force() == {"GIANT": "high", "MIDDLE": "low", "SMALL": "low"}


@pytest.mark.parametrize(
    ("code", "figures"),
    [
        ("scale_step", [4, None, None]),
        ("registered_capital", [Decimal("5000000.0000"), None, None]),
    ],
)
def test_size_and_capital_are_figures_where_they_are_known(
    known: NamedPeople, code: str, figures: list[Any]
) -> None:
    graded_by(code, "3")
    assert frozen("own", code) == figures


@pytest.mark.parametrize(
    ("kind", "said", "figures"),
    [
        ("whole", {"GIANT": 12, "SMALL": -3}, [12, None, -3]),
        ("decimal", {"GIANT": Decimal("1.25")}, [Decimal("1.2500"), None, None]),
        (
            "date",
            {"GIANT": date(2024, 12, 30), "MIDDLE": date(2025, 1, 11)},
            [2, -10, None],
        ),
        ("yes_no", {"GIANT": True, "MIDDLE": False}, [1, 0, None]),
    ],
)
def test_numbers_days_and_answers_of_own_fields_are_figures(
    known: NamedPeople, kind: str, said: dict[str, Any], figures: list[Any]
) -> None:
    field("trucks", kind)
    for code, value in said.items():
        facts(code, custom={"trucks": value})
    graded_by("field.trucks", "1")
    assert [None if each is None else Decimal(each) for each in frozen("own", "field.trucks")] == [
        None if each is None else Decimal(each) for each in figures
    ]


@pytest.mark.parametrize("kind", ["text", "choice"])
def test_words_are_no_figures(trade: NamedPeople, kind: str) -> None:
    more: dict[str, Any] = {"choices": [{"code": "a", "names": {"en": "A"}}]}
    create_field(
        SYSTEM,
        code="terms",
        names={"en": "Terms"},
        type=kind,
        **(more if kind == "choice" else {}),
    )
    assert "field.terms" not in indicators.definitions()


def test_evaluations_that_ask_for_none_of_them_freeze_none(known: NamedPeople) -> None:
    field("trucks", "whole")
    names = read(evaluate(SYSTEM, "abc", AS_OF), INPUTS).column_names
    assert {"age_years", "field.trucks"}.isdisjoint(names)


def test_a_formula_may_name_them(known: NamedPeople) -> None:
    define("per_year", "revenue_12m / age_years")
    graded_by("custom.per_year", "20")
    assert frozen("own", "custom.per_year") == [
        Decimal("23.5294"), Decimal("37.5000"), None,
    ]  # fmt: skip


def test_a_group_has_the_facts_of_its_top(known: NamedPeople) -> None:
    giant = Customer.objects.system("test").get(code="GIANT")
    Customer.objects.system("test").filter(code="MIDDLE").update(parent=giant)
    Scheme.objects.system("test").filter(code="own").delete()
    graded_by("age_years", "10")
    evaluation = evaluate(SYSTEM, "own", AS_OF, unit="group")
    assert read(evaluation, INPUTS)["age_years"].to_pylist() == [34, None]


def reasons(refused: pytest.ExceptionInfo[ValidationError]) -> str:
    return " ".join(refused.value.messages)


def test_a_field_by_which_schemes_grade_is_neither_archived_nor_deleted(
    known: NamedPeople,
) -> None:
    row = field("trucks", "whole")
    scheme = graded_by("field.trucks", "1")
    Scheme.objects.system("test").filter(pk=scheme.pk).update(name="Fleets")
    with pytest.raises(ValidationError) as refused:
        archive_field(SYSTEM, row.pk)
    assert reasons(refused) == "Schemes grade by this field: Fleets. Take it out of them first."
    with pytest.raises(ValidationError, match="Fleets"):
        delete_field(SYSTEM, row.pk)
    assert evaluate(SYSTEM, "own", AS_OF).finished_at is not None


@pytest.mark.parametrize("change", [{"code": "lorries"}, {"type": "text"}])
def test_such_a_field_keeps_its_code_and_its_type(
    known: NamedPeople, change: dict[str, Any]
) -> None:
    row = field("trucks", "whole")
    graded_by("field.trucks", "1")
    with pytest.raises(ValidationError, match="Schemes grade by this field"):
        change_field(SYSTEM, row.pk, row.version, **change)
    assert change_field(SYSTEM, row.pk, row.version, names={"en": "Lorries"}).version == 2


def test_a_field_is_kept_for_a_formula_and_for_the_scheme_that_grades_by_it(
    known: NamedPeople,
) -> None:
    row = field("trucks", "whole")
    made = define("per_truck", "revenue_12m / field.trucks")
    with pytest.raises(ValidationError) as refused:
        archive_field(SYSTEM, row.pk)
    assert reasons(refused) == (
        "Indicators are made of this field: per_truck. Change or retire them first."
    )
    retire_indicator(SYSTEM, made.code)
    graded_by("custom.per_truck")
    with pytest.raises(ValidationError, match="Schemes grade by this field: own"):
        archive_field(SYSTEM, row.pk)


def test_a_field_is_archived_when_no_scheme_at_work_names_it(known: NamedPeople) -> None:
    row = field("trucks", "whole")
    graded_by("field.trucks", "1")
    retire_scheme(SYSTEM, "own")
    assert archive_field(SYSTEM, row.pk).is_archived


def test_the_administrator_reads_why_a_field_stays(
    known: NamedPeople, signed_in: Callable[[Person], Client]
) -> None:
    row = field("trucks", "whole")
    graded_by("field.trucks", "1")
    wang = signed_in(known.admin_wang)
    page = wang.post(f"/customers/fields/{row.pk}/archive/", follow=True)
    assert "Schemes grade by this field: own." in page.content.decode()
    answer = wang.post(f"/api/customers/custom-fields/{row.pk}/archive")
    assert answer.status_code == 422
    assert "Schemes grade by this field" in answer.content.decode()


def test_a_scheme_that_asks_for_a_field_out_of_use_is_not_evaluated(known: NamedPeople) -> None:
    row = field("trucks", "whole")
    archive_field(SYSTEM, row.pk)
    graded_by("field.trucks", "1")
    with pytest.raises(JobFailed, match="scheme_unusable"):
        evaluate(SYSTEM, "own", AS_OF)
    assert SchemeVersion.objects.system("test").filter(scheme__code="own").exists()


def test_they_stand_in_the_catalogue_with_coverage_and_distribution(
    li_na: Client, known: NamedPeople
) -> None:
    refresh_figures(SYSTEM, AS_OF)
    field("trucks", "whole")
    facts("GIANT", custom={"trucks": 7})
    listed = li_na.get("/evaluations/indicators/?source=attribute").content.decode()
    assert "Age of the company, in years" in listed
    assert "Trucks" in listed

    told = li_na.get("/api/indicators/field.trucks").json()
    assert (told["source"], told["unit"], told["better"]) == ("attribute", "count", "neither")
    assert (told["customers"], told["known"]) == (3, 1)
    assert told["distribution"] == [{"lower": "7", "below": "8", "customers": 1}]
    page = li_na.get("/evaluations/indicators/age_years/").content.decode()
    assert "Facts of the customer" in page


def test_a_manager_sees_the_figures_of_own_customers(tom: Client, known: NamedPeople) -> None:
    refresh_figures(SYSTEM, AS_OF)
    told = tom.get("/api/indicators/age_years").json()
    assert (told["customers"], told["known"]) == (1, 0)
