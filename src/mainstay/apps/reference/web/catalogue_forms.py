"""Forms of products and trees. Field names are the services' argument names."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mainstay.apps.reference.models import Branch, Product
from mainstay.apps.reference.policies import PRODUCT_LINES, BranchKind
from mainstay.apps.reference.queries import branches, products
from mainstay.apps.reference.queries.branches import BranchFilter
from mainstay.apps.reference.queries.products import ProductFilter
from mainstay.apps.reference.rules.catalogue import LONGEST_TEXTS
from mainstay.apps.reference.web.forms import day_input
from mainstay.foundation.access.actor import Actor

_NONE = ("", "–")
_ALL = ("", _("All"))


def _text(name: str, label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST_TEXTS[name], **more)


def _offer(form: forms.Form, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


class BranchFilterForm(forms.Form):
    """The filters of a tree; what cannot be understood is left aside."""

    q = forms.CharField(label=_("Search"), required=False)
    standing = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[
            (branches.CURRENT, _("Current")),
            (branches.ARCHIVED, _("Archived")),
            (branches.EVERY, _("All")),
        ],
    )

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        self.full_clean()

    @property
    def wanted(self) -> BranchFilter:
        """The filter that the valid values make."""
        values = self.cleaned_data
        return BranchFilter(values.get("q", ""), values.get("standing", ""))


class BranchForm(forms.Form):
    """A product line, region or industry. What it must be is decided by the service."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    code = _text("code", _("Code"))
    name = _text("name", _("Name"))
    parent_id = forms.TypedChoiceField(
        label=_("Stands below"), required=False, coerce=int, empty_value=None
    )

    def __init__(
        self, actor: Actor, kind: BranchKind, data: Any = None, *, row: Branch | None = None
    ) -> None:
        super().__init__(data, initial=_initial(self.base_fields, row))
        present = row.parent_id if row else None
        _offer(self, "parent_id", [_NONE, *branches.offered(actor, kind, present)])


class ProductFilterForm(forms.Form):
    """The filters of the list of products; what cannot be understood is left aside."""

    q = forms.CharField(label=_("Search"), required=False)
    line = forms.ChoiceField(label=_("Product line"), required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)
    standing = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[
            (products.CURRENT, _("Current")),
            (products.SOLD, _("Sold today")),
            (products.ARCHIVED, _("Archived")),
            (products.EVERY, _("All")),
        ],
    )

    def __init__(self, actor: Actor, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        lines = [(str(key), name) for key, name in branches.offered(actor, PRODUCT_LINES)]
        _offer(self, "line", [_ALL, *lines, (products.NO_LINE, _("No product line"))])
        _offer(self, "category", [_ALL, *((each, each) for each in products.categories(actor))])
        self.full_clean()

    @property
    def wanted(self) -> ProductFilter:
        """The filter that the valid values make."""
        values = self.cleaned_data
        return ProductFilter(
            values.get("q", ""),
            values.get("line", ""),
            values.get("category", ""),
            values.get("standing", ""),
        )


class ProductForm(forms.Form):
    """A product. What it must be is decided by the service."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    code = _text("code", _("Code"), help_text=_("As order lines have it."))
    name = _text("name", _("Name"))
    unit = _text(
        "unit",
        pgettext_lazy("product", "Unit"),
        required=False,
        help_text=_("Such as piece, metre or 台."),
    )
    category = _text(
        "category",
        _("Category"),
        required=False,
        widget=forms.TextInput(attrs={"list": "category-suggestions"}),
    )
    line_id = forms.TypedChoiceField(
        label=_("Product line"), required=False, coerce=int, empty_value=None
    )
    sold_from = forms.DateField(label=_("Sold from"), required=False, widget=day_input())
    sold_until = forms.DateField(
        label=_("Sold until"),
        required=False,
        widget=day_input(),
        help_text=_("The last day on which it is sold; empty while nobody knows."),
    )

    def __init__(self, actor: Actor, data: Any = None, *, row: Product | None = None) -> None:
        super().__init__(data, initial=_initial(self.base_fields, row))
        present = row.line_id if row else None
        _offer(self, "line_id", [_NONE, *branches.offered(actor, PRODUCT_LINES, present)])


def _initial(fields: Mapping[str, Any], row: Branch | Product | None) -> dict[str, Any]:
    return {name: getattr(row, name) for name in fields} if row else {}
