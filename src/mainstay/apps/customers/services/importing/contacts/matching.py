"""Finding the customer and the contact that a row of a file means."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from mainstay.apps.customers.models import Contact, Customer
from mainstay.apps.customers.policies import sees_all
from mainstay.apps.customers.rules import digits_of
from mainstay.apps.customers.services.importing.spool import Row
from mainstay.foundation.access.actor import Actor
from mainstay.kernel.text import search_form

COLUMNS = tuple(field.attname for field in Contact._meta.concrete_fields)
UNKNOWN_CUSTOMER = "unknown_customer"
NUMBERS = ("mobile", "phone")

Columns = dict[str, Any]


@dataclass(frozen=True, slots=True)
class KnownCustomer:
    """The customer of a row, as far as an import of contacts needs it."""

    key: int
    status: str
    owner_id: int | None
    team_id: int | None
    region: str


class Customers:
    """The customers that some rows name: by code, else by their exact name.

    What stands where a code is wanted may be a name too: lists kept by hand have no codes. Those
    that the actor does not see are as good as none; `taken` are their codes, which no new one
    can have.
    """

    def __init__(self, actor: Actor, rows: Iterable[Row]) -> None:
        rows = list(rows)
        said = {row["customer"] or row["customer_name"] for row in rows} - {None, ""}
        known = _by("code", {row["customer"] for row in rows if row["customer"]})
        self._by_code = _seen(actor, known)
        self._by_name = _seen(actor, _by("name", said - self._by_code.keys()))
        self.taken = known.keys() - self._by_code.keys()

    def of(self, row: Row) -> KnownCustomer | str:
        """The customer of a row, or why there is none, as a code."""
        said = row["customer"] or row["customer_name"]
        if not said:
            return "missing"
        coded = self._by_code.get(said, []) if row["customer"] else []
        found = coded or self._by_name.get(said, [])
        if len(found) == 1:
            return found[0]
        if found:
            return "ambiguous_customer"
        return UNKNOWN_CUSTOMER if row["customer"] else "unknown_customer_name"

    @property
    def keys(self) -> set[int]:
        """The keys of all of them."""
        found = [*self._by_code.values(), *self._by_name.values()]
        return {each.key for listed in found for each in listed}


def _by(column: str, values: Collection[str]) -> dict[str, list[KnownCustomer]]:
    rows = Customer.objects.system("an import meets every customer; scope is checked by row")
    found: dict[str, list[KnownCustomer]] = {}
    named = rows.filter(**{f"{column}__in": values}, withdrawn_at=None).order_by()
    wanted = ("key", "status", "owner_id", "owner__team_id", "region")
    for value, *facts in named.values_list(column, *wanted):
        found.setdefault(value, []).append(KnownCustomer(*facts))
    return found


def _seen(actor: Actor, found: dict[str, list[KnownCustomer]]) -> dict[str, list[KnownCustomer]]:
    """Those of them that the actor sees."""
    if not found or sees_all(actor):
        return found
    keys = [each.key for listed in found.values() for each in listed]
    rows = Customer.objects.visible_to(actor).filter(key__in=keys).order_by()
    seen = set(rows.values_list("key", flat=True))
    narrowed = {said: [each for each in found[said] if each.key in seen] for said in found}
    return {said: listed for said, listed in narrowed.items() if listed}


@dataclass(slots=True)
class Contacts:
    """The contacts that some rows may mean."""

    of_customer: dict[int, list[Columns]] = field(default_factory=dict)
    by_code: dict[tuple[str, str], Columns] = field(default_factory=dict)

    @classmethod
    def for_rows(cls, customers: Collection[int], codes: Collection[str]) -> "Contacts":
        """Those of some customers, and those of any customer that have one of some codes."""
        rows = Contact.objects.system("an import meets every contact; scope is checked by row")
        rows = rows.filter(withdrawn_at=None).order_by("id")
        found = cls()
        for columns in rows.filter(customer__in=customers).values(*COLUMNS):
            found.of_customer.setdefault(columns["customer_id"], []).append(columns)
        for columns in rows.filter(code__in=codes).values(*COLUMNS):
            found.by_code[columns["source"], columns["code"]] = columns
        return found

    def standing(self, customer: int) -> tuple[int, int]:
        """How many contacts a customer has, and their versions added up."""
        listed = self.of_customer.get(customer, [])
        return len(listed), sum(columns["version"] for columns in listed)

    def meant_by(self, customer: int, facts: dict[str, Any]) -> list[Columns]:
        """Who a row of a customer may mean: nobody, one, or several who cannot be told apart.

        A contact that another code stands for is somebody else.
        """
        if "code" in facts:
            known = self.by_code.get((facts["source"], facts["code"]))
            if known is not None:
                return [known]
        wanted = search_form(facts["name"])
        named = [
            columns
            for columns in self.of_customer.get(customer, [])
            if search_form(columns["name"]) == wanted and not ("code" in facts and columns["code"])
        ]
        present = [columns for columns in named if columns["archived_at"] is None]
        return _narrowed(present or named, facts)


def _narrowed(named: list[Columns], facts: dict[str, Any]) -> list[Columns]:
    """Those of several with one name whom the other facts fit best."""
    if len(named) < 2:  # noqa: PLR2004 - there is nothing to tell apart
        return named
    same = [columns for columns in named if _says(columns) == _says(facts)]
    same = same or [columns for columns in named if not differences(columns, facts)]
    if same:
        return same[:1]
    email = facts.get("email", "").casefold()
    written = [columns for columns in named if email and columns["email"].casefold() == email]
    numbers = numbers_of(facts)
    called = [columns for columns in named if numbers & numbers_of(columns)]
    return written or called or named


def _says(columns: dict[str, Any]) -> dict[str, Any]:
    """What is known of somebody, empty facts aside."""
    told = (field for field in columns if field in CHANGEABLE)
    return {field: columns[field] for field in told if columns[field] not in ("", False, None)}


CHANGEABLE = frozenset(COLUMNS) - {
    "id",
    "customer_id",
    "version",
    "created_in",
    "created_at",
    "updated_at",
    "edited_at",
    "archived_at",
    "withdrawn_at",
}


def numbers_of(facts: dict[str, Any]) -> set[str]:
    """The telephone numbers of somebody, as digits."""
    return {digits_of(facts.get(name) or "") for name in NUMBERS} - {""}


def differences(known: Columns, facts: dict[str, Any]) -> list[str]:
    """The fields in which a row would change a contact."""
    return [name for name, value in facts.items() if known[name] != value]
