"""Reads of the installation: whose it is, what day it is there, what is fixed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import DatabaseError

from mainstay.apps.governance import rules
from mainstay.apps.governance.models import Backup, Installation, SignInProfile
from mainstay.kernel.clock import today_in


class NotInitialised(LookupError):
    """The database has no installation row yet: `mainstay init` has not run."""


_kept: ContextVar[dict[str, Installation | None] | None] = ContextVar(
    "kept_installation", default=None
)


_zone_locks: list[Callable[[], bool]] = []


@contextmanager
def installation_kept() -> Iterator[None]:
    """Read the installation at most once within; wrapped around each web request."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def forget_installation() -> None:
    """Read the row again next time; called after it was written."""
    kept = _kept.get()
    if kept is not None:
        kept.clear()


def find_installation() -> Installation | None:
    """The installation, or None before `mainstay init`."""
    kept = _kept.get()
    if kept is not None and "row" in kept:
        return kept["row"]
    row = Installation.objects.system("everybody's figures are counted in it").first()
    if kept is not None:
        kept["row"] = row
    return row


def is_set_up() -> bool:
    """Whether there is an installation, also one whose tables are older than this version's."""
    try:
        return Installation.objects.system("whether there is one concerns everybody").exists()
    except DatabaseError:
        return False


def installation() -> Installation:
    """The installation. Raises NotInitialised."""
    row = find_installation()
    if row is None:
        raise NotInitialised("run `mainstay init` first")
    return row


def sign_in_rules() -> rules.SignInRules:
    """What the installation asks of those who sign in."""
    company = find_installation()
    if company is None or company.sign_in_profile != SignInProfile.STRICT:
        return rules.SignInRules()
    return rules.SignInRules(True, company.password_days, company.idle_minutes)


def today() -> date:
    """The day in the company's time zone; in UTC before `mainstay init`."""
    company = find_installation()
    return today_in(ZoneInfo(company.time_zone) if company else UTC)


def zone_of(own: str) -> ZoneInfo:
    """The zone in which somebody is told moments: the own one, else the company's, else UTC.

    One that this machine does not know, as after moving to it, is as none.
    """
    try:
        if own:
            return ZoneInfo(own)
    except ZoneInfoNotFoundError:
        pass
    company = find_installation()
    return ZoneInfo(company.time_zone if company else "UTC")


def register_zone_lock(lock: Callable[[], bool]) -> None:
    """Let another subject forbid changes of currency and time zone once it counted in them."""
    if lock not in _zone_locks:
        _zone_locks.append(lock)


def is_zone_locked() -> bool:
    """Whether currency and time zone are fixed because something was counted in them."""
    return any(lock() for lock in _zone_locks)


def last_backup() -> Backup | None:
    """The newest backup that was made; when it was concerns whoever checks the installation."""
    return Backup.objects.system("how old the last backup is").first()
