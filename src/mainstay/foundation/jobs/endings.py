"""What follows when a job has ended, told in the transaction that ends it.

A job that somebody waits for in the process that runs it is not told of: they see how it ended.
Who waits on a page sees it too, a moment later.
"""

import logging
from collections.abc import Callable

from django.db import transaction

from mainstay.foundation.access.actor import Actor
from mainstay.foundation.jobs.models import Job

logger = logging.getLogger(__name__)

Listener = Callable[[Job], None]
Witness = Callable[[Actor, int], None]

_listeners: list[Listener] = []
_witnesses: list[Witness] = []


def on_ending(listener: Listener) -> None:
    """Call `listener` with each job that ended in the background; twice changes nothing.

    It runs in the transaction that ends the job, so what it writes is there if and only if the job
    has ended, and whoever sees the one sees the other. One that fails is logged and undone by
    itself: it does not keep the job from ending.
    """
    if listener not in _listeners:
        _listeners.append(listener)


def tell(job_id: int) -> None:
    """Tell the listeners of a job that ends in this transaction."""
    if not _listeners:
        return
    job = Job._base_manager.get(pk=job_id)
    for listener in _listeners:
        try:
            with transaction.atomic():
                listener(job)
        except Exception:
            logger.exception("A listener to the end of job %s (%s) failed", job.pk, job.kind)


def on_seen(witness: Witness) -> None:
    """Call `witness` when somebody saw the end of a job, by number; twice changes nothing."""
    if witness not in _witnesses:
        _witnesses.append(witness)


def seen(actor: Actor, job_id: int) -> None:
    """Somebody has waited for a job and sees now that it has ended."""
    for witness in _witnesses:
        witness(actor, job_id)
