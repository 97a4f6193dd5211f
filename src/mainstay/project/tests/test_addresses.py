"""What the root addresses answer."""

from collections.abc import Callable

from django.test import Client

from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedPeople


def test_the_description_of_the_interface_is_open_to_everybody(
    client: Client, people: NamedPeople, signed_in: Callable[[Person], Client]
) -> None:
    for reader in (client, signed_in(people.li_na)):
        description = reader.get("/api/openapi.json").json()
        assert description["openapi"].startswith("3.1")
        assert {"/api/customers", "/api/imports", "/api/evaluations"} <= description["paths"].keys()
