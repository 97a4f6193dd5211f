"""What exceptions mean to those who asked."""

import pytest
from django.core.exceptions import ObjectDoesNotExist, TooManyFieldsSent
from django.http import Http404
from django.http.multipartparser import MultiPartParserError

from mainstay.foundation.access.services import AccessDenied, OutOfReach
from mainstay.shell import failures
from mainstay.shell.failures import Failure, failure_of, register_failure


class OutOfStock(Exception):
    pass


class SoldOut(OutOfStock):
    pass


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failures, "_known", dict(failures._known))


@pytest.mark.parametrize(
    ("exception", "status"),
    [
        (AccessDenied("a.b.c"), 403),
        (OutOfReach("a.b.c"), 404),
        (Http404(), 404),
        (ObjectDoesNotExist(), 404),
        (MultiPartParserError("no boundary"), 400),
        (TooManyFieldsSent("1001"), 400),
    ],
)
def test_refusals_and_missing_things_are_known(exception: Exception, status: int) -> None:
    failure = failure_of(exception)
    assert failure is not None
    assert failure.status == status


def test_an_unexpected_exception_means_nothing() -> None:
    assert failure_of(RuntimeError()) is None


def test_an_app_says_what_its_exceptions_mean(registry: None) -> None:
    register_failure(OutOfStock, lambda error: Failure(409, "out_of_stock", str(error)))
    assert failure_of(SoldOut("gone")) == Failure(409, "out_of_stock", "gone")


def test_an_exception_has_one_meaning(registry: None) -> None:
    register_failure(OutOfStock, lambda _error: Failure(409, "out_of_stock"))
    with pytest.raises(ValueError, match="OutOfStock"):
        register_failure(OutOfStock, lambda _error: Failure(404, "gone"))
