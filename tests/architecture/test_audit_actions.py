"""Every action that the source records has a name for the readers of the audit trail."""

import ast
import re

from mainstay.foundation.access.permissions import all_permissions
from mainstay.foundation.audit.actions import named_actions
from tests.architecture.source import modules

ACTION = re.compile(r"[a-z_]+\.[a-z_]+\.[a-z_]+(?:ed|set)")


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
