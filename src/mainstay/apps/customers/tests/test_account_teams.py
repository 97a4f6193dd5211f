"""Account teams: colleagues who work for a customer, and what they may do with it."""

import pytest
from django.core.exceptions import ValidationError

from mainstay.apps.customers import queries
from mainstay.apps.customers.models import AccountTeamMember, Contact, Customer
from mainstay.apps.customers.queries.account_teams import MemberNotFound, only_read
from mainstay.apps.customers.rules.conditions import Condition
from mainstay.apps.customers.services.account_teams import (
    add_member,
    change_member,
    remove_member,
)
from mainstay.apps.customers.services.contacts import change_contact, create_contact
from mainstay.apps.customers.services.export import export_customers
from mainstay.apps.customers.services.importing import plan_customer_import, preview_undo
from mainstay.apps.customers.services.records import archive_customer, change_customer
from mainstay.apps.customers.testing import SETTING_UP, cleaned, customer_named, imported
from mainstay.apps.governance import queries as governance
from mainstay.apps.governance import services as governance_services
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.apps.notifications.models import Message
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import AccessDenied, OutOfReach
from mainstay.foundation.audit.models import AuditEntry


def added(customer: Customer, actor: Actor, right: str = "reads") -> AccountTeamMember:
    """The actor's person as a member of the customer's team."""
    assert actor.person_id is not None
    return add_member(
        SETTING_UP, customer.key, person=actor.person_id, function="Technical support", right=right
    )


def reread(customer: Customer) -> Customer:
    return Customer.objects.system("test").get(key=customer.key)


def told(person_id: int) -> list[Message]:
    return list(Message.objects.system("test").filter(person_id=person_id))


def test_a_member_sees_the_customer_and_its_contacts_and_nothing_else(
    hengda: Customer, acting: NamedActors, people: NamedPeople
) -> None:
    customer_named("Other", owner=people.tom_becker.pk)
    create_contact(SETTING_UP, hengda.key, name="Wang")
    added(hengda, acting.ana_silva)
    assert [each.code for each in queries.customers(acting.ana_silva)] == ["C-1"]
    assert [each.name for each in queries.contacts(acting.ana_silva)] == ["Wang"]
    assert export_customers(acting.ana_silva).headings
    member = queries.customer(acting.ana_silva, hengda.key)
    assert queries.may(acting.ana_silva, "customers.customer.export", member)


def test_who_leaves_the_team_sees_the_customer_no_more(
    hengda: Customer, acting: NamedActors
) -> None:
    member = added(hengda, acting.ana_silva)
    remove_member(acting.tom_becker, hengda.key, member.pk)
    assert list(queries.customers(acting.ana_silva)) == []


def test_a_member_without_a_role_sees_nothing(hengda: Customer, acting: NamedActors) -> None:
    added(hengda, acting.nobody_ning, "works")
    assert list(queries.customers(acting.nobody_ning)) == []


def test_who_only_sees_it_changes_neither_it_nor_its_contacts(
    hengda: Customer, acting: NamedActors
) -> None:
    wang = create_contact(SETTING_UP, hengda.key, name="Wang")
    added(hengda, acting.ana_silva)
    for write in (
        lambda: change_customer(acting.ana_silva, hengda.key, hengda.version, scale="Large"),
        lambda: create_contact(acting.ana_silva, hengda.key, name="Li"),
        lambda: change_contact(acting.ana_silva, wang.pk, wang.version, phone="1"),
    ):
        with pytest.raises(AccessDenied) as refused:
            write()
        assert not isinstance(refused.value, OutOfReach)
    assert Contact.objects.system("test").get().phone == ""


def test_who_works_on_it_changes_it_and_its_contacts_but_does_not_archive_it(
    hengda: Customer, acting: NamedActors, people: NamedPeople
) -> None:
    director = governance.actor_of(people.mei_lin)
    of_others = customer_named("Of others", owner=people.ana_silva.pk)
    added(of_others, director, "works")
    changed = change_customer(director, of_others.key, of_others.version, scale="Large")
    assert changed.scale == "Large"
    assert create_contact(director, of_others.key, name="Li").name == "Li"
    with pytest.raises(AccessDenied):
        archive_customer(director, of_others.key)


