"""Every permission is held by a shipped role, and every permission that is asked for exists."""

import ast

from mainstay.apps.governance.rules import SHIPPED_SCOPES, shipped_permissions
from mainstay.foundation.access.permissions import all_permissions
from tests.architecture.source import modules

ASKING = {"service", "require", "requires", "may"}


def test_every_permission_is_held_by_a_shipped_role() -> None:
    declared = all_permissions()
    held = {code for role in SHIPPED_SCOPES for code in shipped_permissions(role, declared)}
    assert {permission.code for permission in declared} == held


def test_permissions_name_roles_that_are_shipped() -> None:
    named = {role for permission in all_permissions() for role in permission.roles}
    assert named <= set(SHIPPED_SCOPES)


def test_the_auditor_holds_every_right_to_see_what_is_audited_and_none_to_write() -> None:
    declared = all_permissions()
    held = set(shipped_permissions("auditor", declared))
    writing = {each.code for each in declared if each.writes and not each.everyone}
    seeing = {each.code for each in declared if not each.writes}
    assert seeing - held == {"customers.contact.reach"}
    assert held & writing == set()


def test_every_permission_that_is_asked_for_by_name_is_declared() -> None:
    declared = {permission.code for permission in all_permissions()}
    unknown = {
        f"{module.place}:{node.lineno}: {argument.value}"
        for module in modules()
        for node in ast.walk(module.tree())
        if isinstance(node, ast.Call) and _name(node.func) in ASKING
        for argument in node.args[:2]
        if isinstance(argument, ast.Constant)
        and isinstance(argument.value, str)
        and argument.value.count(".") == 2
        and argument.value not in declared
    }
    assert unknown == set()


def _name(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""
