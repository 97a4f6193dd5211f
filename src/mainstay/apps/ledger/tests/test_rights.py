"""Who may not do something changes nothing, and the trail says that it was tried."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.apps import apps
from django.db.models import Model

from mainstay.apps.governance.testing import NamedActors
from mainstay.apps.ledger.models import BatchState, ImportBatch
from mainstay.apps.ledger.queries.batches import batch_numbered, preview_of
from mainstay.apps.ledger.queries.profiles import profiles
from mainstay.apps.ledger.services import downloading, importing, undoing
from mainstay.apps.ledger.testing import checked, csv_file, imported
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.audit.models import AuditEntry
from mainstay.project.home import Home

APART = {"audit", "sessions"}

Attempt = Callable[[Actor, ImportBatch, ImportBatch], object]

ATTEMPTS: dict[str, Attempt] = {
    "upload": lambda actor, _free, _done: importing.take_file(
        actor, kind="orders", file_name="x.csv", blocks=[b"x"]
    ),
    "configure": lambda actor, free, _done: importing.configure(actor, free, source="x"),
    "keep a profile": lambda actor, free, _done: importing.save_profile(actor, free, "x"),
    "start": lambda actor, free, _done: importing.start(actor, free, commit=True),
    "run": lambda actor, free, _done: importing.run_now(actor, free, commit=True),
    "cancel": lambda actor, free, _done: importing.cancel(actor, free),
    "discard": lambda actor, free, _done: importing.discard(actor, free),
    "dismiss rejects": lambda actor, _free, done: importing.dismiss_rejects(actor, done),
    "recall rejects": lambda actor, _free, done: importing.recall_rejects(actor, done),
    "take contacts": lambda actor, _free, done: importing.take_contacts(actor, done),
    "preview an undo": lambda actor, _free, done: undoing.preview(actor, done),
    "start an undo": lambda actor, _free, done: undoing.start(actor, done),
    "undo": lambda actor, _free, done: undoing.undo_now(actor, done),
    "rejects": lambda actor, _free, done: downloading.reject_file(actor, done),
    "upload back": lambda actor, _free, done: downloading.uploaded_file(actor, done),
}


def tables() -> dict[str, list[dict[str, object]]]:
    """All rows of all tables, but for those that note what happens."""
    models: list[type[Model]] = [
        model for model in apps.get_models() if model._meta.app_label not in APART
    ]
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values()) for model in models
    }


@pytest.mark.parametrize("name", ["tom_becker", "mei_lin", "nobody_ning"])
def test_a_denied_person_leaves_every_table_as_it_was(
    shop: Home, acting: NamedActors, name: str
) -> None:
    free = checked(csv_file("B,1,1,2024-03-01,1"))
    done = imported(csv_file("A,1,1,2024-03-01,1", "A,2,x,2024-03-01,1"), reject_limit=50)
    before, files = tables(), sorted(shop.root.rglob("*"))
    for what, attempt in ATTEMPTS.items():
        with pytest.raises(AccessDenied):
            attempt(getattr(acting, name), free, done)
        assert tables() == before, what
    assert sorted(shop.root.rglob("*")) == files
    denied = AuditEntry.objects.system("test").filter(outcome="denied")
    assert denied.count() == len(ATTEMPTS)


@pytest.mark.parametrize("what", ["start", "run", "start an undo", "undo"])
def test_who_may_not_import_customers_is_told_before_a_file_is_read(
    shop: Home, acting: NamedActors, what: str
) -> None:
    """Lines make customers active, or make them at all."""
    loader = replace(
        acting.li_na, permissions=acting.li_na.permissions - {"customers.customer.import"}
    )
    free = checked(csv_file("B,1,1,2024-03-01,1"))
    done = imported(csv_file("A,1,1,2024-03-01,1"))
    before = tables()
    with pytest.raises(AccessDenied) as denied:
        ATTEMPTS[what](loader, free, done)
    assert denied.value.permission == "customers.customer.import"
    assert tables() == before
    importing.run_now(loader, free, commit=False)
    assert free.state == BatchState.CHECKED


def test_the_trail_tells_who_took_a_file_away(shop: Home, acting: NamedActors) -> None:
    batch = imported(csv_file("A,1,1,2024-03-01,1", "A,2,x,2024-03-01,1"), reject_limit=50)
    downloading.reject_file(acting.li_na, batch)
    downloading.uploaded_file(acting.li_na, batch)
    trail = AuditEntry.objects.system("test").filter(actor_name="Li Na").order_by("pk")
    assert list(trail.values_list("action", "subject_id")) == [
        ("ledger.reject_file.downloaded", str(batch.pk)),
        ("ledger.upload.downloaded", str(batch.pk)),
    ]


def test_a_file_that_is_not_there_is_not_handed_out(shop: Home, acting: NamedActors) -> None:
    batch = imported(csv_file("A,1,1,2024-03-01,1"))
    with pytest.raises(downloading.FileGone):
        downloading.reject_file(acting.li_na, batch)


def test_a_general_manager_sees_imports_but_not_what_their_files_hold(
    shop: Home, acting: NamedActors
) -> None:
    batch = imported(csv_file("A,1,1,2024-03-01,1"))
    assert batch_numbered(acting.chen_wei, batch.pk) == batch
    assert batch_numbered(acting.mei_lin, batch.pk) is None
    with pytest.raises(AccessDenied):
        preview_of(acting.chen_wei, batch)


def test_a_key_account_manager_sees_no_import_and_no_profile(
    shop: Home, acting: NamedActors
) -> None:
    batch = imported(csv_file("A,1,1,2024-03-01,1"))
    importing.save_profile(acting.li_na, batch, "ERP")
    assert batch_numbered(acting.tom_becker, batch.pk) is None
    assert not profiles(acting.tom_becker).exists()
    assert profiles(acting.grace_liu).exists()
