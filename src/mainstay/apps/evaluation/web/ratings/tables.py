"""Columns of the tables of rating rounds."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mainstay.apps.evaluation.criteria import CRITERIA
from mainstay.apps.evaluation.models import Rating, RatingRound, RoundState
from mainstay.apps.evaluation.queries.ratings.results import ResultOfRating
from mainstay.apps.evaluation.wording.ratings import answer_words, criterion_name
from mainstay.foundation.audit.naming import name_in_words
from mainstay.shell.web.tables import Badge, Column, Kind, Tone

_TONES = {
    RoundState.OPEN: Tone.INFO,
    RoundState.CLOSED: Tone.GOOD,
    RoundState.CANCELLED: Tone.PLAIN,
}


def state_badge(row: RatingRound) -> Badge:
    """Where a round stands."""
    return Badge(row.get_state_display(), _TONES[RoundState(row.state)])


def round_columns() -> list[Column[RatingRound]]:
    """The columns of the list of rounds."""

    def link(row: RatingRound) -> str:
        return reverse("evaluation:round", args=[row.pk])

    return [
        Column("name", _("Name"), lambda row: row.name, link=link, wrap=True),
        Column("pk", _("Number"), lambda row: row.pk, wide=True),
        Column("state", _("Status"), state_badge),
        Column("due_on", _("Due"), lambda row: row.due_on),
        Column("closed_on", _("Closed on"), lambda row: row.closed_on),
        Column("asks", _("Criteria"), lambda row: row.asks, Kind.NUMBER, wide=True),
        Column("by", _("By"), lambda row: name_in_words(row.by_name), wide=True),
    ]


def result_columns(*, whole: bool = False) -> list[Column[ResultOfRating]]:
    """The columns of the results; a `whole` file has codes beside the names."""

    def link(row: ResultOfRating) -> str:
        return reverse("customers:customer", args=[row.key])

    def disagrees(row: ResultOfRating) -> Badge | str:
        return Badge(_("raters disagree"), Tone.CAUTION) if row.disagrees else ""

    columns: list[Column[ResultOfRating]] = [
        Column("name", _("Customer"), lambda row: row.name, link=link, wrap=True),
        Column("code", _("Customer code"), lambda row: row.code, wide=True),
        Column("criterion", _("Criterion"), lambda row: row.criterion.name, wrap=True),
        Column("mean", _("Mean"), lambda row: row.mean, Kind.NUMBER, digits=2),
        Column("spread", _("Spread"), lambda row: row.spread, Kind.NUMBER, digits=2),
        Column("raters", _("Raters"), lambda row: row.raters, Kind.NUMBER),
        Column("cannot", _("Cannot say"), lambda row: row.cannot_say, Kind.NUMBER, wide=True),
        Column("disagrees", _("Remark"), disagrees),
    ]
    if whole:
        code: Column[ResultOfRating] = Column(
            "criterion_code", _("Criterion code"), lambda row: row.criterion.code
        )
        columns.insert(3, code)
    return columns


def comment_columns() -> list[Column[Any]]:
    """The columns of the comments."""

    def link(row: Rating) -> str:
        return reverse("customers:customer", args=[row.customer_id])

    def answer(row: Rating) -> str:
        known = CRITERIA.get(row.criterion)
        return str(row.value or "") if known is None else answer_words(known, row.value)

    return [
        Column("customer", _("Customer"), lambda row: row.customer.name, link=link, wrap=True),
        Column("criterion", _("Criterion"), lambda row: criterion_name(row.criterion), wrap=True),
        Column("value", _("Rating"), answer),
        Column("comment", _("Comment"), lambda row: row.comment, wrap=True),
        Column("rater", _("Rater"), lambda row: row.rater.full_name, wide=True),
    ]
