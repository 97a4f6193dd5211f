"""Arrow without pandas, for commands that are over soon."""

import sys
from importlib.abc import MetaPathFinder


class _WithoutPandas(MetaPathFinder):
    """Says that pandas is not installed."""

    def find_spec(self, name: str, *_: object) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name=name)


def start_arrow() -> None:
    """Load Arrow so that it leaves pandas alone.

    At its first conversion of Python values Arrow looks whether pandas is installed, and imports it
    to be prepared for its objects: a second of time and 60 MB. A command that meets none of them
    can do without, so pandas is not to be found while Arrow looks. Whoever asks for pandas later
    still gets it, from Arrow too.
    """
    import pyarrow as pa

    hidden = _WithoutPandas()
    sys.meta_path.insert(0, hidden)
    try:
        pa.array([])
    finally:
        sys.meta_path.remove(hidden)
