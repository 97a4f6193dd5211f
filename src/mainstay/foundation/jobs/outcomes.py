"""How the end of a job is told: kept as codes and figures, put into words when somebody reads it.

The app that owns a kind of jobs registers what is kept of one that ended, the words, and where its
result is to be seen.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from mainstay.foundation.access.actor import Actor
from mainstay.foundation.jobs import registry
from mainstay.foundation.jobs.models import Job, JobError, JobState

logger = logging.getLogger(__name__)


class Severity(StrEnum):
    """How much an end wants attention."""

    INFO = "info"
    GOOD = "good"
    CAUTION = "caution"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Ending:
    """How a job ended, by value: it outlasts the job and what the job worked on.

    `figures` are what the kind keeps of it, `cancelled_by` is the name of the person who cancelled
    it. All of it is plain JSON.
    """

    kind: str
    state: str
    error_code: str = ""
    error_details: Mapping[str, Any] = field(default_factory=dict)
    cancelled_by: str = ""
    figures: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Plain values, which `Ending(**values)` reads again."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Words:
    """What a reader is told: a title, a sentence about it, and the address of its page."""

    title: str
    text: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the ends of one kind of jobs are told.

    `figures` gives what is kept of a job that ended, as plain JSON; `severity` judges an end that
    is neither a failure nor cancelled. `words` puts an end into the reader's language. Whoever
    does not hold `permission` reads no more than what kind of work it was and how it ended.
    """

    permission: str
    words: Callable[[Ending], Words]
    figures: Callable[[Job], Mapping[str, Any]] = lambda _job: {}
    severity: Callable[[Ending], Severity] = lambda _ending: Severity.GOOD


_outcomes: dict[str, Outcome] = {}


def register_outcome(kind: str, outcome: Outcome) -> None:
    """Say how the ends of a kind are told. Raises ValueError when that has been said before."""
    if _outcomes.setdefault(kind, outcome) != outcome:
        raise ValueError(f"the outcome of {kind} is registered twice")


def ending_of(job: Job) -> Ending:
    """What is kept of a job that ended."""
    outcome = _outcomes.get(job.kind)
    return Ending(
        kind=job.kind,
        state=job.state,
        error_code=job.error_code,
        error_details=job.error_details,
        cancelled_by=job.cancelled_by_name,
        figures=dict(outcome.figures(job)) if outcome else {},
    )


def severity_of(ending: Ending) -> Severity:
    """How much an end wants attention."""
    if ending.state == JobState.FAILED:
        return Severity.BAD
    if ending.state == JobState.CANCELLED:
        return Severity.INFO
    outcome = _outcomes.get(ending.kind)
    return outcome.severity(ending) if outcome else Severity.GOOD


def words_for(actor: Actor, ending: Ending) -> Words:
    """An end in words, as much of it as the actor may know."""
    outcome = _outcomes.get(ending.kind)
    if outcome is None:
        return Words(plain_title(ending), cancelled_or_failed(ending))
    if not actor.may(outcome.permission):
        return Words(plain_title(ending))
    try:
        return outcome.words(ending)
    except Exception:
        # What an older version kept must not take a whole list of messages away.
        logger.exception("The end of a job of the kind %s cannot be put into words", ending.kind)
        return Words(plain_title(ending))


def plain_title(ending: Ending) -> str:
    """The kind of work and how it ended, for kinds and readers without more to say."""
    sentences = {
        JobState.DONE: _("%(work)s: done"),
        JobState.FAILED: _("%(work)s: failed"),
        JobState.CANCELLED: _("%(work)s: stopped"),
    }
    return sentences[JobState(ending.state)] % {"work": kind_label(ending.kind)}


def kind_label(kind: str) -> str:
    """What a kind of jobs is called; the bare code of one that is gone."""
    try:
        return str(registry.kind(kind).label)
    except registry.UnknownJobKind:
        return kind


def cancelled_or_failed(ending: Ending, failures: Callable[[Ending], str] | None = None) -> str:
    """Who stopped the work, or why it failed; empty for work that was done.

    `failures` gives the words for the codes of the kind's own; empty for one it does not know.
    """
    if ending.state == JobState.CANCELLED:
        name = ending.cancelled_by
        return _("%(person)s has stopped it.") % {"person": name} if name else ""
    if ending.state != JobState.FAILED:
        return ""
    if said := failures(ending) if failures else "":
        return said
    code = ending.error_code
    return _sentence(str(JobError(code).label)) if code in JobError.values else code


def _sentence(words: str) -> str:
    """An explanation that stands by itself: with a capital and a full stop."""
    stop = _("%(words)s.") % {"words": words}
    return stop[:1].upper() + stop[1:]
