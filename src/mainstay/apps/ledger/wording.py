"""Codes of the importer in words."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from mainstay.apps.customers.contracts.reasons import REASONS as CUSTOMER_REASONS
from mainstay.apps.governance import queries as governance
from mainstay.apps.ledger import quality_wording, upkeep_wording
from mainstay.apps.ledger.cleaning.conversion import RATE_MISSING
from mainstay.apps.ledger.cleaning.findings import MISSING
from mainstay.apps.ledger.cleaning.words import CATALOGUE_FIELDS, CHANGES, NOTES, without_rate
from mainstay.apps.ledger.models import BatchState
from mainstay.apps.ledger.queries.importable import custom_label
from mainstay.apps.reference.contracts import REASONS as RATE_REASONS
from mainstay.shell.sentences import joined, labelled, listed

REASONS: dict[str, Promise] = {
    **CUSTOMER_REASONS,
    **RATE_REASONS,
    "too_many_fields": _("The record has more fields than the header."),
    "malformed_quotes": _("The quotes in this record do not match."),
    "error_value": _("The cell shows an error such as #N/A, or a formula without its result."),
    "out_of_range": _("The number is too large: at most 14 digits stand before the decimals."),
    "year_out_of_range": _("Days from the year 1900 to the year 2200 can be kept."),
    "share_out_of_range": _("A share lies between 0 and 1, or between 0% and 100%."),
    "tax_rate_out_of_range": _("A tax rate lies between 0 and 100%, such as 13%, 13 or 0.13."),
    "line_no_out_of_range": _("A line number lies between 0 and 2147483647."),
    "not_a_number": _("This is not a number."),
    "not_a_whole_number": _("This is not a whole number."),
    "not_a_date": _("This is not a date."),
    "impossible_date": _("There is no such day in the calendar: check the day and the month."),
    "ambiguous_date": _("It is not clear what is the day and what the month."),
    "too_long": _("This is too long."),
    "unknown_currency": _("This is not a currency."),
    "currency_mismatch": _("The currency sign does not fit the line's currency."),
    "rate_missing": _("There is no exchange rate for the currency on this day."),
    "bad_check_digit": _("The check digit does not fit: something is mistyped."),
    "unknown_kind": _("This is neither an organisation nor a person."),
    "unknown_customer": _("There is no customer with this code."),
    "other_source": _("This line was kept for another source."),
    "duplicate_in_file": _("The file has this line more than once with different content."),
    "line_no_missing": _("The line number is missing."),
    "order_changed": _("The order is known with other lines."),
}

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

ACTIONS: dict[str, Promise] = {
    "ledger.file.uploaded": _("File uploaded"),
    "ledger.batch.discarded": _("File discarded"),
    "ledger.upload.downloaded": _("Imported file downloaded"),
    "ledger.reject_file.downloaded": _("Rejected records downloaded"),
    "ledger.lines.exported": _("Order lines exported"),
    "ledger.list.exported": _("List of imports exported"),
    "ledger.reference_files.exported": _("List of files of reference data exported"),
    "ledger.recurring.exported": _("List of recurring imports exported"),
    "ledger.recurring_runs.exported": _("Files of a recurring import exported"),
    "ledger.rejects.dismissed": _("Rejected records dismissed"),
    "ledger.rejects.recalled": _("Rejected records to be mended after all"),
    "ledger.import.checked": _("File checked"),
    "ledger.import.refused": _("Import refused"),
    "ledger.import.failed": _("Check or import failed"),
    "ledger.import.cancelled": _("Check or import stopped"),
    "ledger.import.committed": _("File imported"),
    "ledger.import.undone": _("Import undone"),
    **upkeep_wording.ACTIONS,
    **quality_wording.ACTIONS,
    "ledger.profile.created": _("Import profile created"),
    "ledger.profile.changed": _("Import profile changed"),
    "ledger.profile.renamed": _("Import profile renamed"),
    "ledger.profile.removed": _("Import profile deleted"),
    "ledger.profiles.exported": _("List of import profiles exported"),
}
"""What the audit trail calls what was done."""

DETAILS: dict[str, Promise] = {
    "bytes": _("Bytes"),
    "code": _("Reason"),
    "figures": _("Figures"),
    "report": _("Report"),
    "ledger_state": _("Ledger state"),
    "mapping": _("Columns"),
    "options": _("Settings"),
    "source": _("Source"),
    "rows": _("Rows"),
    **upkeep_wording.DETAILS,
    **quality_wording.DETAILS,
}
"""What the audit trail calls the facts that were told."""

OTHER_KIND = _("A profile of this name reads files of another kind.")

FIELD_LABELS: dict[str, Promise] = {
    "customer": _("Customer code"),
    "order_no": _("Order number"),
    "line_no": _("Line number"),
    "ordered_at": _("Order date"),
    "product_code": _("Product code"),
    "product_name": _("Product name"),
    "category": _("Category"),
    "quantity": _("Quantity"),
    "unit_price": _("Unit price"),
    "discount": _("Discount"),
    "tax_rate": _("Tax rate"),
    "amount": _("Amount"),
    "cost": _("Cost"),
    "profit": _("Profit"),
    "currency": _("Currency"),
    "channel": _("Channel"),
    "salesperson": _("Salesperson"),
    "on": _("Day"),
    "rate": pgettext_lazy("currency", "Rate"),
    "source": _("Source"),
    "works": _("Kind of day"),
    "customer_name": _("Customer name"),
    "customer_region": _("Customer's region"),
    "customer_industry": _("Customer's industry"),
    "code": _("Customer code"),
    "name": _("Name"),
    "short_name": _("Short name"),
    "kind": _("Organisation or person"),
    "registration_number": _("Registration number"),
    "industry": _("Industry"),
    "region": _("Region"),
    "scale": _("Scale"),
    "founded_on": _("Founded on"),
    "parent": _("Parent (its code)"),
    "owner": _("Owner (e-mail or name)"),
    "tags": _("Tags"),
    "contact_source": _("System of the contact's code"),
    "contact_code": _("Contact code"),
    "contact_name": _("Contact"),
    "position": _("Position"),
    "department": _("Department"),
    "email": _("E-mail"),
    "phone": _("Phone"),
    "mobile": _("Mobile"),
    "wechat": _("WeChat"),
    "is_main": _("Main contact"),
    "notes": _("Notes"),
    **CATALOGUE_FIELDS,
}

TITLES: dict[str, Promise] = {
    "ledger.check": _("Checking the file"),
    "ledger.import": _("Importing the file"),
    "ledger.undo": _("Undoing the import"),
}

PHASES: dict[str, Promise] = {
    "": _("Waiting to begin"),
    "read": _("Reading the file"),
    "match": _("Comparing with what is known"),
    "apply": _("Writing what the file brings"),
    "resolve": _("Comparing with the ledger"),
    "write": _("Writing the ledger's files"),
    **upkeep_wording.PHASES,
    **quality_wording.PHASES,
}

MAPPING_FAULTS: dict[str, Promise] = {
    "missing": _("No column holds: {names}."),
    "absent": _("The file has no column called: {names}."),
    "unknown": _("There are no such fields: {names}."),
}


def field_label(field: str) -> str:
    """A field as people call it; the bare name of one that has no words."""
    return custom_label(field) or str(FIELD_LABELS.get(field, field))


def busy(state: str) -> str:
    """Why something cannot be done with an import now."""
    words = _("This import is {state}; that cannot be done now.")
    return str(words).format(state=BatchState(state).label)


def damaged(file: str) -> str:
    """Why there are no figures: the ledger's file of this name is not what was written."""
    words = _("The ledger file {file} is damaged or missing, so no figures are shown.")
    return str(words).format(file=file)


