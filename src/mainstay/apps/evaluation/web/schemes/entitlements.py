"""Pages: what the grades of a scheme are entitled to, and what that costs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mainstay.apps.evaluation.models import EntitlementItem
from mainstay.apps.evaluation.policies import CHANGE_COSTS, CHANGE_SCHEMES
from mainstay.apps.evaluation.queries import schemes as queries
from mainstay.apps.evaluation.queries.entitlements import (
    Quantities,
    entitlement_costs,
    entitlements,
    grade_costs,
)
from mainstay.apps.evaluation.queries.schemes import GradeOfScheme
from mainstay.apps.evaluation.services.entitlements import (
    set_entitlement_costs,
    set_entitlements,
)
from mainstay.apps.evaluation.wording.names import ENTITLEMENT_COSTS, scheme_name
from mainstay.foundation.access.actor import Actor
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.submission import submitted, writing

_PER_CENT = Decimal(100)


@dataclass(frozen=True, slots=True)
class EntitledGrade:
    """A grade with what it is entitled to, as its page shows it."""

    grade: GradeOfScheme
    quantities: list[Decimal | None]
    cost: Decimal | None


def entitled_grades(actor: Actor, grades: Sequence[GradeOfScheme]) -> list[EntitledGrade]:
    """What was said of the grades of a version; nothing where nothing was said of any."""
    if not grades:
        return []
    scheme = grades[0].scheme
    found, costs = entitlements(actor, scheme), grade_costs(actor, scheme)
    if not found:
        return []
    return [
        EntitledGrade(
            grade,
            [_shown(item, found.get(grade.code, {}).get(item)) for item in EntitlementItem],
            None if costs is None else costs.by_grade.get(grade.code),
        )
        for grade in grades
    ]


def _shown(item: EntitlementItem, quantity: Decimal | None) -> Decimal | None:
    """A quantity as people type it: a share of a manager in per cent."""
    if quantity is None:
        return None
    return (quantity * _PER_CENT if item is EntitlementItem.MANAGER else quantity).normalize()


class EntitlementsForm(forms.Form):
    """Each grade with its items; what is left empty is nothing."""

    def __init__(self, data: Any, grades: Sequence[GradeOfScheme], said: Quantities) -> None:
        super().__init__(data)
        self._grades = grades
        for place, grade in enumerate(grades):
            for item in EntitlementItem:
                quantity = said.get(grade.code, {}).get(item)
                self.fields[_name(place, item)] = _field(item, quantity)

    def groups(self) -> Iterator[tuple[GradeOfScheme, list[BoundField]]]:
        """The fields of each grade."""
        for place, grade in enumerate(self._grades):
            yield grade, [self[_name(place, item)] for item in EntitlementItem]

    @property
    def said(self) -> dict[str, dict[EntitlementItem, Decimal]]:
        """The quantities of a valid form."""
        return {
            grade.code: {
                item: _meant(item, self.cleaned_data[_name(place, item)])
                for item in EntitlementItem
            }
            for place, grade in enumerate(self._grades)
        }


def _name(place: int, item: EntitlementItem) -> str:
    return f"{place}-{item}"


def _field(item: EntitlementItem, quantity: Decimal | None) -> forms.Field:
    if item is EntitlementItem.PRIORITY_SERVICE:
        return forms.BooleanField(label=item.label, required=False, initial=bool(quantity))
    shown = _shown(item, quantity)
    most = 100 if item is EntitlementItem.MANAGER else 10_000
    return forms.DecimalField(
        label=item.label,
        required=False,
        min_value=0,
        max_value=most,
        decimal_places=2,
        initial=None if shown is None else f"{shown:f}",
    )


def _meant(item: EntitlementItem, value: Any) -> Decimal:
    quantity = Decimal(value or 0)
    return quantity / _PER_CENT if item is EntitlementItem.MANAGER else quantity


@writing
@requires(CHANGE_SCHEMES)
def scheme_entitlements(request: HttpRequest, code: str) -> HttpResponse:
    """A form that says what each grade of the version in use is entitled to."""
    actor = acting(request)
    version = queries.used_version(actor, code)
    form = EntitlementsForm(
        request.POST or None, queries.grades_of(version), entitlements(actor, code)
    )
    if request.method == "POST" and form.is_valid():
        try:
            set_entitlements(actor, code, form.said)
        except ValidationError as refusal:
            form.add_error(None, ValidationError(refusal.messages))
        else:
            messages.success(request, _("The entitlements have been set."))
            return redirect("evaluation:scheme", code)
    context = {
        "form": form,
        "code": code,
        "name": scheme_name(code),
        "may_set_costs": actor.may(CHANGE_COSTS),
    }
    return render(request, "evaluation/schemes/entitlements.html", context)


class EntitlementCostForm(forms.Form):
    """What one of each item costs; what is left empty is not known."""

    def __init__(self, data: Any, costs: dict[EntitlementItem, Decimal]) -> None:
        super().__init__(data)
        for item, label in ENTITLEMENT_COSTS.items():
            cost = costs.get(item)
            self.fields[item.value] = forms.DecimalField(
                label=str(label),
                required=False,
                min_value=0,
                decimal_places=4,
                initial=None if cost is None else f"{cost.normalize():f}",
            )


@writing
@requires(CHANGE_COSTS)
def change_entitlement_costs(request: HttpRequest) -> HttpResponse:
    """A form that says what one of each item costs."""
    actor = acting(request)
    form = EntitlementCostForm(request.POST or None, entitlement_costs(actor))

    def put(**said: Decimal | None) -> bool:
        set_entitlement_costs(actor, {EntitlementItem(name): said[name] for name in said})
        return True

    if submitted(request, form, put):
        messages.success(request, _("The costs have been set."))
        return redirect("evaluation:costs")
    context = {"form": form, "title": _("Costs of what grades are entitled to")}
    return render(request, "evaluation/costs/form.html", context)
