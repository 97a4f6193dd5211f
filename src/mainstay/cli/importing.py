"""`mainstay import`: files in."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mainstay.apps.ledger.cleaning.fields import CUSTOMER_FIELDS, FIELDS, ORDER_FIELDS
from mainstay.cli.arrow import start_arrow
from mainstay.cli.import_refusals import refusals
from mainstay.cli.import_report import print_report
from mainstay.cli.language import _
from mainstay.cli.output import Exit, fail, print_json
from mainstay.cli.progress import shown_progress
from mainstay.cli.session import AsPerson, Json, connect

if TYPE_CHECKING:
    from mainstay.apps.ledger.models import ImportBatch, ImportProfile
    from mainstay.foundation.access.actor import Actor


class Kind(StrEnum):
    """What a file brings."""

    CUSTOMERS = "customers"
    ORDERS = "orders"


class UnknownCustomers(StrEnum):
    """What happens to lines of customers that nobody knows."""

    REJECT = "reject"
    CREATE = "create"


class OnChangedOrder(StrEnum):
    """What happens to a known order that comes with other lines."""

    REJECT = "reject"
    REPLACE = "replace"


class DayOrder(StrEnum):
    """What comes first in a date like 03/04/2024."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    fields = _("Fields of customers: {customers}. Fields of order lines: {orders}.").format(
        customers=", ".join(CUSTOMER_FIELDS), orders=", ".join(ORDER_FIELDS)
    )
    about = _("Import customers or order lines from a file.")
    app.command("import", help=about, epilog=fields)(import_file)


def import_file(
    kind: Annotated[Kind, typer.Argument(help=_("What the file brings."))],
    file: Annotated[
        Path,
        typer.Argument(
            exists=True, dir_okay=False, readable=True, help=_("A CSV file, also gzip, or Parquet.")
        ),
    ],
    profile: Annotated[
        str,
        typer.Option(
            help=_(
                "Read the file as this profile says; what was said is kept in it once the "
                "import is committed, also under a new name."
            )
        ),
    ] = "",
    mapping: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="FIELD=COLUMN",
            help=_("Say which column holds a field, by its code or name."),
        ),
    ] = None,
    source: Annotated[
        str, typer.Option(help=_("The name of the system the file is from; at most 80 characters."))
    ] = "",
    currency: Annotated[
        str, typer.Option(help=_("Of lines that name none; the company's unless said."))
    ] = "",
    unknown_customers: Annotated[
        UnknownCustomers | None,
        typer.Option(help=_("Lines of unknown customers; reject unless said.")),
    ] = None,
    reject_limit: Annotated[
        float | None,
        typer.Option(
            metavar="PERCENT",
            min=0,
            max=100,
            help=_("Commit nothing when a larger share is rejected; 5 unless said."),
        ),
    ] = None,
    on_changed_order: Annotated[
        OnChangedOrder | None,
        typer.Option(help=_("Known orders with other lines; reject unless said.")),
    ] = None,
    day_order: Annotated[
        DayOrder | None, typer.Option(help=_("How to read dates like 03/04/2024."))
    ] = None,
    decimal_comma: Annotated[
        bool | None,
        typer.Option(
            "--decimal-comma/--decimal-point",
            help=_("Whether numbers are written 1.234,50; with a point unless said."),
        ),
    ] = None,
    encoding: Annotated[str, typer.Option(help=_("Where it cannot be told from the file."))] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("Check and commit nothing."))
    ] = False,
    as_json: Json = False,
    as_person: AsPerson = "",
) -> None:
    start_arrow()
    actor = connect(as_person, as_json=as_json)
    options = _said(
        currency=currency.upper() or None,
        unknown_customers=unknown_customers,
        reject_limit=reject_limit,
        on_changed_order=on_changed_order,
        day_order=day_order,
        decimal_comma=decimal_comma,
        encoding=encoding or None,
    )
    pairs = _pairs(mapping or [], kind, as_json=as_json)
    batch, rejects = _run(actor, kind, file, profile, pairs, source, options, dry_run, as_json)
    if as_json:
        print_json(_as_json(batch, rejects, kept=not dry_run))
    else:
        number = None if dry_run else batch.pk
        print_report(batch, rejects, number=number, again=_again(profile, pairs, options))
    if batch.state == "refused":
        raise typer.Exit(int(Exit.NOTHING_COMMITTED))