def change(code: str) -> str:
    """What cleaning did to cells, from `field.change`."""
    field, _sign, done = code.rpartition(".")
    return labelled(field_label(field), CHANGES.get(done, done))


def note(code: str) -> str:
    """What a report remarks on."""
    return str(NOTES.get(code, code))


def title(kind: str) -> str:
    """What a job of this kind is doing; the bare code of one without words."""
    return str(TITLES.get(kind, kind))


def phase(code: str) -> str:
    """What a running import is doing; the bare name of a phase without words."""
    return str(PHASES.get(code, code))


def reason(code: str, value: str = "") -> str:
    """Why a record was rejected, perhaps a single one with this `value`; the bare code at worst."""
    if code == RATE_MISSING and value:
        return without_rate(value)
    what, _sign, field = code.partition("_")
    if what == MISSING and field in FIELD_LABELS:
        return gettext("Nothing stands in “{field}”.").format(field=FIELD_LABELS[field])
    return str(REASONS.get(code, code))


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


def no_records(mapping: Mapping[str, str]) -> str:
    """Why there is nothing to import from a file that has headings and at most blank rows.

    They are told in the order of the fields, since PostgreSQL does not keep that of a mapping.
    """
    headings = [mapping[field] for field in FIELD_LABELS if field in mapping]
    words = gettext("The file has its headings ({headings}) and no record below them.")
    return words.format(headings=listed(headings))


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
    said = words.format(cells=cells, examples=listed(figures.get("examples", [])))
    return joined((said, FAILURES["decimal_comma"]))


@contextmanager
def language_of(person_id: int | None) -> Iterator[None]:
    """Write in the language of a person, as a job does that runs for them."""
    language = governance.language_of(person_id)
    with translation.override(language or translation.get_language()):
        yield
