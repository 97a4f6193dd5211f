"""Indicators in words: units, directions, dimensions, sources, and why a definition is refused."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mainstay.analytics.indicators import Better, Unit
from mainstay.apps.evaluation.contracts.indicators import Source
from mainstay.apps.evaluation.rules.custom_indicators import Dimension, Problem

UNITS: dict[Unit, Promise] = {
    Unit.MONEY: pgettext_lazy("unit", "Amount"),
    Unit.RATIO: pgettext_lazy("unit", "Share or rate"),
    Unit.COUNT: pgettext_lazy("unit", "Number"),
    Unit.DAYS: pgettext_lazy("unit", "Days"),
    Unit.RATING: pgettext_lazy("unit", "Rating, 1 to 5"),
    Unit.SCORE: pgettext_lazy("unit", "Score, 0 to 100"),
}
DIRECTIONS: dict[Better, Promise] = {
    Better.MORE: _("More is better"),
    Better.LESS: _("Less is better"),
    Better.NEITHER: _("Neither is better"),
}
DIMENSIONS: dict[str, Promise] = {
    Dimension.VALUE: pgettext_lazy("dimension", "Value"),
    Dimension.LOYALTY: pgettext_lazy("dimension", "Loyalty"),
    Dimension.SATISFACTION: pgettext_lazy("dimension", "Satisfaction"),
    Dimension.POTENTIAL: pgettext_lazy("dimension", "Potential"),
    Dimension.RISK: pgettext_lazy("dimension", "Risk"),
    Dimension.STRATEGIC_FIT: pgettext_lazy("dimension", "Strategic fit"),
}
SOURCES: dict[Source, Promise] = {
    Source.LEDGER: _("Order lines"),
    Source.RATING: _("Ratings by people"),
    Source.FORMULA: _("Own formula"),
    Source.EXTERNAL: _("Files from outside"),
    Source.COSTS: _("Costs of serving"),
    Source.ATTRIBUTE: _("Facts of the customer"),
    Source.MODEL: _("Models"),
}

_PROBLEMS: dict[str, Promise] = {
    "missing": _("This is needed."),
    "too_long": _("There are at most %(named)s signs."),
    "control_characters": _("This holds characters that cannot be seen."),
    "unknown_choice": _("This is not one of the choices."),
    "indicator_code": _(
        "The code begins with a small letter and has at most %(named)s small letters, digits and "
        "underscores."
    ),
    "indicator_code_taken": _("Another indicator has this code."),
    "too_many_indicators": _("There are as many own indicators as there may be: %(named)s."),
    "fixed": _("This stays as it was defined. Define another indicator instead."),
    "grades_rest_on_it": _(
        "Grades rest on it in %(named)s, so this stays. Define another indicator instead."
    ),
    "used_by_schemes": _("%(named)s grades by it: it can be retired, not deleted."),
    "used_by_indicators": _("%(named)s is made of it: it can be retired, not deleted."),
    "has_figures": _("Figures were taken in: it can be retired, not deleted."),
    "no_formula": _("Figures come in files, so there is no formula."),
    "only_of_files": _("This is said of figures that come in files alone."),
    "used_by_costs": _("The cost to serve rests on it: it can be retired, not deleted."),
    "costs_rest_on_it": _("The cost to serve rests on it, so who sees costs has to see it."),
    "no_unit_cost": _("A cost is from 0 up, with at most four places."),
    "rate_and_delay": _("Late payment and what money costs belong together."),
    "no_rate": _("This is a share from 0 to 100 per cent."),
    "formula_empty": _("This is needed."),
    "formula_too_long": _("A formula has at most 500 signs."),
    "formula_too_deep": _(
        "Character %(position)s: more than 20 parentheses, functions and signs inside each other."
    ),
    "formula_too_many_digits": _("Character %(position)s: a number has at most 15 digits."),
    "formula_unknown_sign": _("Character %(position)s: “%(named)s” means nothing in a formula."),
    "formula_unexpected": _("Character %(position)s: “%(named)s” does not fit here."),
    "formula_unfinished": _("Something is missing at the end of the formula."),
    "formula_unknown_function": _(
        "Character %(position)s: there is no function “%(named)s”, only min, max and coalesce."
    ),
    "formula_too_few_arguments": _(
        "Character %(position)s: “%(named)s” takes two or more figures, with commas between them."
    ),
    "formula_no_indicator": _("A formula names at least one indicator."),
    "formula_unknown_indicator": _("Character %(position)s: there is no indicator “%(named)s”."),
    "formula_circle": _("“%(named)s” is made of this indicator itself."),
}


def problem_words(problem: Problem) -> str:
    """Why a definition is refused."""
    return str(_PROBLEMS[problem.code]) % {"named": problem.named, "position": problem.position}
