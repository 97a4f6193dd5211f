"""Reviews and approval of grades in words: steps, messages, what people decided."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from mainstay.apps.evaluation.models import Grade, GradeReview
from mainstay.apps.evaluation.policies import VIEW_EVALUATIONS
from mainstay.apps.evaluation.wording.names import SCHEMES, grade_name
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.audit.naming import name_in_words
from mainstay.foundation.jobs.outcomes import Words
from mainstay.shell.web import figures

STEPS: dict[str, Promise] = {
    "key_account_manager": gettext_lazy("Key account manager"),
    "marketing": pgettext_lazy("step of approval", "Marketing"),
    "vice_president": pgettext_lazy("step of approval", "Vice president"),
    "general_manager": pgettext_lazy("step of approval", "General manager"),
}
"""What the steps of the usual chain are called; others are called as they were named."""

SORTS: dict[str, Promise] = {
    "promotions": gettext_lazy("Promotions"),
    "demotions": gettext_lazy("Demotions"),
    "first": gettext_lazy("First grades"),
    "border": gettext_lazy("Border cases"),
    "low_coverage": gettext_lazy("Low coverage"),
    "nominated": gettext_lazy("Nominated"),
}


def step_name(name: str) -> str | Promise:
    """A step of approval as people call it."""
    return STEPS.get(name, name)


def _scheme_of(told: Mapping[str, Any]) -> str:
    """What the scheme of a message is called; messages ask no database."""
    return str(SCHEMES.get(told["scheme"], told["scheme_name"] or told["scheme"]))


def words_of_evidence_asked(actor: Actor, told: Mapping[str, Any]) -> Words:
    """What the owner of a customer is told when evidence is asked for."""
    if not actor.may(VIEW_EVALUATIONS):
        return Words(_("Evidence for a grade is asked for"))
    title = _("Evidence for the grade of %(name)s is asked for") % {"name": told["name"]}
    text = _("“%(scheme)s” proposes a grade, and the reviewers want to know more.")
    address = reverse("evaluation:review", args=[told["scheme"], told["customer"]])
    return Words(title, text % {"scheme": _scheme_of(told)}, address)


def words_of_grades_changed(actor: Actor, told: Mapping[str, Any]) -> Words:
    """What the owner of customers is told when grades of theirs have changed."""
    if not actor.may(VIEW_EVALUATIONS):
        return Words(_("Grades have changed"))
    title = ngettext(
        "%(n)s of your customers has another grade",
        "%(n)s of your customers have other grades",
        told["customers"],
    ) % {"n": figures.full_number(told["customers"])}
    text = _("By “%(scheme)s”. The page of each customer says why.")
    return Words(title, text % {"scheme": _scheme_of(told)}, reverse("evaluation:list"))


def words_of_nomination(actor: Actor, told: Mapping[str, Any]) -> Words:
    """What who nominated a customer is told of the answer."""
    if not actor.may(VIEW_EVALUATIONS):
        return Words(_("A nomination was answered"))
    titles = {
        "granted": _("%(name)s has the grade that you nominated it for: %(grade)s"),
        "declined": _("%(name)s does not get the grade that you nominated it for: %(grade)s"),
    }
    named = {"name": told["name"], "grade": grade_name(told["scheme"], told["grade"])}
    return Words(
        titles[told["state"]] % named,
        told["answer"],
        reverse("evaluation:nomination", args=[told["number"]]),
    )


def words_of_appeal(actor: Actor, told: Mapping[str, Any]) -> Words:
    """What an appellant is told of the answer."""
    if not actor.may(VIEW_EVALUATIONS):
        return Words(_("An appeal was answered"))
    titles = {
        "upheld": _("Your appeal for %(name)s was answered: the grade stays %(grade)s"),
        "changed": _("Your appeal for %(name)s was answered: %(grade)s goes to approval"),
    }
    named = {"name": told["name"], "grade": grade_name(told["scheme"], told["grade"])}
    address = reverse("evaluation:appeal", args=[told["number"]])
    return Words(titles[told["state"]] % named, told["answer"], address)


def decided_otherwise(grade: Grade, computed: str) -> list[str]:
    """Why a grade in force is not the one that its evaluation computed."""
    scheme = grade.scheme.code
    review = _review_of(grade)
    named = {"grade": grade_name(scheme, computed)}
    if review is None or review.holds_until is None:
        return [_("The last evaluation found %(grade)s, which is not approved.") % named]
    says = _("%(name)s decided this grade, until %(day)s: %(reason)s")
    facts = {
        "name": name_in_words(review.decided_by_name),
        "day": figures.day(review.holds_until),
        "reason": review.reason,
    }
    return [says % facts, _("The figures alone give %(grade)s:") % named]


def stays_as_decided(grade: Grade) -> str | None:
    """That people have decided a grade up to a day; None for a grade that follows the figures."""
    review = _review_of(grade)
    if review is None or review.holds_until is None:
        return None
    return _("Until %(day)s the grade stays as decided, whatever the figures.") % {
        "day": figures.day(review.holds_until)
    }


def approved_by(grade: Grade) -> str | None:
    """Whose step put a grade in force; None where nobody was asked."""
    review = _review_of(grade)
    return (name_in_words(review.approved_by_name) or None) if review else None


def _review_of(grade: Grade) -> GradeReview | None:
    try:
        return grade.review
    except GradeReview.DoesNotExist:
        return None
