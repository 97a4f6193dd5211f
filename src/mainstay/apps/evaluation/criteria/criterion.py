"""What a criterion is that people rate customers by."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise

from mainstay.analytics.indicators import Indicator, rating
from mainstay.kernel.text import search_form

LOWEST, HIGHEST = 1, 5
DIMENSION = "strategic_fit"


@dataclass(frozen=True, slots=True)
class Criterion:
    """A rating indicator with the sentences that tell its steps apart.

    `anchors` say by step what has to be seen at a customer to give it. A criterion that knows two
    kinds of customers and nothing in between has anchors at both ends alone, and no other step can
    be given; `words` are then what people call the two kinds, in a file too.
    """

    indicator: Indicator
    name: Promise
    definition: Promise
    anchors: Mapping[int, Promise]
    words: Mapping[int, Promise] | None = None

    @property
    def code(self) -> str:
        return self.indicator.code

    @property
    def forms(self) -> set[str]:
        """What the criterion is called in files: its code and its names in all languages."""
        return {search_form(self.code), *in_all_languages(self.name)}

    @property
    def steps_by_form(self) -> dict[str, int]:
        """The steps by what they are called in files: the number, or the word of a kind."""
        found = {str(step): step for step in self.anchors}
        for step, word in (self.words or {}).items():
            found |= dict.fromkeys(in_all_languages(word), step)
        return found


def in_all_languages(text: Promise) -> set[str]:
    """A text as it is compared, in each language that the product speaks."""
    forms = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            forms.add(search_form(str(text)))
    return forms


def asked(
    code: str | Indicator, name: Promise, definition: Promise, *anchors: Promise
) -> Criterion:
    """A criterion with five anchors, the lowest step first; more is better unless it says else."""
    indicator = rating(code, DIMENSION) if isinstance(code, str) else code
    steps = range(LOWEST, HIGHEST + 1)
    return Criterion(indicator, name, definition, dict(zip(steps, anchors, strict=True)))
