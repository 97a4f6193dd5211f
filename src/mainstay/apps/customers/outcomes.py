"""How the ends of bulk changes are told.

No count is kept: who reads the message may see fewer customers than there are in it.
"""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from mainstay.apps.customers.policies import CHANGE_MANY
from mainstay.apps.customers.queries.bulk import bulk_of_job
from mainstay.apps.customers.services.bulk.asking import CHANGE, UNDO
from mainstay.foundation.jobs.models import Job
from mainstay.foundation.jobs.outcomes import (
    Ending,
    Outcome,
    Words,
    cancelled_or_failed,
    plain_title,
    register_outcome,
)


def register() -> None:
    """Say how each kind is told."""
    for kind in (CHANGE, UNDO):
        register_outcome(kind, Outcome(CHANGE_MANY, _words, _keep))


def _keep(job: Job) -> Mapping[str, Any]:
    bulk = bulk_of_job(job)
    return {} if bulk is None else {"bulk": bulk.pk}


def _words(ending: Ending) -> Words:
    number = ending.figures.get("bulk")
    address = reverse("customers:bulk", args=[number]) if number else ""
    return Words(plain_title(ending), cancelled_or_failed(ending, _failure), address)


def _failure(ending: Ending) -> str:
    return failure(ending.error_code)


def failure(code: str) -> str:
    """Why a job of a bulk change failed; empty where the queue has the words."""
    if code == "filter_unusable":
        return _("The conditions that chose the customers mean nothing any more.")
    return ""
