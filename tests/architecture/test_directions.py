"""Imports point downwards, and heavy or foreign libraries stay in their rooms."""

import ast
import subprocess
import sys
from pathlib import Path

from tests.architecture.source import (
    ROOT,
    Module,
    app_names,
    apps_from_the_bottom,
    apps_layered_inside,
    modules,
)

OPEN_TO_OTHER_APPS = {"queries", "services", "contracts"}
TEST_SUPPORT = {"testing"}


def test_the_layer_contracts_are_kept() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    checked = subprocess.run(
        [program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_every_app_has_its_layer_and_layers_inside() -> None:
    assert set(app_names()) <= set(apps_from_the_bottom())
    assert set(app_names()) == set(apps_layered_inside())


def test_only_the_engine_knows_a_query_engine() -> None:
    knowing = {
        module.place
        for module in modules()
        if module.parts[0] != "engine" and _knows_a_query_engine(module)
    }
    assert knowing == set()


def _knows_a_query_engine(module: Module) -> bool:
    if any(name.split(".")[0] in {"duckdb", "pyspark"} for name in module.imports()):
        return True
    return any(
        isinstance(node, ast.Attribute)
        and node.attr in {"duckdb", "pyspark"}
        and isinstance(node.value, ast.Name)
        and node.value.id == "ibis"
        for node in ast.walk(module.tree())
    )


def test_kernel_engine_and_analytics_know_no_django() -> None:
    knowing = {
        (module.place, name)
        for module in modules()
        if module.parts[0] in {"kernel", "engine", "analytics"}
        for name in module.imports()
        if name.split(".")[0] in {"django", "ninja", "allauth"}
    }
    assert knowing == set()


def test_apps_meet_in_queries_services_and_contracts_alone() -> None:
    reaching_in = {
        (module.place, name)
        for module in modules()
        if module.parts[0] == "apps" and len(module.parts) > 2
        for name in module.imports()
        if _reaches_into_another_app(module, name)
    }
    assert reaching_in == set()


def _reaches_into_another_app(module: Module, name: str) -> bool:
    parts = name.split(".")
    if parts[:2] != ["mainstay", "apps"] or len(parts) < 4 or parts[2] == module.parts[1]:
        return False
    allowed = OPEN_TO_OTHER_APPS | (TEST_SUPPORT if module.parts[2] in TEST_SUPPORT else set())
    return parts[3] not in allowed


def test_analytics_load_without_django() -> None:
    names = [
        ".".join(["mainstay", *module.parts]).removesuffix(".__init__")
        for module in modules()
        if module.parts[0] == "analytics"
    ]
    loading = f"""
import importlib, sys
for name in {names!r}:
    importlib.import_module(name)
print(*{{name.split(".")[0] for name in sys.modules}})
"""
    command = [sys.executable, "-c", loading]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert "numpy" in loaded
    assert not {"django", "ninja", "allauth"} & set(loaded)
