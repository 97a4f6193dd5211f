"""Rating rounds in words: messages to raters, answers, why a row of a file was refused."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mainstay.apps.evaluation.criteria import CRITERIA, Criterion
from mainstay.apps.evaluation.policies import GIVE_RATINGS
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.jobs.outcomes import Words
from mainstay.shell.web import figures

_TITLES: dict[str, Promise] = {
    "newly": _("Please rate customers: %(name)s"),
    "near": _("Ratings are due soon: %(name)s"),
    "late": _("Ratings are late: %(name)s"),
}
_TEXTS: dict[str, Promise] = {
    "newly": _("You are asked to rate until %(day)s."),
    "near": _("Some of your ratings are missing; they are due on %(day)s."),
    "late": _("Some of your ratings are missing; they were due on %(day)s."),
}

REFUSALS: dict[str, Promise] = {
    "unknown_customer": _("This round is not about this customer, or you do not see it."),
    "unknown_criterion": _("This round does not ask about this."),
    "unknown_rater": _("This person was not asked, or you may not answer for others."),
    "missing_rater": _("You were not asked: say by e-mail whose rating it is."),
    "missing_rating": _("There is a comment and no rating."),
    "off_scale": _("This is no step of the criterion."),
    "unfit_comment": _("The comment is too long, or holds characters that cannot be seen."),
    "duplicate_in_file": _("The file has another rating for the same."),
    "answered_already": _("This person has answered already, and only they can change it."),
}
"""Why a row of a file was not taken, where it is more than a cell that cannot be read."""

FIELDS: dict[str, Promise] = {
    "customer": _("Customer"),
    "criterion": _("Criterion"),
    "rater": _("Rater (e-mail)"),
    "rating": _("Rating"),
    "comment": _("Comment"),
}
"""What the fields of a file of ratings are called."""


def words_of_message(actor: Actor, told: Mapping[str, Any]) -> Words:
    """What a rater is told; who may no longer rate hears no more than that there was something."""
    if not actor.may(GIVE_RATINGS):
        return Words(gettext("You were asked to rate customers"))
    when = told["when"]
    title = str(_TITLES[when]) % {"name": told["name"]}
    text = str(_TEXTS[when]) % {"day": figures.day(date.fromisoformat(told["due_on"]))}
    return Words(title, text, reverse("evaluation:rate", args=[told["round"]]))


def criterion_name(code: str) -> str:
    """What people call a criterion; the code of one that is no more."""
    return str(CRITERIA[code].name) if code in CRITERIA else code


def answer_words(criterion: Criterion, value: int | None) -> str:
    """An answer in words: the step, with the word of its kind where there is one."""
    if value is None:
        return gettext("cannot say")
    word = (criterion.words or {}).get(value)
    return str(value) if word is None else f"{value} ({word})"
