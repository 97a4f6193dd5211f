"""Members of an account team see the grade of its customer and why, and no share of the company."""

from collections.abc import Callable

import pytest
from django.test import Client

from mainstay.apps.customers import queries as customers
from mainstay.apps.customers.services.account_teams import add_member
from mainstay.apps.evaluation.models import Evaluation, Grade
from mainstay.apps.evaluation.policies import VIEW_GRADES
from mainstay.apps.governance import queries as governance
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedPeople
from mainstay.foundation.access.actor import system_actor
from mainstay.foundation.access.policies import policy_of

SETTING_UP = system_actor("test")


@pytest.mark.usefixtures("evaluation")
def test_a_member_sees_the_grade_and_why(
    trade: NamedPeople, signed_in: Callable[[Person], Client]
) -> None:
    giant = customers.customer_by_code(SETTING_UP, "GIANT")
    ana = signed_in(trade.ana_silva)
    why = "/api/grades/why?scheme=abc&customer=GIANT"
    assert ana.get(why).status_code == 404
    add_member(SETTING_UP, giant.key, person=trade.ana_silva.pk)
    assert ana.get(why).status_code == 200
    shown = ana.get(f"/customers/{giant.key}/").content.decode()
    assert "Grades and why" in shown
    listed = ana.get("/api/grades?scheme=abc").json()
    assert "GIANT" in str(listed)


def test_what_is_allowed_on_a_grade_is_what_is_allowed_on_its_customer(
    evaluation: Evaluation, trade: NamedPeople
) -> None:
    actor = governance.actor_of(trade.ana_silva)
    giant = customers.customer_by_code(SETTING_UP, "GIANT")
    grade = Grade.objects.system("test").filter(customer=giant).first()
    assert grade is not None
    policy = policy_of(Grade)
    assert not policy.allows(actor, VIEW_GRADES, grade)
    add_member(SETTING_UP, giant.key, person=trade.ana_silva.pk)
    assert policy.allows(actor, VIEW_GRADES, grade)
    assert not policy.allows(actor, "customers.customer.change", grade)
