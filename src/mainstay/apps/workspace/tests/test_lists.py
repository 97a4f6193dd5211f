"""Every list that the navigation leads to is handed out as a file too."""

import csv
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mainstay.apps.customers.testing import customer_named
from mainstay.apps.evaluation.services.evaluating import request_evaluation
from mainstay.apps.evaluation.services.model_runs.running import request_model_run
from mainstay.apps.evaluation.services.ratings.rounds import make_round
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.apps.ledger.queries.recurring import inbox
from mainstay.apps.ledger.services import importing, recurring
from mainstay.apps.ledger.services.quality import checking
from mainstay.apps.ledger.testing import IMPORTING, company, csv_file, handed_in
from mainstay.apps.notifications.services import channels, webhooks
from mainstay.apps.reference.services.calendars import create_calendar
from mainstay.foundation.audit.models import AuditEntry
from mainstay.foundation.testing.working import run_waiting_jobs
from mainstay.project.home import Home
from mainstay.shell.web import navigation

SignIn = Callable[[Person], Client]
ROBOT = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0a1b2c3d"


@pytest.fixture(autouse=True)
def _set_up(db: None, home: Home) -> None:
    company()


LISTS = {
    "customers:list": "customers:export",
    "customers:contacts": "customers:contacts_export",
    "evaluation:indicators": "",
    "evaluation:list": "",
    "evaluation:model_runs": "",
    "evaluation:rounds": "",
    "governance:people": "",
    "governance:roles": "",
    "governance:teams": "",
    "governance:trail": "",
    "ledger:list": "",
    "ledger:recurring_list": "",
    "notifications:company_channels": "",
    "notifications:list": "",
    "notifications:webhooks": "",
    "quality:quality": "quality:export",
    "reference:calendars": "",
    "reference:industries": "reference:industries-export",
    "reference:products": "reference:export_products",
    "reference:rates": "reference:export_rates",
    "reference:regions": "reference:regions-export",
}
"""Each list with the address of its files, where that is another one."""


def test_the_lists_are_those_that_pages_show_as_tables(
    people: NamedPeople, signed_in: SignIn
) -> None:
    admin = signed_in(people.admin_wang)
    names = {item.url_name for item in navigation.items()}
    tables = {name for name in names if "table" in admin.get(reverse(name)).context}
    # One's own tokens and channels, of which nobody needs a file.
    assert tables - {"governance:account", "notifications:settings"} <= set(LISTS)


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


@pytest.fixture
def something_of_each(people: NamedPeople, acting: NamedActors) -> None:
    """Of what is listed, and has no people or roles already."""
    wang = acting.admin_wang
    batch = handed_in(csv_file("A,1,1,2024-03-01,10"))
    importing.save_profile(IMPORTING, batch, "ERP")
    (inbox() / "erp").mkdir(parents=True)
    facts: dict[str, Any] = {"origin": "folder", "folder": "erp", "pattern": "*.csv"}
    recurring.set_up(wang, name="Daily orders", profile="ERP", **facts)
    for name in ("China", "Own"):
        create_calendar(wang, name=name)
    channels.add_company_channel(wang, name="House", address=ROBOT)
    webhooks.add_webhook(wang, name="ERP", address="https://erp.example/", hears=["ledger.changed"])
    request_evaluation(wang, "abc", date(2025, 1, 1))
    request_model_run(wang, "lifecycle", date(2025, 1, 1))
    make_round(
        wang,
        {
            "name": "Spring",
            "criteria": ["solvency"],
            "customers": [customer_named("Rated").pk],
            "people": [people.admin_wang.pk],
            "due_on": date(2099, 12, 24),
        },
    )
    checking.start(wang)
    run_waiting_jobs()


# In its file the trail has an entry more, that of the export.
HERE = [name for name, elsewhere in LISTS.items() if not elsewhere and name != "governance:trail"]


@pytest.mark.usefixtures("something_of_each")
@pytest.mark.parametrize("name", HERE)
def test_the_page_leads_to_its_file_of_the_same_rows(
    people: NamedPeople, signed_in: SignIn, name: str
) -> None:
    admin = signed_in(people.admin_wang)
    page = admin.get(reverse(name))
    assert 'href="?format=csv"' in page.content.decode()
    answer = admin.get(reverse(name), {"format": "csv"})
    labels, *rows = csv.reader(b"".join(answer).decode("utf-8-sig").splitlines())
    assert len(rows) == len(page.context["table"].page.items) > 0
    assert {len(row) for row in rows} == {len(labels)}


def test_a_team_in_a_file_names_the_one_above_it(people: NamedPeople, signed_in: SignIn) -> None:
    answer = signed_in(people.admin_wang).get(reverse("governance:teams"), {"format": "csv"})
    header, *rows = b"".join(answer).decode("utf-8-sig").splitlines()
    assert header == "Name,Above,Lead,Active people"
    teams = {row.split(",")[0]: row.split(",")[1] for row in rows}
    assert (teams["Headquarters"], teams["Guangzhou"]) == ("", "South China")
