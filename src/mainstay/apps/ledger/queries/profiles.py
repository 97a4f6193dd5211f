"""Reads of import profiles."""

from django.db.models import Count, QuerySet

from mainstay.apps.ledger.models import ImportProfile
from mainstay.foundation.access.actor import Actor


class ProfileGone(LookupError):
    """There is no such profile for the actor."""


def profiles(actor: Actor, kind: str = "") -> QuerySet[ImportProfile]:
    """The profiles the actor may see, by name."""
    rows: QuerySet[ImportProfile] = ImportProfile.objects.visible_to(actor)
    return rows.filter(kind=kind) if kind else rows


def profile_named(actor: Actor, name: str) -> ImportProfile | None:
    """One profile by its name."""
    return profiles(actor).filter(name=name).first()


def profiles_with_readers(actor: Actor) -> QuerySet[ImportProfile]:
    """The profiles by name, each with how many recurring imports read by it."""
    return profiles(actor).annotate(readers=Count("recurringimport"))


def profile_of_key(actor: Actor, key: int) -> ImportProfile:
    """One of them, with how many recurring imports read by it. Raises ProfileGone."""
    found = profiles_with_readers(actor).filter(pk=key).first()
    if found is None:
        raise ProfileGone(key)
    return found
