"""The package's source as the architecture tests read it."""

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "mainstay"
APPS = PACKAGE / "apps"


@dataclass(frozen=True)
class Module:
    """One file of the package; `parts` is its place below `mainstay`."""

    path: Path

    @property
    def parts(self) -> tuple[str, ...]:
        return self.path.relative_to(PACKAGE).with_suffix("").parts

    @property
    def place(self) -> str:
        return "/".join(self.parts)

    def tree(self) -> ast.Module:
        return _tree(self.path)

    def imports(self) -> Iterator[str]:
        """The dotted names of everything imported anywhere in the file, lazily too."""
        for node in ast.walk(self.tree()):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def modules() -> list[Module]:
    """Every module of the package but its tests and migrations."""
    return [
        Module(path)
        for path in sorted(PACKAGE.rglob("*.py"))
        if not {"tests", "migrations"} & set(path.relative_to(PACKAGE).parts)
    ]


def app_names() -> list[str]:
    """The apps there are."""
    return sorted(path.parent.name for path in APPS.glob("*/apps.py"))


def apps_from_the_bottom() -> list[str]:
    """The apps in the order of the layers contract, the lowest first."""
    contract = _contract("Apps point downwards")
    return [layer.strip("()") for layer in reversed(contract["layers"])]


def apps_layered_inside() -> list[str]:
    """The apps whose own files a contract keeps in order."""
    containers = _contract("Inside an app, downwards")["containers"]
    return [container.rpartition(".")[2] for container in containers]


def _contract(name: str) -> dict[str, Any]:
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    return next(contract for contract in linter["contracts"] if contract["name"] == name)
