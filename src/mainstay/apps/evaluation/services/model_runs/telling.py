"""Telling who runs models that a schedule has run one, and how it compares."""

from collections.abc import Mapping
from datetime import date

from mainstay.apps.evaluation.models import ModelRun
from mainstay.apps.evaluation.policies import RUN, tells_everything
from mainstay.apps.evaluation.queries.files import EvaluationDamaged
from mainstay.apps.evaluation.services.model_runs.comparing import compare_runs
from mainstay.apps.governance import queries as governance
from mainstay.apps.notifications.services.telling import notify
from mainstay.foundation.jobs.outcomes import Severity

SCHEDULED = "evaluation.model_run_scheduled"
"""The kind of these messages, and the topic that people choose by."""


def tell_of_scheduled_run(run: ModelRun, before: ModelRun | None) -> None:
    """Tell that a run has come to an end, and how it compares with the one in use before."""
    figures = {"kind": run.kind, "model_run": run.pk, "in_use": run.in_use}
    if before is not None:
        figures |= {"before": before.pk, **_moved(before, run)}
    _tell(run.kind, str(run.pk), Severity.INFO, figures)


def tell_not_started(kind: str, as_of: date, problem: str) -> None:
    """Tell that a run could not be asked for, and why."""
    figures = {"kind": kind, "problem": problem}
    _tell(kind, as_of.isoformat(), Severity.CAUTION, figures)


def _moved(before: ModelRun, run: ModelRun) -> dict[str, float | None]:
    """How far the leading figure of customers moved; nothing where the files are gone."""
    try:
        leading = compare_runs(before, run).leading
    except EvaluationDamaged:
        return {}
    return {"rank_correlation": leading.rank_correlation, "changed": leading.changed}


def _tell(kind: str, which: str, severity: Severity, figures: Mapping[str, object]) -> None:
    """Tell the people who may run models and see all that runs tell."""
    people = [
        each.person_id
        for each in governance.everybody_acting()
        if each.is_active and each.actor.may(RUN) and tells_everything(each.actor)
    ]
    notify(
        people,
        SCHEDULED,
        severity=severity,
        figures=figures,
        occasion=f"{SCHEDULED}:{kind}:{which}",
        topic=SCHEDULED,
    )
