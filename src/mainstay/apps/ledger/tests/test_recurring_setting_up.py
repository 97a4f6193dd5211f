"""Setting recurring imports up: who may, in whose name, what is refused."""

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from mainstay.apps.customers.models import Customer
from mainstay.apps.customers.queries import all_names
from mainstay.apps.governance.services import disable_person
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.apps.ledger.queries.recurring import inbox
from mainstay.apps.ledger.services import recurring
from mainstay.apps.ledger.testing import lines_in_force
from mainstay.apps.ledger.tests.recurring import (
    batches,
    fresh,
    lay,
    looked_twice,
    names_in,
    profile,
    runs,
    watched,
    when_due,
)
from mainstay.foundation.access.services import AccessDenied

pytestmark = pytest.mark.usefixtures("shop", "at_once")


def test_a_disabled_person_imports_nothing(acting: NamedActors, people: NamedPeople) -> None:
    row = watched(acting.li_na)
    lay("orders-1.csv")
    when_due(row)
    disable_person(acting.admin_wang, people.li_na)
    row = when_due(row)
    assert batches() == []
    assert runs(row)[0].reason["code"] == "person_gone"
    assert row.failures == 1
    assert names_in("erp") == ["orders-1.csv"]


def test_who_lost_the_right_imports_nothing(acting: NamedActors, people: NamedPeople) -> None:
    row = watched(acting.li_na)
    lay("orders-1.csv")
    when_due(row)
    people.li_na.roles.clear()
    row = when_due(row)
    assert batches() == []
    assert runs(row)[0].reason["code"] == "right_lost"


def test_who_changes_it_is_behind_it_from_then_on(acting: NamedActors) -> None:
    row = watched(acting.li_na)
    changed = recurring.change(acting.admin_wang, row.pk, pattern="*.csv")
    assert changed.by_id == acting.admin_wang.person_id
    lay("any.csv")
    looked_twice(row)
    assert batches()[0].by_id == acting.admin_wang.person_id


def test_who_may_not_import_may_not_set_it_up(acting: NamedActors) -> None:
    row = watched(acting.li_na)
    for stranger in (acting.tom_becker, acting.chen_wei, acting.grace_liu, acting.nobody_ning):
        with pytest.raises(AccessDenied):
            recurring.set_up(stranger, name="x", profile="ERP", pattern="*.csv")
        for act in (recurring.pause, recurring.resume, recurring.remove, recurring.change):
            with pytest.raises(AccessDenied):
                act(stranger, row.pk)
        with pytest.raises(AccessDenied):
            recurring.look_now(stranger, row)
    assert fresh(row).paused_at is None


@pytest.mark.parametrize(
    "folder", ["../elsewhere", "/etc", "erp/../../x", "nowhere", "link", "erp/done", "a\x00b"]
)
def test_folders_outside_of_the_inbox_are_refused(
    folder: str, acting: NamedActors, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (inbox() / "link").symlink_to(outside)
    with pytest.raises(ValidationError) as refused:
        watched(acting.li_na, folder=folder)
    assert list(refused.value.message_dict) == ["folder"]


@pytest.mark.parametrize("pattern", ["", "  ", "../*.csv", "a/b.csv", "orders-[1.csv", "a\\b"])
def test_patterns_that_name_no_files_are_refused(pattern: str, acting: NamedActors) -> None:
    with pytest.raises(ValidationError) as refused:
        watched(acting.li_na, pattern=pattern)
    assert list(refused.value.message_dict) == ["pattern"]


def test_two_cannot_take_the_same_files_or_have_the_same_name(acting: NamedActors) -> None:
    watched(acting.li_na)
    for said, field in (({"name": "Other"}, "pattern"), ({"pattern": "*.csv"}, "name")):
        with pytest.raises(ValidationError) as refused:
            watched(acting.li_na, **said)
        assert list(refused.value.message_dict) == [field]


def test_decisions_are_those_of_any_import(acting: NamedActors) -> None:
    row = watched(acting.li_na, options={"unknown_customers": "create", "reject_limit": 50})
    lay("orders-1.csv", b"customer,order_no,line_no,ordered_at,amount\nNEW,1,1,2024-03-01,10\n")
    looked_twice(row)
    assert len(lines_in_force()) == 1
    assert "NEW" in {code for code, _name in _codes()}
    for option, value in (("unknown_customers", "guess"), ("reject_limit", 101), ("sheet", "x")):
        with pytest.raises(ValidationError):
            recurring.change(acting.li_na, row.pk, options={option: value})


def _codes() -> list[tuple[str, str]]:
    rows = Customer.objects.system("test").values_list("code", "name")
    return list(rows)


def test_customers_come_by_themselves_too(acting: NamedActors) -> None:
    profile("Customers", "customers")
    row = watched(acting.li_na, profile="Customers", options={"unknown_customers": "create"})
    lay("orders-1.csv", "code,name\nZ,汉克\n".encode())
    looked_twice(row)
    assert ("Z", "汉克") in _codes()
    assert len(all_names()) == 4
