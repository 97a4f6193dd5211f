"""What webhooks hear of imports and the ledger."""

import pytest

from mainstay.apps.governance.testing import NamedActors
from mainstay.apps.ledger.models import ImportKind
from mainstay.apps.ledger.services import undoing
from mainstay.apps.ledger.testing import IMPORTING, csv_file, imported
from mainstay.apps.notifications.testing import listen_to_everything, told_to_webhooks
from mainstay.project.home import Home


@pytest.fixture(autouse=True)
def _listening(shop: Home, acting: NamedActors) -> None:
    listen_to_everything(acting.admin_wang)


def test_an_import_of_orders_and_its_undo_are_told() -> None:
    batch = imported(csv_file("A,1,1,2024-03-01,10"))
    undoing.undo_now(IMPORTING, batch)
    data = {"import": batch.pk, "kind": "orders", "api": f"/api/imports/{batch.pk}"}
    assert told_to_webhooks() == [
        ("import.committed", data),
        ("ledger.changed", {"state": 1, "api": "/api/ledger"}),
        ("import.undone", data),
        ("ledger.changed", {"state": 2, "api": "/api/ledger"}),
    ]


def test_an_import_of_customers_is_one_event_however_many_there_are() -> None:
    file = csv_file("X,Xu", "Y,Ye", header="code,name")
    batch = imported(file, ImportKind.CUSTOMERS, name="customers.csv")
    undoing.undo_now(IMPORTING, batch)
    assert [kind for kind, _data in told_to_webhooks()] == ["import.committed", "import.undone"]
    assert told_to_webhooks()[0][1]["kind"] == "customers"


def test_a_check_that_commits_nothing_is_not_told() -> None:
    imported(csv_file("A,1,1,2024-03-01,rubbish"), reject_limit=0)
    assert told_to_webhooks() == []
