"""Where the bundled front end lies: names without a hash to addresses with one."""

import json
from functools import lru_cache
from pathlib import Path

from django.templatetags.static import static

from mainstay.foundation.kept import kept

FOLDER = Path(__file__).parent / "static" / "bundle"


class BundleMissing(RuntimeError):
    """The front end has not been bundled, or a name is not part of it."""


def bundled(name: str) -> str:
    """The address of a bundled file, such as ``app.js``. Raises BundleMissing."""
    try:
        return kept("shell.bundle", _present)[name]
    except FileNotFoundError:
        raise BundleMissing("the front end is not bundled yet; `make setup` does it") from None
    except KeyError:
        raise BundleMissing(f"{name} is not part of the front end's bundle") from None


def _present() -> dict[str, str]:
    """The addresses now: looked at once within a request, whose page has a hundred icons."""
    manifest = FOLDER / "manifest.json"
    return _addresses(manifest, manifest.stat().st_mtime_ns)


@lru_cache(maxsize=1)
def _addresses(manifest: Path, _changed: int) -> dict[str, str]:
    names: dict[str, str] = json.loads(manifest.read_text("utf-8"))
    return {name: static(f"bundle/{hashed}") for name, hashed in names.items()}
