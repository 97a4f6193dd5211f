"""Libraries that come with an extra of this package and may not be there."""


class LibraryMissing(ImportError):
    """A library is not installed; it comes with an extra of this package."""

    def __init__(self, library: str, extra: str) -> None:
        super().__init__(f"{library} is not installed: pip install 'mainstay[{extra}]'")
        self.library = library
        self.extra = extra
