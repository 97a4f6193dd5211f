"""The part of a draft's form that is about weights: comparisons in pairs, weights by entropy."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mainstay.apps.evaluation.policies import VIEW_EVALUATIONS
from mainstay.apps.evaluation.queries.evaluations import evaluations
from mainstay.apps.evaluation.services.weighing import Weighed, weigh_by_entropy
from mainstay.apps.evaluation.web.schemes.definition import scorecard_from
from mainstay.apps.evaluation.web.schemes.editor import (
    AHP,
    DIRECT,
    ENTROPY,
    Draft,
    curves_digest,
)
from mainstay.apps.evaluation.web.schemes.pairs import (
    compared_groups,
    each_pair,
    field_name,
    matrix,
    said,
)
from mainstay.apps.evaluation.wording.amounts import indicator_name
from mainstay.apps.evaluation.wording.comparisons import (
    MatrixWords,
    choices_with,
    group_name,
    matrix_in_words,
    thing_name,
)
from mainstay.apps.evaluation.wording.names import name_of
from mainstay.foundation.access.actor import Actor
from mainstay.shell.web import figures

METHODS: dict[str, Promise] = {
    DIRECT: gettext_lazy("As typed"),
    AHP: gettext_lazy("From comparisons in pairs"),
    ENTROPY: gettext_lazy("By entropy"),
}
MOST_EVALUATIONS = 20
_PROPOSED = "proposed|"
_PROPOSED_ON = "proposed_on"

Choices = list[tuple[str, str | Promise]]


@dataclass(frozen=True, slots=True)
class PairField:
    """Two things and how many times as much the first matters, to be chosen."""

    name: str
    first: str
    second: str
    chosen: str
    choices: Choices


@dataclass(frozen=True, slots=True)
class ComparedGroup:
    """Things that are compared with each other; `matrix` is None until all of it can be read."""

    title: str
    pairs: list[PairField]
    matrix: MatrixWords | None


@dataclass(frozen=True, slots=True)
class Weighing:
    """What the form shows of weights. `shares` has each indicator's, nothing where none follow."""

    methods: Choices
    groups: list[ComparedGroup] = field(default_factory=list)
    needs_reason: bool = False
    shares: list[tuple[str, str]] = field(default_factory=list)
    sources: Choices = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ProposedWeight:
    """The weight of an indicator now and by entropy, and the field that keeps the latter."""

    name: str
    before: str
    after: str
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class WeightProposal:
    """Weights by entropy that can be taken: `says` of which figures they are."""

    lines: list[ProposedWeight]
    says: str
    on: str


def weighing(actor: Actor, draft: Draft) -> Weighing:
    """What the form shows for the way to weights that is chosen."""
    methods: Choices = list(METHODS.items())
    if not draft.lines:
        return Weighing(methods)
    shares = [
        (indicator_name(line.indicator), share)
        for line, share in zip(draft.lines, _shares(draft), strict=False)
    ]
    match draft.weighing:
        case "ahp":
            groups = _groups(draft)
            fits = all(each.matrix.fits for each in groups if each.matrix)
            return Weighing(methods, groups, not fits or bool(draft.reason), shares)
        case "entropy" if actor.may(VIEW_EVALUATIONS):
            return Weighing(methods, shares=shares, sources=_sources(actor))
        case _:
            return Weighing(methods, shares=shares)


def _groups(draft: Draft) -> list[ComparedGroup]:
    return [
        ComparedGroup(
            group_name(group),
            [_pair(draft, group, *pair) for pair in each_pair(things)],
            _matrix(draft, group, things),
        )
        for group, things in compared_groups(draft.compared).items()
    ]


def _pair(draft: Draft, group: str, first: str, second: str) -> PairField:
    chosen = said(draft.pairs, group, first, second)
    return PairField(
        field_name(group, first, second),
        thing_name(group, first),
        thing_name(group, second),
        chosen,
        choices_with(chosen),
    )


def _matrix(draft: Draft, group: str, things: list[str]) -> MatrixWords | None:
    from mainstay.analytics.scoring.plain_data import SchemeError
    from mainstay.analytics.scoring.scorecard_data import comparisons_from

    try:
        comparisons = comparisons_from(matrix(group, things, draft.pairs), things)
    except SchemeError:
        return None
    return matrix_in_words(group, comparisons)


def _shares(draft: Draft) -> list[str]:
    """What each line weighs of all; nothing until the whole scorecard can be read."""
    from mainstay.analytics.scoring.plain_data import SchemeError
    from mainstay.analytics.scoring.scorecard_data import scorecard_from_dict

    try:
        read = scorecard_from_dict(scorecard_from(draft))
    except SchemeError:
        return []
    return [figures.percent(share) for share in read.shares]


def _sources(actor: Actor) -> Choices:
    """Whose figures can be weighed: those of today, or what an evaluation kept."""
    kept = evaluations(actor).filter(finished_at__isnull=False).exclude(files={})
    choices: Choices = [("", _("The figures of today"))]
    for each in kept[:MOST_EVALUATIONS]:
        told = {
            "number": each.pk,
            "scheme": name_of(each.version.scheme),
            "day": figures.day(each.as_of),
        }
        words = _("Evaluation %(number)s: %(scheme)s, as of %(day)s") % told
        choices.append((str(each.pk), words))
    return choices


def weighed_by(actor: Actor, code: str, draft: Draft) -> WeightProposal:
    """The weights by entropy of the figures that the form names; nothing is kept.

    Raises ValidationError and what `weigh_by_entropy` does.
    """
    number = int(draft.weigh_by) if draft.weigh_by.isdecimal() else None
    found = weigh_by_entropy(actor, code, scorecard_from(draft), number)
    before = _shares(draft) or [""] * len(draft.lines)
    lines = [
        ProposedWeight(
            indicator_name(line.indicator),
            share,
            figures.percent(found.weights[line.indicator]),
            _PROPOSED + line.indicator,
            f"{found.weights[line.indicator]:f}",
        )
        for line, share in zip(draft.lines, before, strict=True)
    ]
    return WeightProposal(lines, _of_what(found), found.as_of.isoformat())


def _of_what(found: Weighed) -> str:
    told = {
        "day": figures.day(found.as_of),
        "customers": figures.full_number(found.customers),
    }
    if found.evaluation is None:
        return _("By the figures of %(customers)s customers as of %(day)s.") % told
    says = _("By the figures of %(customers)s customers as of %(day)s, of evaluation %(number)s.")
    return says % {**told, "number": found.evaluation.pk}


def take_weights(draft: Draft, data: Mapping[str, str]) -> None:
    """Write the proposed weights that were sent into the lines."""
    proposed = [data.get(_PROPOSED + line.indicator, "") for line in draft.lines]
    if not draft.lines or not all(proposed):
        return
    for line, weight in zip(draft.lines, proposed, strict=True):
        line.weight = weight
    draft.weighed_on = data.get(_PROPOSED_ON, "")
    draft.weighed_for = curves_digest(draft.lines)
