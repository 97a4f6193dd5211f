"""Pages, the interface and commands read through queries and write through services."""

import ast

from tests.architecture.source import Module, modules

MANAGERS = {"objects", "_base_manager", "_default_manager"}


def is_a_face(module: Module) -> bool:
    """Whether the module speaks with people or programs."""
    return module.parts[0] in {"cli", "shell"} or (
        module.parts[0] == "apps" and bool({"web", "api", "urls"} & set(module.parts[2:]))
    )


def test_no_page_interface_or_command_touches_a_manager() -> None:
    touching = {
        f"{module.place}:{node.lineno}"
        for module in modules()
        if is_a_face(module)
        for node in ast.walk(module.tree())
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS
    }
    assert touching == set()


def test_system_reads_say_why() -> None:
    silent = {
        f"{module.place}:{node.lineno}"
        for module in modules()
        for node in ast.walk(module.tree())
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "system"
        and not node.args
    }
    assert silent == set()
