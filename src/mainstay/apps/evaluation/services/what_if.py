"""What if a scheme were another one: who moves, computed in memory; nothing is written.

What is told of it to whom: decision 44.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mainstay.analytics.scoring.reading import is_typology
from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.exact import CODE, KEY
from mainstay.apps.evaluation.models import SchemeVersion, VersionState
from mainstay.apps.evaluation.policies import CHANGE_SCHEMES, VIEW_EVALUATIONS, VIEW_SCHEMES
from mainstay.apps.evaluation.queries import schemes as queries
from mainstay.apps.evaluation.queries.entitlements import grade_costs
from mainstay.apps.evaluation.queries.moves import AFTER, BEFORE, BEST, STEPS
from mainstay.apps.evaluation.queries.pictures import PICTURED, PROFIT
from mainstay.apps.evaluation.queries.what_if import WhatIf
from mainstay.apps.evaluation.queries.withholding import compares, rests_on_hidden
from mainstay.apps.evaluation.rules.labels import joined_labels
from mainstay.apps.evaluation.services.drafting import (
    DraftMoved,
    NoDraft,
    change_draft,
    refused_definition,
    require_definition,
    start_draft,
)
from mainstay.apps.evaluation.services.trial_inputs import TrialInputs, trial_inputs
from mainstay.apps.evaluation.wording.definitions import problem
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require, service

if TYPE_CHECKING:
    import pyarrow as pa

    from mainstay.analytics.scoring.grading import Grading
    from mainstay.analytics.scoring.population import Population
    from mainstay.analytics.scoring.reading import Rules


class FiguresHidden(Exception):
    """The scheme grades by figures that are not for the actor: who moves would tell them."""


class ComparesOthers(Exception):
    """A change of one's own compares customers, of whom the actor does not see all."""


@dataclass(frozen=True, slots=True)
class Question:
    """What to try: the published version of a scheme, its draft or a definition, with changes.

    `changes` has values by path, as `analytics.scoring.changing` reads them.
    """

    scheme: str
    definition: Mapping[str, Any] | None = None
    changes: Mapping[str, str] = field(default_factory=dict)
    draft: bool = False


@service(VIEW_EVALUATIONS, atomic=False)
def what_if(actor: Actor, asked: Question) -> WhatIf:
    """Grade the newest frozen inputs by another definition, beside the published version.

    Raises UnknownScheme, NoDraft, ValidationError for `definition` or `set`, FiguresHidden,
    ComparesOthers, EvaluationDamaged and LedgerDamaged.
    """
    require(actor, VIEW_SCHEMES)
    row = queries.scheme(actor, asked.scheme)
    used = queries.used_of(row)
    published = used if used.state == VersionState.PUBLISHED else None
    base = _base(actor, asked, used)
    if any(rests_on_hidden(actor, each.definition) for each in (used, base)):
        raise FiguresHidden(asked.scheme)
    definition = _definition(actor, asked, base)
    after = _read(actor, asked, definition)
    before = require_definition(asked.scheme, published.definition) if published else None
    inputs = trial_inputs(actor, row, [after, *([before] if before else [])])
    table = _graded(inputs, before, after)
    visible = table.filter(customers.seen_among(actor, table[KEY]))
    return WhatIf(
        scheme=asked.scheme,
        grades={
            BEFORE: queries.grades_of(published) if published else [],
            AFTER: queries.grades_in(asked.scheme, definition),
        },
        table=visible if indicators.sees(actor, PROFIT) else visible.drop_columns(PROFIT),
        everybody=visible.num_rows == table.num_rows,
        labelled=is_typology(definition),
        definition=definition,
        on_draft=base if base.state == VersionState.DRAFT else None,
        as_of=inputs.as_of,
        unit=inputs.unit,
        evaluation=inputs.evaluation,
        costs=grade_costs(actor, asked.scheme),
    )


@service(CHANGE_SCHEMES)
def save_as_draft(actor: Actor, tried: WhatIf) -> SchemeVersion:
    """Make what was tried the draft of its scheme, if that is the draft that it started from.

    Raises DraftMoved where somebody has changed that, or began one meanwhile.
    """
    there = queries.draft(actor, tried.scheme)
    if tried.on_draft is None and there is not None:
        raise DraftMoved
    seen = 0 if tried.on_draft is None else tried.on_draft.edits
    start_draft(actor, tried.scheme)
    return change_draft(actor, tried.scheme, tried.definition, seen)


