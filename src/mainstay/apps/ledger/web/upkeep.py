"""Pages: the upkeep of the installation, and starting what it takes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from mainstay.apps.ledger.policies import KEEP_TIDY
from mainstay.apps.ledger.queries.upkeep import Upkeep, newest_job, upkeep
from mainstay.apps.ledger.services.keeping import compacting, expiring, tidying
from mainstay.apps.ledger.web.finding import reason_of
from mainstay.apps.ledger.web.work import work_of_kinds
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.jobs import queries as jobs
from mainstay.foundation.jobs.models import Job
from mainstay.foundation.keeping.standing_still import BACKUP, BackupRunning
from mainstay.shell.web import figures
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.confirmation import Confirmation, ask
from mainstay.shell.web.job_progress import JobProgress, progress_over, progress_part
from mainstay.shell.web.tables import Tone

KINDS = (compacting.COMPACT, tidying.TIDY, expiring.EXPIRE, BACKUP)


@dataclass(frozen=True, slots=True)
class Kept:
    """A line of the table of what is kept for a time only."""

    label: str
    days: int
    count: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Task:
    """Something that can be started from the page."""

    start: Callable[[Actor], Job]
    question: str | Promise
    text: str | Promise
    agree: str | Promise
    tone: Tone = Tone.BAD


TASKS: dict[str, Task] = {
    "compact": Task(
        compacting.start,
        gettext_lazy("Merge small files?"),
        gettext_lazy("What counts stays as it is, and every import can be undone as before."),
        gettext_lazy("Merge"),
        Tone.PLAIN,
    ),
    "tidy": Task(
        tidying.start,
        gettext_lazy("Remove forgotten files?"),
        gettext_lazy("Nothing names them any more; they cannot be brought back."),
        gettext_lazy("Remove"),
    ),
    "expire": Task(
        expiring.start,
        gettext_lazy("Remove what is too old?"),
        gettext_lazy("It cannot be brought back, except from a backup."),
        gettext_lazy("Remove"),
    ),
}


@require_safe
@requires(KEEP_TIDY)
def upkeep_page(request: HttpRequest) -> HttpResponse:
    """How the installation stands, and what can be done about it."""
    actor = acting(request)
    context: dict[str, Any] = {
        "upkeep": upkeep(actor),
        "kept": list(_kept(actor)),
        "work": _work(),
        "last": _last(),
    }
    return render(request, "ledger/upkeep.html", context)


@require_safe
@requires(KEEP_TIDY)
def progress(request: HttpRequest) -> HttpResponse:
    """How far the work is; leads back to the page when it has ended."""
    actor = acting(request)
    work = _work()
    if work is None:
        return progress_over(request, actor, newest_job(*KINDS), reverse("upkeep:upkeep"))
    return progress_part(request, work)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(KEEP_TIDY)
def start(request: HttpRequest, task: str) -> HttpResponse:
    """Ask with what would happen; once agreed, do it as a job."""
    actor = acting(request)
    if task not in TASKS:
        raise Http404
    found = TASKS[task]
    if request.method == "POST":
        try:
            found.start(actor)
        except BackupRunning as refusal:
            messages.error(request, reason_of(refusal))
        return redirect("upkeep:upkeep")
    question = Confirmation(
        found.question,
        found.text,
        agree=found.agree,
        cancel_url=reverse("upkeep:upkeep"),
        facts=_facts(actor, task),
        tone=found.tone,
    )
    return ask(request, question)


def _facts(actor: Actor, task: str) -> list[tuple[str, str]]:
    """What would be done, in figures."""
    if task == "expire":
        return [(each.label, _amount(each.count, each.bytes)) for each in _kept(actor)]
    stands: Upkeep = upkeep(actor)
    if task == "tidy":
        return [(_("Files"), _amount(stands.ripe, stands.ripe_bytes))]
    return [(_("Small files"), _amount(stands.small_files, stands.small_bytes))]


def _amount(count: int, size: int) -> str:
    shown = figures.full_number(count)
    return f"{shown} · {filesizeformat(size)}" if size else shown


def _kept(actor: Actor) -> Iterator[Kept]:
    labels = expiring.labels()
    for code, found in expiring.preview(actor).items():
        yield Kept(labels[code], found["days"], found["count"], found["bytes"])


def _work() -> JobProgress | None:
    """What is under way, None where nothing is."""
    return work_of_kinds(*KINDS, part="upkeep:progress", page="upkeep:upkeep")


def _last() -> list[tuple[str | Promise, Job]]:
    """The last run of each kind that came to an end."""
    found = [newest_job(kind) for kind in KINDS[:-1]]
    return [(jobs.kind_label(job), job) for job in found if job is not None and job.is_finished]
