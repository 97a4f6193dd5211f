"""Codes in words: nobody reads a code on a page."""

import ast
import inspect
from collections.abc import Iterator

import pytest

from mainstay.apps.ledger import failure_wording, wording
from mainstay.apps.ledger.cleaning import (
    currencies,
    customers,
    fields,
    findings,
    numbers,
    orders,
    tax,
    tax_rates,
    text_columns,
    times,
    width,
)
from mainstay.apps.ledger.cleaning.mapping import check_mapping
from mainstay.apps.ledger.cleaning.words import CHANGES, NOTES
from mainstay.engine.ledger_state import IdentityMode
from mainstay.engine.progress import Phase
from mainstay.engine.resolve import Reason
from mainstay.foundation.jobs.models import JobError

MODULES = (
    currencies,
    customers,
    findings,
    numbers,
    orders,
    tax,
    tax_rates,
    text_columns,
    times,
    width,
)


def codes() -> Iterator[str]:
    """The codes that the cleaners name as constants."""
    for module in MODULES:
        for node in ast.parse(inspect.getsource(module)).body:
            named = isinstance(node, ast.Assign) and ast.unparse(node.value).strip("'")
            if named and named.isidentifier():
                yield named


def test_every_code_of_the_cleaners_has_words() -> None:
    known = {**wording.REASONS, **CHANGES, **NOTES}
    assert sorted(set(codes()) - set(known)) == []


def test_every_reason_and_phase_of_the_engine_has_words() -> None:
    assert {each.value for each in Reason} <= set(wording.REASONS)
    assert {each.value for each in Phase} <= set(wording.PHASES)


def test_every_field_has_a_name() -> None:
    assert {name for kind in fields.FIELDS.values() for name in kind} <= set(wording.FIELD_LABELS)


def test_every_way_a_job_can_end_has_words() -> None:
    assert {each.value for each in JobError} <= set(failure_wording.FAILURES)


def test_a_source_that_changes_its_lines_is_told_without_codes() -> None:
    assert {each.value for each in IdentityMode} == set(failure_wording.IDENTITIES)
    figures = {"source": "default", "began_with": "line", "came_with": "order"}
    told = failure_wording.failure("identity_mode", figures)
    assert "came with line numbers so far" in told
    assert "default" not in told


@pytest.mark.parametrize("code", sorted(failure_wording.FAILURES))
def test_a_failure_whose_figures_are_lost_can_still_be_told(code: str) -> None:
    assert failure_wording.failure(code, {})


def test_a_mapping_that_does_not_fit_says_what_is_missing() -> None:
    said = failure_wording.failure("mapping", {"missing": ["amount"], "absent": ["Total"]})
    assert "No column holds: Amount." in said
    assert "no column called: Total" in said


def test_a_file_that_may_be_in_another_encoding_says_how_it_was_read() -> None:
    assert "Big5" in failure_wording.failure(
        "mapping", {"missing": ["amount"], "encoding": "gb18030"}
    )
    assert "Big5" not in failure_wording.failure(
        "mapping", {"missing": ["amount"], "encoding": "utf-8"}
    )


def test_a_heading_over_several_columns_is_named_where_it_may_be_what_is_missing() -> None:
    check = check_mapping({}, ["code", "Total", "x", "Total", "", ""], "orders")
    assert check.repeated_headers == ("Total",)
    figures = {"missing": list(check.missing), "repeated": list(check.repeated_headers)}
    assert "The heading “Total” stands over more than one column" in failure_wording.failure(
        "mapping", figures
    )
    assert "The headings “a”, “b” each stand" in failure_wording.repeated_headings(["a", "b"])


def test_a_record_that_is_too_long_is_told_with_its_line_and_the_limit_in_megabytes() -> None:
    told = failure_wording.failure("record_too_long", {"line": 3, "limit": 1 << 20})
    assert told.startswith("The record that begins in line 3 is longer than 1.0\xa0MB,")


def test_a_file_that_is_not_in_the_chosen_encoding_is_not_said_to_be_in_none() -> None:
    told = failure_wording.failure("encoding_unknown", {"line": 1, "encoding": "utf-8"})
    assert told == "Line 1 is not in utf-8: please choose another encoding."


def test_only_dates_with_two_readings_are_counted_and_the_others_propose_an_answer() -> None:
    figures = {"cells": 1, "day_first": 2, "month_first": 0, "examples": ["03/04/2024"]}
    assert failure_wording.failure("ambiguous_dates", figures) == (
        "1 date can be read in two ways: 03/04/2024. In 2 dates only the day can come first. "
        "So it is probably the day: please confirm that it comes first."
    )


def test_dates_that_contradict_each_other_propose_nothing() -> None:
    figures = {"cells": 0, "day_first": 1, "month_first": 1, "examples": []}
    asked = failure_wording.failure("ambiguous_dates", figures)
    assert asked.endswith("Please say whether the day or the month comes first.")