def _base(actor: Actor, asked: Question, used: SchemeVersion) -> SchemeVersion:
    if not asked.draft:
        return used
    draft = queries.draft(actor, asked.scheme)
    if draft is None:
        raise NoDraft(asked.scheme)
    return draft


def _definition(actor: Actor, asked: Question, base: SchemeVersion) -> dict[str, Any]:
    """The definition that is asked about, before it is known to be one."""
    from mainstay.analytics.scoring.changing import changed
    from mainstay.analytics.scoring.plain_data import SchemeError

    definition = dict(base.definition)
    if asked.definition is not None:
        definition = dict(asked.definition)
        require_definition(asked.scheme, definition, _seen(actor))
    try:
        for path, value in asked.changes.items():
            definition = changed(definition, path, value)
    except SchemeError as error:
        says = problem(error.place, error.problem)
        raise ValidationError({"set": ValidationError(says, "not_a_change")}) from error
    return definition


def _read(actor: Actor, asked: Question, definition: Mapping[str, Any]) -> "Rules":
    """Read what is asked about; refuse what would tell the actor of hidden figures or others."""
    scheme = require_definition(asked.scheme, definition, _seen(actor))
    is_own = asked.definition is not None or bool(asked.changes)
    if is_own and not customers.sees_all(actor) and compares(definition):
        raise ComparesOthers(asked.scheme)
    return scheme


def _seen(actor: Actor) -> list[str]:
    return [code for code in indicators.definitions() if indicators.sees(actor, code)]


def _graded(inputs: TrialInputs, before: "Rules | None", after: "Rules") -> "pa.Table":
    """Everybody's grades by two schemes, and what they bring. Raises ValidationError."""
    import pyarrow.compute as pc

    from mainstay.analytics.scoring.plain_data import SchemeError
    from mainstay.analytics.scoring.population import InputError, population_from_table

    schemes = {BEFORE: before, AFTER: after}
    asked = {code for each in schemes.values() if each for code in each.indicators()}
    known = [indicators.definition(code).indicator for code in sorted(asked)]
    table = inputs.table.select([KEY, CODE, *PICTURED])
    try:
        population = population_from_table(inputs.table, known, as_of=inputs.as_of)
        columns = {name: _given(each, population) for name, each in schemes.items()}
    except SchemeError as error:
        raise refused_definition(error) from error
    except InputError as error:
        says = _("The figures cannot be graded: %(problem)s") % {"problem": error}
        raise ValidationError({"definition": ValidationError(says, "not_gradable")}) from error
    for name, (codes, steps) in columns.items():
        table = table.append_column(name, codes).append_column(STEPS[name], steps)
    return table.append_column(BEST, pc.min_element_wise(*(table[name] for name in STEPS.values())))


def _given(rules: "Rules | None", population: "Population") -> "tuple[pa.Array, pa.Array]":
    """Code and step of everybody's grade, nothing for who has none.

    By a typology the codes of all labels, joined, and the place of the first. Raises SchemeError
    and InputError.
    """
    import pyarrow as pa

    from mainstay.analytics.scoring.grading import grade
    from mainstay.analytics.scoring.typology import Typology, label

    if rules is None:
        return pa.nulls(len(population), pa.string()), pa.nulls(len(population), pa.int64())
    if isinstance(rules, Typology):
        codes = [each.code for each in rules.labels]
        return _labels(label(rules, population).table()["labels"].to_pylist(), codes)
    return _grades(grade(rules, population))


def _labels(given: list[list[str] | None], codes: list[str]) -> "tuple[pa.Array, pa.Array]":
    import pyarrow as pa

    joined = [joined_labels(labels) if labels else None for labels in given]
    firsts = [codes.index(labels[0]) + 1 if labels else None for labels in given]
    return pa.array(joined, pa.string()), pa.array(firsts, pa.int64())


def _grades(grading: "Grading") -> "tuple[pa.Array, pa.Array]":
    import pyarrow as pa
    import pyarrow.compute as pc

    places = grading.grades.astype("int64")
    steps = pa.array(places, mask=places < 0)
    names = pa.array([each.code for each in grading.scheme.grades], pa.string())
    return names.take(steps), pc.add(steps, 1)
