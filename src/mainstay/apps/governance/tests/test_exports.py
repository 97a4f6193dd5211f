"""The lists of administration as files."""

import csv
import io
from collections.abc import Callable

import pytest
from django.test import Client

from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedPeople
from mainstay.foundation.testing.trail import last_entry


def rows_of(client: Client, address: str) -> list[dict[str, str]]:
    response = client.get(address)
    assert response.status_code == 200
    content = response.getvalue().decode().removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(content, newline="")))


@pytest.fixture
def grace(people: NamedPeople, signed_in: Callable[[Person], Client]) -> Client:
    """The auditor at her browser."""
    return signed_in(people.grace_liu)


def test_the_people_that_the_filters_leave_are_exported(grace: Client) -> None:
    [tom] = rows_of(grace, "/administration/people/?text=becker&format=csv")
    assert (tom["Name"], tom["E-mail"], tom["Status"]) == (
        "Tom Becker",
        "tom.becker@mainstay.example",
        "Active",
    )
    entry = last_entry()
    assert (entry.action, entry.details["rows"]) == ("governance.people.exported", 1)


def test_the_audit_trail_is_exported_and_the_export_stands_in_it(grace: Client) -> None:
    rows_of(grace, "/administration/people/?format=csv")
    first = rows_of(grace, "/administration/trail/?format=csv")[0]
    assert (first["Who"], first["Action"]) == ("Grace Liu", "Audit trail exported")


def test_an_export_of_another_kind_is_refused(grace: Client) -> None:
    assert grace.get("/administration/people/?format=pdf").status_code == 400


def test_what_a_person_may_not_see_is_not_exported(
    people: NamedPeople, signed_in: Callable[[Person], Client]
) -> None:
    tom = signed_in(people.tom_becker)
    assert tom.get("/administration/trail/?format=csv").status_code == 403
