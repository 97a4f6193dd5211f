"""The tables hold every address, every operation, every right, and nothing that is gone."""

from collections import Counter

import pytest

from mainstay.apps.governance.models import Role
from mainstay.foundation.access.permissions import all_permissions
from mainstay.foundation.testing.routes import Route, all_routes
from tests.rights.rules import NOBODY, ROLES, SIGNED_IN, asks, reaching, rights

WITHOUT_ANSWER = {"api/": "the root that addresses are built from"}


def methods_of(route: Route) -> frozenset[str]:
    return route.methods or route.says


def test_every_address_and_operation_has_its_line() -> None:
    written = {(ask.method, ask.path) for ask in asks()}
    there = {(method, route.path) for route in all_routes() for method in methods_of(route)}
    assert sorted(there - written) == []
    plain = {route.path for route in all_routes() if not methods_of(route)} - set(WITHOUT_ANSWER)
    assert sorted(plain - {path for _method, path in written}) == []


def test_no_line_outlives_its_address() -> None:
    there = {route.path: methods_of(route) for route in all_routes()}
    stale = [ask for ask in asks() if ask.method not in (there.get(ask.path) or {ask.method})]
    assert [str(ask) for ask in stale] == []
    assert sorted({ask.path for ask in asks()} - set(there)) == []


def test_no_line_stands_twice() -> None:
    assert [line for line, times in Counter(map(str, asks())).items() if times > 1] == []


def test_lines_name_rights_that_there_are_and_every_place_has_a_row() -> None:
    assert {ask.needs for ask in asks()} - set(rights()) <= {SIGNED_IN, NOBODY}
    for ask in asks():
        names_one = "<" in ask.path or bool(ask.sent)
        assert bool(ask.row) == names_one or ask.needs == NOBODY, ask
        assert ask.kinds, ask
        assert not ask.to or reaching(f"{ask.reach}, to {ask.to}").keys() == set(ask.kinds), ask


def test_every_declared_right_has_its_line_and_no_other() -> None:
    assert sorted(rights()) == [each.code for each in all_permissions()]


@pytest.mark.django_db
def test_shipped_roles_hold_what_the_table_says() -> None:
    for letter, code in ROLES.items():
        held = set(Role.objects.system("test").get(code=code).permissions)
        assert held == {right for right, letters in rights().items() if letter in letters}, code


def test_what_everybody_holds_is_held_without_a_role() -> None:
    everyone = {each.code for each in all_permissions() if each.everyone}
    assert everyone == {right for right, letters in rights().items() if "-" in letters}
