"""Reading refusals in tests."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError


@contextmanager
def refuses(**expected: str) -> Iterator[pytest.ExceptionInfo[ValidationError]]:
    """Expect a ValidationError with these codes by field; `whole` is where no field is at fault."""
    with pytest.raises(ValidationError) as error:
        yield error
    found = {field: each[0].code for field, each in error.value.error_dict.items()}
    if "whole" in expected:
        expected[NON_FIELD_ERRORS] = expected.pop("whole")
    assert found == expected
