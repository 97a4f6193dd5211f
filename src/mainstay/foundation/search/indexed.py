"""Which texts an index is of."""

from dataclasses import dataclass

from mainstay.kernel.search import GRAMS_VERSION


@dataclass(frozen=True, slots=True)
class Indexed:
    """A column of texts in a table, and the column of its keys."""

    table: str
    key: str
    text: str

    @property
    def prefix(self) -> str:
        """How the names of all versions of the index begin."""
        return f"{self.table}_grams_"

    @property
    def name(self) -> str:
        """The name of the index, another one for each version of the grams."""
        return f"{self.prefix}{GRAMS_VERSION}"
