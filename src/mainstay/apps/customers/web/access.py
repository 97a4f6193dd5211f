"""Pages: who sees a customer and why, and what one person reaches."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mainstay.apps.customers import policies, queries
from mainstay.apps.customers.access_wording import (
    WAYS,
    fields_words,
    obstacle_words,
    reason_words,
    rights_words,
)
from mainstay.apps.customers.models import Status
from mainstay.apps.customers.queries.access import Access, AccessOf, Reach, reach_of
from mainstay.apps.customers.queries.filter_fields import ACCOUNT_TEAM
from mainstay.apps.customers.rules.conditions import MOST_VALUES, Condition, Groups, written
from mainstay.apps.customers.rules.filter_fields import Operator
from mainstay.apps.customers.rules.reach import Way
from mainstay.apps.governance import queries as governance
from mainstay.shell.paging import CappedCount, Page, SequenceRows, paginate
from mainstay.shell.sentences import joined
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.exporting import asked_format, download_rows
from mainstay.shell.web.tables import Column, Kind, Table


class AskForm(forms.Form):
    """About whom is asked."""

    person = forms.TypedChoiceField(
        label=gettext_lazy("Does this person see it?"),
        required=False,
        coerce=int,
        empty_value=None,
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        people = [
            (each.person_id, each.full_name)
            if each.is_active
            else (each.person_id, _("%(name)s (disabled)") % {"name": each.full_name})
            for each in governance.everybody()
        ]
        self.fields["person"].choices = [("", _("Somebody …")), *people]  # type: ignore[attr-defined]
        self.full_clean()


@require_safe
@requires(policies.EXPLAIN)
def who_sees(request: HttpRequest, key: int) -> HttpResponseBase:
    """Everybody who sees a customer, with the reasons; and why one person does or does not."""
    explained = AccessOf(acting(request), key)
    everybody = explained.everybody()
    if kind := asked_format(request):
        columns, action = _columns(_in_a_line), "customers.access.exported"
        return download_rows(
            request, f"who-sees-{key}", columns, everybody, action=action, kind=kind
        )
    form = AskForm(request.GET)
    asked = form.cleaned_data.get("person")
    rows = SequenceRows(everybody)
    table = Table(
        caption=_("Who sees this customer"),
        columns=_columns(_line_by_line),
        page=paginate(rows, ["full_name", "person_id"], cursor=request.GET.get("cursor")),
        total=CappedCount(len(everybody), capped=False),
        cards=True,
    )
    context = {
        "customer": explained.customer,
        "withdrawn": explained.customer.withdrawn_at is not None,
        "form": form,
        "answer": _answer(explained.of(asked)) if asked is not None else None,
        "table": table,
    }
    return render(request, "customers/who_sees.html", context)


def _answer(access: Access | None) -> dict[str, Any] | None:
    """What is said about the person who was asked about."""
    if access is None:
        return None
    words = _("%(name)s sees it") if access.sees else _("%(name)s does not see it")
    return {
        "sees": access.sees,
        "title": words % {"name": access.full_name},
        "reasons": [reason_words(each) for each in access.reasons]
        or [obstacle_words(each) for each in access.obstacles],
        "rights": rights_words(access.rights),
        "fields": fields_words(access.fields),
        "page": reverse("customers:reach", args=[access.person_id]),
    }


def _columns(reasons: Callable[[Access], str]) -> list[Column[Access]]:
    return [
        Column(
            "full_name",
            gettext_lazy("Person"),
            lambda access: access.full_name,
            link=lambda access: reverse("customers:reach", args=[access.person_id]),
        ),
        Column("reasons", gettext_lazy("Why"), reasons, wrap=True),
        Column(
            "rights", gettext_lazy("Rights"), lambda access: rights_words(access.rights), wrap=True
        ),
        Column(
            "fields",
            gettext_lazy("Sensitive fields"),
            lambda access: fields_words(access.fields),
            wrap=True,
        ),
    ]


def _in_a_line(access: Access) -> str:
    return joined(reason_words(each) for each in access.reasons)


def _line_by_line(access: Access) -> SafeString:
    lines = ((reason_words(each),) for each in access.reasons)
    return format_html_join(SafeString("<br>"), "{}", lines)


@require_safe
@requires(policies.EXPLAIN)
def reach(request: HttpRequest, person_id: int) -> HttpResponse:
    """What one person reaches, counted by reason, as far as the reader sees it too."""
    actor = acting(request)
    found = reach_of(actor, person_id)
    if found is None:
        raise Http404
    counts = [(way, count, _list_of(found, way)) for way, count in found.counts.items()]
    table = Table(
        caption=_("What %(name)s reaches") % {"name": found.full_name},
        columns=[
            Column(
                "way",
                gettext_lazy("Why"),
                lambda row: WAYS[row[0]],
                link=lambda row: row[2],
                wrap=True,
            ),
            Column("count", gettext_lazy("Customers"), lambda row: row[1], Kind.NUMBER),
        ],
        page=Page(counts),
    )
    context = {"reach": found, "table": table, "sees_all": queries.sees_all(actor)}
    return render(request, "customers/reach.html", context)


def _list_of(found: Reach, way: Way) -> str | None:
    """The reader's list of these customers; None where it takes more values than a filter has."""
    person = (str(found.person_id),)
    asked = {
        Way.OWNER: ("owner", person),
        Way.MEMBER: (ACCOUNT_TEAM, person),
        Way.TEAM: ("owner", tuple(map(str, found.owner_ids))),
        Way.REGION: ("region", found.region_names),
    }
    field, values = asked.get(way, ("", ()))
    if not found.counts[way] or len(values) > MOST_VALUES:
        return None
    every = Condition("status", Operator.IS, tuple(Status.values))
    groups: Groups = ((every,),)
    if field:
        groups = ((Condition(field, Operator.IS, values),), *groups)
    return f"{reverse('customers:list')}?{urlencode({'where': written(groups)})}"
