"""Forms of the page of data quality: its filters, and the value that mends a finding."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mainstay.apps.customers import queries as customers
from mainstay.apps.customers.contracts.reasons import REASONS
from mainstay.apps.governance import queries as governance
from mainstay.apps.ledger.quality.fields import OWNER, PARENT, RECORD
from mainstay.apps.ledger.quality_wording import FIELDS, PROBLEMS
from mainstay.apps.ledger.queries.quality import FindingFilter
from mainstay.apps.ledger.queries.quality_rows import FindingRow
from mainstay.foundation.access.actor import Actor

EVERYTHING = ("", _("All"))
RIGHT = "right"
_LONGEST = 200


class FindingFilterForm(forms.Form):
    """The filters of the work list; what is not among the choices is left aside."""

    field = forms.ChoiceField(label=_("Field"), required=False)
    problem = forms.ChoiceField(label=_("Problem"), required=False)
    owner = forms.ChoiceField(label=_("Owner"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("To be mended")), (RIGHT, _("Right as it is"))],
    )

    def __init__(self, actor: Actor, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        owners = customers.filter_choices(actor, ["owner"]).owners
        self._offer("field", FIELDS.items())
        self._offer("problem", PROBLEMS.items())
        self._offer("owner", [*owners, (customers.NO_OWNER, _("Nobody"))])
        self.full_clean()

    def _offer(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [EVERYTHING, *choices]

    @property
    def wanted(self) -> FindingFilter:
        """The filter that the valid values make."""
        said = self.cleaned_data
        return FindingFilter(
            field=said.get("field", ""),
            code=said.get("problem", ""),
            owner=said.get("owner", ""),
            right=said.get("state") == RIGHT,
        )


class MendForm(forms.Form):
    """Another value for one field of a customer. What it must be is decided by the service."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, actor: Actor, row: FindingRow, data: Any = None) -> None:
        super().__init__(data, initial={"version": row.customer.version, "value": _initial(row)})
        self._actor = actor
        self._field = row.finding.field
        self.fields["value"] = _control(row)
        label = _("%(field)s of %(customer)s")
        words = {"field": FIELDS[self._field], "customer": row.customer.name}
        self.fields["value"].widget.attrs.update(
            {
                "aria-label": label % words,
                "autofocus": True,
                "class": "form-select" if self._field == OWNER else "form-control",
            }
        )

    def clean_value(self) -> Any:
        value = self.cleaned_data["value"]
        if self._field == RECORD:
            return False
        if self._field != PARENT or not value:
            return value if self._field != PARENT else None
        try:
            return customers.customer_by_code(self._actor, value).key
        except customers.CustomerNotFound:
            raise forms.ValidationError(str(REASONS["unknown_parent"])) from None


def _initial(row: FindingRow) -> Any:
    if row.finding.field == PARENT:
        return row.customer.parent.code if row.customer.parent else ""
    return row.customer.owner_id if row.finding.field == OWNER else row.value


def _control(row: FindingRow) -> forms.Field:
    field = row.finding.field
    if field == RECORD:
        return forms.CharField(widget=forms.HiddenInput, required=False)
    if field == OWNER:
        people = [(each.person_id, each.full_name) for each in governance.colleagues()]
        return forms.TypedChoiceField(choices=[("", "–"), *people], coerce=int)
    if field == "registered_capital":
        return forms.DecimalField(max_digits=18, decimal_places=4)
    if field == "founded_on":
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    if field == PARENT:
        hint = {"placeholder": _("Code of the customer above")}
        return forms.CharField(required=False, widget=forms.TextInput(attrs=hint))
    return forms.CharField(max_length=_LONGEST)
