"""How a filter is written in an address, and what is refused of it."""

import pytest

from mainstay.apps.customers.rules.conditions import (
    Condition,
    InvalidFilter,
    parse,
    put,
    without,
    written,
)

EAST = Condition("region", "is", ("East",))
SOUTH = Condition("region", "is", ("South",))
NAMED_A = Condition("name", "starts", ("A",))


def refusal(text: str) -> tuple[int, int, str]:
    with pytest.raises(InvalidFilter) as refused:
        parse(text)
    [fault] = refused.value.faults
    return fault.group, fault.place, fault.code


def test_bars_join_by_or_and_semicolons_by_and() -> None:
    groups = parse("region:is:East|region:is:South;name:starts:A")
    assert groups == ((EAST, SOUTH), (NAMED_A,))
    assert written(groups) == "region:is:East|region:is:South;name:starts:A"


def test_nothing_is_a_filter_without_conditions() -> None:
    assert parse("") == parse("  ") == ()


def test_commas_separate_values_and_an_operator_may_have_none() -> None:
    [[region], [owner]] = parse("region:is:East,South;owner:empty")
    assert (region.values, owner.values) == (("East", "South"), ())


@pytest.mark.parametrize(
    "value",
    [
        "a,b",
        "a:b",
        "a|b",
        "a;b",
        "a\\b",
        "\\",
        "'; DROP TABLE x; --",
        "“x”",
        "שלום",
        "a\u202eb",
        "🐉",
    ],
)
def test_any_text_may_be_a_value_and_comes_back_as_it_was(value: str) -> None:
    groups = ((Condition("name", "is", (value, "other")),), (EAST,))
    assert parse(written(groups)) == groups


def test_a_sign_after_the_second_colon_is_a_part_of_the_value() -> None:
    [[condition]] = parse("name:is:http://x")
    assert condition.values == ("http://x",)


@pytest.mark.parametrize("text", ["region", ":is:East", "region::East", "a;b", "|", "region:is:E;"])
def test_what_has_no_field_or_operator_is_refused(text: str) -> None:
    assert refusal(text)[2] == "no_condition"


def test_the_refusal_says_which_condition_it_is() -> None:
    assert refusal("region:is:East|region:is:South;name:is:a|x") == (1, 1, "no_condition")


@pytest.mark.parametrize(
    "text", ["name:is:a\x00b", "na\x00me:is:a", "name:is:a\nb", "name:is:\ud800"]
)
def test_what_cannot_be_seen_is_refused(text: str) -> None:
    assert refusal(text)[2] == "control_characters"


def test_filters_have_an_end() -> None:
    assert refusal("name:is:" + "a" * 2_000)[2] == "filter_too_long"
    assert refusal(";".join(["name:is:a"] * 21))[2] == "too_many_conditions"


def test_conditions_are_put_replaced_and_taken_away() -> None:
    groups = put((), EAST, 0, 0)
    groups = put(groups, SOUTH, 0, 9)
    groups = put(groups, NAMED_A, 9, 0)
    assert groups == ((EAST, SOUTH), (NAMED_A,))
    assert put(groups, NAMED_A, 0, 1) == ((EAST, NAMED_A), (NAMED_A,))
    assert without(groups, 1, 0) == ((EAST, SOUTH),)
    assert without(groups, 0, 0) == ((SOUTH,), (NAMED_A,))
