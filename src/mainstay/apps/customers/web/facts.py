"""The facts of a customer that are changed where they stand: in the list, and on its page."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, partial
from typing import Any

from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mainstay.apps.customers.contracts.custom_fields import PREFIX
from mainstay.apps.customers.models import Customer, Status
from mainstay.apps.customers.policies import CHANGE, DECIDING, is_ones_own
from mainstay.apps.customers.queries.custom_fields import custom_fields
from mainstay.apps.customers.web.list_columns import OWN_COLUMNS, custom_column
from mainstay.foundation.access.actor import Actor
from mainstay.shell.web.addresses import row_addresses
from mainstay.shell.web.tables import Cell, Column, Edit, cell_of

ON_PAGE = (
    "name",
    "status",
    "owner",
    "parent",
    "kind",
    "short_name",
    "registration_number",
    "industry",
    "region",
    "scale",
    "registered_capital",
    "founded_on",
    "source",
    "to_be_completed",
    "business_scope",
)
"""The facts that a customer's page shows, in their order; tags stand above them."""
CHANGEABLE = frozenset({*ON_PAGE, "tags"})
"""The facts with a pencil, beside custom fields; a code is no fact to change in passing."""


class Shown(StrEnum):
    """Where a fact is shown."""

    PAGE = "page"
    LIST = "list"


MayChange = Callable[[Customer, str], bool]


def may_change_here(actor: Actor, read: Collection[int] = ()) -> MayChange:
    """Tells whether the actor may change a fact of a customer where it stands.

    `read` are the customers that the actor may only read. Asks nothing of the database.
    """
    changes = actor.may(CHANGE)
    ones_own = cache(partial(is_ones_own, actor))  # asked for each fact that decides

    def may(customer: Customer, field: str) -> bool:
        if not changes or customer.status == Status.ARCHIVED or customer.pk in read:
            return False
        return field not in DECIDING or ones_own(customer)

    return may


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of one customer in one place: the cell that shows it, and where it is changed."""

    field: str
    shown: Shown
    column: Column[Customer]

    @classmethod
    def known(cls, field: str, shown: Shown) -> "Fact | None":
        """The fact of this name; None where there is none that can be changed in its place."""
        if field.startswith(PREFIX):
            found = [each for each in custom_fields() if each.name == field]
            return cls(field, shown, custom_column(found[0])) if found else None
        if field not in CHANGEABLE:
            return None
        columns = _COLUMNS if shown is Shown.LIST else {**_COLUMNS, **_PAGE_COLUMNS}
        return cls(field, shown, columns[field]) if field in columns else None

    def cell(self, customer: Customer, *, may_change: bool) -> Cell:
        """What is shown, with a pencil for who may change it."""
        edit = self.edit(customer) if may_change else None
        return cell_of(replace(self.column, edit=lambda _customer: edit), customer)

    def edit(self, customer: Customer) -> Edit:
        """Where and how it is changed."""
        return edits_of(self.column, self.shown)(customer)

    def url(self, name: str, customer: Customer) -> str:
        """The address of one of the pages about this fact in this place."""
        return f"{reverse(f'customers:{name}', args=[customer.pk, self.field])}?in={self.shown}"


def edits_of(column: Column[Customer], shown: Shown) -> Callable[[Customer], Edit]:
    """How customers' values in a column are changed in their cells."""
    field, place = column.code, column.code.replace(".", "-")
    form_url, page_url = row_addresses("customers:fact", field), row_addresses("customers:edit")
    words = str(
        _("Change: %(field)s of %(customer)s") if shown is Shown.LIST else _("Change: %(field)s")
    )
    called = str(column.label)

    def edit(customer: Customer) -> Edit:
        return Edit(
            place=f"fact-{customer.pk}-{place}",
            form_url=f"{form_url(customer.pk)}?in={shown}",
            page_url=f"{page_url(customer.pk)}#id_{field}",
            label=words % {"field": called, "customer": customer.name},
        )

    return edit


def with_pencils(
    columns: Sequence[Column[Customer]], may_change: MayChange
) -> list[Column[Customer]]:
    """The columns of the list, those that can be changed with a pencil in their cells."""
    return [_with_pencil(column, may_change) for column in columns]


def _with_pencil(column: Column[Customer], may_change: MayChange) -> Column[Customer]:
    if column.code not in CHANGEABLE and not column.code.startswith(PREFIX):
        return column

    edits = edits_of(column, Shown.LIST)

    def edit(customer: Customer) -> Edit | None:
        return edits(customer) if may_change(customer, column.code) else None

    return replace(column, edit=edit)


def page_facts(actor: Actor, customer: Customer, *, may_change: bool) -> dict[str, Any]:
    """What the customer's page shows of its own and of custom fields, cell by cell."""
    may = may_change_here(actor, () if may_change else (customer.pk,))

    def cells(*fields: str) -> list[Cell]:
        known = (Fact.known(field, Shown.PAGE) for field in fields)
        return [fact.cell(customer, may_change=may(customer, fact.field)) for fact in known if fact]

    own = [field for field in ON_PAGE if field != "to_be_completed" or customer.to_be_completed]
    facts = cells(*own)
    [tags] = cells("tags")
    return {
        "facts": facts[:-1],
        "business_scope": facts[-1],
        "custom": cells(*(field.name for field in custom_fields())),
        "tags": tags if tags.edit or customer.tags.all() else None,
    }


def _badges(customer: Customer) -> SafeString | str:
    tags = sorted(tag.name for tag in customer.tags.all())
    if not tags:
        return format_html('<span class="text-secondary">{}</span>', _("No tags"))
    pattern = '<span class="badge badge-plain">{}</span>'
    return format_html_join(SafeString(" "), pattern, ((tag,) for tag in tags))


_COLUMNS = {column.code: column for column in OWN_COLUMNS}
_PAGE_COLUMNS: dict[str, Column[Customer]] = {
    "name": replace(_COLUMNS["name"], link=None),
    "tags": replace(_COLUMNS["tags"], value=_badges),
    "business_scope": Column(
        "business_scope",
        gettext_lazy("Business scope"),
        lambda customer: linebreaksbr(customer.business_scope, autoescape=True),
    ),
}
