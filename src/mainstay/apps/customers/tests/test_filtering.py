"""Which customers conditions find, asked of a real database."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Case, IntegerField, Value, When
from django.db.models.functions import Length
from django.utils import timezone

from mainstay.apps.customers import queries
from mainstay.apps.customers.contracts import columns
from mainstay.apps.customers.contracts.columns import ListColumn
from mainstay.apps.customers.models import Customer
from mainstay.apps.customers.queries import ColumnFilter as Quick
from mainstay.apps.customers.queries import CustomerFilter, CustomerNotFound
from mainstay.apps.customers.queries.counting import exact_count
from mainstay.apps.customers.queries.quick import all_groups
from mainstay.apps.customers.rules.conditions import InvalidFilter, parse, written
from mainstay.apps.customers.services.records import archive_customer
from mainstay.apps.customers.testing import SETTING_UP, customer_named
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.field_rights import OPEN
from mainstay.shell.web.tables import Kind

HIDDEN = "customers.customer.archive"


@pytest.fixture
def market(people: NamedPeople) -> dict[str, Customer]:
    """Five customers who differ in everything."""
    hengda = customer_named(
        "Hengda Lifts",
        "A-1",
        region="South",
        industry="Lifts",
        owner=people.tom_becker.pk,
        tags=["vip", "export"],
        founded_on=date(1998, 5, 1),
        registered_capital=Decimal(5_000_000),
        status="active",
    )
    customer_named("Hengda Parts", "A-2", region="South", parent=hengda.pk, tags=["export"])
    customer_named(
        "Zhiyuan Tools", "B-1", region="East", owner=people.ana_silva.pk, status="active"
    )
    customer_named("O'Brien 100%_Co", "B-2", region="North", to_be_completed=True)
    put_away = customer_named("Old Friend", "C-1", region="East")
    archive_customer(SETTING_UP, put_away.pk)
    rows = Customer.objects.system("test")
    rows.filter(pk=hengda.pk).update(updated_at=timezone.now() - timedelta(days=40))
    return {each.code: each for each in rows}


@pytest.fixture
def added() -> Iterator[None]:
    """A figure, a share and a grade, as subjects above would add them; one is not for everybody."""
    length = Length("name")
    columns.register(
        ListColumn(
            "size",
            "Size",
            "customers.customer.view",
            _none,
            Kind.NUMBER,
            ranged=True,
            expression=lambda: length,
            field_right=OPEN,
        )
    )
    columns.register(
        ListColumn(
            "step",
            "Grade",
            HIDDEN,
            _none,
            choices=lambda: [("1", "A"), ("2", "B")],
            expression=_step,
            field_right=OPEN,
        )
    )
    yield
    columns.unregister("size")
    columns.unregister("step")


def _none(_codes: Any, _keys: Any) -> dict[str, dict[int, Any]]:
    return {}


def _step() -> Any:
    return Case(
        When(region="South", then=Value(1)),
        When(region="East", then=Value(2)),
        output_field=IntegerField(),
    )


def found(actor: Actor, where: str, **quick: Any) -> str:
    wanted = CustomerFilter(groups=parse(where), **quick)
    return " ".join(queries.customers(actor, wanted).values_list("code", flat=True))


@pytest.mark.usefixtures("market")
@pytest.mark.parametrize(
    ("where", "codes"),
    [
        ("region:is:South|region:is:North", "A-1 A-2 B-2"),
        ("region:is:South,North;status:is:active", "A-1"),
        ("region:not:South", "B-1 B-2"),
        ("text:contains:heng part", "A-2"),
        ("name:contains:heng", "A-1 A-2"),
        ("name:lacks:heng", "B-1 B-2"),
        ("name:starts:zhi", "B-1"),
        ("name:is:O'Brien 100%_Co", "B-2"),
        ("name:contains:100%_c", "B-2"),
        ("name:contains:_", "B-2"),
        ("industry:empty", "A-2 B-1 B-2"),
        ("industry:filled", "A-1"),
        ("owner:empty", "A-2 B-2"),
        ("owner:filled", "A-1 B-1"),
        ("owner:not:999", "A-1 A-2 B-1 B-2"),
        ("tags:is:export,none", "A-1 A-2"),
        ("tags:not:vip", "A-2 B-1 B-2"),
        ("tags:empty", "B-1 B-2"),
        ("tags:filled;tags:is:vip", "A-1"),
        ("parent:is:A-1", "A-2"),
        ("parent:not:A-1", "A-1 B-1 B-2"),
        ("parent:empty", "A-1 B-1 B-2"),
        ("parent:filled", "A-2"),
        ("to_be_completed:is:yes", "B-2"),
        ("to_be_completed:not:yes", "A-1 A-2 B-1"),
        ("registered_capital:least:4999999.99", "A-1"),
        ("registered_capital:is:5000000", "A-1"),
        ("registered_capital:not:5000000", "A-2 B-1 B-2"),
        ("registered_capital:between:1,2", ""),
        ("registered_capital:empty", "A-2 B-1 B-2"),
        ("founded_on:most:1998-05-01", "A-1"),
        ("founded_on:is:1998-05-01,2000-01-01", "A-1"),
        ("founded_on:older:365", "A-1"),
        ("founded_on:last:365", ""),
        ("updated_at:older:30", "A-1"),
        ("updated_at:last:30", "A-2 B-1 B-2"),
        ("status:is:archived", "C-1"),
        ("status:not:active", "A-2 B-2 C-1"),
        ("code:is:A-1|code:is:a-1", "A-1"),
    ],
)
def test_conditions_find(acting: NamedActors, where: str, codes: str) -> None:
    assert found(acting.li_na, where) == codes


@pytest.mark.usefixtures("market", "added")
@pytest.mark.parametrize(
    ("where", "codes"),
    [
        ("size:least:13", "B-1 B-2"),
        ("size:least:12.5", "B-1 B-2"),
        ("size:most:12.5", "A-1 A-2"),
        ("size:between:12,12", "A-1 A-2"),
        ("size:is:12,13", "A-1 A-2 B-1"),
        ("size:not:12", "B-1 B-2"),
        ("size:least:99999999999999", ""),
        ("step:is:1|size:least:14", "A-1 A-2 B-2"),
        ("step:not:1", "B-1 B-2"),
        ("step:empty", "B-2"),
    ],
)
def test_columns_of_other_subjects_are_asked_too(
    acting: NamedActors, where: str, codes: str
) -> None:
    assert found(acting.li_na, where) == codes


@pytest.mark.usefixtures("market", "added")
def test_a_column_that_one_may_not_see_is_no_field(acting: NamedActors) -> None:
    with pytest.raises(InvalidFilter) as refused:
        found(acting.zhang_min, "region:is:East;step:is:1")
    [fault] = refused.value.faults
    assert (fault.group, fault.code) == (1, "unknown_field")


@pytest.mark.usefixtures("market")
def test_me_is_whoever_reads(acting: NamedActors, people: NamedPeople) -> None:
    assert found(acting.tom_becker, "owner:is:me") == "A-1"
    assert found(acting.li_na, "owner:is:me") == ""
    assert found(acting.li_na, f"owner:is:me,{people.ana_silva.pk}") == "B-1"
    assert found(SETTING_UP, "owner:is:me") == ""


@pytest.mark.usefixtures("market")
def test_conditions_never_reach_further_than_the_reader(acting: NamedActors) -> None:
    assert found(acting.ana_silva, "region:is:South|region:is:East") == "B-1"
    assert found(acting.nobody_ning, "region:not:x") == ""


def test_a_parent_out_of_reach_is_none(people: NamedPeople, acting: NamedActors) -> None:
    head = customer_named("Head", "H-1", owner=people.tom_becker.pk)
    customer_named("Branch", "H-2", owner=people.ana_silva.pk, parent=head.pk)
    with pytest.raises(CustomerNotFound):
        queries.customer(acting.ana_silva, head.pk)
    assert found(acting.ana_silva, "parent:is:H-1") == ""
    assert found(acting.ana_silva, "parent:empty") == "H-2"
    assert found(acting.ana_silva, "parent:filled") == ""


@pytest.mark.usefixtures("market")
def test_quick_filters_and_conditions_work_together(acting: NamedActors) -> None:
    assert found(acting.li_na, "name:contains:heng", status="active") == "A-1"
    assert found(acting.li_na, "status:is:archived,active", region="East") == "B-1 C-1"


@pytest.mark.usefixtures("market", "added")
@pytest.mark.parametrize(
    ("quick", "where"),
    [
        ({"text": " heng "}, "text:contains:heng"),
        ({"status": "all"}, "status:is:prospect,active,archived"),
        ({"owner": "none", "region": "North"}, "owner:empty;region:is:North"),
        ({"tag": "vip", "to_be_completed": True}, "tags:is:vip;to_be_completed:is:yes"),
        ({"columns": {"step": Quick(equal="1")}}, "step:is:1"),
        ({"columns": {"size": Quick(least=Decimal(10), most=Decimal(12))}}, "size:between:10,12"),
    ],
)
def test_quick_filters_become_conditions_that_find_the_same(
    acting: NamedActors, quick: dict[str, Any], where: str
) -> None:
    wanted = CustomerFilter(**quick)
    assert written(all_groups(wanted)) == where
    before = queries.customers(acting.li_na, wanted).values_list("code", flat=True)
    assert found(acting.li_na, where) == " ".join(before)


def test_days_of_moments_are_the_companys(market: dict[str, Customer], acting: NamedActors) -> None:
    rows = Customer.objects.system("test")
    rows.filter(code="B-1").update(created_at=datetime(2026, 3, 1, 0, 0, tzinfo=UTC))
    rows.filter(code="B-2").update(created_at=datetime(2026, 2, 28, 23, 59, tzinfo=UTC))
    assert found(acting.li_na, "created_at:is:2026-03-01") == "B-1"
    assert found(acting.li_na, "created_at:most:2026-02-28") == "B-2"
    assert found(acting.li_na, "created_at:between:2026-02-28,2026-03-01") == "B-1 B-2"


@pytest.mark.usefixtures("market")
def test_customers_are_counted_to_the_last_one(acting: NamedActors) -> None:
    assert exact_count(queries.customers(acting.li_na)) == 4
