"""`mainstay import`: files in."""

from collections.abc import Callable
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from mainstay.apps.ledger.cleaning.fields import FIELDS
from mainstay.cli import import_words as words
from mainstay.cli.arrow import start_arrow
from mainstay.cli.import_reference import (
    import_days,
    import_products,
    import_rates,
    import_tree,
    refuse_calendar,
)
from mainstay.cli.import_refusals import refusals
from mainstay.cli.import_report import print_report
from mainstay.cli.language import _
from mainstay.cli.output import Exit, fail, print_json
from mainstay.cli.progress import shown_progress
from mainstay.cli.session import AsPerson, Json, connect

if TYPE_CHECKING:
    from mainstay.apps.ledger.models import ImportBatch
    from mainstay.apps.ledger.services.importing import FileImport
    from mainstay.foundation.access.actor import Actor


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    fields = _(
        "Fields of customers: {customers}. Fields of contacts: {contacts}. Fields of order lines: "
        "{orders}. Fields of exchange rates: {rates}. Fields of days of a calendar: {days}. Fields "
        "of products: {products}. Fields of product lines: {lines}. Fields of regions: {regions}. "
        "Fields of industries: {industries}."
    ).format(
        lines=", ".join(FIELDS["product-lines"]),
        **{kind: ", ".join(fields) for kind, fields in FIELDS.items()},
    )
    about = _(
        "Import customers, contacts, order lines or reference data (exchange rates, days of a "
        "calendar, products, product lines, regions, industries) from a file."
    )
    app.command("import", help=about, epilog=fields)(import_file)


def import_file(
    kind: words.KindOfFile,
    file: words.File,
    profile: words.Profile = "",
    mapping: words.Mapping = None,
    source: words.Source = "",
    currency: words.Currency = "",
    unknown_customers: words.Unknown = None,
    reject_limit: words.RejectLimit = None,
    on_changed_order: words.Changed = None,
    day_order: words.Days = None,
    decimal_comma: words.DecimalComma = None,
    encoding: words.Encoding = "",
    sheet: words.Sheet = "",
    tax_rate: words.TaxRate = None,
    totals: words.TotalRows = None,
    calendar: words.Calendar = "",
    dry_run: words.DryRun = False,
    as_json: Json = False,
    as_person: AsPerson = "",
) -> None:
    start_arrow()
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.ledger.services.importing import FileImport

    options = _said(
        currency=currency.upper() or None,
        unknown_customers=unknown_customers,
        reject_limit=reject_limit,
        on_changed_order=on_changed_order,
        day_order=day_order,
        decimal_comma=decimal_comma,
        encoding=encoding or None,
        sheet=sheet or None,
        tax_rate=tax_rate,
        totals=totals,
    )
    pairs = _pairs(mapping or [], kind, as_json=as_json)
    if kind in _REFERENCE:
        options |= _said(profile=profile or None, source=source or None, calendar=calendar or None)
        take = _REFERENCE[kind]
        take(actor, file, pairs, options, commit=not dry_run, as_json=as_json)
        return
    if calendar:
        refuse_calendar(as_json=as_json)
    order = FileImport(kind.value, file, not dry_run, profile, pairs, options, source)
    _import(actor, order, as_json=as_json)


_REFERENCE: dict[words.Kind, Callable[..., None]] = {
    words.Kind.RATES: import_rates,
    words.Kind.DAYS: import_days,
    words.Kind.PRODUCTS: import_products,
    words.Kind.PRODUCT_LINES: partial(import_tree, words.Kind.PRODUCT_LINES.value),
    words.Kind.REGIONS: partial(import_tree, words.Kind.REGIONS.value),
    words.Kind.INDUSTRIES: partial(import_tree, words.Kind.INDUSTRIES.value),
}
"""What takes the files that are no batches."""


def _import(actor: "Actor", order: "FileImport", *, as_json: bool) -> None:
    """Import and report; leave with a status of its own when too much was rejected."""
    from mainstay.apps.ledger.services.importing import import_at_once

    with refusals(as_json), shown_progress(quiet=as_json) as tell:
        batch, rejects = import_at_once(actor, order, tell)
    if as_json:
        print_json(_as_json(batch, rejects, kept=order.commit))
    else:
        number = batch.pk if order.commit else None
        print_report(batch, order.path, rejects, number=number, again=_again(order))
    if batch.state == "refused":
        raise typer.Exit(int(Exit.NOTHING_COMMITTED))


def _said(**options: object) -> dict[str, Any]:
    """The options that were given, as plain values."""
    return {
        name: value.value if isinstance(value, StrEnum) else value
        for name, value in options.items()
        if value is not None
    }


def _pairs(texts: list[str], kind: words.Kind, *, as_json: bool) -> dict[str, str]:
    """The columns of the fields that were named, by their codes or as people call them."""
    codes = _field_codes(kind)
    pairs: dict[str, str] = {}
    for text in texts:
        name, sign, column = (part.strip() for part in text.partition("="))
        field = codes.get(name.casefold(), name)
        message = ""
        if not sign or not field:
            message = _("--map takes FIELD=COLUMN, not {text}.").format(text=text)
        elif field in pairs:
            message = _("--map names the field {field} twice.").format(field=field)
        if message:
            fail(message, code="map", as_json=as_json, status=Exit.USAGE)
        pairs[field] = column
    return pairs


def _field_codes(kind: words.Kind) -> dict[str, str]:
    """The code of each field by all its names: the code, in English, in the reader's language."""
    from django.utils import translation

    from mainstay.apps.ledger.queries.importable import importable
    from mainstay.apps.ledger.wording import field_label

    fields = importable(kind.value)
    codes = {field_label(field).casefold(): field for field in fields}
    with translation.override("en"):
        codes |= {field_label(field).casefold(): field for field in fields}
    return codes | {field: field for field in fields}


def _as_json(batch: "ImportBatch", rejects: Path | None, *, kept: bool) -> dict[str, Any]:
    from mainstay.apps.ledger.contracts import ImportReport

    values = ImportReport.from_json(batch.report).as_json()
    seconds = values.pop("seconds")
    return {
        "batch": batch.pk if kept else None,
        "kind": batch.kind,
        "state": batch.state,
        **values,
        "reject_file": rejects and str(rejects),
        "seconds": seconds,
    }


_OF_THE_FILE_ITSELF = ("encoding", "sheet")
"""What says nothing about a reject file, which is CSV in UTF-8."""


def _again(order: "FileImport") -> list[str]:
    """The options that were said, as words; a reject file brings its source itself."""
    said = ["--profile", order.profile] if order.profile else []
    for field, column in order.mapping.items():
        said += ["--map", f"{field}={column}"]
    for name, value in order.options.items():
        option = f"--{name.replace('_', '-')}"
        if name == "decimal_comma":
            said.append(option if value else "--decimal-point")
        elif name not in _OF_THE_FILE_ITSELF:
            said += [option, f"{value:g}" if isinstance(value, float) else value]
    return said
