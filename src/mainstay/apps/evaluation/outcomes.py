"""How the ends of evaluations are told.

No figure of the result is kept: who reads the message may see fewer customers than it covers.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from mainstay.apps.evaluation.models import ModelKind
from mainstay.apps.evaluation.policies import VIEW_EVALUATIONS
from mainstay.apps.evaluation.queries.back_tests import back_test_of_job
from mainstay.apps.evaluation.queries.evaluations import evaluation_of_job
from mainstay.apps.evaluation.queries.model_runs import model_run_of_job
from mainstay.apps.evaluation.services import back_testing, evaluating, refreshing
from mainstay.apps.evaluation.services.model_runs import running
from mainstay.apps.evaluation.wording.failures import failure
from mainstay.apps.evaluation.wording.names import scheme_name
from mainstay.foundation.jobs.models import Job, JobState
from mainstay.foundation.jobs.outcomes import (
    Ending,
    Outcome,
    Words,
    cancelled_or_failed,
    plain_title,
    register_outcome,
)
from mainstay.shell.web import figures


def register() -> None:
    """Say how each kind is told."""
    register_outcome(evaluating.EVALUATE, Outcome(VIEW_EVALUATIONS, _of_evaluation, _keep))
    register_outcome(
        back_testing.BACK_TEST, Outcome(VIEW_EVALUATIONS, _of_back_test, _keep_back_test)
    )
    register_outcome(running.RUN_MODEL, Outcome(VIEW_EVALUATIONS, _of_model_run, _keep_model_run))
    register_outcome(refreshing.REFRESH, Outcome(VIEW_EVALUATIONS, _of_refresh))


def _keep(job: Job) -> Mapping[str, Any]:
    evaluation = evaluation_of_job(job)
    if evaluation is None:
        return {}
    return {
        "evaluation": evaluation.pk,
        "scheme": evaluation.version.scheme.code,
        "as_of": evaluation.as_of.isoformat(),
    }


def _of_evaluation(ending: Ending) -> Words:
    text, kept = cancelled_or_failed(ending, _failure), ending.figures
    if not kept:
        return Words(plain_title(ending), text)
    titles = {
        JobState.DONE: _("Customers have been evaluated by “%(scheme)s” as of %(day)s"),
        JobState.FAILED: _("The evaluation by “%(scheme)s” as of %(day)s failed"),
        JobState.CANCELLED: _("The evaluation by “%(scheme)s” as of %(day)s was stopped"),
    }
    named = {
        "scheme": scheme_name(kept["scheme"]),
        "day": figures.day(date.fromisoformat(kept["as_of"])),
    }
    address = reverse("evaluation:evaluation", args=[kept["evaluation"]])
    return Words(titles[JobState(ending.state)] % named, text, address)


def _keep_back_test(job: Job) -> Mapping[str, Any]:
    row = back_test_of_job(job)
    return {} if row is None else {"back_test": row.pk, "scheme": row.version.scheme.code}


def _of_back_test(ending: Ending) -> Words:
    text, kept = cancelled_or_failed(ending, _failure), ending.figures
    if not kept:
        return Words(plain_title(ending), text)
    titles = {
        JobState.DONE: _("“%(scheme)s” has been back-tested"),
        JobState.FAILED: _("The back-test of “%(scheme)s” failed"),
        JobState.CANCELLED: _("The back-test of “%(scheme)s” was stopped"),
    }
    title = titles[JobState(ending.state)] % {"scheme": scheme_name(kept["scheme"])}
    return Words(title, text, reverse("evaluation:back_test", args=[kept["back_test"]]))


def _keep_model_run(job: Job) -> Mapping[str, Any]:
    row = model_run_of_job(job)
    return {} if row is None else {"model_run": row.pk, "kind": row.kind}


def _of_model_run(ending: Ending) -> Words:
    text, kept = cancelled_or_failed(ending, _failure), ending.figures
    if not kept:
        return Words(plain_title(ending), text)
    titles = {
        JobState.DONE: _("The model “%(kind)s” has been run"),
        JobState.FAILED: _("The run of the model “%(kind)s” failed"),
        JobState.CANCELLED: _("The run of the model “%(kind)s” was stopped"),
    }
    title = titles[JobState(ending.state)] % {"kind": ModelKind(kept["kind"]).label}
    return Words(title, text, reverse("evaluation:model_run", args=[kept["model_run"]]))


def _of_refresh(ending: Ending) -> Words:
    return Words(plain_title(ending), cancelled_or_failed(ending, _failure))


def _failure(ending: Ending) -> str:
    return failure(ending.error_code, ending.error_details)
