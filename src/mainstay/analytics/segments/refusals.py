"""Why no segments are looked for: codes and figures for the application to put into words."""


class SegmentsRefused(ValueError):
    """There is too little to look for segments in.

    ``code`` is ``missing`` (``column`` is not in the table), ``too_few_customers`` (with enough of
    the indicators known) or ``all_alike`` (no indicator tells two customers apart). ``needed`` and
    ``found`` are what it takes and what there is.
    """

    def __init__(self, code: str, column: str = "", needed: int = 0, found: int = 0) -> None:
        """Keep all four for the application to put into words."""
        super().__init__(f"{code} {column}: {needed} needed, {found} found")
        self.code = code
        self.column = column
        self.needed = needed
        self.found = found
