"""Setting recurring imports up, changing, pausing and removing them."""

from collections.abc import Mapping
from datetime import time
from typing import Any, TypedDict, Unpack
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from mainstay.apps.ledger import recurring_wording as wording
from mainstay.apps.ledger.models import ImportProfile, RecurringImport, RecurringRun
from mainstay.apps.ledger.policies import CHANGE_RECURRING, require_bringing, require_commit
from mainstay.apps.ledger.queries.recurring import RecurringImportGone, shown_address
from mainstay.apps.ledger.recurrence import (
    LONGEST_MINUTES,
    SHORTEST_MINUTES,
    CredentialKind,
    Origin,
    Rhythm,
)
from mainstay.apps.ledger.services.importing.describing import refuse_unfit
from mainstay.apps.ledger.services.importing.options import (
    UNFIT,
    ImportOptions,
    OptionRefused,
)
from mainstay.apps.ledger.services.recurring.credentials import sealed
from mainstay.apps.ledger.services.recurring.folders import (
    FolderRefused,
    folder_below_inbox,
    pattern_fault,
)
from mainstay.apps.ledger.services.recurring.timing import next_look
from mainstay.apps.reference.queries.taken import right_to_take
from mainstay.foundation.access.actor import Actor, ActorKind
from mainstay.foundation.access.services import require, service
from mainstay.foundation.audit import services as audit
from mainstay.foundation.names import checked_name
from mainstay.foundation.public_connections import is_listed
from mainstay.kernel.text import has_controls
from mainstay.kernel.web_addresses import origin_of

DECISIONS = ("unknown_customers", "on_changed_order", "totals", "reject_limit")
"""What is decided beforehand, as nobody is there to be asked; the rest is in the profile."""
BY_HAND, AFTER_FAILURES = "by_hand", "failures"
_WEEKDAYS = range(1, 8)


class RecurringFacts(TypedDict, total=False):
    """What may be said of a recurring import; what is left out stays.

    An empty `secret` keeps the credentials that there are.
    """

    name: str
    profile: str
    options: Mapping[str, Any]
    origin: str
    folder: str
    pattern: str
    address: str
    credential_kind: str
    user: str
    secret: str
    rhythm: str
    every_minutes: int
    at: time | None
    weekday: int


@service(CHANGE_RECURRING)
def set_up(actor: Actor, **facts: Unpack[RecurringFacts]) -> RecurringImport:
    """Set a recurring import up; it acts with the rights that the actor has when it runs.

    Raises ValidationError.
    """
    require_commit(actor)
    row = RecurringImport(origin=Origin.FOLDER)
    _assign(actor, row, {"name": "", "profile": "", **facts})
    row.save()
    changes = {name: [None, value] for name, value in _told(row).items()}
    audit.record(actor, "ledger.recurring.created", subject=row, changes=changes)
    return row


@service(CHANGE_RECURRING)
def change(actor: Actor, key: int, **facts: Unpack[RecurringFacts]) -> RecurringImport:
    """Change what `facts` names. From then on it acts with the rights of who changed it.

    Raises RecurringImportGone and ValidationError.
    """
    require_commit(actor)
    row = _locked(actor, key)
    before, sealed_before = _told(row), row.sealed_credentials
    _assign(actor, row, facts)
    row.validators, row.seen = {}, {}
    row.save()
    after = _told(row)
    changes = {name: [before[name], after[name]] for name in after if after[name] != before[name]}
    if row.sealed_credentials != sealed_before:
        changes["credentials"] = [None, None]
    audit.record(actor, "ledger.recurring.changed", subject=row, changes=changes)
    return row


@service(CHANGE_RECURRING)
def pause(actor: Actor, key: int) -> RecurringImport:
    """Look no more until somebody says so. Raises RecurringImportGone."""
    row = _locked(actor, key)
    if row.paused_at is None:
        row.paused_at, row.paused_why, row.next_at = timezone.now(), BY_HAND, None
        row.save(update_fields=["paused_at", "paused_why", "next_at", "changed_at"])
        audit.record(actor, "ledger.recurring.paused", subject=row, why=BY_HAND)
    return row


