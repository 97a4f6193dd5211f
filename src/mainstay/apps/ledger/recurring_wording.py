"""What is said of recurring imports."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from mainstay.apps.ledger import failure_wording, policies
from mainstay.apps.ledger.contracts import ImportReport
from mainstay.apps.ledger.models import RecurringImport, RecurringRun
from mainstay.apps.ledger.queries.recurring import shown_address
from mainstay.apps.ledger.recurrence import Origin, RunOutcome
from mainstay.apps.reference.contracts import VIEW_FILES
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.jobs.outcomes import Words
from mainstay.kernel import web_addresses

REFUSALS: dict[str, Promise] = {
    "name_taken": _("There is a recurring import of this name already."),
    "profile_unknown": _("There is no such profile."),
    "unknown_choice": _("This cannot be chosen."),
    "pattern_empty": _("Say which files, such as orders-*.csv."),
    "pattern_with_folder": _(
        "A pattern names files of this folder alone: no slashes and no characters that cannot be "
        "seen."
    ),
    "pattern_brackets": _("A bracket of the pattern is not closed."),
    "pattern_taken": _("Another recurring import takes these files already."),
    "address_unusable": _("Enter an address that begins with https:// or http://."),
    "address_with_password": _("User and password do not stand in the address: they have fields."),
    "credentials_need_tls": _(
        "Credentials are only sent over https, except to hosts that MAINSTAY_PULL_HOSTS names."
    ),
    "minutes_out_of_range": _("Between 5 and 10080 minutes."),
    "time_missing": _("Say at which time of day."),
    "secret_missing": _(
        "Enter the credentials again: they are kept for one server and one way to sign in alone."
    ),
    "unusable_text": _("This holds characters that cannot be sent."),
    "importing": _("A file is being imported; wait until it is done."),
    "paused": _("It is paused: resume it first."),
    "looking": _("A look is under way already."),
}
"""What is wrong with what was said of a recurring import."""

REASONS: dict[str, Promise] = {
    "folder_outside": _("The folder lies outside of {inbox}, below which folders can be watched."),
    "folder_missing": _("There is no folder “{folder}” below {inbox}."),
    "folder_of_results": _("Files that were taken lie in “done” and “refused”: watch another."),
    "folder_not_writable": _("The folder {folder} cannot be written: {error}"),
    "file_name": _("The name of the file {name} is too long or cannot be read."),
    "file_not_moved": _("The file {name} cannot be moved to {folder}: {error}"),
    "address_private": _(
        "The host {host} lies in a network that is not open to everybody. An administrator can "
        "allow it in MAINSTAY_PULL_HOSTS."
    ),
    "address_certificate": _("The server cannot prove who it is: its certificate does not fit."),
    "address_unreachable": _("The server cannot be reached, or broke off ({error})."),
    "address_too_slow": _("It took longer than {seconds} seconds, the most that is waited."),
    "address_too_large": _("The file is larger than {limit} MB, the most that is fetched."),
    "address_denied": _("The server refused with status {status}: check the credentials."),
    "address_status": _("The server answered with status {status} instead of a file."),
    "address_redirect": _("The server leads to where nothing is fetched from."),
    "address_redirects": _("The server led from place to place more than {most} times."),
    "credentials_lost": _("The credentials can no longer be read: enter them again."),
    "person_gone": _("{person}, who set it up, is no longer active."),
    "right_lost": _("Who set it up may no longer import files by themselves."),
    "disk": _("The disk refused: {error}."),
    "all_rejected": _("All records were rejected ({rejected}); nothing was changed."),
}
"""Why no file was taken, or why it could not be put away."""

ACTIONS: dict[str, Promise] = {
    "ledger.recurring.created": _("Recurring import set up"),
    "ledger.recurring.changed": _("Recurring import changed"),
    "ledger.recurring.removed": _("Recurring import removed"),
    "ledger.recurring.paused": _("Recurring import paused"),
    "ledger.recurring.resumed": _("Recurring import resumed"),
    "ledger.recurring.started": _("Recurring import started by hand"),
    "ledger.recurring.failed": _("Recurring import took no file"),
}

DETAILS: dict[str, Promise] = {
    "why": _("Reason"),
    "origin": _("Files from"),
    "folder": _("Folder"),
    "pattern": _("File names"),
    "address": pgettext_lazy("web", "Address"),
    "credential_kind": _("Credentials"),
    "credentials": _("Credentials"),
    "rhythm": _("How often"),
    "every_minutes": _("Minutes"),
    "at": _("At"),
    "weekday": _("Weekday"),
    "by": _("Acts for"),
}


def refusal(code: str) -> str:
    """What is wrong with what was said."""
    return str(REFUSALS.get(code, code))


def reason(code: str, figures: Mapping[str, Any]) -> str:
    """Why a recurring import took no file, or why its file was not imported."""
    if code not in REASONS:
        return failure_wording.failure(code, figures)
    try:
        return str(REASONS[code]).format(**figures)
    except (KeyError, IndexError):
        return str(REASONS[code])


def reason_of(run: RecurringRun) -> str:
    """Why a run did not end well; empty for one that did."""
    if run.outcome == RunOutcome.REFUSED:
        return too_many_rejects(run)
    if run.outcome == RunOutcome.STOPPED:
        return gettext("Somebody stopped the import.")
    return reason(run.reason["code"], run.reason.get("figures", {})) if run.reason else ""


def too_many_rejects(run: RecurringRun) -> str:
    """What a person has to decide about."""
    if run.batch is None:
        return gettext("The file was discarded.")
    report = ImportReport.from_json(run.batch.report)
    words = ngettext(
        "{rejected} of {records} records was rejected, more than the limit allows.",
        "{rejected} of {records} records were rejected, more than the limit allows.",
        report.rejected,
    )
    return words.format(rejected=report.rejected, records=report.records - report.blank)


def origin_of(recurring: RecurringImport) -> str:
    """Where its files come from, in a few words."""
    if recurring.origin == Origin.FOLDER:
        return f"{recurring.folder}/{recurring.pattern}".lstrip("/")
    return shown_address(recurring)


def origin_in_short(recurring: RecurringImport) -> str:
    """The same for a list: of an address the host alone."""
    if recurring.origin == Origin.FOLDER:
        return origin_of(recurring)
    return web_addresses.origin_of(recurring.address)[1]


def note_of(recurring: RecurringImport, run: RecurringRun) -> str:
    """The text that is laid beside a file that was not imported."""
    lines = [
        gettext("{name} was not imported.").format(name=run.file_name),
        reason_of(run),
        gettext("Recurring import: {name}").format(name=recurring.name),
    ]
    if run.batch is not None:
        lines.append(gettext("Import no. {number}").format(number=run.batch.pk))
    if run.taken_id is not None:
        lines.append(gettext("File no. {number}").format(number=run.taken_id))
    return "\r\n".join([line for line in lines if line] + [""])


def pause_message(actor: Actor, figures: Mapping[str, Any]) -> Words:
    """What the person behind a recurring import is told when it has paused itself."""
    if not actor.may(policies.VIEW_IMPORTS):
        return Words(gettext("A recurring import has paused itself"))
    title = gettext("{name} has paused itself").format(name=figures["name"])
    text = gettext("It failed {failures} times in a row. Its page says why.")
    page = reverse("ledger:recurring", args=[figures["recurring"]])
    return Words(title, text.format(failures=figures["failures"]), page)


def failure_message(actor: Actor, figures: Mapping[str, Any]) -> Words:
    """What the person behind a recurring import is told when it could take no file."""
    if not actor.may(policies.VIEW_IMPORTS):
        return Words(gettext("A recurring import took no file"))
    words = (
        gettext("{file} was not imported") if figures["file"] else gettext("{name} took no file")
    )
    title = words.format(file=figures["file"], name=figures["name"])
    text = reason(figures["reason"]["code"], figures["reason"].get("figures", {}))
    return Words(title, text, reverse("ledger:recurring", args=[figures["recurring"]]))


def taken_message(actor: Actor, figures: Mapping[str, Any]) -> Words:
    """What the person behind a recurring import is told of a file of reference data."""
    if not actor.may(VIEW_FILES):
        return Words(gettext("A file of reference data has been imported"))
    title = gettext("{file} has been imported").format(file=figures["file"])
    text = gettext(
        "New: {created}. Changed: {changed}. Unchanged: {unchanged}. Rejected: {rejected}."
    )
    return Words(title, text.format(**figures), reverse("ledger:file", args=[figures["number"]]))
