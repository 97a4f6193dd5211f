"""Forms of the customer pages."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mainstay.apps.customers import queries
from mainstay.apps.customers.contracts.columns import ListColumn, columns
from mainstay.apps.customers.contracts.custom_fields import PREFIX
from mainstay.apps.customers.contracts.reasons import REASONS
from mainstay.apps.customers.models import Customer, Kind, Status
from mainstay.apps.customers.policies import DECIDING, is_ones_own
from mainstay.apps.customers.queries import ColumnFilter, CustomerFilter
from mainstay.apps.customers.queries.custom_fields import custom_fields, custom_of
from mainstay.apps.customers.rules import LONGEST_TEXTS
from mainstay.apps.customers.rules.conditions import Groups
from mainstay.apps.customers.services.checking import SETTABLE_STATUSES
from mainstay.apps.customers.web.custom_value_fields import add_fields, take_out
from mainstay.apps.governance import queries as governance
from mainstay.foundation.access.actor import Actor
from mainstay.kernel.text import normalised
from mainstay.shell.web.tables import Kind as Figure

EVERYTHING = ("", _("All"))
INCOMPLETE = "incomplete"
"""Stands among the statuses although any status may be incomplete: it is what one looks for."""


_BOUNDS = (("min", _("%(column)s from")), ("max", _("%(column)s to")))
_PERCENT_BOUNDS = (("min", _("%(column)s from (%%)")), ("max", _("%(column)s to (%%)")))
_MOST_DIGITS = 24
_AT_ONCE = ("q", "status", "owner", "region")
_FIRST = frozenset({*_AT_ONCE, "view", "where", "columns", "sort", "cursor", "told"})
"""What an address may say without any of the other filters."""


def _texts(values: list[str]) -> list[tuple[str, Any]]:
    return [EVERYTHING, *((value, value) for value in values)]


class CustomerFilterForm(forms.Form):
    """The quick filters of the list; what is not among the choices is left aside.

    Hidden fields keep the rest of what the list shows: a view, conditions, columns. To offer all
    filters takes longer than all the rest of the page, so the form `leaves_out` those beyond the
    first few where none is set, until somebody asks for them.
    """

    view = forms.CharField(required=False, widget=forms.HiddenInput)
    where = forms.CharField(required=False, widget=forms.HiddenInput)
    columns = forms.CharField(required=False, widget=forms.HiddenInput)
    q = forms.CharField(label=_("Search"), required=False)
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[
            ("", _("Current")),
            *Status.choices,
            (INCOMPLETE, _("To be completed")),
            (queries.EVERY_STATUS, _("All")),
        ],
    )
    owner = forms.ChoiceField(label=_("Owner"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    industry = forms.ChoiceField(label=_("Industry"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[EVERYTHING, *Kind.choices])
    tag = forms.ChoiceField(label=_("Tag"), required=False)

    def __init__(self, actor: Actor, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        self.leaves_out = not any(value for name, value in data.items() if name not in _FIRST)
        facts = [name for name in queries.FILTERED_FACTS if name in _AT_ONCE or not self.leaves_out]
        offered = queries.filter_choices(actor, facts)
        self._offer("owner", [EVERYTHING, *offered.owners, (queries.NO_OWNER, _("Nobody"))])
        self._offer("region", _texts(offered.regions))
        self._offer("industry", _texts(offered.industries))
        self._offer("tag", _texts(offered.tags))
        if self.leaves_out:
            del self.fields["kind"]
            self._columns = []
        else:
            self._columns = [each for each in columns(actor) if each.choices or each.ranged]
        for column in self._columns:
            self._add(column)
        self.full_clean()

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices
        if len(choices) <= 1 or (name == "owner" and not choices[1:-1]):
            del self.fields[name]  # nothing to choose from

    def _add(self, column: ListColumn) -> None:
        if column.choices:
            choices = [EVERYTHING, *column.choices()]
            self.fields[column.code] = forms.ChoiceField(
                label=str(column.label), required=False, choices=choices
            )
        if column.ranged:
            in_percent = column.kind is Figure.PERCENT
            for bound, words in _PERCENT_BOUNDS if in_percent else _BOUNDS:
                field = forms.DecimalField(
                    label=words % {"column": column.label}, required=False, max_digits=_MOST_DIGITS
                )
                if in_percent:
                    field.widget.attrs["placeholder"] = "%"
                self.fields[f"{column.code}_{bound}"] = field

    def wanted_with(self, groups: Groups) -> CustomerFilter:
        """The filter that the valid values make, beside these conditions."""
        values = dict(self.cleaned_data)
        conditions = {column.code: self._condition(column) for column in self._columns}
        incomplete = values.get("status") == INCOMPLETE
        if incomplete:
            values["status"] = ""
        return CustomerFilter(
            text=values.get("q", ""),
            columns={code: each for code, each in conditions.items() if each != ColumnFilter()},
            to_be_completed=incomplete,
            groups=groups,
            **{
                name: values.get(name, "")
                for name in ("status", "owner", "region", "industry", "kind", "tag")
            },
        )

    def _condition(self, column: ListColumn) -> ColumnFilter:
        values = self.cleaned_data
        return ColumnFilter(
            equal=values.get(column.code, ""),
            least=_figure(column, values.get(f"{column.code}_min")),
            most=_figure(column, values.get(f"{column.code}_max")),
        )


def _figure(column: ListColumn, said: Decimal | None) -> Decimal | None:
    """A bound as it is kept: people say shares in per cent."""
    return said / 100 if said is not None and column.kind is Figure.PERCENT else said


class CustomerForm(forms.Form):
    """The facts of one customer. What they must be is decided by the service."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    code = forms.CharField(label=_("Code"), max_length=LONGEST_TEXTS["code"])
    name = forms.CharField(label=_("Name"), max_length=LONGEST_TEXTS["name"])
    short_name = forms.CharField(
        label=_("Short name"), max_length=LONGEST_TEXTS["short_name"], required=False
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    status = forms.ChoiceField(
        label=_("Status"), choices=[(each.value, each.label) for each in SETTABLE_STATUSES]
    )
    owner = forms.TypedChoiceField(label=_("Owner"), required=False, coerce=int, empty_value=None)
    parent = forms.CharField(
        label=_("Parent"),
        required=False,
        help_text=_("The code of the customer that this one belongs to."),
    )
    registration_number = forms.CharField(
        label=_("Registration number"),
        max_length=LONGEST_TEXTS["registration_number"],
        required=False,
        help_text=_("In China the unified social credit code; its check digit is verified."),
    )
    industry = forms.CharField(
        label=_("Industry"),
        max_length=LONGEST_TEXTS["industry"],
        required=False,
        widget=forms.TextInput(attrs={"list": "industry-suggestions"}),
    )
    region = forms.CharField(
        label=_("Region"),
        max_length=LONGEST_TEXTS["region"],
        required=False,
        widget=forms.TextInput(attrs={"list": "region-suggestions"}),
    )
    scale = forms.CharField(label=_("Scale"), max_length=LONGEST_TEXTS["scale"], required=False)
    registered_capital = forms.DecimalField(
        label=_("Registered capital"), max_digits=18, decimal_places=4, required=False
    )
    founded_on = forms.DateField(
        label=_("Founded on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    source = forms.CharField(label=_("Source"), max_length=LONGEST_TEXTS["source"], required=False)
    tags = forms.CharField(
        label=_("Tags"), required=False, help_text=_("Several tags are separated by commas.")
    )
    business_scope = forms.CharField(
        label=_("Business scope"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    to_be_completed = forms.BooleanField(label=_("To be completed"), required=False)

    def __init__(self, actor: Actor, data: Any = None, *, customer: Customer | None = None) -> None:
        super().__init__(data, initial=_initial(actor, customer))
        self._actor = actor
        people = [(each.person_id, each.full_name) for each in governance.colleagues()]
        if customer is not None and customer.owner is not None and not customer.owner.is_active:
            people.append((customer.owner.pk, customer.owner.full_name))
        owner = self.fields["owner"]
        if isinstance(owner, forms.ChoiceField):
            owner.choices = [("", "–"), *people]
        if customer is None:
            del self.fields["to_be_completed"]
        elif not is_ones_own(actor, customer):
            for name in DECIDING:
                self.fields[name].disabled = True
                self.fields[name].help_text = _("Whoever the customer belongs to decides this.")
        self._parent = customer.parent if customer else None
        add_fields(self, custom_fields(), custom_of(customer) if customer else {})

    def clean_parent(self) -> int | None:
        code = self.cleaned_data["parent"].strip()
        if not code:
            return None
        if self._parent is not None and code == self._parent.code:
            return self._parent.key
        try:
            return queries.customer_by_code(self._actor, code).key
        except queries.CustomerNotFound:
            raise forms.ValidationError(
                str(REASONS["unknown_parent"]), code="unknown_parent"
            ) from None

    def clean(self) -> dict[str, Any]:
        return take_out(super().clean() or self.cleaned_data)

    def own_fields(self) -> list[forms.BoundField]:
        """The fields that every company has."""
        return [each for each in self.visible_fields() if not each.name.startswith(PREFIX)]

    def custom_fields(self) -> list[forms.BoundField]:
        """The fields that this company defined."""
        return [each for each in self.visible_fields() if each.name.startswith(PREFIX)]

    def clean_tags(self) -> list[str]:
        return normalised(self.cleaned_data["tags"]).replace("、", ",").split(",")


def _initial(actor: Actor, customer: Customer | None) -> dict[str, Any]:
    if customer is None:
        return {"kind": Kind.ORGANISATION, "status": Status.PROSPECT, "owner": actor.person_id}
    return {
        **{name: getattr(customer, name) for name in CustomerForm.base_fields if name != "tags"},
        "parent": customer.parent.code if customer.parent else "",
        "owner": customer.owner_id,
        "tags": ", ".join(sorted(tag.name for tag in customer.tags.all())),
    }
