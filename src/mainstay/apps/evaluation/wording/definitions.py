"""What is wrong with a scheme's definition, in words."""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mainstay.shell.sentences import labelled

PROBLEMS: dict[str, Promise] = {
    "another_code": gettext_lazy("the code is not that of the scheme"),
    "borders_out_of_order": gettext_lazy("the steps neither rise nor fall throughout"),
    "cap_needs_indicator": gettext_lazy(
        "say by which indicator the best are taken, as in cap.A.score"
    ),
    "count_or_share": gettext_lazy("give either a number or a share"),
    "empty_group": gettext_lazy("a group of conditions needs a condition"),
    "empty_scorecard": gettext_lazy("a scorecard needs an indicator"),
    "exact_value_has_no_margin": gettext_lazy("an exact value has no margin"),
    "label_for_everybody": gettext_lazy("a label is not for everybody: say whom it applies to"),
    "label_has_no_margin": gettext_lazy("a label has no margin"),
    "last_grade_takes_all": gettext_lazy("the last grade takes all others, so it has no limit"),
    "missing_key": gettext_lazy("“%(what)s” is missing"),
    "negative_weight": gettext_lazy("a weight is below zero"),
    "no_labels": gettext_lazy("a label is needed"),
    "no_border": gettext_lazy("the rule of the grade has no such border"),
    "no_scorecard": gettext_lazy("the scheme has no scorecard"),
    "no_share_of_scores": gettext_lazy("scores do not add up, so they have no shares"),
    "no_steps": gettext_lazy("a step is needed"),
    "no_weight": gettext_lazy("all weights are zero"),
    "not_a_count": gettext_lazy("a whole number from 1 up is needed"),
    "not_a_day": gettext_lazy("a day such as 2026-01-31 is needed"),
    "not_a_figure": gettext_lazy("a number is needed"),
    "not_a_judgement": gettext_lazy("a comparison is from 1/9 to 9"),
    "not_a_list": gettext_lazy("a list is needed"),
    "not_a_margin": gettext_lazy("a margin is above zero and less than the border"),
    "not_a_rule": gettext_lazy("this is no rule"),
    "not_a_share": gettext_lazy("a share is above 0 and at most 1"),
    "not_a_text": gettext_lazy("a text is needed"),
    "not_a_value": gettext_lazy("a value is from 0 to 100, with at most six decimals"),
    "not_a_winsor_share": gettext_lazy("a share from 0 to less than a half is needed"),
    "not_an_object": gettext_lazy("names with values are needed"),
    "not_positive": gettext_lazy("a number above zero is needed"),
    "not_reciprocal": gettext_lazy("the two directions of a comparison do not agree"),
    "not_scored": gettext_lazy("the scorecard does not have “%(what)s”"),
    "not_square": gettext_lazy("each has to be compared with each"),
    "not_true_or_false": gettext_lazy("true or false is needed"),
    "otherwise_inside_group": gettext_lazy("“all others” stands alone"),
    "otherwise_not_last": gettext_lazy("the last grade, and it alone, takes all others"),
    "repeated_label": gettext_lazy("two labels have one name"),
    "repeated_grade": gettext_lazy("two grades have one name"),
    "repeated_indicator": gettext_lazy("an indicator stands there twice"),
    "reserved_name": gettext_lazy("this name is kept for scores"),
    "several_borders": gettext_lazy(
        "the rule has several borders: name the indicator, as in threshold.A.revenue_12m"
    ),
    "steps_against_direction": gettext_lazy("the steps run against what is good of the indicator"),
    "too_deep": gettext_lazy("the conditions are nested too deeply"),
    "too_many_grades": gettext_lazy("there are too many grades"),
    "too_many_to_compare": gettext_lazy("these are too many to compare in pairs"),
    "unknown_curve": gettext_lazy("there is no such curve"),
    "unknown_grade": gettext_lazy("there is no such grade"),
    "unknown_indicator": gettext_lazy("there is no indicator “%(what)s”"),
    "unknown_key": gettext_lazy("“%(what)s” is not known here"),
    "unknown_method": gettext_lazy("there is no such way of weighing"),
    "unknown_operator": gettext_lazy("there is no such comparison"),
    "unknown_path": gettext_lazy("there is nothing to set at this path"),
    "unknown_score": gettext_lazy("there is no score “%(what)s”"),
    "unknown_segment": gettext_lazy("there is no such segment"),
    "unknown_word": gettext_lazy("this word is not known here"),
    "values_fall": gettext_lazy("the values fall from step to step"),
    "weights_from_comparisons": gettext_lazy("the weights follow from comparisons in pairs"),
    "weights_too_fine": gettext_lazy("the weights have too many digits"),
}
_NUMBERED = re.compile(r"(\w+)\[(\d+)\]")


