"""Libraries that come with an extra of this package and may not be there."""

from importlib.util import find_spec

MODELS_EXTRA = "models"


class LibraryMissing(ImportError):
    """A library is not installed; it comes with an extra of this package."""

    def __init__(self, library: str, extra: str) -> None:
        super().__init__(f"{library} is not installed: pip install 'mainstay[{extra}]'")
        self.library = library
        self.extra = extra


def is_installed(library: str) -> bool:
    """Whether a library is there; it is not loaded for that."""
    return find_spec(library) is not None
