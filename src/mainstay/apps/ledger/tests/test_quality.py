"""A check of customers finds what is wrong, keeps what people said, and follows what they mend."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from mainstay.apps.customers.models import Customer
from mainstay.apps.customers.services.records import archive_customer, change_customer
from mainstay.apps.customers.testing import SETTING_UP, customer_named
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.apps.ledger.models import ImportKind, QualityFinding, QualitySnapshot
from mainstay.apps.ledger.queries import quality
from mainstay.apps.ledger.services.quality import checking, mending
from mainstay.apps.ledger.testing import company, imported
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.audit.models import AuditEntry
from mainstay.project.home import Home

FULL = {
    "registration_number": "DE1",
    "industry": "Steel",
    "region": "Fujian",
    "scale": "large",
    "registered_capital": Decimal(5),
    "founded_on": "2001-01-01",
}
FAULTS = """\
code,name,registration number,industry,region,scale,founded on
F1,恒盛（上海）有限公司,R1,钢铁,上海,大,2001-01-01
F2,恒盛(上海)有限责任公司,R2,钢铁,上海,大,2001-01-01
F3,测试,R3,未知,上海,大,2001-01-01
F4,Nordwind GmbH,R5,,Berlin,-,2001-01-01
F5,Ostwind AG,r 5,Energy,Berlin,small,
"""


@pytest.fixture
def office(db: None, home: Home) -> Home:
    company()
    return home


def check() -> QualitySnapshot:
    return checking.check_now(SETTING_UP)


def found() -> set[tuple[str, str, str]]:
    """Code of the customer, field and problem of each finding."""
    rows = QualityFinding.objects.system("test")
    return set(rows.values_list("customer__code", "field", "code"))


def full(name: str, owner: Person, **facts: Any) -> Customer:
    """A customer with nothing wrong but for what is said."""
    said = {**FULL, "registration_number": f"R {name}", "owner": owner.pk, **facts}
    said["founded_on"] = None if said["founded_on"] is None else timezone.now().date()
    return customer_named(name, **said)


def long_ago(customer: Customer, days: int = 400) -> None:
    then = timezone.now() - timedelta(days=days)
    Customer.objects.system("test").filter(pk=customer.pk).update(updated_at=then)


@pytest.mark.usefixtures("office")
def test_a_file_with_faults_gives_exactly_its_findings() -> None:
    imported(FAULTS.encode(), ImportKind.CUSTOMERS)
    snapshot = check()
    none_has = {(f"F{n}", "owner", "missing") for n in range(1, 6)}
    assert found() == none_has | {
        ("F1", "name", "double"),
        ("F2", "name", "double"),
        ("F3", "name", "placeholder"),
        ("F3", "industry", "placeholder"),
        ("F4", "registration_number", "double"),
        ("F5", "registration_number", "double"),
        ("F4", "industry", "missing"),
        ("F4", "scale", "placeholder"),
        ("F5", "founded_on", "missing"),
    }
    assert (snapshot.customers, snapshot.findings) == (5, 14)
    # weights 17 without capital; each lacks an owner 3; besides a double 1.5, a double 1.5, name 3
    # and industry 2, a double 1.5 and industry 2 and scale 1, a double 1.5 and founded on 1
    lost = 5 * 3 + 1.5 + 1.5 + 5 + 4.5 + 2.5
    assert snapshot.score == pytest.approx(100 * (1 - lost / 17 / 5))
    by_field = {each.field: each for each in quality.figures_of_snapshot(snapshot).fields}
    assert by_field["industry"].completeness == 4 / 5
    assert by_field["industry"].validity == 3 / 4
    assert by_field["name"].uniqueness == 3 / 5
    assert by_field["owner"].completeness == 0


@pytest.mark.usefixtures("office")
def test_archived_customers_are_not_looked_at(people: NamedPeople) -> None:
    one = full("Nord", people.tom_becker, region="")
    archive_customer(SETTING_UP, one.key)
    assert check().customers == 0
    assert found() == set()


@pytest.mark.usefixtures("office")
def test_an_owner_who_left_and_a_parent_that_was_archived_are_found(people: NamedPeople) -> None:
    head = full("Head", people.tom_becker)
    full("Child", people.ana_silva, parent=head.key)
    archive_customer(SETTING_UP, head.key)
    Person.objects.system("test").filter(pk=people.ana_silva.pk).update(is_active=False)
    check()
    assert found() == {("CHILD", "owner", "owner_left"), ("CHILD", "parent", "parent_away")}


@pytest.mark.usefixtures("office")
def test_a_circle_of_parents_is_found_and_those_below_it_are_not(people: NamedPeople) -> None:
    one, two, three = (full(name, people.tom_becker) for name in ("One", "Two", "Three"))
    rows = Customer.objects.system("test")
    for child, parent in ((one, two), (two, one), (three, one)):
        rows.filter(pk=child.pk).update(parent=parent)
    check()
    assert found() == {("ONE", "parent", "parent_circle"), ("TWO", "parent", "parent_circle")}


@pytest.mark.usefixtures("office")
def test_a_record_is_stale_after_a_year_unless_an_import_or_a_person_confirms_it(
    people: NamedPeople,
) -> None:
    old, confirmed = (full(name, people.tom_becker) for name in ("Old", "Confirmed"))
    long_ago(old)
    imported(b"code,name\nCONFIRMED,Confirmed\n", ImportKind.CUSTOMERS)
    long_ago(confirmed)
    snapshot = check()
    assert found() == {("OLD", "record", "stale")}
    record = quality.figures_of_snapshot(snapshot).fields[4]
    assert (record.field, record.freshness) == ("record", 1 / 2)
    mending.call_right(SETTING_UP, old.key, "record", "stale")
    assert quality.figures_of_snapshot(check()).fields[4].freshness == 1
    rows = QualityFinding.objects.system("test")
    rows.update(called_right_at=timezone.now() - timedelta(days=400))
    assert quality.figures_of_snapshot(check()).fields[4].freshness == 1 / 2


@pytest.mark.usefixtures("office")
def test_the_days_begin_in_the_companys_zone_and_months_are_those_of_the_calendar() -> None:

    assert quality._months_before(date(2028, 2, 29), 12) == date(2027, 2, 28)
    assert quality._months_before(date(2026, 5, 31), 12) == date(2025, 5, 31)


@pytest.mark.usefixtures("office")
def test_what_was_called_right_stays_so_until_the_value_changes(people: NamedPeople) -> None:
    one = full("Nord", people.tom_becker, industry="n/a")
    check()
    mending.call_right(SETTING_UP, one.key, "industry", "placeholder")
    again = check()
    assert (again.findings, again.score) == (0, 100)
    Customer.objects.system("test").filter(pk=one.pk).update(industry="???")
    assert check().findings == 1
    mending.call_right(SETTING_UP, one.key, "industry", "placeholder")
    mending.recall(SETTING_UP, one.key, "industry", "placeholder")
    assert check().findings == 1


@pytest.mark.usefixtures("office")
def test_one_snapshot_is_kept_a_day_and_the_last_check_counts(people: NamedPeople) -> None:
    one = full("Nord", people.tom_becker, region="")
    check()
    mending.mend(SETTING_UP, one.key, "region", one.version, "Berlin")
    check()
    [snapshot] = QualitySnapshot.objects.system("test")
    assert (snapshot.findings, snapshot.score) == (0, 100)


@pytest.mark.usefixtures("office")
def test_mending_removes_the_finding_and_frees_the_one_that_was_double(
    people: NamedPeople,
) -> None:
    one = full("Nord GmbH", people.tom_becker)
    full("NORD", people.tom_becker)
    check()
    assert len(found()) == 2
    mending.mend(SETTING_UP, one.key, "name", one.version, "Süd GmbH")
    assert found() == set()


@pytest.mark.usefixtures("office")
def test_a_change_elsewhere_brings_the_findings_up_to_date(
    people: NamedPeople, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    one = full("Nord", people.tom_becker, region="")
    check()
    with django_capture_on_commit_callbacks(execute=True):
        change_customer(SETTING_UP, one.key, one.version, region="Berlin", industry="?")
    assert found() == {("NORD", "industry", "placeholder")}
    with django_capture_on_commit_callbacks(execute=True):
        archive_customer(SETTING_UP, one.key)
    assert found() == set()


@pytest.mark.usefixtures("office")
def test_before_the_first_check_nothing_is_found(people: NamedPeople) -> None:
    one = full("Nord", people.tom_becker, region="")
    mending.recheck(one.key)
    assert found() == set()


@pytest.mark.usefixtures("office")
def test_nobody_hears_of_doubles_out_of_reach(people: NamedPeople, acting: NamedActors) -> None:
    full("Nord GmbH", people.tom_becker)
    full("NORD", people.ana_silva, region="")
    check()
    assert quality.findings(acting.li_na).count() == 3
    assert quality.findings(acting.tom_becker).count() == 0
    assert quality.findings(acting.ana_silva).count() == 1
    assert quality.findings(acting.nobody_ning).count() == 0
    own = quality.standing(acting.tom_becker)
    assert own is not None
    assert (own.company, own.figures.customers, own.figures.score) == (False, 1, 100)
    everything = quality.standing(acting.li_na)
    assert everything is not None
    assert (everything.company, everything.figures.customers) == (True, 2)
    assert not quality.snapshots(acting.tom_becker).exists()


@pytest.mark.usefixtures("office")
def test_two_doubles_of_the_same_person_are_shown_to_that_person(
    people: NamedPeople, acting: NamedActors
) -> None:
    full("Nord GmbH", people.tom_becker)
    full("NORD", people.tom_becker)
    check()
    assert quality.findings(acting.tom_becker).count() == 2


@pytest.mark.usefixtures("office")
def test_rights_are_asked_for_every_write(people: NamedPeople, acting: NamedActors) -> None:
    one = full("Nord", people.tom_becker, region="")
    check()
    for actor in (acting.grace_liu, acting.nobody_ning):
        with pytest.raises(AccessDenied):
            mending.call_right(actor, one.key, "region", "missing")
        with pytest.raises(AccessDenied):
            mending.mend(actor, one.key, "region", one.version, "Berlin")
        with pytest.raises(AccessDenied):
            checking.start(actor)
    with pytest.raises(quality.FindingGone):
        mending.call_right(acting.ana_silva, one.key, "region", "missing")
    with pytest.raises(AccessDenied):
        mending.mend(acting.ana_silva, one.key, "region", one.version, "Berlin")
    with pytest.raises(AccessDenied):
        quality.standing(acting.nobody_ning)
    assert len(found()) == 1


@pytest.mark.usefixtures("office")
def test_what_people_do_is_in_the_trail(people: NamedPeople, acting: NamedActors) -> None:
    one = full("Nord", people.tom_becker, region="")
    check()
    for _twice in range(2):
        mending.call_right(acting.tom_becker, one.key, "region", "missing")
    for _twice in range(2):
        mending.recall(acting.tom_becker, one.key, "region", "missing")
    actions = AuditEntry.objects.system("test").filter(action__startswith="ledger.")
    assert list(actions.order_by("pk").values_list("action", flat=True)) == [
        "ledger.quality.checked",
        "ledger.finding.dismissed",
        "ledger.finding.recalled",
    ]


@pytest.mark.usefixtures("office")
def test_the_score_of_one_customer_is_that_of_its_findings(
    people: NamedPeople, acting: NamedActors
) -> None:
    one = full("Nord", people.tom_becker, region="")
    assert quality.of_customer(acting.tom_becker, one.key) is None
    snapshot = check()
    own = quality.of_customer(acting.tom_becker, one.key)
    assert own is not None
    assert own.score == snapshot.score == pytest.approx(100 * (1 - 2 / 18))
    assert [(each.field, each.code) for each in own.findings] == [("region", "missing")]
    assert quality.of_customer(acting.ana_silva, one.key) is None
