"""What is refused says the same of something hidden as of something that does not exist."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from mainstay.apps.customers.models import Customer
from mainstay.apps.governance import queries as governance
from mainstay.apps.governance import services as governing
from mainstay.apps.governance.testing import person_named
from mainstay.apps.ledger.models import ImportKind
from mainstay.apps.ledger.services import importing
from mainstay.apps.ledger.testing import csv_file, handed_in, preview_rows, report_of
from mainstay.foundation.access.actor import Actor
from tests.addresses import body_of, undone
from tests.rights.asking import NO_SUCH, Askers
from tests.rights.rules import rights
from tests.rights.world import MAKING, World

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.xdist_group("rights"),
    pytest.mark.usefixtures("home_as_it_was"),
]


@pytest.fixture
def hidden(world: World) -> Mapping[str, Any]:
    """A customer that Tom Becker does not see."""
    row = world.row("customer", "other", "")
    return {"key": row.values["key"], "name": row.marks[0], "code": row.marks[1]}


@pytest.fixture
def mine(world: World) -> int:
    """A customer of Tom Becker's own."""
    return int(str(world.row("customer", "own", "K").values["key"]))


def told(askers: Askers, method: str, path: str, letter: str = "K", **body: Any) -> str:
    """What the interface answers, and what of it is taken back."""
    client = askers.people[letter].client
    with undone():
        response: Any = getattr(client, method)(path, body, content_type="application/json")
        return f"{response.status_code} {body_of(response).decode()}"


def test_a_new_customer_called_like_a_hidden_one_is_as_welcome_as_any(
    askers: Askers, hidden: Mapping[str, Any]
) -> None:
    alike = told(askers, "post", "/api/customers", code="FRESH", name=hidden["name"])
    assert alike.startswith("201")
    assert json.loads(alike.partition(" ")[2])["name"] == hidden["name"]


def test_a_code_that_a_hidden_customer_has_is_taken_in_the_same_words_as_one_that_is_seen(
    askers: Askers, hidden: Mapping[str, Any], world: World
) -> None:
    own = world.row("customer", "own", "K").marks[1]
    answers = {
        told(askers, "post", "/api/customers", code=code, name="Fresh")
        for code in (hidden["code"], own)
    }
    assert len(answers) == 1
    assert hidden["name"] not in answers.pop()


def test_a_hidden_parent_is_unknown(askers: Askers, hidden: Mapping[str, Any], mine: int) -> None:
    version = Customer.objects.system("test").get(key=mine).version
    answers = {
        told(askers, "patch", f"/api/customers/{mine}", version=version, parent=parent)
        for parent in (hidden["key"], NO_SUCH)
    }
    assert len(answers) == 1
    assert answers.pop().startswith("422")


def test_a_bulk_change_of_a_hidden_customer_is_one_of_nobody(
    askers: Askers, hidden: Mapping[str, Any]
) -> None:
    answers = [
        json.loads(
            told(
                askers, "post", "/api/customers/bulk", "D", deed="add_tag", value="Mine", keys=keys
            ).partition(" ")[2]
        )
        for keys in ([hidden["key"]], [NO_SUCH])
    ]
    for answer in answers:
        for name in ("id", "keys", "job", "asked_at"):
            answer.pop(name)
    assert answers[0] == answers[1]


@pytest.mark.parametrize(
    "where", ["parent:is:{}", "code:is:{}", "name:has:{}", "code:has:{}", "parent:none_of:{}"]
)
def test_a_filter_by_a_hidden_customer_finds_as_much_as_one_by_none(
    where: str, askers: Askers, hidden: Mapping[str, Any]
) -> None:
    client, field = askers.people["K"].client, "name" if where.startswith("name") else "code"
    answers = []
    for value in (hidden[field], "NONE-SUCH"):
        with undone():
            response = client.get("/api/customers", {"where": where.format(value)})
        answers.append(response.content.decode().replace(str(value), "#"))
    assert answers[0] == answers[1]


# Files brought in by somebody who sees a part


@pytest.fixture
def nina(world: World) -> Actor:
    """Somebody who imports, and sees her own customers alone."""
    begin = ("ledger.", "customers.customer.", "customers.contact.")
    needed = [each for each in rights() if each.startswith(begin)]
    with_scope = {"scope": "own", "permissions": needed}
    role = governing.create_role(MAKING, name="Narrow importer", **with_scope)  # type: ignore[arg-type]
    return governance.actor_of(person_named("Narrow Nina", role.code, team=world.teams.service))


def rejected(actor: Actor, content: bytes, kind: str, **options: Any) -> list[Any]:
    """The rejects of a file, without what they say of its values."""
    batch = handed_in(content, kind, actor=actor, reject_limit=100, **options)
    checked = importing.run_now(actor, batch, commit=False)
    rows = preview_rows(checked)
    return [report_of(checked).reasons, rows]


def test_contacts_of_a_hidden_customer_are_contacts_of_nobody(
    nina: Actor, hidden: Mapping[str, Any]
) -> None:
    for column, value, none in (
        ("customer", hidden["code"], "NO-SUCH-ONE"),
        ("customer_name", hidden["name"], "No Such One"),
    ):
        answers = [
            str(
                rejected(
                    nina,
                    csv_file(f"{said},Wang Fang", header=f"{column},name"),
                    ImportKind.CONTACTS,
                )
            ).replace(said, "#")
            for said in (value, none)
        ]
        assert answers[0] == answers[1]
        assert "unknown" in answers[0]


def test_a_hidden_parent_in_a_file_is_unknown(nina: Actor, hidden: Mapping[str, Any]) -> None:
    answers = [
        str(
            rejected(
                nina,
                csv_file(f"FRESH,Fresh,{code}", header="code,name,parent"),
                ImportKind.CUSTOMERS,
            )
        ).replace(code, "#")
        for code in (hidden["code"], "NO-SUCH")
    ]
    assert answers[0] == answers[1]
    assert "unknown_parent" in answers[0]


def test_a_hidden_customer_in_a_file_is_refused_without_a_word_about_it(
    nina: Actor, hidden: Mapping[str, Any], world: World
) -> None:
    content = csv_file(f"{hidden['code']},Mine now", header="code,name")
    answer = str(rejected(nina, content, ImportKind.CUSTOMERS))
    assert "not_permitted" in answer
    assert hidden["name"] not in answer
    assert world.ana.full_name not in answer
