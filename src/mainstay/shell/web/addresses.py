"""Addresses that pages have by the hundred, reversed once: Django takes some 25 µs for each."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.urls import get_script_prefix, reverse

_ANY = 7_000_000_000_000_000_007
"""A key that no row has and that no other part of an address contains."""


def page_address(name: str) -> str:
    """Where the page of this name is found."""
    return _page(get_script_prefix(), name)


@cache
def _page(_prefix: str, name: str) -> str:
    return reverse(name)


def row_addresses(name: str, *others: Any) -> Callable[[int], str]:
    """How the page of this name is found for a row's key, which stands before the others."""
    before, after = _around(get_script_prefix(), name, *others)
    return lambda key: f"{before}{key}{after}"


@cache
def _around(_prefix: str, name: str, *others: Any) -> tuple[str, str]:
    before, after = reverse(name, args=[_ANY, *others]).split(str(_ANY))
    return before, after
