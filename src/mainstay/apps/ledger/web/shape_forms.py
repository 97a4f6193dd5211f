"""The forms that say in which encoding a text is, and which sheet holds the records."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from mainstay.apps.ledger.models import ImportBatch
from mainstay.apps.ledger.reading.encoding import Reading
from mainstay.apps.ledger.reading.xlsx_parts import Sheet
from mainstay.apps.ledger.services.importing import ImportOptions

ENCODINGS: dict[str, str | Promise] = {
    "gb18030": gettext_lazy("GB18030, GBK (Simplified Chinese)"),
    "big5": gettext_lazy("Big5 (Traditional Chinese)"),
    "big5hkscs": gettext_lazy("Big5-HKSCS (Hong Kong)"),
    "utf-8": "UTF-8",
    "windows-1252": gettext_lazy("Windows-1252 (Western Europe)"),
    "iso-8859-1": gettext_lazy("ISO-8859-1 (Western Europe)"),
    "shift_jis": gettext_lazy("Shift_JIS (Japanese)"),
    "euc-jp": gettext_lazy("EUC-JP (Japanese)"),
    "euc-kr": gettext_lazy("EUC-KR (Korean)"),
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "utf-32-le": "UTF-32 LE",
    "utf-32-be": "UTF-32 BE",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One choice with what is shown beside it."""

    value: str
    label: str | Promise
    lines: tuple[str, ...] = ()
    sheet: Sheet | None = None
    chosen: bool = False


class EncodingForm(forms.Form):
    """In which encoding a text file is, with its first lines as they read in each."""

    encoding = forms.ChoiceField(label=gettext_lazy("Encoding"))

    def __init__(self, readings: Sequence[Reading], data: Any = None) -> None:
        super().__init__(data)
        self._readings = readings
        self.fields["encoding"].choices = list(ENCODINGS.items())  # type: ignore[attr-defined]

    def shown(self) -> list[Shown]:
        """The encodings in which all of the file can be read, in the order of the list."""
        chosen = self["encoding"].value()
        fitting = {reading.encoding: reading for reading in self._readings if reading.fits}
        return [
            Shown(name, label, fitting[name].lines, chosen=name == chosen)
            for name, label in ENCODINGS.items()
            if name in fitting
        ]

    def options(self, batch: ImportBatch) -> ImportOptions:
        """The batch's options with this encoding."""
        kept = ImportOptions.from_json(batch.options)
        return replace(kept, encoding=self.cleaned_data["encoding"])


class SheetForm(forms.Form):
    """Which sheet of a workbook holds the records, with the size of each."""

    sheet = forms.ChoiceField(label=gettext_lazy("Sheet"))

    def __init__(self, batch: ImportBatch, sheets: Sequence[Sheet], data: Any = None) -> None:
        super().__init__(data, initial={"sheet": ImportOptions.from_json(batch.options).sheet})
        self._sheets = sheets
        self.fields["sheet"].choices = [  # type: ignore[attr-defined]
            (sheet.name, sheet.name) for sheet in sheets
        ]

    def shown(self) -> list[Shown]:
        """The sheets in their order."""
        chosen = self["sheet"].value()
        return [
            Shown(sheet.name, sheet.name, sheet=sheet, chosen=sheet.name == chosen)
            for sheet in self._sheets
        ]

    def options(self, batch: ImportBatch) -> ImportOptions:
        """The batch's options with this sheet."""
        kept = ImportOptions.from_json(batch.options)
        return replace(kept, sheet=self.cleaned_data["sheet"])