def test_a_role_that_changes_nothing_stays_so_in_a_team(
    hengda: Customer, acting: NamedActors
) -> None:
    added(hengda, acting.zhang_min, "works")
    with pytest.raises(AccessDenied):
        change_customer(acting.zhang_min, hengda.key, hengda.version, scale="Large")


@pytest.mark.parametrize("field", ["owner", "region"])
def test_a_member_neither_takes_the_customer_nor_gives_it_away(
    hengda: Customer, acting: NamedActors, field: str
) -> None:
    added(hengda, acting.ana_silva, "works")
    value = {"owner": acting.ana_silva.person_id, "region": "East"}[field]
    with pytest.raises(ValidationError, match="not for its account team") as refused:
        change_customer(acting.ana_silva, hengda.key, hengda.version, **{field: value})  # type: ignore[arg-type]
    assert list(refused.value.message_dict) == [field]
    same = {"owner": hengda.owner_id, "region": "South", "scale": "Large"}
    changed = change_customer(acting.ana_silva, hengda.key, hengda.version, **same)  # type: ignore[arg-type]
    assert changed.scale == "Large"


def test_a_member_brings_in_nobody(hengda: Customer, acting: NamedActors) -> None:
    member = added(hengda, acting.ana_silva, "works")
    for write in (
        lambda: add_member(acting.ana_silva, hengda.key, person=acting.wu_jing.person_id or 0),
        lambda: change_member(acting.ana_silva, hengda.key, member.pk, function="Boss"),
        lambda: remove_member(acting.ana_silva, hengda.key, member.pk),
    ):
        with pytest.raises(AccessDenied):
            write()
    assert AccountTeamMember.objects.system("test").count() == 1


def test_who_does_not_see_the_customer_forms_no_team(hengda: Customer, acting: NamedActors) -> None:
    with pytest.raises(OutOfReach):
        add_member(acting.ana_silva, hengda.key, person=acting.wu_jing.person_id or 0)


def test_an_import_does_not_follow_account_teams(hengda: Customer, acting: NamedActors) -> None:
    director = acting.mei_lin
    of_others = customer_named("Of others", "O-1", owner=acting.ana_silva.person_id)
    added(of_others, director, "works")
    importing = Actor(
        kind=director.kind,
        name=director.name,
        person_id=director.person_id,
        permissions=director.permissions | {"customers.customer.import"},
        scope=director.scope,
        team_ids=director.team_ids,
    )
    rows = cleaned({"code": "O-1", "scale": "Large"}, {"code": "C-1", "scale": "Large"})
    with plan_customer_import(importing, rows) as plan:
        assert [(each.record, each.code) for each in plan.rejects] == [(1, "not_permitted")]
    assert not queries.may(importing, "customers.customer.import", of_others)


def test_a_new_member_is_told_once_and_who_adds_themselves_is_not(
    hengda: Customer, acting: NamedActors
) -> None:
    ana, tom = acting.ana_silva.person_id or 0, acting.tom_becker.person_id or 0
    member = add_member(acting.tom_becker, hengda.key, person=ana, function="Quality")
    change_member(acting.tom_becker, hengda.key, member.pk, right="works")
    [message] = told(ana)
    assert (message.figures["name"], message.figures["by"]) == ("Hengda Lifts", "Tom Becker")
    add_member(acting.tom_becker, hengda.key, person=tom)
    assert told(tom) == []


