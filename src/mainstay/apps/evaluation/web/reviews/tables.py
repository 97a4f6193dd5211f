"""Columns of the tables of proposed grades."""

from collections.abc import Callable, Collection
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mainstay.apps.evaluation.models import GradeReview, ReviewState
from mainstay.apps.evaluation.queries.reviews.queue import Sort
from mainstay.apps.evaluation.queries.reviews.sheets import remarks
from mainstay.apps.evaluation.wording.names import NO_GRADE, grade_name
from mainstay.apps.evaluation.wording.reviews import SORTS
from mainstay.foundation.audit.naming import name_in_words
from mainstay.shell.sentences import listed
from mainstay.shell.web.tables import Badge, Column, GradeBadge, Kind, Tone

_TONES = {
    ReviewState.WAITING: Tone.INFO,
    ReviewState.EVIDENCE: Tone.CAUTION,
    ReviewState.ACCEPTED: Tone.GOOD,
    ReviewState.OVERRIDDEN: Tone.CAUTION,
}
_MOVES: tuple[tuple[Callable[[int], bool], str | Promise, Tone], ...] = (
    (lambda move: move > 0, pgettext_lazy("move of a grade", "rises"), Tone.GOOD),
    (lambda move: move < 0, pgettext_lazy("move of a grade", "falls"), Tone.BAD),
    (lambda move: move == 0, pgettext_lazy("move of a grade", "stays"), Tone.PLAIN),
)


def state_badge(row: GradeReview) -> Badge:
    """What has been decided."""
    return Badge(row.get_state_display(), _TONES[ReviewState(row.state)])


def proposed_badge(row: GradeReview) -> GradeBadge:
    """The grade that is proposed, or decided in its place."""
    return GradeBadge(grade_name(row.grade.scheme.code, row.grade.code), row.grade.step)


def before_badge(row: GradeReview) -> GradeBadge | Badge:
    """The grade in force."""
    grade = row.grade
    if grade.previous_step is None:
        return Badge(NO_GRADE)
    return GradeBadge(grade_name(grade.scheme.code, grade.previous_code), grade.previous_step)


def move_badge(row: GradeReview) -> Badge:
    """Whether the customer rises or falls."""
    if row.move is None:
        return Badge(pgettext_lazy("move of a grade", "first"), Tone.INFO)
    words, tone = next((words, tone) for holds, words, tone in _MOVES if holds(row.move))
    return Badge(words, tone)


def remark_words(sorts: list[Sort]) -> str:
    """What is worth a look, in words."""
    return listed(SORTS[each.value] for each in sorts)


def review_columns(known: Collection[Sort]) -> list[Column[Any]]:
    """The columns of the queue; `known` is what the reader may look for."""

    def link(row: GradeReview) -> str:
        return reverse("evaluation:review", args=[row.grade.scheme.code, row.customer_id])

    def told(row: GradeReview) -> str:
        return remark_words(remarks(row, known))

    return [
        Column("name", _("Customer"), lambda row: row.customer.name, link=link, wrap=True),
        Column("code", _("Customer code"), lambda row: row.customer.code, wide=True),
        Column("before", pgettext_lazy("grade", "In force"), before_badge),
        Column("proposed", pgettext_lazy("grade", "Proposed"), proposed_badge),
        Column("move", _("Kind"), move_badge, wide=True),
        Column("revenue", _("Revenue, 12 months"), lambda row: row.revenue, Kind.MONEY),
        Column("owner", _("Owner"), lambda row: str(row.customer.owner or ""), wide=True),
        Column("remarks", _("Remark"), told, wide=True),
        Column("state", _("Decided"), state_badge),
    ]


def decided_columns() -> list[Column[Any]]:
    """The columns of the decided grades."""

    def link(row: GradeReview) -> str:
        return reverse("evaluation:decided_review", args=[row.grade.scheme.code, row.pk])

    return [
        Column("name", _("Customer"), lambda row: row.customer.name, link=link, wrap=True),
        Column("code", _("Customer code"), lambda row: row.customer.code, wide=True),
        Column("before", pgettext_lazy("grade", "Before"), before_badge),
        Column("grade", _("Grade"), proposed_badge),
        Column("move", _("Kind"), move_badge, wide=True),
        Column("from", pgettext_lazy("period", "From"), lambda row: row.grade.valid_from),
        Column("to", pgettext_lazy("period", "To"), lambda row: row.grade.valid_to, wide=True),
        Column("state", _("Decided"), state_badge),
        Column(
            "decided_by", _("Decided by"), lambda row: name_in_words(row.decided_by_name), wide=True
        ),
        Column(
            "approved_by",
            _("Approved by"),
            lambda row: name_in_words(row.approved_by_name),
            wide=True,
        ),
        Column("evaluation", _("Evaluation"), lambda row: row.evaluation_id, wide=True),
    ]
