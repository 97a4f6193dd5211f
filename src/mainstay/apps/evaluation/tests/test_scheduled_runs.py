"""Evaluations that run by themselves: when they are due, and what keeps them waiting."""

from datetime import date

import pytest
from django.test import Client

from mainstay.apps.evaluation.models import Evaluation, Runs, Scheme
from mainstay.apps.evaluation.services import scheduled_runs
from mainstay.apps.evaluation.services.reviews import deciding
from mainstay.apps.evaluation.services.scheduled_runs import any_due, change_runs
from mainstay.apps.evaluation.services.schedules import period_of
from mainstay.apps.evaluation.tests.reviewing import ask_for_approval, key_of, proposed
from mainstay.apps.evaluation.tests.trading import import_orders
from mainstay.apps.governance import queries as governance
from mainstay.apps.governance.models import Installation
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.apps.ledger.contracts import ImportSettled
from mainstay.foundation.access.actor import system_actor
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.jobs.services import run_inline
from mainstay.kernel.periods import month_of
from mainstay.project.home import Home


def of_last_period(code: str = "abc") -> None:
    """Let the last run by itself have been one of long ago."""
    Scheme.objects.system("test").filter(code=code).update(last_run_on=date(2020, 1, 1))


def started() -> list[date]:
    run_inline(system_actor("test"), scheduled_runs.START, {})
    rows = Evaluation.objects.system("test").filter(version__scheme__code="abc")
    return list(rows.order_by("pk").values_list("as_of", flat=True))


@pytest.mark.parametrize(
    ("day", "begins", "first"),
    [
        (date(2026, 3, 15), 1, date(2026, 1, 1)),
        (date(2026, 3, 15), 4, date(2025, 4, 1)),
        (date(2026, 4, 1), 4, date(2026, 4, 1)),
    ],
)
def test_a_year_begins_where_the_fiscal_year_does(
    trade: NamedPeople, day: date, begins: int, first: date
) -> None:
    Installation.objects.system("test").update(fiscal_year_start_month=begins)
    governance.forget_installation()
    assert period_of(Runs.YEARLY, day) == first
    assert period_of(Runs.MONTHLY, day) == day.replace(day=1)


@pytest.mark.parametrize("every", ["monthly", "yearly"])
def test_a_scheme_is_evaluated_as_of_the_first_day_of_each_period(
    trade: NamedPeople, acting: NamedActors, every: str
) -> None:
    change_runs(acting.admin_wang, "abc", every=every, on_import=False)
    assert not any_due()
    of_last_period()
    assert any_due()
    first = month_of(governance.today())
    assert started() == [first.replace(month=1) if every == "yearly" else first]
    assert not any_due()
    assert len(started()) == 1


def test_imports_ask_for_one_evaluation_as_of_today(
    trade: NamedPeople, acting: NamedActors
) -> None:
    change_runs(acting.admin_wang, "abc", every="", on_import=True)
    scheduled_runs.after_import(ImportSettled(1, "customers"))
    assert not any_due()
    for batch in (2, 3):
        scheduled_runs.after_import(ImportSettled(batch, "orders"))
    assert started() == [governance.today()]
    assert not any_due()


def test_a_real_import_of_order_lines_is_heard(
    trade: NamedPeople,
    home: Home,
    acting: NamedActors,
    django_capture_on_commit_callbacks: object,
) -> None:
    change_runs(acting.admin_wang, "abc", every="", on_import=True)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        import_orders(home.root, [("SMALL", "9", "2025-02-02", "900")])
    assert any_due()


def test_a_run_waits_while_grades_are_being_decided(
    trade: NamedPeople, acting: NamedActors
) -> None:
    ask_for_approval()
    proposed()
    change_runs(acting.admin_wang, "abc", every="monthly", on_import=False)
    of_last_period()
    deciding.accept(acting.admin_wang, "abc", [key_of("GIANT")])
    assert not any_due()
    assert len(started()) == 1
    deciding.take_back(acting.admin_wang, "abc", key_of("GIANT"))
    assert len(started()) == 2


def test_a_scheme_that_is_retired_or_never_runs_is_not_evaluated(
    trade: NamedPeople, acting: NamedActors
) -> None:
    change_runs(acting.admin_wang, "abc", every="monthly", on_import=True)
    of_last_period()
    change_runs(acting.admin_wang, "abc", every="", on_import=False)
    assert started() == []
    with pytest.raises(AccessDenied):
        change_runs(acting.li_na, "abc", every="monthly", on_import=False)


def test_when_it_runs_is_set_on_a_page_and_by_programs(
    trade: NamedPeople, acting: NamedActors, signed_in: object
) -> None:
    wang: Client = signed_in(trade.admin_wang)  # type: ignore[operator]
    address = "/evaluations/schemes/abc/runs/"
    assert "Automatic evaluations" in wang.get(address).content.decode()
    wang.post(address, {"every": "monthly", "on_import": "on"})
    row = Scheme.objects.system("test").get(code="abc")
    assert (row.runs, row.runs_on_import) == ("monthly", True)
    assert "on the first day of each month" in wang.get(address[:-5]).content.decode()
    wang.post(address, {})
    assert wang.get("/api/schemes/abc").json()["runs"] == ""
    said = {"every": "yearly", "on_import": False}
    done = wang.put("/api/schemes/abc/runs", said, content_type="application/json")
    assert (done.json()["runs"], done.json()["runs_on_import"]) == ("yearly", False)
