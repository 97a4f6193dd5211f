"""Names that people give to things."""

import pytest
from django.core.exceptions import ValidationError

from mainstay.foundation.jobs.models import Job
from mainstay.foundation.names import checked_name


def test_a_name_loses_the_spaces_around_it() -> None:
    assert checked_name(Job, "kind", "  South China ") == "South China"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("   ", "required"),
        ("x" * 101, "too_long"),
        ("South\x00China", "control_characters"),
        ("South\nChina", "control_characters"),
    ],
)
def test_a_name_that_the_field_cannot_keep_is_refused(name: str, code: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        checked_name(Job, "kind", name)
    assert {field: each[0].code for field, each in refusal.value.error_dict.items()} == {
        "kind": code
    }


def test_the_longest_name_is_kept() -> None:
    assert checked_name(Job, "kind", "x" * 100) == "x" * 100
