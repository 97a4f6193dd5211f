"""The word that a page's script asks for a file with comes back, and nothing but such a word."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from mainstay.shell.web.exporting import FileComesMiddleware

COOKIE = "mainstay_file_comes"


def answer(word: str) -> HttpResponse:
    request = RequestFactory().get("/customers/", {"format": "xlsx", "told": word})
    response = FileComesMiddleware(lambda _request: HttpResponse())(request)
    assert isinstance(response, HttpResponse)
    return response


def test_the_word_comes_back_for_a_minute() -> None:
    cookie = answer("4294967295123").cookies[COOKIE]
    assert (cookie.value, cookie["max-age"], cookie["samesite"]) == ("4294967295123", 60, "Strict")


@pytest.mark.parametrize("word", ["", "a=b; path=/", "１２", "1" * 21, "1\n"])
def test_anything_else_stays_out_of_the_answer(word: str) -> None:
    assert COOKIE not in answer(word).cookies