@service(CHANGE_RECURRING)
def resume(actor: Actor, key: int) -> RecurringImport:
    """Look again as before; earlier failures are forgotten. Raises RecurringImportGone."""
    row = _locked(actor, key)
    if row.paused_at is not None:
        row.paused_at, row.paused_why, row.failures = None, "", 0
        row.next_at = next_look(row, first=True)
        names = ["paused_at", "paused_why", "failures", "next_at", "changed_at"]
        row.save(update_fields=names)
        audit.record(actor, "ledger.recurring.resumed", subject=row)
    return row


@service(CHANGE_RECURRING)
def remove(actor: Actor, key: int) -> None:
    """Remove a recurring import and the list of its runs; what it imported stays.

    Raises RecurringImportGone, and ValidationError while it imports a file.
    """
    row = _locked(actor, key)
    open_runs = RecurringRun.objects.system("the recurring import is the actor's to remove")
    if open_runs.filter(recurring=row, ended_at=None).exists():
        raise ValidationError(wording.refusal("importing"), code="importing")
    audit.record(actor, "ledger.recurring.removed", subject=row)
    row.delete()


def _locked(actor: Actor, key: int) -> RecurringImport:
    found = RecurringImport.objects.visible_to(actor).filter(pk=key)
    row = found.select_for_update(of=("self",)).select_related("profile").first()
    if row is None:
        raise RecurringImportGone(key)
    require(actor, CHANGE_RECURRING, row)
    return row


def _assign(actor: Actor, row: RecurringImport, facts: Mapping[str, Any]) -> None:
    """Take the facts over, and the actor as who is behind it. Raises ValidationError."""
    before = (row.address, row.credential_kind)
    plain = ("origin", "address", "credential_kind", "rhythm", "every_minutes", "at", "weekday")
    for name in plain:
        if name in facts:
            setattr(row, name, facts[name])
    if "name" in facts:
        row.name = checked_name(RecurringImport, "name", facts["name"])
        others = RecurringImport.objects.system("a name is given once").exclude(pk=row.pk)
        if others.filter(name=row.name).exists():
            raise _refused("name", "name_taken")
    if "profile" in facts:
        row.profile = _profile(actor, facts["profile"])
    require_bringing(actor, row.profile.kind)
    if row.profile.is_of_reference:
        require(actor, right_to_take(row.profile.kind))
    row.options = _decisions(row, facts.get("options", row.options))
    if row.origin == Origin.FOLDER:
        _take_folder(row, facts)
    elif row.origin == Origin.ADDRESS:
        _take_address(row, facts, before)
    else:
        raise _refused("origin", "unknown_choice")
    row.by_id, row.by_name = actor.person_id, actor.name[:150]
    token = actor.kind is ActorKind.TOKEN
    row.granted = sorted(actor.permissions) if token else None
    row.next_at = None if row.paused_at else next_look(row, first=True)


def _profile(actor: Actor, name: str) -> ImportProfile:
    found = ImportProfile.objects.visible_to(actor).filter(name=name).first()
    if found is None:
        raise _refused("profile", "profile_unknown")
    return found


def _decisions(row: RecurringImport, said: Mapping[str, Any]) -> dict[str, Any]:
    """The decisions, checked as those of any import are. Raises ValidationError."""
    unknown = set(said) - set(DECISIONS)
    if unknown:
        raise _refused("options", "unknown_choice")
    unfit = UNFIT[row.profile.kind]
    kept = {name: value for name, value in said.items() if name not in unfit}
    try:
        options = ImportOptions.from_json({**row.profile.options, **kept})
        refuse_unfit(options, ImportOptions.from_json(row.profile.options), row.profile.kind)
    except (OptionRefused, TypeError) as error:
        field = error.option if isinstance(error, OptionRefused) else "options"
        raise _refused(field if field in DECISIONS else "options", "unknown_choice") from error
    return kept