def problem(place: str, code: str) -> str:
    """Where a definition is wrong, and how: `grades[0].rule.pareto.share`, `not_a_share`."""
    name, _space, what = code.partition(" ")
    says = PROBLEMS.get(name)
    text = code if says is None else str(says) % {"what": what}
    return labelled(place_in_words(place), text) if place else text


def place_in_words(place: str) -> str:
    """A place in a definition, counted from 1: `grades[0].rule` is “grade 1, rule”."""
    words = []
    for part in place.split("."):
        numbered = _NUMBERED.fullmatch(part)
        words.append(_counted(*numbered.groups()) if numbered else str(PARTS.get(part, part)))
    return _(", ").join(words)


def _counted(name: str, place: str) -> str:
    number = int(place) + 1
    if name in NUMBERED:
        return str(NUMBERED[name]) % {"number": number}
    return f"{PARTS.get(name, name)} {number}"


NUMBERED: dict[str, Promise] = {
    "grades": gettext_lazy("grade %(number)s"),
    "labels": gettext_lazy("label %(number)s"),
    "all": gettext_lazy("condition %(number)s"),
    "any": gettext_lazy("condition %(number)s"),
    "indicators": gettext_lazy("indicator %(number)s"),
    "steps": gettext_lazy("step %(number)s"),
}
PARTS: dict[str, Promise] = {
    "grades": gettext_lazy("grades"),
    "labels": gettext_lazy("labels"),
    "rule": gettext_lazy("rule"),
    "cap": gettext_lazy("limit"),
    "most": gettext_lazy("at most"),
    "indicator": gettext_lazy("indicator"),
    "operator": gettext_lazy("comparison"),
    "value": gettext_lazy("value"),
    "share": gettext_lazy("share"),
    "count": gettext_lazy("number"),
    "margin": gettext_lazy("margin"),
    "threshold": gettext_lazy("threshold"),
    "stay": gettext_lazy("shortest stay"),
    "floor": gettext_lazy("least coverage"),
    "scorecard": gettext_lazy("scorecard"),
    "indicators": gettext_lazy("indicators"),
    "weight": gettext_lazy("weight"),
    "weights": gettext_lazy("weights"),
    "dimension": gettext_lazy("dimension"),
    "curve": gettext_lazy("curve"),
    "steps": gettext_lazy("steps"),
    "coverage_floor": gettext_lazy("least coverage"),
    "if_missing": gettext_lazy("where figures are missing"),
    "minimum_stay": gettext_lazy("shortest stay"),
    "months": gettext_lazy("months"),
    "code": gettext_lazy("code"),
    "method": gettext_lazy("where the weights come from"),
    "dimensions": gettext_lazy("comparisons of dimensions"),
    "within": gettext_lazy("comparisons within dimensions"),
    "reason": gettext_lazy("reason"),
    "as_of": gettext_lazy("day"),
    "pareto": gettext_lazy("Pareto share"),
    "top": gettext_lazy("the first"),
}
