"""Evaluating customers: asking for it, doing it as a job, completing it in one transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from time import perf_counter
from typing import Any

import numpy as np
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mainstay.apps.evaluation.contracts.events import EvaluationFinished, GradesChanged
from mainstay.apps.evaluation.models import Approval, Evaluation, EvaluationUnit, Scheme
from mainstay.apps.evaluation.policies import RUN
from mainstay.apps.evaluation.queries.files import INPUTS, UNITS, digest, folder_of
from mainstay.apps.evaluation.queries.industry_ranks import with_industry_ranks
from mainstay.apps.evaluation.queries.inputs import with_own
from mainstay.apps.evaluation.queries.measures import (
    Measured,
    festival_facts,
    measured,
    require_measurable,
)
from mainstay.apps.evaluation.queries.ratings.frozen import with_ratings
from mainstay.apps.evaluation.queries.reviews.requests import nominated
from mainstay.apps.evaluation.queries.schemes import published_version
from mainstay.apps.evaluation.services.files import fresh_folder, remove_other_runs
from mainstay.apps.evaluation.services.freezing import freeze
from mainstay.apps.evaluation.services.freezing_grades import is_frozen
from mainstay.apps.evaluation.services.grading import (
    Graded,
    grade,
    labels_of,
    read_scheme,
    write_result,
)
from mainstay.apps.evaluation.services.held_grades import (
    NOBODY,
    HeldGrades,
    grades_before,
    grades_in_force,
    overridden,
)
from mainstay.apps.evaluation.services.ledger_refusals import ledger_refusals
from mainstay.apps.evaluation.services.proposing import (
    Changes,
    GradesMoved,
    changes,
    discard_proposals,
    drop_older_proposals,
    owners_of_changed,
    propose,
    put_in_force,
)
from mainstay.apps.evaluation.services.reviews.opening import open_reviews
from mainstay.apps.evaluation.services.reviews.standing import Standing, standing_of
from mainstay.apps.evaluation.services.reviews.telling import tell_owners
from mainstay.foundation import events
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import service
from mainstay.foundation.audit import services as audit
from mainstay.foundation.jobs import services as jobs
from mainstay.foundation.jobs.context import JobContext, JobFailed, Progress

EVALUATE = "evaluation.evaluate"
_WHY = "an evaluation is found by its job"
_ROUNDS = 5


@service(RUN)
def request_evaluation(
    actor: Actor, scheme: str, as_of: date, unit: str | None = None
) -> Evaluation:
    """Queue an evaluation by the newest version of a scheme; `unit` defaults to the scheme's.

    Raises UnknownScheme and ValidationError.
    """
    evaluation = _requested(actor, scheme, as_of, unit)
    job = jobs.enqueue(actor, EVALUATE, {"evaluation": evaluation.pk})
    _unfinished(evaluation.pk).update(job_id=job.pk)
    evaluation.job_id = job.pk
    return evaluation


@service(RUN, atomic=False)
def evaluate(
    actor: Actor,
    scheme: str,
    as_of: date,
    unit: str | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> Evaluation:
    """Evaluate at once, for a caller who waits.

    Raises UnknownScheme, ValidationError, JobFailed with the codes of `run`, JobCancelled.
    """
    with transaction.atomic():
        evaluation = _requested(actor, scheme, as_of, unit)
    jobs.run_inline(actor, EVALUATE, {"evaluation": evaluation.pk}, on_progress)
    evaluation.refresh_from_db()
    return evaluation


def _requested(actor: Actor, scheme: str, as_of: date, unit: str | None) -> Evaluation:
    version = published_version(scheme)
    unit = unit or version.scheme.unit
    if unit not in EvaluationUnit.values:
        says = _("Each customer alone can be graded (customer) or each group as one (group).")
        raise ValidationError({"unit": ValidationError(says, "unknown")})
    require_measurable(as_of)
    evaluation = Evaluation.objects.create(
        version=version, unit=unit, as_of=as_of, by_id=actor.person_id, by_name=actor.name[:200]
    )
    audit.record(
        actor,
        "evaluation.evaluation.requested",
        subject=evaluation,
        scheme=scheme,
        version=version.number,
        as_of=as_of,
        unit=unit,
    )
    return evaluation


def run(context: JobContext) -> dict[str, Any]:
    """The job: measure, freeze, grade, propose, complete. Running it again changes nothing.

    Raises JobFailed with `ledger_damaged`, `figure_too_large` or `scheme_unusable`, and
    JobPostponed with `engine_unavailable`.
    """
    from mainstay.analytics.scoring.population import FigureTooLarge, InputError
    from mainstay.analytics.scoring.scheme import SchemeError

    rows = Evaluation.objects.system(_WHY).select_related("version__scheme")
    evaluation = rows.get(pk=context.parameters["evaluation"])
    if evaluation.finished_at is not None:
        return {"evaluation": evaluation.pk}
    _unfinished(evaluation.pk).update(job_id=context.job_id)
    try:
        with ledger_refusals():
            _run_until_current(context, evaluation)
    except FigureTooLarge as error:
        raise JobFailed("figure_too_large", indicator=error.indicator) from error
    except (InputError, SchemeError) as error:
        raise JobFailed("scheme_unusable", problem=str(error)) from error
    remove_other_runs(evaluation.pk, evaluation.folder)
    return {"evaluation": evaluation.pk}


def _run_until_current(context: JobContext, evaluation: Evaluation) -> None:
    """Evaluate, again when another evaluation of the scheme came into force meanwhile."""
    for left in reversed(range(_ROUNDS)):
        try:
            _complete(context, evaluation, _draft(context, evaluation))
        except GradesMoved:
            if not left:
                raise
        else:
            return


@dataclass(frozen=True)
class _Draft:
    """An evaluation that is ready to be completed."""

    started: float
    compared_with: Standing
    proposes: bool
    takes_effect: bool
    frozen: bool
    measured: Measured
    graded: Graded
    changes: tuple[Changes, ...]
    folder: str


def _draft(context: JobContext, evaluation: Evaluation) -> _Draft:
    started = perf_counter()
    name = str(evaluation.pk) if context.attempt == 1 else f"{evaluation.pk}-{context.attempt}"
    scheme = (
        Scheme.objects.system(_WHY).select_related("in_force").get(pk=evaluation.version.scheme_id)
    )
    standing = standing_of(scheme)
    newer = scheme.in_force is not None and scheme.in_force.as_of > evaluation.as_of
    rules = read_scheme(evaluation.version.definition)
    labels = labels_of(rules)
    asks = scheme.approval == Approval.REQUIRED and not labels
    frozen = is_frozen(scheme)
    proposes = not (newer or frozen or (asks and _has_to_wait(standing, evaluation)))
    in_force = {label: grades_in_force(scheme, label) for label in ("", *labels)}
    before = grades_before(scheme, evaluation.as_of, in_force[""])
    context.progress("measure")
    found = with_ratings(measured(evaluation.as_of, evaluation.unit), evaluation.as_of)
    found = with_industry_ranks(found, rules)
    found = with_own(found, evaluation.version.definition, evaluation.as_of)
    context.progress("grade")
    folder = fresh_folder(name)
    inputs = freeze(folder, found, before, with_days=rules.minimum_stay is not None)
    graded = grade(rules, inputs, evaluation.as_of)
    write_result(folder, graded)
    changed = _changes(evaluation, scheme, graded, in_force, found, asks=asks)
    discard_proposals(evaluation)
    if proposes:
        _propose(context, evaluation, changed)
        if asks:
            open_reviews(evaluation, graded, inputs)
    return _Draft(
        started,
        standing,
        proposes,
        proposes and not asks,
        frozen,
        found,
        graded,
        changed,
        name,
    )


def _has_to_wait(standing: Standing, evaluation: Evaluation) -> bool:
    """Whether what is being decided, or what a later evaluation proposes, comes first."""
    return standing.is_deciding or (standing.proposed or 0) > evaluation.pk


def _changes(
    evaluation: Evaluation,
    scheme: Scheme,
    graded: Graded,
    in_force: Mapping[str, HeldGrades],
    found: Measured,
    *,
    asks: bool,
) -> tuple[Changes, ...]:
    """What differs from the grades in force, or from the customers who have each label."""
    left_alone = overridden(scheme, evaluation.as_of) if asks else NOBODY
    looked_at = np.asarray(nominated(scheme) if asks else NOBODY, np.int64)
    return tuple(
        changes(
            part,
            in_force[part.label],
            found.members,
            left_alone=left_alone,
            looked_at=looked_at,
        )
        for part in graded.parts
    )


def _propose(context: JobContext, evaluation: Evaluation, found: Sequence[Changes]) -> None:
    """Write all changes as proposals, and tell how many are written."""
    total, written = sum(map(len, found)), 0

    def tell(so_many: int) -> None:
        context.progress("grade", written + so_many, total)

    for changed in found:
        propose(evaluation, changed, tell)
        written += len(changed)


def _complete(context: JobContext, evaluation: Evaluation, draft: _Draft) -> None:
    """Write down the evaluation and bring its grades into force, all or nothing."""
    with context.complete_in_transaction() as result:
        schemes = Scheme.objects.system(_WHY).select_for_update()
        scheme = schemes.get(pk=evaluation.version.scheme_id)
        if standing_of(scheme) != draft.compared_with or is_frozen(scheme) != draft.frozen:
            raise GradesMoved
        if draft.proposes:
            drop_older_proposals(evaluation)
        changed = None
        if draft.takes_effect:
            changed = put_in_force(evaluation, draft.changes)
        _write_down(evaluation, draft, changed)
        if draft.takes_effect:
            scheme.in_force = evaluation
            scheme.save(update_fields=["in_force"])
            events.publish(
                GradesChanged(scheme.code, evaluation.pk, evaluation.as_of, changed or 0)
            )
            tell_owners(context.actor, evaluation, owners_of_changed(evaluation), "")
        audit.record(
            context.actor,
            "evaluation.evaluation.finished",
            subject=evaluation,
            scheme=scheme.code,
            as_of=evaluation.as_of,
            ledger_state=evaluation.ledger_state,
            sizes=evaluation.sizes,
            changed=changed,
        )
        events.publish(
            EvaluationFinished(
                evaluation.pk, scheme.code, evaluation.as_of, draft.takes_effect, changed or 0
            )
        )
        result["evaluation"] = evaluation.pk


def _write_down(evaluation: Evaluation, draft: _Draft, changed: int | None) -> None:
    folder = folder_of(draft.folder)
    evaluation.finished_at = timezone.now()
    evaluation.seconds = round(perf_counter() - draft.started, 3)
    evaluation.ledger_state = draft.measured.ledger_state
    evaluation.alias_version = draft.measured.alias_version
    festival = festival_facts(draft.measured.festival)
    evaluation.units = draft.graded.units
    evaluation.sizes = dict(draft.graded.sizes)
    evaluation.changed = changed
    evaluation.took_effect = draft.takes_effect
    evaluation.while_frozen = draft.frozen
    evaluation.folder = draft.folder
    evaluation.files = {
        name: digest(folder / name) for name in (INPUTS, UNITS, *draft.graded.files)
    }
    fields = ("finished_at", "seconds", "ledger_state", "alias_version", "units", "sizes")
    written = _unfinished(evaluation.pk).update(
        **{
            name: getattr(evaluation, name)
            for name in (*fields, "changed", "took_effect", "while_frozen", "folder", "files")
        },
        **festival,
    )
    if not written:
        raise GradesMoved


def _unfinished(number: int) -> Any:
    return Evaluation.objects.system(_WHY).filter(pk=number, finished_at=None)
