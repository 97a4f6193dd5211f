"""Every action that the source records has a name for the readers of the audit trail."""

import ast
import re
from collections.abc import Iterator

from mainstay.foundation.access.permissions import all_permissions
from mainstay.foundation.audit.actions import named_actions
from mainstay.foundation.audit.naming import named_system_actors
from tests.architecture.source import modules

ACTION = re.compile(r"[a-z_]+\.[a-z_]+\.[a-z_]+(?:ed|set)")


def calls_of(name: str) -> Iterator[tuple[str, ast.Call]]:
    """Where the source calls a function of this name, and how."""
    for module in modules():
        for node in ast.walk(module.tree()):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == name:
                yield f"{module.place}:{node.lineno}", node


def test_no_action_is_put_together_where_it_is_recorded() -> None:
    """Otherwise the test below would not find it."""
    made_up = [
        place
        for place, call in calls_of("record")
        if len(call.args) > 1 and isinstance(call.args[1], ast.JoinedStr)
    ]
    assert made_up == []


def test_every_actor_without_a_person_is_named() -> None:
    named = named_system_actors()
    spoken = {
        ast.unparse(call.args[0]).removeprefix("f").strip("'").split("{")[0].rstrip(" (")
        for place, call in calls_of("system_actor")
        if isinstance(call.args[0], ast.Constant | ast.JoinedStr)
        and not place.split(":")[0].endswith("testing")
    }
    assert spoken <= set(named)
    assert len(spoken) > 3


def test_every_action_that_is_recorded_is_named() -> None:
    named = {code for code, _label in named_actions()}
    permissions = {permission.code for permission in all_permissions()}
    recorded = {
        node.value
        for module in modules()
        for node in ast.walk(module.tree())
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and ACTION.fullmatch(node.value)
    }
    assert recorded - permissions - named == set()
    assert len(recorded) > 30
