"""Codes of the importer in words."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
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
from mainstay.shell.sentences import labelled, listed

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
    "criterion": _("Criterion"),
    "rater": _("Rater (e-mail)"),
    "rating": _("Rating"),
    "comment": _("Comment"),
    "figure": _("Figure"),
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


def unavailable(engine: str) -> str:
    """Why there are no figures: the engine that is to compute them cannot be used."""
    words = _("The engine {engine} cannot be used just now; an administrator can see why.")
    return str(words).format(engine=engine)


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


def no_records(mapping: Mapping[str, str]) -> str:
    """Why there is nothing to import from a file that has headings and at most blank rows.

    They are told in the order of the fields, since PostgreSQL does not keep that of a mapping.
    """
    headings = [mapping[field] for field in FIELD_LABELS if field in mapping]
    words = gettext("The file has its headings ({headings}) and no record below them.")
    return words.format(headings=listed(headings))


@contextmanager
def language_of(person_id: int | None) -> Iterator[None]:
    """Write in the language of a person, as a job does that runs for them."""
    language = governance.language_of(person_id)
    with translation.override(language or translation.get_language()):
        yield
