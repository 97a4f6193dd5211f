"""`mainstay import rates` and the like: a file of reference data in, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mainstay.cli.amounts import counted
from mainstay.cli.import_refusals import refusals
from mainstay.cli.language import _
from mainstay.cli.output import Exit, fail, print_json, say, table

if TYPE_CHECKING:
    from mainstay.apps.ledger.services.importing.reference_files import (
        ReferenceFile,
        ReferenceReport,
    )
    from mainstay.foundation.access.actor import Actor

_SHOWN = 20
"""How many reasons are named to people; programs get them all."""


def import_rates(
    actor: "Actor",
    file: Path,
    mapping: Mapping[str, str],
    said: Mapping[str, Any],
    *,
    commit: bool,
    as_json: bool,
) -> None:
    """Set the rates of a file, or check them, and tell what became of each record."""
    from mainstay.apps.ledger.services.importing import rates

    with refusals(as_json):
        order = _kept_order(actor, "rates", file, mapping, said, rates.RATE_OPTIONS)
        report = rates.import_rates(actor, order, commit=commit)
    _tell("rates", file, report, done=commit, as_json=as_json)


def import_days(
    actor: "Actor",
    file: Path,
    mapping: Mapping[str, str],
    said: Mapping[str, Any],
    *,
    commit: bool,
    as_json: bool,
) -> None:
    """Set the days of a file in the calendar that was said, else in the company's."""
    from mainstay.apps.ledger.services.importing import calendar_days
    from mainstay.apps.ledger.services.importing.reference_files import OPTIONS
    from mainstay.apps.reference.contracts import CHANGE_CALENDARS
    from mainstay.foundation.access.services import require

    said = dict(said)
    calendar = said.pop("calendar", "")
    with refusals(as_json):
        require(actor, CHANGE_CALENDARS)
        key = _calendar(actor, calendar, as_json=as_json)
        order = _order(file, mapping, said, OPTIONS)
        report = calendar_days.import_days(actor, key, order, commit=commit)
    _tell("days", file, report, done=commit, as_json=as_json)


def import_products(
    actor: "Actor",
    file: Path,
    mapping: Mapping[str, str],
    said: Mapping[str, Any],
    *,
    commit: bool,
    as_json: bool,
) -> None:
    """Set the products of a file, or check them, and tell what became of each record."""
    from mainstay.apps.ledger.services.importing import catalogue
    from mainstay.apps.ledger.services.importing.reference_files import OPTIONS

    with refusals(as_json):
        order = _kept_order(actor, "products", file, mapping, said, OPTIONS)
        report = catalogue.import_products(actor, order, commit=commit)
    _tell("products", file, report, done=commit, as_json=as_json)


def import_tree(
    code: str,
    actor: "Actor",
    file: Path,
    mapping: Mapping[str, str],
    said: Mapping[str, Any],
    *,
    commit: bool,
    as_json: bool,
) -> None:
    """Set what a file brings of the tree with this code, or check it, and tell what became."""
    from mainstay.apps.ledger.services.importing import catalogue
    from mainstay.apps.reference.queries.branches import INDUSTRIES, PRODUCT_LINES, REGIONS

    kinds = {kind.code: kind for kind in (PRODUCT_LINES, REGIONS, INDUSTRIES)}
    with refusals(as_json):
        order = _kept_order(actor, code, file, mapping, said, catalogue.TREE_OPTIONS)
        report = catalogue.import_branches(actor, kinds[code], order, commit=commit)
    _tell(code, file, report, done=commit, as_json=as_json)


def refuse_calendar(*, as_json: bool) -> None:
    """Leave, since a calendar says nothing about files of other kinds."""
    from mainstay.apps.ledger.services.importing.reference_files import require_fit

    with refusals(as_json):
        require_fit(["calendar"], ())


def _calendar(actor: "Actor", name: str, *, as_json: bool) -> int:
    """The key of a calendar by its name, of the company's for none."""
    from mainstay.apps.reference.queries.calendars import CalendarNotFound, calendar_named

    try:
        return calendar_named(actor, name).pk
    except CalendarNotFound:
        message = _("There is no calendar called {name}.").format(name=name)
        message = (
            message
            if name
            else _("There is no calendar yet; make one among the business calendars.")
        )
        fail(message, code="calendar_not_found", as_json=as_json, status=Exit.USAGE)


def _order(
    file: Path, mapping: Mapping[str, str], said: Mapping[str, Any], allowed: Sequence[str]
) -> "ReferenceFile":
    """The file with what was said about it. Raises OptionUnfit and OptionRefused."""
    from mainstay.apps.ledger.services import importing
    from mainstay.apps.ledger.services.importing.reference_files import ReferenceFile, require_fit

    require_fit(said, allowed)
    options = importing.ImportOptions(**said)
    return ReferenceFile(file.name, importing.file_blocks(file), mapping, options)


def _kept_order(
    actor: "Actor",
    kind: str,
    file: Path,
    mapping: Mapping[str, str],
    said: Mapping[str, Any],
    allowed: Sequence[str],
) -> "ReferenceFile":
    """The file, read as a profile says where one is named, and kept in it again."""
    from mainstay.apps.ledger.services.importing import ImportOptions, may_save_profiles
    from mainstay.apps.ledger.services.importing.at_once import profile_called

    said = dict(said)
    name = said.pop("profile", "")
    order = _order(file, mapping, said, allowed)
    if not name:
        return order
    profile = profile_called(actor, name, kind)
    if profile is not None:
        options = ImportOptions.from_json({**profile.options, **said})
        order = replace(order, mapping={**profile.mapping, **mapping}, options=options)
    return replace(order, keep_as=name) if may_save_profiles(actor) else order


def _tell(kind: str, file: Path, report: "ReferenceReport", *, done: bool, as_json: bool) -> None:
    if as_json:
        print_json({"kind": kind, "committed": done, **report.as_json()})
    else:
        _print(file.name, report, done=done)


def _print(name: str, report: "ReferenceReport", *, done: bool) -> None:
    from mainstay.apps.ledger import wording

    says = _("{file}: imported") if done else _("{file}: checked")
    say(says.format(file=name))
    say("")
    rows = (
        (_("In the file"), report.records),
        (_("New"), report.created),
        (_("Changed"), report.changed),
        (_("Unchanged, known already"), report.unchanged),
        (_("Rejected"), report.rejected),
        (_("Blank"), report.blank),
    )
    would = _("What would become of the records")
    title = _("What became of the records") if done else would
    table((title, _("Records")), [(label, counted(count)) for label, count in rows])
    if report.rejects:
        say("")
        table(
            (_("Line"), _("Field"), _("Cell"), _("Reason")),
            [
                (
                    "" if each.line is None else str(each.line),
                    wording.field_label(each.field),
                    each.value,
                    wording.reason(each.counted_as, each.value),
                )
                for each in report.rejects[:_SHOWN]
            ],
        )
        if len(report.rejects) > _SHOWN:
            more = counted(len(report.rejects) - _SHOWN)
            say(_("and {count} more; --json names them all").format(count=more))
    if report.number is not None:
        say("")
        if report.rejected:
            say(_("To mend the rejected records and import them again:"))
            say(f"  mainstay files rejects {report.number} --output rejects.csv")
        say(_("To undo this file:"))
        say(f"  mainstay files undo {report.number}")
    if not done:
        say("")
        say(_("Nothing was imported. Without --dry-run the file is."))
