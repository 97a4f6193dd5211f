"""Profiles: keeping how a file is read, naming it anew, taking it away."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mainstay.apps.ledger.models import ImportBatch, ImportProfile, RecurringImport
from mainstay.apps.ledger.policies import CHANGE_PROFILES, RUN_IMPORTS
from mainstay.apps.ledger.queries.profiles import profile_of_key
from mainstay.apps.ledger.rules import DEFAULT_SOURCE
from mainstay.apps.ledger.services.importing.describing import require_usable
from mainstay.apps.ledger.services.importing.looking import look_at
from mainstay.apps.ledger.services.importing.options import UNFIT, ImportOptions
from mainstay.apps.ledger.wording import OTHER_KIND
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require, service
from mainstay.foundation.audit import services as audit
from mainstay.foundation.names import checked_name
from mainstay.shell.sentences import listed


@service(CHANGE_PROFILES)
def save_profile(actor: Actor, batch: ImportBatch, name: str) -> ImportProfile:
    """Keep a batch's mapping, options and source under a name, for the next file of its kind.

    Raises ValidationError for a name that cannot be kept or belongs to a profile of the other kind,
    and MappingRefused for a mapping that does not fit the batch's own file.
    """
    require(actor, RUN_IMPORTS, batch)
    name = checked_profile_name(name, batch.kind)
    require_usable(batch, look_at(batch, ImportOptions.from_json(batch.options)))
    profile = _keep(actor, name, {"kind": batch.kind, **_kept(batch, name)})
    batch.profile = profile
    batch.save(update_fields=["profile"])
    return profile


@service(CHANGE_PROFILES)
def keep_reading(
    actor: Actor, kind: str, name: str, mapping: Mapping[str, str], options: ImportOptions
) -> ImportProfile:
    """Keep how a file of reference data was read under a name, for the next one of its kind.

    Raises ValidationError for a name that cannot be kept or belongs to a profile of another kind.
    """
    fit = {name: value for name, value in options.as_json().items() if name not in UNFIT[kind]}
    facts = {"kind": kind, "mapping": dict(mapping), "options": fit}
    return _keep(actor, checked_profile_name(name, kind), facts)


def checked_profile_name(name: str, kind: str) -> str:
    """A name as it is kept.

    Raises ValidationError for one that cannot be kept or belongs to a profile of another kind.
    """
    name = checked_name(ImportProfile, "name", name)
    profiles = ImportProfile.objects.system("profiles are the company's")
    if profiles.filter(name=name).exclude(kind=kind).exists():
        raise ValidationError({"name": ValidationError(OTHER_KIND, code="other_kind")})
    return name


def _keep(actor: Actor, name: str, facts: Mapping[str, Any]) -> ImportProfile:
    profiles = ImportProfile.objects.system("profiles are the company's")
    profile, created = profiles.update_or_create(name=name, defaults=facts)
    audit.record(
        actor,
        "ledger.profile.created" if created else "ledger.profile.changed",
        subject=profile,
        mapping=profile.mapping,
        options=profile.options,
    )
    return profile


def may_save_profiles(actor: Actor) -> bool:
    """Whether `save_profile` is open to the actor."""
    return actor.may(CHANGE_PROFILES)


def renew_profile(actor: Actor, batch: ImportBatch, name: str) -> None:
    """Keep how a batch was read under a name, unless the profile says just that already."""
    profile = ImportProfile.objects.visible_to(actor).filter(name=name, kind=batch.kind).first()
    kept = _kept(batch, name)
    if profile is None or any(getattr(profile, what) != value for what, value in kept.items()):
        save_profile(actor, batch, name)


def _kept(batch: ImportBatch, name: str) -> dict[str, Any]:
    """What a profile of this name keeps of a batch."""
    own_source = batch.source not in {name, DEFAULT_SOURCE}
    return {
        "mapping": batch.mapping,
        "options": batch.options,
        "source": batch.source if own_source else "",
    }


@service(CHANGE_PROFILES)
def rename_profile(actor: Actor, key: int, name: str) -> ImportProfile:
    """Give a profile another name; its files stay of the source that they have been of.

    Raises ProfileGone, and ValidationError for a name that cannot be kept or is taken.
    """
    profile = profile_of_key(actor, key)
    name = checked_name(ImportProfile, "name", name)
    others = ImportProfile.objects.system("a name is given once").exclude(pk=key)
    if others.filter(name=name).exists():
        message = _("Another profile has this name.")
        raise ValidationError({"name": ValidationError(message, code="name_taken")})
    before, source = profile.name, profile.source or profile.name
    if name == before:
        return profile
    profile.name, profile.source = name, "" if source == name else source
    profile.save()
    audit.record(actor, "ledger.profile.renamed", subject=profile, changes={"name": [before, name]})
    return profile


@service(CHANGE_PROFILES)
def remove_profile(actor: Actor, key: int) -> None:
    """Take a profile away; what was imported by it stays.

    Raises ProfileGone, and ValidationError while recurring imports read by it.
    """
    profile = profile_of_key(actor, key)
    readers = RecurringImport.objects.system("whether any needs it").filter(profile=profile)
    names = list(readers.order_by("name").values_list("name", flat=True))
    if names:
        message = _("Recurring imports read by this profile: {names}. Give them another one first.")
        raise ValidationError(message.format(names=listed(names)), code="profile_in_use")
    audit.record(
        actor,
        "ledger.profile.removed",
        subject=profile,
        mapping=profile.mapping,
        options=profile.options,
        source=profile.source,
    )
    profile.delete()
