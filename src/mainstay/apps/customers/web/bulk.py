"""Pages: changing many customers at once, what became of it, and taking it back."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_safe

from mainstay.apps.customers import queries
from mainstay.apps.customers.models import BulkChange, BulkChangedCustomer, BulkDeed
from mainstay.apps.customers.outcomes import failure
from mainstay.apps.customers.policies import CHANGE_MANY
from mainstay.apps.customers.queries import bulk as bulks
from mainstay.apps.customers.queries.bulk import BulkState
from mainstay.apps.customers.queries.counting import exact_count
from mainstay.apps.customers.rules.conditions import InvalidFilter
from mainstay.apps.customers.services.bulk import (
    NothingToUndo,
    request_bulk,
    request_undo,
    stop_bulk,
)
from mainstay.apps.customers.web.asked import AskedList
from mainstay.apps.customers.web.building import layout
from mainstay.apps.customers.web.bulk_form import BulkForm, suggestions
from mainstay.apps.customers.web.bulk_words import Words, state_badge, whom
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.audit.naming import name_in_words
from mainstay.foundation.bounded import TookTooLong
from mainstay.foundation.jobs.models import Job
from mainstay.shell.paging import QuerySetRows, paginate
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.confirmation import Confirmation, ask
from mainstay.shell.web.exporting import asked_format, download_rows
from mainstay.shell.web.figures import full_number
from mainstay.shell.web.job_progress import JobProgress, progress_over, progress_part
from mainstay.shell.web.partials import on_to
from mainstay.shell.web.submission import writing
from mainstay.shell.web.tables import Column, Kind, Table, Tone

_KEY_DIGITS = 18


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= _KEY_DIGITS


class Chosen:
    """The customers that an address means: those it names, or those of the list in `list`."""

    def __init__(self, actor: Actor, said: QueryDict) -> None:
        texts = said.getlist("keys")
        self.keys = [int(each) for each in texts if _is_key(each)]
        self.is_damaged = len(self.keys) < len(texts)
        self.behind = said.get("list", "")
        self._actor = actor
        self.asked = AskedList.of(actor, QueryDict(self.behind))

    @property
    def where(self) -> str:
        """The conditions of the list; empty where customers are named."""
        return "" if self.keys else self.asked.state.where

    @property
    def means_nothing(self) -> bool:
        """Whether the address or its list cannot be read: never to be taken for all customers."""
        return self.is_damaged or (
            not self.keys and bool(self.asked.faults or self.asked.is_hidden)
        )

    @property
    def back(self) -> str:
        return self.asked.address()

    @property
    def words(self) -> str:
        """Which customers, in words."""
        if self.keys:
            return _("those that were chosen")
        return self.asked.criteria_words or _("all within your reach but the archived ones")

    def counted(self) -> str:
        """How many there are, as far as that can be told at once."""
        if self.keys:
            rows = queries.visible(self._actor).filter(key__in=self.keys)
        else:
            rows = self.asked.rows()
        try:
            number = exact_count(rows)
        except TookTooLong:
            return _("very many")
        said = ngettext("%(number)s customer", "%(number)s customers", number)
        return said % {"number": full_number(number)}

    def address(self, page: str, **said: str) -> str:
        """A page about them."""
        parameters: list[tuple[str, object]] = [("list", self.behind)]
        parameters += [("keys", key) for key in self.keys]
        return f"{reverse(page)}?{urlencode([*parameters, *said.items()])}"


@writing
@requires(CHANGE_MANY)
def new_bulk(request: HttpRequest) -> HttpResponse:
    """What is to be done to the customers of the list or to those that were chosen."""
    actor = acting(request)
    chosen = Chosen(actor, request.GET)
    if chosen.means_nothing:
        return _back_to_choose(request, chosen)
    form = BulkForm(actor, request.POST)
    if request.method == "POST" and form.is_valid():
        return _question(request, chosen, form.deed_asked, form.value)
    context = {
        "layout": layout(request),
        "form": form,
        "suggestions": suggestions(actor),
        "number": chosen.counted(),
        "words": chosen.words,
        "back": chosen.back,
    }
    return render(request, "customers/bulk_form.html", context)


@writing
@requires(CHANGE_MANY)
def confirm(request: HttpRequest) -> HttpResponse:
    """Ask once more with what would happen to how many; then start it."""
    actor = acting(request)
    chosen = Chosen(actor, request.GET)
    deed, value = request.GET.get("deed", ""), request.GET.get("value", "")
    if chosen.means_nothing or deed not in BulkDeed.values:
        return _back_to_choose(request, chosen)
    if request.method == "POST":
        try:
            bulk = request_bulk(actor, deed, value, chosen.where, chosen.keys)
        except (ValidationError, InvalidFilter) as error:
            told = error.messages[0] if isinstance(error, ValidationError) else str(error)
            messages.error(request, told)
            return on_to(request, chosen.back)
        return on_to(request, reverse("customers:bulk", args=[bulk.pk]))
    return _question(request, chosen, deed, value)


def _back_to_choose(request: HttpRequest, chosen: Chosen) -> HttpResponse:
    """The list tells itself what is wrong with its conditions."""
    if not chosen.asked.faults and not chosen.asked.is_hidden:
        told = _("The address of this page is damaged. Choose the customers again.")
        messages.error(request, told)
    return on_to(request, chosen.back)


def _question(request: HttpRequest, chosen: Chosen, deed: str, value: str) -> HttpResponse:
    facts = [
        (_("How many"), chosen.counted()),
        (_("Which"), chosen.words),
        (_("What is done"), Words().sentence(BulkChange(deed=deed, value=value))),
    ]
    return ask(
        request,
        Confirmation(
            _("Change all of these customers?"),
            _(
                "Customers that have it already, archived ones and those that you may not change "
                "are left as they are and counted. It can be undone as a whole."
            ),
            agree=_("Change them"),
            cancel_url=chosen.back,
            action=chosen.address("customers:bulk_confirm", deed=deed, value=value),
            facts=facts,
        ),
    )


@require_safe
@requires(CHANGE_MANY)
def bulk_list(request: HttpRequest) -> HttpResponseBase:
    """Bulk changes, the newest first."""
    actor = acting(request)
    rows = bulks.bulk_changes(actor)
    if kind := asked_format(request):
        shown = list(rows)
        columns, action = _columns(Words(), bulks.jobs_of(shown)), "customers.bulk.listed"
        return download_rows(request, "bulk-changes", columns, shown, action=action, kind=kind)
    page = paginate(QuerySetRows(rows), ["-pk"], cursor=request.GET.get("cursor"))
    columns = _columns(Words(), bulks.jobs_of(page.items))
    table = Table(_("Bulk changes"), columns, page, cards=True)
    return render(request, "customers/bulk_list.html", {"table": table})


def _columns(words: Words, jobs: Mapping[int, Job]) -> list[Column[BulkChange]]:
    return [
        Column(
            "deed",
            pgettext_lazy("bulk change", "What is done"),
            words.sentence,
            link=lambda row: reverse("customers:bulk", args=[row.pk]),
            wrap=True,
        ),
        Column("changed", gettext_lazy("Changed"), lambda row: row.changed, Kind.NUMBER),
        Column("by", gettext_lazy("By"), lambda row: name_in_words(row.by_name)),
        Column("at", gettext_lazy("Asked for"), lambda row: row.asked_at),
        Column("state", gettext_lazy("Status"), lambda row: state_badge(row, jobs.get(row.pk))),
    ]


@require_safe
@requires(CHANGE_MANY)
def bulk_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """One bulk change: how far it is, what it did, and the way back."""
    actor = acting(request)
    bulk = bulks.bulk_change(actor, number)
    rows = bulks.changed_customers(actor, bulk)
    columns = _changed_columns(bulk, Words())
    if kind := asked_format(request):
        name, action = f"bulk-change-{bulk.pk}", "customers.bulk.exported"
        return download_rows(request, name, columns, rows, action=action, kind=kind)
    job = bulks.job_of(bulk)
    work, words, state = _work_on(bulk, job), Words(), bulks.state_of(bulk, job)
    page = paginate(QuerySetRows(rows), ["customer__code", "pk"], cursor=request.GET.get("cursor"))
    context: dict[str, Any] = {
        "bulk": bulk,
        "title": words.sentence(bulk),
        "which": whom(actor, bulk),
        "badge": state_badge(bulk, job),
        "work": work,
        "stopped": state is BulkState.STOPPED,
        "failure": failure(job.error_code) if job is not None and job.error_code else "",
        "failed": state is BulkState.FAILED,
        "may_undo": work is None and bulk.changed and bulk.undone_at is None,
        "table": Table(_("Changed customers"), columns, page, cards=True),
    }
    return render(request, "customers/bulk.html", context)


def _changed_columns(bulk: BulkChange, words: Words) -> list[Column[BulkChangedCustomer]]:
    return [
        Column(
            "name",
            gettext_lazy("Customer"),
            lambda row: row.customer.name,
            link=lambda row: reverse("customers:customer", args=[row.customer_id]),
        ),
        Column("code", gettext_lazy("Code"), lambda row: row.customer.code),
        Column("before", gettext_lazy("Before"), lambda row: words.value(bulk, row.before)),
    ]


def _work_on(bulk: BulkChange, job: Job | None) -> JobProgress | None:
    if job is None or job.is_finished:
        return None
    undoes = bulk.undo_job_id is not None
    return JobProgress(
        job=job,
        part=reverse("customers:bulk_progress", args=[bulk.pk]),
        page=reverse("customers:bulk", args=[bulk.pk]),
        phase=_("Customers are put back") if undoes else _("Customers are changed"),
        stop=reverse("customers:bulk_stop", args=[bulk.pk]),
    )


@require_safe
@requires(CHANGE_MANY)
def progress(request: HttpRequest, number: int) -> HttpResponse:
    """How far it is; leads back to the page when it has ended."""
    actor = acting(request)
    bulk = bulks.bulk_change(actor, number)
    job = bulks.job_of(bulk)
    work = _work_on(bulk, job)
    if work is None:
        return progress_over(request, actor, job, reverse("customers:bulk", args=[number]))
    return progress_part(request, work)


@writing
@requires(CHANGE_MANY)
def stop(request: HttpRequest, number: int) -> HttpResponse:
    """Stop it, after asking."""
    actor = acting(request)
    bulk = bulks.bulk_change(actor, number)
    page = reverse("customers:bulk", args=[number])
    if request.method == "POST":
        stop_bulk(actor, number)
        return on_to(request, page)
    return ask(
        request,
        Confirmation(
            _("Stop here?"),
            _("What has been done so far stays done; it can be undone."),
            agree=_("Stop"),
            cancel_url=page,
            action=reverse("customers:bulk_stop", args=[number]),
            facts=[(_("What is done"), Words().sentence(bulk))],
        ),
    )


@writing
@requires(CHANGE_MANY)
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Take a bulk change back, after asking."""
    actor = acting(request)
    bulk = bulks.bulk_change(actor, number)
    page = reverse("customers:bulk", args=[number])
    if request.method == "POST":
        try:
            request_undo(actor, number)
        except NothingToUndo:
            messages.error(request, _("There is nothing to undo, or it is still under way."))
        return on_to(request, page)
    return ask(
        request,
        Confirmation(
            _("Undo this bulk change?"),
            _(
                "Each customer gets back what it had before. What somebody has changed since stays "
                "and is counted."
            ),
            agree=_("Undo"),
            cancel_url=page,
            action=reverse("customers:bulk_undo", args=[number]),
            facts=[
                (_("What is done"), Words().sentence(bulk)),
                (_("Changed"), full_number(bulk.changed)),
            ],
            tone=Tone.BAD,
        ),
    )