def _take_folder(row: RecurringImport, facts: Mapping[str, Any]) -> None:
    row.address, row.credential_kind, row.sealed_credentials = "", CredentialKind.NONE, ""
    row.pattern = str(facts.get("pattern", row.pattern)).strip()
    fault = pattern_fault(row.pattern)
    if fault:
        raise _refused("pattern", fault)
    try:
        row.folder = folder_below_inbox(str(facts.get("folder", row.folder)))
    except FolderRefused as refusal:
        words = wording.reason(refusal.code, refusal.details)
        raise ValidationError({"folder": ValidationError(words, refusal.code)}) from refusal
    others = RecurringImport.objects.system("a file is taken once").exclude(pk=row.pk)
    if others.filter(folder=row.folder, pattern=row.pattern, origin=Origin.FOLDER).exists():
        raise _refused("pattern", "pattern_taken")


def _take_address(row: RecurringImport, facts: Mapping[str, Any], before: tuple[str, str]) -> None:
    row.folder = row.pattern = ""
    row.address = row.address.strip()
    try:
        origin = origin_of(row.address)
        parts = urlsplit(row.address)
    except ValueError as error:
        raise _refused("address", "address_unusable") from error
    if has_controls(row.address) or " " in row.address or not row.address.isascii():
        raise _refused("address", "address_unusable")
    if parts.username is not None or parts.password is not None:
        raise _refused("address", "address_with_password")
    _check_rhythm(row)
    _take_credentials(row, facts, before)
    scheme, host, _port = origin
    shows = row.credential_kind != CredentialKind.NONE
    if shows and scheme == "http" and not is_listed(host, settings.PULL_HOSTS):
        raise _refused("address", "credentials_need_tls")


def _check_rhythm(row: RecurringImport) -> None:
    if row.rhythm not in Rhythm:
        raise _refused("rhythm", "unknown_choice")
    if row.rhythm == Rhythm.MINUTES:
        if not SHORTEST_MINUTES <= row.every_minutes <= LONGEST_MINUTES:
            raise _refused("every_minutes", "minutes_out_of_range")
    elif row.at is None:
        raise _refused("at", "time_missing")
    if row.rhythm == Rhythm.WEEKLY and row.weekday not in _WEEKDAYS:
        raise _refused("weekday", "unknown_choice")


def _take_credentials(
    row: RecurringImport, facts: Mapping[str, Any], before: tuple[str, str]
) -> None:
    """Seal new credentials; what is kept goes to the server that it was said for and no other."""
    if row.credential_kind not in CredentialKind:
        raise _refused("credential_kind", "unknown_choice")
    if row.credential_kind == CredentialKind.NONE:
        row.sealed_credentials = ""
        return
    user, secret = str(facts.get("user", "")), str(facts.get("secret", ""))
    if has_controls(user) or has_controls(secret) or ":" in user:
        raise _refused("user" if has_controls(user) or ":" in user else "secret", "unusable_text")
    if secret:
        row.sealed_credentials = sealed(user, secret)
        return
    address, kind = before
    same = bool(address) and origin_of(address) == origin_of(row.address)
    if not (row.sealed_credentials and same and kind == row.credential_kind and not user):
        raise _refused("secret", "secret_missing")


def _told(row: RecurringImport) -> dict[str, Any]:
    """What the audit trail is told: no credentials, and no query of an address."""
    names = ["name", "origin", "credential_kind"]
    if row.origin == Origin.FOLDER:
        names += ["folder", "pattern"]
    else:
        names += ["rhythm", "every_minutes", "at", "weekday"]
    told = {name: getattr(row, name) for name in names}
    told["at"] = str(row.at) if row.at else None
    told |= {"address": shown_address(row), "profile": row.profile.name, "options": row.options}
    told["by"] = row.by_name
    for name in ("folder", "pattern", "rhythm", "every_minutes", "weekday"):
        told.setdefault(name, None)
    return told


def _refused(field: str, code: str) -> ValidationError:
    return ValidationError({field: ValidationError(wording.refusal(code), code=code)})
