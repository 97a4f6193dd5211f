"""Where the bundled front end lies: names without a hash to addresses with one."""

import json
from functools import cache
from pathlib import Path

from django.templatetags.static import static

FOLDER = Path(__file__).parent / "static" / "bundle"


class BundleMissing(RuntimeError):
    """The front end has not been bundled, or a name is not part of it."""


def bundled(name: str) -> str:
    """The address of a bundled file, such as ``app.js``. Raises BundleMissing."""
    try:
        return static(f"bundle/{_manifest()[name]}")
    except KeyError:
        raise BundleMissing(f"{name} is not part of the front end's bundle") from None


@cache
def _manifest() -> dict[str, str]:
    try:
        names: dict[str, str] = json.loads((FOLDER / "manifest.json").read_text("utf-8"))
    except FileNotFoundError:
        raise BundleMissing("the front end is not bundled yet; `make setup` does it") from None
    return names