def test_what_is_done_with_a_team_is_in_the_trail(hengda: Customer, acting: NamedActors) -> None:
    member = added(hengda, acting.ana_silva)
    change_member(acting.tom_becker, hengda.key, member.pk, function=" Quality ", right="works")
    change_member(acting.tom_becker, hengda.key, member.pk, function="Quality")
    remove_member(acting.tom_becker, hengda.key, member.pk)
    entries = AuditEntry.objects.system("test").filter(action__startswith="customers.account_team")
    assert [(each.action.rpartition(".")[2], each.details) for each in entries.order_by("pk")] == [
        (
            "added",
            {
                "person": "Ana Silva",
                "changes": {"function": ["", "Technical support"], "right": [None, "reads"]},
            },
        ),
        (
            "changed",
            {
                "person": "Ana Silva",
                "changes": {
                    "function": ["Technical support", "Quality"],
                    "right": ["reads", "works"],
                },
            },
        ),
        (
            "removed",
            {
                "person": "Ana Silva",
                "changes": {"function": ["Quality", ""], "right": ["works", None]},
            },
        ),
    ]


def test_what_cannot_be_kept_is_refused_with_its_field(
    hengda: Customer, acting: NamedActors, people: NamedPeople
) -> None:
    ana = people.ana_silva
    added(hengda, acting.ana_silva)
    governance_services.disable_person(SETTING_UP, people.wu_jing)
    for facts, field in (
        ({"person": ana.pk}, "person"),
        ({"person": people.wu_jing.pk}, "person"),
        ({"person": 4711}, "person"),
        ({"person": people.li_na.pk, "right": "owns"}, "right"),
        ({"person": people.li_na.pk, "function": "x" * 81}, "function"),
        ({"person": people.li_na.pk, "function": "a\x00b"}, "function"),
    ):
        with pytest.raises(ValidationError) as refused:
            add_member(acting.tom_becker, hengda.key, **facts)
        assert list(refused.value.message_dict) == [field], facts


def test_a_member_of_another_customers_team_is_not_found(
    hengda: Customer, acting: NamedActors, people: NamedPeople
) -> None:
    member = added(hengda, acting.ana_silva)
    other = customer_named("Other", owner=people.tom_becker.pk)
    with pytest.raises(MemberNotFound):
        remove_member(acting.tom_becker, other.key, member.pk)
    with pytest.raises(queries.CustomerNotFound):
        remove_member(acting.tom_becker, 4711, member.pk)


def test_a_team_keeps_the_customer_from_being_withdrawn_with_its_import(
    people: NamedPeople,
) -> None:
    imported(SETTING_UP, 1, {"code": "NEW", "name": "New"})
    new = queries.customer_by_code(SETTING_UP, "NEW")
    assert preview_undo(SETTING_UP, 1).withdrawn == 1
    add_member(SETTING_UP, new.key, person=people.ana_silva.pk)
    assert preview_undo(SETTING_UP, 1).withdrawn == 0


def test_what_is_only_read_is_known_of_many_at_once(
    hengda: Customer, acting: NamedActors, people: NamedPeople
) -> None:
    own = customer_named("Own", owner=people.ana_silva.pk)
    works = customer_named("Works")
    for customer, right in ((hengda, "reads"), (own, "reads"), (works, "works")):
        added(customer, acting.ana_silva, right)
    keys = [hengda.key, own.key, works.key]
    assert only_read(acting.ana_silva, keys) == {hengda.key}
    added(hengda, acting.chen_wei)
    assert only_read(acting.chen_wei, keys) == frozenset()


def test_the_list_finds_customers_by_who_is_in_their_team(
    hengda: Customer, acting: NamedActors, people: NamedPeople
) -> None:
    customer_named("Without", owner=people.tom_becker.pk)
    added(hengda, acting.ana_silva)
    added(hengda, acting.wu_jing)

    def found(operator: str, *values: str, actor: Actor = acting.chen_wei) -> list[str]:
        condition = Condition("account_team", operator, values)
        wanted = queries.CustomerFilter(groups=((condition,),))
        return [each.code for each in queries.customers(actor, wanted)]

    ana = str(people.ana_silva.pk)
    assert found("is", ana, str(people.wu_jing.pk)) == ["C-1"]
    assert found("is", str(people.li_na.pk)) == []
    assert found("is", "me", actor=acting.ana_silva) == ["C-1"]
    assert found("not", ana) == ["WITHOUT"]
    assert found("empty") == ["WITHOUT"]
    assert found("filled") == ["C-1"]
