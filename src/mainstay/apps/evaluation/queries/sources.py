"""Which figures that a scheme asks for nobody has given yet."""

from collections.abc import Mapping
from typing import Any

from mainstay.analytics.scoring.reading import rules_from_dict
from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.contracts.indicators import PREFIX, Source
from mainstay.apps.evaluation.models import FigureFile, Rating, RoundState
from mainstay.apps.evaluation.queries.modelled import modelled_now

_WHY = "whether there is any figure at all tells of no customer"


def without_figures(definition: Mapping[str, Any]) -> dict[Source, list[str]]:
    """Indicators, by source, in which no round has a step, or of which no file or run tells.

    Those that others are made of count too.
    """
    known = indicators.definitions()
    asked = rules_from_dict(definition).indicators()
    origins = dict.fromkeys(each for code in asked for each in sorted(indicators.origins(code)))
    found: dict[Source, list[str]] = {}
    sources = {Source.RATING: _rated, Source.EXTERNAL: _taken_in, Source.MODEL: _modelled}
    for source, given in sources.items():
        codes = [code for code in origins if code in known and known[code].source is source]
        there = given(codes) if codes else set()
        missing = [code for code in codes if code not in there]
        if missing:
            found[source] = missing
    return found


def _modelled(codes: list[str]) -> set[str]:
    return set(codes).intersection(modelled_now())


def _rated(codes: list[str]) -> set[str]:
    rows = Rating.objects.system(_WHY).order_by()
    rows = rows.filter(round__state=RoundState.CLOSED, criterion__in=codes, value__isnull=False)
    return set(rows.values_list("criterion", flat=True).distinct())


def _taken_in(codes: list[str]) -> set[str]:
    names = [code.removeprefix(PREFIX) for code in codes]
    files = FigureFile.objects.system(_WHY).order_by()
    files = files.filter(taken_back_at=None, indicator__code__in=names)
    return {PREFIX + name for name in files.values_list("indicator__code", flat=True).distinct()}