def _said(**options: object) -> dict[str, Any]:
    """The options that were given, as plain values."""
    return {
        name: value.value if isinstance(value, StrEnum) else value
        for name, value in options.items()
        if value is not None
    }


def _pairs(texts: list[str], kind: Kind, *, as_json: bool) -> dict[str, str]:
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


def _field_codes(kind: Kind) -> dict[str, str]:
    """The code of each field by all its names: the code, in English, in the reader's language."""
    from django.utils import translation

    from mainstay.apps.ledger.wording import field_label

    fields = FIELDS[kind.value]
    codes = {field_label(field).casefold(): field for field in fields}
    with translation.override("en"):
        codes |= {field_label(field).casefold(): field for field in fields}
    return codes | {field: field for field in fields}


def _run(
    actor: "Actor",
    kind: Kind,
    file: Path,
    profile: str,
    mapping: dict[str, str],
    source: str,
    options: dict[str, Any],
    dry_run: bool,
    as_json: bool,
) -> "tuple[ImportBatch, Path | None]":
    """Take the file in, settle how to read it, run; gives the batch and its reject file.

    A dry run leaves nothing behind but the reject file.
    """
    from mainstay.apps.ledger.queries.folders import reject_path
    from mainstay.apps.ledger.services import importing

    found = _profile(actor, kind, profile, as_json=as_json) if profile else None
    own_source = source or (profile if found is None else "")
    with refusals(as_json):
        batch = importing.take_file(
            actor, kind=kind.value, file_name=file.name, blocks=importing.file_blocks(file)
        )
        try:
            settled = importing.ImportOptions.from_json(
                {**(found.options if found else {}), **options}
            )
            importing.configure(
                actor,
                batch,
                mapping=mapping,
                options=settled,
                source=own_source or None,
                profile=found,
            )
            with shown_progress(quiet=as_json) as tell:
                importing.run_now(actor, batch, commit=not dry_run, on_progress=tell)
        except BaseException:
            _forget(actor, batch, whatever=dry_run)
            raise
    if not dry_run:
        if profile and batch.state == "committed" and importing.may_save_profiles(actor):
            importing.renew_profile(actor, batch, profile)
        return batch, reject_path(batch) if batch.reject_name else None
    rejects = importing.keep_rejects(actor, batch)
    importing.discard(actor, batch)
    return batch, rejects


def _forget(actor: "Actor", batch: "ImportBatch", *, whatever: bool) -> None:
    """Remove a batch whose file could not be settled; one that failed while running stays.

    Of a dry run nothing stays, whatever happened.
    """
    from mainstay.apps.ledger.models import BatchState
    from mainstay.apps.ledger.services import importing

    if batch.state == BatchState.UPLOADED or (whatever and batch.state in importing.FREE):
        importing.discard(actor, batch)


def _profile(actor: "Actor", kind: Kind, name: str, *, as_json: bool) -> "ImportProfile | None":
    """The profile of this name; None for one that the import will make."""
    from django.core.exceptions import ValidationError

    from mainstay.apps.ledger.models import ImportProfile
    from mainstay.apps.ledger.queries.batches import profile_named
    from mainstay.apps.ledger.services import importing
    from mainstay.foundation.names import checked_name

    try:
        found = profile_named(actor, checked_name(ImportProfile, "name", name))
    except ValidationError as error:
        fail(" ".join(error.messages), code="unfit_name", as_json=as_json, status=Exit.USAGE)
    message = code = ""
    if found is None and not importing.may_save_profiles(actor):
        message, code = _("There is no profile {name}.").format(name=name), "unknown_profile"
    elif found is not None and found.kind != kind.value:
        message, code = _("A profile of this name reads files of the other kind."), "other_kind"
    if message:
        fail(message, code=code, as_json=as_json, status=Exit.USAGE)
    return found


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


def _again(profile: str, mapping: dict[str, str], options: dict[str, Any]) -> list[str]:
    """The options that were said, as words; a reject file brings its source itself."""
    words = ["--profile", profile] if profile else []
    for field, column in mapping.items():
        words += ["--map", f"{field}={column}"]
    for name, value in options.items():
        option = f"--{name.replace('_', '-')}"
        if name == "decimal_comma":
            words.append(option if value else "--decimal-point")
        elif name != "encoding":  # a reject file is in UTF-8
            words += [option, f"{value:g}" if isinstance(value, float) else value]
    return words
