"""Keeping the shipped schemes current."""

from mainstay.analytics.scoring.presets import PRESETS
from mainstay.apps.evaluation.models import Scheme, SchemeVersion

ORDER = ("tiers", "abc", "rfm", "profit", "standard", "partner", "service")
_WHY = "shipped schemes are everybody's"


def synchronise_shipped(using: str) -> None:
    """Bring the shipped schemes into the database; a changed definition is a new version."""
    for position, code in enumerate(ORDER, 1):
        scheme, _created = (
            Scheme.objects.using(using)
            .system(_WHY)
            .get_or_create(code=code, defaults={"position": position * 10})
        )
        versions = SchemeVersion.objects.using(using).system(_WHY).filter(scheme=scheme)
        newest = versions.order_by("-number").first()
        if newest is None or newest.definition != PRESETS[code]:
            SchemeVersion.objects.using(using).create(
                scheme=scheme,
                number=1 if newest is None else newest.number + 1,
                definition=PRESETS[code],
            )
