"""Which conditions mean something, and how they are said."""

import pytest
from django.utils import translation

from mainstay.apps.customers.rules.conditions import InvalidFilter, parse
from mainstay.apps.customers.rules.filter_fields import FieldKind, FilterField, understood
from mainstay.apps.customers.rules.filter_wording import described, reason

FIELDS = {
    field.code: field
    for field in (
        FilterField("name", "Name", FieldKind.TEXT, always=True),
        FilterField("region", "Region", FieldKind.TEXT),
        FilterField("grade", "ABC", FieldKind.CHOICE, choices=(("1", "A"), ("2", "B"), ("3", "C"))),
        FilterField("owner", "Owner", FieldKind.PERSON),
        FilterField("revenue", "Revenue, 12 months", FieldKind.NUMBER),
        FilterField("growth", "Growth", FieldKind.PERCENT),
        FilterField("founded_on", "Founded on", FieldKind.DAY),
        FilterField("updated_at", "Updated", FieldKind.MOMENT, always=True),
    )
}
PEOPLE = {7: "Tom Becker"}


def words(text: str) -> str:
    return described(understood(parse(text), FIELDS), PEOPLE.__getitem__)


def refusal(text: str) -> str:
    with pytest.raises(InvalidFilter) as refused:
        understood(parse(text), FIELDS)
    return refused.value.faults[0].code


def test_a_filter_is_said_in_one_sentence() -> None:
    said = words("region:is:East,South;revenue:least:1000000")
    assert said == "Region is East or South; and revenue, 12 months at least 1,000,000"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("grade:is:1|grade:is:2,3", "ABC is A or ABC is B or C"),
        ("region:not:East", "Region is not East"),
        ("name:contains:lift", "Name contains “lift”"),
        ("owner:is:me,7", "Owner is me or Tom Becker"),
        ("owner:empty", "Owner is empty"),
        ("growth:between:-0.05,0.125", "Growth between −5% and 12.5%"),
        ("founded_on:last:1", "Founded on: in the last 1 day"),
        ("updated_at:older:90", "Updated: more than 90 days ago"),
        ("updated_at:least:2026-01-31", "Updated: on or after 31 Jan 2026"),
    ],
)
def test_each_condition_has_its_words(text: str, said: str) -> None:
    assert words(text) == said


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
def test_it_is_said_in_chinese_too(language: str) -> None:
    with translation.override(language):
        said = words("region:is:East,South;revenue:least:1000000")
    assert said.startswith("Region")
    assert " is " not in said
    assert "1,000,000" in said


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("secret:is:x", "unknown_field"),
        ("customer__owner__password:is:x", "unknown_field"),
        ("name__regex:is:x", "unknown_field"),
        ("name:regex:x", "unknown_operator"),
        ("name:empty", "unknown_operator"),
        ("region:least:1", "unknown_operator"),
        ("region:is", "value_missing"),
        ("region:is:", "value_missing"),
        ("region:is:East,", "value_missing"),
        ("region:empty:x", "no_value_here"),
        ("name:contains:a,b", "one_value"),
        ("revenue:between:1", "two_values"),
        ("revenue:between:1,2,3", "two_values"),
        ("revenue:between:2,1", "bounds_swapped"),
        ("revenue:least:many", "not_a_number"),
        ("revenue:least:NaN", "not_a_number"),
        ("revenue:least:1e9", "not_a_number"),
        ("revenue:least:١٢", "not_a_number"),
        ("revenue:least:" + "9" * 40, "not_a_number"),
        ("grade:is:4", "not_a_choice"),
        ("owner:is:Tom", "not_a_person"),
        ("owner:is:" + "9" * 30, "not_a_person"),
        ("founded_on:is:2026-02-30", "not_a_day"),
        ("founded_on:is:20260201", "not_a_day"),
        ("founded_on:least:0001-01-01", "not_a_day"),
        ("updated_at:last:0", "not_days"),
        ("updated_at:last:99999", "not_days"),
        ("region:is:" + "x" * 201, "value_too_long"),
        ("region:is:" + ",".join("x" * 51), "too_many_values"),
    ],
)
def test_what_means_nothing_is_refused_with_its_reason(text: str, code: str) -> None:
    assert refusal(text) == code


def test_every_condition_at_fault_is_named() -> None:
    with pytest.raises(InvalidFilter) as refused:
        understood(parse("region:is:East|revenue:least:x;nothing:is:1"), FIELDS)
    first, second = refused.value.faults
    assert (first.group, first.place, second.group, second.place) == (0, 1, 1, 0)
    assert reason(first) == "“revenue:least:x”: “x” is not a number that can be compared."
    assert "no field “nothing”" in reason(second)
