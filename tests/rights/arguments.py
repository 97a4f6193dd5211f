"""What is sent with requests: bodies and parameters that would do if the person may."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from django.core.files.base import ContentFile
from django.test import Client

from mainstay.analytics.scoring.presets import ABC, SERVICE
from mainstay.apps.customers.models import Contact, Customer
from tests.addresses import PLACE, Operation, operations_of, shaped
from tests.rights.furnishing.evaluation import INDICATOR
from tests.rights.rules import Ask
from tests.rights.world import LISTENER, ROBOT, Row, World

Sent = Mapping[str, Any]
Make = Callable[[World, Row], Sent]
QUERY = "?"
"""The name under which a body holds what stands behind the address of a write."""


def body_for(world: World, ask: Ask, row: Row) -> Sent:
    """What is sent with a request: what is written below, else what the schema asks for.

    A page that has no line below gets an empty form.
    """
    made = SENT.get(str(ask))
    if made is not None:
        return made(world, row)
    if not (ask.writes and ask.is_operation):
        return {}
    operation = _operations()[ask.method, PLACE.sub("#", ask.path)]
    return {name: shaped(operation.properties[name], "x") for name in operation.required}


@cache
def _operations() -> Mapping[tuple[str, str], Operation]:
    return {(each.method, PLACE.sub("#", each.path)): each for each in operations_of(Client())}


def always(**sent: Any) -> Make:
    """The same whatever the row is."""
    return lambda _world, _row: sent


def a_file(content: str, **facts: str) -> Make:
    """A file handed in, new each time since it is read to its end."""
    return lambda _world, _row: {"file": ContentFile(content.encode(), "file.csv"), **facts}


def _version(row: Row) -> int:
    found = Customer.objects.system("test").filter(key=row.values["key"]).first()
    return found.version if found else 1


def _contact_version(row: Row) -> int:
    found = Contact.objects.system("test").filter(pk=row.values["contact_id"]).first()
    return found.version if found else 1


DAYS = {"since": "2024-03-01", "until": "2024-03-09"}
PERSON = {"email": "fresh@mainstay.example", "full_name": "Fresh Fang"}
SCHEME = """\
mainstay_scheme: 1
name: Fresh
definition: {code: fresh, grades: [{code: All, rule: otherwise}]}
"""
TREE = "code,name\nT-1,Tree\n"
WATCHED = {"profile": "ERP", "origin": "folder", "folder": "erp", "pattern": "other-*.csv"}

SENT: dict[str, Make] = {
    # reads
    "GET api/calendars/<int:key>/add-workdays": always(start="2024-03-01", count="3"),
    "GET api/calendars/<int:key>/days": always(**DAYS),
    "GET api/calendars/<int:key>/workdays": always(**DAYS),
    "GET api/evaluations/<int:number>/breakdown": always(by="region"),
    "GET api/grades": always(scheme="abc"),
    "GET api/grades/history": lambda _world, row: {"customer": row.values["customer_code"]},
    "GET api/grades/why/details": lambda _world, row: {
        "customer": row.values["customer_code"],
        "scheme": "abc",
    },
    "GET api/grades/why": lambda _world, row: {
        "customer": row.values["customer_code"],
        "scheme": "abc",
    },
    "GET api/indicators/as-of": always(as_of="2025-01-01"),
    "GET api/indicators/<str:code>/curve": always(kind="percentile"),
    # customers
    "PATCH api/customers/<int:key>": lambda _world, row: {
        "version": _version(row),
        "short_name": "Short",
    },
    "POST api/contacts": lambda _world, row: {"customer": row.values["key"], "name": "Fresh"},
    "PATCH api/contacts/<int:contact_id>": lambda _world, row: {
        "version": _contact_version(row),
        "position": "Buyer",
    },
    "POST api/customers/<int:key>/account-team": lambda world, _row: {
        "person": world.people["S"].pk
    },
    "PATCH api/customers/<int:key>/account-team/<int:member_id>": always(function="Fits lifts"),
    "POST api/customers/custom-fields/<int:field_id>/move": always(**{QUERY: "to=up"}),
    "POST quality/<int:key>/<slug:field>/<slug:code>/mend/": lambda _world, row: {
        "version": _version(row),
        "value": "Mended",
    },
    # files
    "POST api/imports": always(),
    "POST customers/views/<int:view_id>/pin/": always(do="pin"),
    "POST api/imports/calendars/<int:key>/days": a_file("date,kind\n2024-03-05,holiday\n"),
    "POST api/imports/industries": a_file(TREE),
    "POST api/imports/product-lines": a_file(TREE),
    "POST api/imports/products": a_file(TREE),
    "POST api/imports/rates": a_file("date,currency,rate\n2024-03-05,USD,7\n"),
    "POST api/imports/regions": a_file(TREE),
    "POST api/recurring-imports": always(name="Fresh", **WATCHED),
    # the rest
    "POST api/calendars/<int:key>/own-days": always(text="2024-03-05, holiday, Outing"),
    "POST api/channels": always(name="Fresh", address=f"{ROBOT}fresh"),
    "POST api/company-channels": always(name="Fresh", address=f"{ROBOT}fresh"),
    "POST api/webhooks": always(
        name="Fresh", address=f"{LISTENER}fresh", hears=["customer.changed"]
    ),
    "PUT api/portfolio-matrix/axes": always(
        attractiveness="attractiveness", strength="service", attractive_from=50, strong_from=50
    ),
    "POST api/back-tests": always(scheme="abc", as_of=["2024-01-01"]),
    "PATCH api/model-runs/<int:number>/segments/<slug:code>": always(name="Fresh", version=0),
    "POST api/model-runs": always(kind="lifecycle", as_of="2025-01-01"),
    "POST api/evaluations": always(scheme="abc", as_of="2025-01-01"),
    "POST api/schemes": always(code="fresh", name="Fresh", definition={**ABC, "code": "fresh"}),
    "POST api/schemes/import": always(yaml=SCHEME),
    "POST api/schemes/<str:code>/entropy-weights": always(scorecard=SERVICE["scorecard"]),
    "PUT api/schemes/<str:code>/draft": always(definition=ABC),
    "PUT api/entitlement-costs": always(visits="9"),
    "PUT api/schemes/<str:code>/entitlements": always(grades={"A": {"visits": "9"}}),
    "PUT api/serving-costs/<str:driver>/<str:valid_from>": always(amount="9"),
    "POST api/custom-indicators": always(**{**INDICATOR, "code": "fresh"}),
    "POST api/custom-indicators/<str:code>/files": a_file("customer,value\n,\n", origin="x"),
    "PATCH api/custom-indicators/<str:code>": always(version=1, better="less"),
    "POST api/grade-reviews/<slug:code>/<int:key>/override": always(
        grade="champions", reason="Because", holds_until="2099-01-01"
    ),
    "POST api/appeals": lambda _world, row: {
        "scheme": "rfm",
        "customer": row.values["customer_code"],
        "note": "Because",
    },
    "POST api/appeals/<int:number>/change": always(
        grade="none", reason="Because", holds_until="2099-01-01"
    ),
    "POST api/nominations": lambda _world, row: {
        "scheme": "standard",
        "customer": row.values["customer_code"],
        "grade": "large_account",
        "evidence": "Because",
    },
    "POST api/schemes/<str:code>/freeze": always(until="2099-01-01", reason="Because"),
    "PUT api/schemes/<str:code>/chain": always(chain=[{"name": "Board", "role": "executive"}]),
    "POST api/rating-rounds": lambda world, _row: {
        "name": "Fresh ratings",
        "criteria": ["brand_awareness"],
        "people": [world.people["A"].pk],
        "due_on": "2099-01-01",
        "customers": [world.row("customer", "worked", "").marks[1]],
    },
    "PUT api/rating-rounds/<int:number>/ratings": lambda world, _row: {
        "customer": world.row("customer", "worked", "").marks[1],
        "criterion": "brand_awareness",
        "value": 4,
    },
    "POST api/rating-rounds/<int:number>/ratings/take-back": lambda world, _row: {
        "customer": world.row("customer", "worked", "").marks[1],
        "criterion": "brand_awareness",
    },
    "POST api/rating-rounds/<int:number>/import": a_file("customer,criterion,rating\n,,\n"),
    "POST api/invitations": always(**PERSON),
    "POST api/people": always(**PERSON, password="steady-rope-holds-the-mast"),
    "POST api/people/<int:person_id>/password": always(password="steady-rope-holds-the-mast"),
    "PATCH api/notification-settings/ways/<str:way>": always(topics={"work.done": "never"}),
    "POST api/rates": always(currency="USD", on="2024-03-06", rate="7"),
    "POST api/tokens": always(name="Fresh", expires_at="2026-12-24T00:00:00Z"),
}
