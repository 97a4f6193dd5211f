"""Why an import stopped as a whole, in words, and what is asked of whoever brought the file."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from mainstay.apps.ledger import upkeep_wording
from mainstay.apps.ledger.wording import field_label
from mainstay.shell.sentences import joined, listed

IDENTITIES: dict[str, Promise] = {
    "line": _("line numbers"),
    "order": _("order numbers without line numbers"),
}
"""By what the lines of a source are told apart."""

FAILURES: dict[str, Promise] = {
    "empty_file": _("The file is empty."),
    **upkeep_wording.FAILURES,
    "no_header": _("Line {line} should be the header but holds no headings."),
    "binary_file": _(
        "Workbooks (XLSX, XLS), CSV and Parquet files can be imported. This is a file of the kind "
        "{format}, whatever its name says: open it and save it as a workbook (XLSX) first."
    ),
    "encrypted_file": _("The {format} file is encrypted: save it without a password first."),
    "several_files": _(
        "The archive holds {count} files: {names}. Unpack it and import them one by one."
    ),
    "unpacked_too_large": _("Unpacked, the file is larger than {limit}, the most that is read."),
    "too_many_cells": _(
        "The sheet has more than {limit} cells with content, the most that is read."
    ),
    "sheet_unknown": _("Please say which sheet holds the records: {sheets}."),
    "nul_bytes": _("Line {line} holds a NUL byte: the file is damaged or not a text file."),
    "encoding_unsupported": _("Files in {encoding} cannot be read; please save it as UTF-8."),
    "encoding_unknown": _("Line {line} is neither UTF-8 nor GB18030: please choose the encoding."),
    "unclosed_quote": _("The quote that opens in line {line} is never closed."),
    "record_too_long": _(
        "The record that begins in line {line} is longer than {limit}, the most that one record "
        "can have. Mostly a quote is not closed or line breaks are missing."
    ),
    "damaged_file": _("The {format} file is damaged."),
    "mapping": _("The columns are not matched to fields as needed."),
    "identity_mode": _(
        "Files from this source came with {began_with} so far, and this one comes with "
        "{came_with}. Choose the columns again, or name another source under “Where the file "
        "is from”."
    ),
    "ledger_damaged": _("The ledger file {file} is damaged or missing; nothing was changed."),
    "option": _("The option {option} cannot be {value}."),
    "option_unfit": _("The option {option} says nothing about files of this kind."),
    "decimal_comma": _("Please say whether a point or a comma stands before the decimals."),
    "ambiguous_dates": _("Please say whether the day or the month comes first."),
    "does_not_reconcile": _("What went in is not what came out; nothing was changed."),
    "too_many_rates": _("A file of exchange rates can have {limit} records at most."),
    "too_many_days": _("A file of days can have {limit} records at most."),
    "too_many_records": _("A file of this kind can have {limit} records at most."),
    "too_busy": _("Other imports kept coming first; please try again."),
    "disk": _("The disk refused: {error}. Nothing was changed."),
    "memory": _(
        "The memory was not enough; nothing was changed. Raise MAINSTAY_ENGINE_MEMORY, or divide "
        "the file."
    ),
    "worker_lost": _("The process that did it was lost several times; please try again."),
    "actor_unavailable": _("The person who started it is no longer active."),
    "access_denied": _("The person who started it may not do this."),
    "unexpected": _("An unexpected error; the log of the server says more ({error})."),
}

MAPPING_FAULTS: dict[str, Promise] = {
    "missing": _("No column holds: {names}."),
    "absent": _("The file has no column called: {names}."),
    "unknown": _("There are no such fields: {names}."),
}


def failure(code: str, figures: Mapping[str, Any], *, with_codes: bool = False) -> str:
    """Why an import stopped as a whole; with the codes of fields for those who type them."""
    if code == "mapping":
        return _mapping_failure(figures, with_codes=with_codes)
    if code == "ambiguous_dates":
        return _date_question(figures)
    if code == "decimal_comma":
        return _comma_question(figures)
    if code == "identity_mode":
        figures = {name: IDENTITIES.get(value, value) for name, value in figures.items()}
    words = str(FAILURES.get(code, code))
    shown = {
        name: listed(value) if isinstance(value, list) else value for name, value in figures.items()
    }
    if code == "sheet_unknown" and "sheet" in shown:
        words = gettext("There is no sheet called {sheet}. Those with content are: {sheets}.")
    if code == "encoding_unknown" and "encoding" in shown:
        words = gettext("Line {line} is not in {encoding}: please choose another encoding.")
    if code in _SIZES and "limit" in shown:
        shown["limit"] = filesizeformat(shown["limit"])
    try:
        return words.format(**shown)
    except (KeyError, IndexError):
        return words


_SIZES = ("record_too_long", "unpacked_too_large")
"""Failures whose limit is a number of bytes."""


def coded_label(field: str) -> str:
    """A field as people call it, with the code by which commands name it."""
    return f"{field_label(field)} ({field})"


def _mapping_failure(figures: Mapping[str, Any], *, with_codes: bool) -> str:
    """Which fields and headings do not fit."""
    label = coded_label if with_codes else field_label
    said = [str(FAILURES["mapping"])]
    for fault, words in MAPPING_FAULTS.items():
        names = figures.get(fault) or []
        if names:
            shown = [label(name) for name in names] if fault == "missing" else names
            said.append(str(words).format(names=listed(shown)))
    if figures.get("repeated"):
        said.append(repeated_headings(figures["repeated"]))
    # Most of what is written in Big5 is GB18030 too, if not what anybody would write.
    if figures.get("missing") and figures.get("encoding") == "gb18030":
        said.append(gettext("The file was read as GB18030; if it is in Big5, please say so."))
    return joined(said)


def repeated_headings(headings: Sequence[str]) -> str:
    """Why columns whose heading stands over several of them cannot be used."""
    words = ngettext(
        "The heading “{names}” stands over more than one column, so none of them can be used. "
        "Give each column a heading of its own.",
        "The headings “{names}” each stand over more than one column, so none of these can be "
        "used. Give each column a heading of its own.",
        len(headings),
    )
    return words.format(names=gettext("”, “").join(headings))


def _date_question(figures: Mapping[str, Any]) -> str:
    """Which dates have two readings, what the others show, and what is asked."""
    cells = figures.get("cells", 0)
    day_first, month_first = figures.get("day_first", 0), figures.get("month_first", 0)
    said = []
    if cells:
        words = ngettext(
            "{cells} date can be read in two ways: {examples}.",
            "{cells} dates can be read in two ways, for example {examples}.",
            cells,
        )
        said.append(words.format(cells=cells, examples=listed(figures.get("examples", []))))
    if day_first:
        words = ngettext(
            "In {cells} date only the day can come first.",
            "In {cells} dates only the day can come first.",
            day_first,
        )
        said.append(words.format(cells=day_first))
    if month_first:
        words = ngettext(
            "In {cells} date only the month can come first.",
            "In {cells} dates only the month can come first.",
            month_first,
        )
        said.append(words.format(cells=month_first))
    if day_first and not month_first:
        said.append(gettext("So it is probably the day: please confirm that it comes first."))
    elif month_first and not day_first:
        said.append(gettext("So it is probably the month: please confirm that it comes first."))
    else:
        said.append(str(FAILURES["ambiguous_dates"]))
    return joined(said)


def _comma_question(figures: Mapping[str, Any]) -> str:
    """Which numbers can only be read with a decimal comma, and what is asked."""
    cells = figures.get("cells", 0)
    words = ngettext(
        "{cells} number can only be read with a decimal comma: {examples}.",
        "{cells} numbers can only be read with a decimal comma, for example {examples}.",
        cells,
    )
    if not figures.get("examples"):
        words = ngettext(
            "{cells} number can only be read with a decimal comma.",
            "{cells} numbers can only be read with a decimal comma.",
            cells,
        )
    said = words.format(cells=cells, examples=listed(figures.get("examples", [])))
    return joined((said, FAILURES["decimal_comma"]))
