"""Keeping the shipped schemes current."""

from django.utils import timezone

from mainstay.analytics.scoring.presets import PRESETS, TYPOLOGIES
from mainstay.apps.evaluation.models import Scheme, SchemeVersion, VersionState

ORDER = (
    "tiers",
    "abc",
    "rfm",
    "profit",
    "standard",
    "partner",
    "service",
    "attractiveness",
    "strength",
    "typology",
)
PRIMARY = "tiers"
_WHY = "shipped schemes are everybody's"


def synchronise_shipped(using: str) -> None:
    """Bring the shipped schemes into the database; a changed definition is a new version.

    A scheme that people changed stays as they have it.
    """
    schemes = Scheme.objects.using(using).system(_WHY)
    for position, code in enumerate(ORDER, 1):
        scheme, _created = schemes.get_or_create(code=code, defaults={"position": position * 10})
        _ship(using, scheme)
    if not schemes.filter(is_primary=True).exists():
        schemes.filter(code=PRIMARY).update(is_primary=True)


def _ship(using: str, scheme: Scheme) -> None:
    """Publish the shipped definition where nobody has published one of their own."""
    versions = SchemeVersion.objects.using(using).system(_WHY).filter(scheme=scheme)
    published = versions.filter(state=VersionState.PUBLISHED).first()
    definition = {**PRESETS, **TYPOLOGIES}[scheme.code]
    if published is not None and (published.definition == definition or not published.shipped):
        return
    newest = versions.order_by("-number").first()
    versions.filter(state=VersionState.PUBLISHED).update(state=VersionState.RETIRED)
    SchemeVersion.objects.using(using).create(
        scheme=scheme,
        number=1 if newest is None else newest.number + 1,
        definition=definition,
        shipped=True,
        published_at=timezone.now(),
    )
