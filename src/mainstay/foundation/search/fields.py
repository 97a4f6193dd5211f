"""The field that holds what a search looks through."""

from collections.abc import Sequence
from typing import Any

from django.db import models

from mainstay.kernel.search import search_text


class SearchTextField(models.TextField):  # type: ignore[type-arg]
    """The searchable form of other fields of the row, renewed whenever an object is written.

    `of` names those fields, `read` those among them that are found by their pinyin too.
    """

    def __init__(
        self, *args: Any, of: Sequence[str] = (), read: Sequence[str] = (), **options: Any
    ) -> None:
        self.of = tuple(of)
        self.read = tuple(read)
        self._read_places = [self.of.index(name) for name in self.read]
        super().__init__(*args, **{"editable": False, **options})

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Give the searchable form of the row's values."""
        text = self.form(*(getattr(model_instance, name) for name in self.of))
        setattr(model_instance, self.attname, text)
        return text

    def form(self, *values: str) -> str:
        """The searchable form of the values of `of`, for writers that have no object of the row."""
        return search_text(*values, read=[values[place] for place in self._read_places])

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """Tell migrations what it is of: they write rows too."""
        name, path, arguments, options = super().deconstruct()
        return name, path, arguments, {**options, "of": self.of, "read": self.read}
