"""Figures from the facts of a customer: how old it is, and how large by the official classes.

Definitions and edge cases: docs/algorithms/customer-attributes.md.
"""

from __future__ import annotations

import re
from datetime import date

_STEPS = {
    4: ("大型", "大型企业", "大型企業", "large"),
    3: ("中型", "中型企业", "中型企業", "medium", "medium-sized"),
    2: ("小型", "小型企业", "小型企業", "small"),
    1: ("微型", "微型企业", "微型企業", "micro"),
}
_STEP_OF = {word: step for step, words in _STEPS.items() for word in words}
_BETWEEN = re.compile(r"[\s/,、，()（）]+")


def age_in_years(founded_on: date, as_of: date) -> int | None:
    """Count the whole years that have gone by on a day; nothing before the foundation.

    Who was founded on 29 February is a year older from 1 March of the other years on.
    """
    if founded_on > as_of:
        return None
    years = as_of.year - founded_on.year
    return years - ((as_of.month, as_of.day) < (founded_on.month, founded_on.day))


def scale_step(scale: str) -> int | None:
    """Give the step of a size in the official classes: micro 1, small 2, medium 3, large 4.

    One of its words has to name a class, and no other word another one. A size in words of one's
    own, or as a number of people, has no step.
    """
    steps = {_STEP_OF[word] for word in _BETWEEN.split(scale.lower()) if word in _STEP_OF}
    return steps.pop() if len(steps) == 1 else None
