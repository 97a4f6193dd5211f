"""What `mainstay doctor` looks at, each finding in plain words."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from mainstay.cli.amounts import sized
from mainstay.cli.engine_checks import engine
from mainstay.cli.findings import Finding
from mainstay.cli.language import _, ngettext
from mainstay.cli.provider_checks import provider

if TYPE_CHECKING:
    from mainstay.apps.ledger.queries.upkeep import Upkeep

_LEAST_FREE_BYTES = 1 << 30
_LONGEST_WAIT_SECONDS = 60
_LONGEST_WITHOUT_BACKUP_DAYS = 7


def examine() -> list[Finding]:
    """Look at everything; what depends on a missing part is left out."""
    findings: list[Finding] = []
    checks: tuple[Callable[[], Iterator[Finding]], ...] = (
        _home,
        _database,
        _installation,
        engine,
        _ledger,
        _upkeep,
        _audit,
        _worker,
        _leaked_passwords,
        provider,
        _mail,
        _channels,
        _webhooks,
    )
    for check in checks:
        findings += check()
        if not findings[-1].healthy and check in (_home, _database, _installation):
            break
    return findings


def _home() -> Iterator[Finding]:
    from django.conf import settings

    home = settings.MAINSTAY_HOME
    if not home.root.is_dir() or not home.secret_key_file.exists():
        says = _("There is no installation in {home}: run `mainstay init`, or set MAINSTAY_HOME.")
        yield Finding("home", False, says.format(home=home.root))
        return
    free = shutil.disk_usage(home.root).free
    if free < _LEAST_FREE_BYTES:
        says = _(
            "Only {megabytes} MB are free on the disk of {home}: make room, or see what "
            "`mainstay ledger retention --dry-run` would remove."
        )
        yield Finding("disk", False, says.format(megabytes=free >> 20, home=home.root))
    folders = (home.root, home.ledger, home.uploads, home.evaluations, home.scratch)
    for folder in folders:
        if folder.is_dir() and not os.access(folder, os.W_OK | os.X_OK):
            says = _(
                "Nothing can be written into {folder}: it is read-only, or belongs to another user."
            )
            yield Finding("writing", False, says.format(folder=folder))
    open_to_others = home.root.stat().st_mode & 0o077
    if open_to_others:
        says = _("Other users of this machine can look into {home}: run chmod 700 on it.")
        yield Finding("rights", False, says.format(home=home.root))
    yield Finding("home", True, _("The installation is in {home}.").format(home=home.root))


def _database() -> Iterator[Finding]:
    from django.db import DatabaseError, connection

    from mainstay.cli.schema import waiting_migrations

    try:
        waiting = waiting_migrations()
    except DatabaseError as error:
        says = _("The database does not answer: {error}")
        yield Finding("database", False, says.format(error=str(error).strip()))
        return
    if waiting:
        says = ngettext(
            "The database waits for {count} migration: run `mainstay upgrade`.",
            "The database waits for {count} migrations: run `mainstay upgrade`.",
            len(waiting),
        )
        yield Finding("database", False, says.format(count=len(waiting)))
    else:
        says = _("The database ({vendor}) answers and is up to date.")
        yield Finding("database", True, says.format(vendor=connection.vendor))


def _installation() -> Iterator[Finding]:
    from mainstay.apps.governance import queries

    installation = queries.find_installation()
    if installation is None:
        yield Finding("installation", False, _("Nothing is set up yet: run `mainstay init`."))
    else:
        says = _("{name} reports in {currency}, in the zone {zone}.")
        yield Finding(
            "installation",
            True,
            says.format(
                name=installation.name,
                currency=installation.reporting_currency,
                zone=installation.time_zone,
            ),
        )


def _ledger() -> Iterator[Finding]:
    from mainstay.apps.ledger.queries.verification import verify
    from mainstay.foundation.access.actor import system_actor

    found = verify(system_actor("doctor"))
    if found.damaged:
        says = ngettext(
            "{count} ledger file is damaged or missing; restore it from a backup: {names}",
            "{count} ledger files are damaged or missing; restore them from a backup: {names}",
            len(found.damaged),
        )
        names = ", ".join(found.damaged)
        yield Finding("ledger", False, says.format(count=len(found.damaged), names=names))
    else:
        says = ngettext(
            "The ledger is whole: state {state}, {count} file.",
            "The ledger is whole: state {state}, {count} files.",
            found.files,
        )
        yield Finding("ledger", True, says.format(state=found.state, count=found.files))


def _upkeep() -> Iterator[Finding]:
    from mainstay.apps.ledger.queries.upkeep import upkeep
    from mainstay.foundation.access.actor import system_actor

    found = upkeep(system_actor("doctor"))
    yield from _backup(found)
    if found.worth_merging:
        says = ngettext(
            "{count} small ledger file waits to be merged: run `mainstay ledger compact`.",
            "{count} small ledger files wait to be merged: run `mainstay ledger compact`.",
            found.small_files,
        )
        yield Finding("small_files", True, says.format(count=f"{found.small_files:,}"))
    if found.leftovers:
        says = ngettext(
            "{count} file ({bytes}) belongs to nothing any more, {ripe} old enough to go: see "
            "`mainstay ledger orphans`.",
            "{count} files ({bytes}) belong to nothing any more, {ripe} old enough to go: see "
            "`mainstay ledger orphans`.",
            found.leftovers,
        )
        figures = {"count": f"{found.leftovers:,}", "ripe": f"{found.ripe:,}"}
        yield Finding("orphans", True, says.format(bytes=sized(found.leftover_bytes), **figures))


def _backup(found: "Upkeep") -> Iterator[Finding]:
    """How old the last backup is; a fresh trial without one is no fault."""
    from django.utils import timezone

    if found.backup_at is None:
        yield Finding("backup", True, _("No backup was made yet: run `mainstay backup FILE`."))
        return
    days = (timezone.now() - found.backup_at).days
    if days <= _LONGEST_WITHOUT_BACKUP_DAYS:
        says = _("The last backup is of {moment} (UTC).")
        moment = found.backup_at.strftime("%Y-%m-%d %H:%M")
        yield Finding("backup", True, says.format(moment=moment))
        return
    says = ngettext(
        "The last backup is {count} day old: run `mainstay backup FILE`.",
        "The last backup is {count} days old: run `mainstay backup FILE`.",
        days,
    )
    yield Finding("backup", False, says.format(count=days))


def _audit() -> Iterator[Finding]:
    from mainstay.foundation.audit.verification import verify

    found = verify()
    if found.intact:
        says = ngettext(
            "The audit trail is whole: {count} entry.",
            "The audit trail is whole: {count} entries.",
            found.entries,
        )
        yield Finding("audit", True, says.format(count=found.entries))
    else:
        yield Finding("audit", False, _("The audit trail is broken: run `mainstay audit verify`."))


def _worker() -> Iterator[Finding]:
    from mainstay.foundation.jobs import queries

    late = queries.overdue_seconds()
    if late is None:
        yield Finding("worker", True, _("No job waits."))
    else:
        yield Finding("worker", late < _LONGEST_WAIT_SECONDS, _waiting(int(late)))


def _waiting(seconds: int) -> str:
    """What waits for a worker, what that means for readers, and what to run."""
    from mainstay.apps.evaluation.services.refreshing import REFRESH
    from mainstay.foundation.jobs import queries
    from mainstay.shell.sentences import joined, listed

    kinds = queries.due_kinds()
    waits = ngettext(
        "For {seconds} second this has waited for a worker: {jobs}.",
        "For {seconds} seconds this has waited for a worker: {jobs}.",
        seconds,
    )
    said = [
        waits.format(seconds=f"{seconds:,}", jobs=listed(queries.label_of(kind) for kind in kinds))
    ]
    if REFRESH in kinds:
        said.append(_("Until then the list of customers shows the figures of before."))
    said.append(_("Run `mainstay serve` or `mainstay worker`."))
    return joined(said)


def _leaked_passwords() -> Iterator[Finding]:
    from pathlib import Path

    from django.conf import settings

    from mainstay.apps.governance import leaked

    if not settings.BREACHED_PASSWORDS:
        return
    says = _("New passwords are looked up in {file}.")
    try:
        leaked.check(Path(settings.BREACHED_PASSWORDS))
    except leaked.ListUnreadable:
        says = _(
            "{file} (MAINSTAY_BREACHED_PASSWORDS) is no list of SHA-1 in order, or cannot be read: "
            "nobody can choose a new password."
        )
        yield Finding("leaked_passwords", False, says.format(file=settings.BREACHED_PASSWORDS))
    else:
        yield Finding("leaked_passwords", True, says.format(file=settings.BREACHED_PASSWORDS))


def _mail() -> Iterator[Finding]:
    from mainstay.apps.notifications.rules.mail_settings import MailSettingsWrong
    from mainstay.apps.notifications.services import mailing
    from mainstay.apps.notifications.services.mail_server import MailTrouble
    from mainstay.cli.mailing import trouble

    try:
        setup = mailing.look_at_server()
    except mailing.MailNotSetUp:
        yield Finding("mail", True, _("No mail is sent: MAINSTAY_MAIL_URL names no server."))
    except (MailSettingsWrong, MailTrouble) as error:
        yield Finding("mail", False, trouble(error))
    else:
        says = _("The mail server {server} answers; mail comes from {sender}.")
        yield Finding("mail", True, says.format(server=setup.server.name, sender=setup.sender))
        if not setup.address:
            says = _("Mail has no links: set MAINSTAY_URL to the address that people open.")
            yield Finding("mail_links", False, says)


def _channels() -> Iterator[Finding]:
    from django.conf import settings

    from mainstay.apps.notifications import queries
    from mainstay.apps.notifications.rules.robot_addresses import unknown_products

    if unknown := unknown_products(settings.CHANNELS):
        says = _("MAINSTAY_CHANNELS names what is no service: {names}.")
        yield Finding("channels_setting", False, says.format(names=", ".join(unknown)))
    found = queries.channel_count()
    if not found.all:
        return
    if not found.paused:
        says = ngettext("{count} channel, not paused.", "{count} channels, none paused.", found.all)
        yield Finding("channels", True, says.format(count=found.all))
        return
    says = ngettext(
        "{count} channel of {all} is paused after failures: its page says why.",
        "{count} channels of {all} are paused after failures: their pages say why.",
        found.paused,
    )
    healthy = not found.of_company  # people are told of their own
    yield Finding("channels", healthy, says.format(count=found.paused, all=found.all))


def _webhooks() -> Iterator[Finding]:
    from mainstay.apps.notifications import queries

    found = queries.webhook_count()
    if not found.all:
        return
    if not found.broken:
        says = ngettext("{count} webhook, not broken.", "{count} webhooks, none broken.", found.all)
        yield Finding("webhooks", True, says.format(count=found.all))
        return
    says = ngettext(
        "{count} webhook of {all} was paused because nothing was taken: its page says why.",
        "{count} webhooks of {all} were paused because nothing was taken: their pages say why.",
        found.broken,
    )
    yield Finding("webhooks", False, says.format(count=found.broken, all=found.all))
