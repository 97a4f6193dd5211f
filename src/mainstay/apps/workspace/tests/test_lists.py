"""Every list that the navigation leads to is handed out as a file too."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedPeople
from mainstay.apps.ledger.testing import company
from mainstay.foundation.audit.models import AuditEntry
from mainstay.project.home import Home
from mainstay.shell.web import navigation

SignIn = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def _set_up(db: None, home: Home) -> None:
    company()


LISTS = {
    "customers:list": "customers:export",
    "customers:contacts": "customers:contacts_export",
    "evaluation:list": "",
    "governance:people": "",
    "governance:roles": "",
    "governance:teams": "",
    "governance:trail": "",
    "ledger:list": "",
    "ledger:recurring_list": "",
    "notifications:list": "",
    "quality:quality": "quality:export",
    "reference:calendars": "",
    "reference:rates": "reference:export_rates",
}
"""Each list with the address of its files, where that is another one."""


def test_the_lists_are_those_that_pages_show_as_tables(
    people: NamedPeople, signed_in: SignIn
) -> None:
    admin = signed_in(people.admin_wang)
    names = {item.url_name for item in navigation.items()}
    tables = {name for name in names if "table" in admin.get(reverse(name)).context}
    # One's own tokens, of which nobody needs a file.
    assert tables - {"governance:account"} <= set(LISTS)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_list_is_a_file_too(people: NamedPeople, signed_in: SignIn, name: str, kind: str) -> None:
    answer = signed_in(people.admin_wang).get(reverse(LISTS[name] or name), {"format": kind})
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert f".{kind}" in answer["Content-Disposition"]
    content = b"".join(answer) if answer.streaming else answer.content
    assert content.startswith({"csv": b"\xef\xbb\xbf", "xlsx": b"PK"}[kind])
    [entry] = AuditEntry.objects.system("test").filter(action__endswith="exported")
    assert entry.actor_name == people.admin_wang.full_name


def test_a_team_in_a_file_names_the_one_above_it(people: NamedPeople, signed_in: SignIn) -> None:
    answer = signed_in(people.admin_wang).get(reverse("governance:teams"), {"format": "csv"})
    header, *rows = b"".join(answer).decode("utf-8-sig").splitlines()
    assert header == "Name,Above,Lead,Active people"
    teams = {row.split(",")[0]: row.split(",")[1] for row in rows}
    assert "" in teams.values()
    assert set(teams.values()) - {""} <= set(teams)
