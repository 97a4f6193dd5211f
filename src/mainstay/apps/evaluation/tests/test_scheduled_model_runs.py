"""Models that run by themselves: when, with what, and who is told how the run compares."""

from datetime import date

import pytest
from django.test import Client

from mainstay.apps.evaluation.models import ModelRun, ModelSchedule
from mainstay.apps.evaluation.queries.model_runs import run_in_use
from mainstay.apps.evaluation.services import scheduled_runs
from mainstay.apps.evaluation.services.model_runs.running import run_model
from mainstay.apps.evaluation.services.model_runs.scheduling import change_schedule
from mainstay.apps.evaluation.services.model_runs.telling import SCHEDULED, tell_not_started
from mainstay.apps.evaluation.tests.modelled import AS_OF, buy_for_years
from mainstay.apps.evaluation.wording.comparing_models import words_of_scheduled_run
from mainstay.apps.governance import queries as governance
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.queries import actor_of
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.apps.ledger.contracts import ImportSettled
from mainstay.apps.notifications.models import Message
from mainstay.foundation.access.actor import system_actor
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.jobs.services import run_inline
from mainstay.foundation.testing.working import run_waiting_jobs
from mainstay.kernel.periods import month_of
from mainstay.project.home import Home

ANALYST = system_actor("test")


@pytest.fixture(autouse=True)
def bought(trade: NamedPeople, home: Home) -> None:
    buy_for_years(home.root)


@pytest.fixture
def in_use() -> ModelRun:
    return run_model(ANALYST, "lifecycle", AS_OF, {"months": 2})


def monthly(acting: NamedActors, *, promotes: bool = False) -> None:
    """Let stages be found monthly, the last time long ago."""
    change_schedule(acting.li_na, "lifecycle", every="monthly", on_import=False, promotes=promotes)
    ModelSchedule.objects.system("test").update(last_run_on=date(2020, 1, 1))


def start() -> ModelRun:
    """Do what is due, and give the newest run."""
    run_inline(system_actor("test"), scheduled_runs.START, {})
    run_waiting_jobs()
    return ModelRun.objects.system("test").order_by("-pk")[0]


def messages_to(person: Person) -> list[Message]:
    rows = Message.objects.system("test").filter(person_id=person.pk, kind=SCHEDULED)
    return list(rows.order_by("pk"))


def test_a_model_runs_each_month_with_the_parameters_of_the_run_in_use(
    in_use: ModelRun, acting: NamedActors
) -> None:
    monthly(acting)
    assert scheduled_runs.any_due()
    run = start()
    assert (run.as_of, run.scheduled) == (month_of(governance.today()), True)
    assert run.parameters == in_use.parameters
    assert not scheduled_runs.any_due()


def test_imports_ask_for_one_run_as_of_today(acting: NamedActors) -> None:
    change_schedule(acting.li_na, "lifecycle", every="", on_import=True, promotes=False)
    assert not scheduled_runs.any_due()
    for batch in (2, 3):
        scheduled_runs.after_import(ImportSettled(batch, "orders"))
    assert start().as_of == governance.today()
    assert not scheduled_runs.any_due()


def test_a_run_waits_to_be_put_to_use_and_who_runs_models_is_told_how_it_compares(
    in_use: ModelRun, trade: NamedPeople, acting: NamedActors
) -> None:
    monthly(acting)
    run = start()
    assert not run.in_use
    [message] = messages_to(trade.li_na)
    assert message.figures["before"] == in_use.pk
    words = words_of_scheduled_run(actor_of(trade.li_na), message.figures)
    assert words.title.endswith("look at it and put it to use")
    assert words.text.startswith("Stage is another one for ")
    assert words.url == f"/evaluations/models/{run.pk}/compare/?other={in_use.pk}"
    assert messages_to(trade.tom_becker) == []


def test_a_run_is_in_use_at_once_where_the_schedule_says_so(
    in_use: ModelRun, trade: NamedPeople, acting: NamedActors
) -> None:
    monthly(acting, promotes=True)
    run = start()
    found = run_in_use("lifecycle")
    assert found is not None
    assert found.pk == run.pk
    [message] = messages_to(trade.li_na)
    assert message.figures["in_use"]


def test_a_run_that_somebody_asks_for_does_not_follow_the_schedule(
    in_use: ModelRun, trade: NamedPeople, acting: NamedActors
) -> None:
    monthly(acting, promotes=True)
    assert not run_model(ANALYST, "lifecycle", AS_OF).in_use
    assert messages_to(trade.li_na) == []


def test_a_run_that_cannot_be_asked_for_is_told(trade: NamedPeople) -> None:
    tell_not_started("churn", AS_OF, "LightGBM is not installed.")
    tell_not_started("churn", AS_OF, "LightGBM is not installed.")
    [message] = messages_to(trade.li_na)
    words = words_of_scheduled_run(actor_of(trade.li_na), message.figures)
    assert (words.title, words.text) == (
        "The model “Churn” could not be run",
        "LightGBM is not installed.",
    )
    assert "Churn" not in words_of_scheduled_run(actor_of(trade.grace_liu), message.figures).title


def test_who_does_not_see_everything_changes_no_schedule(acting: NamedActors) -> None:
    with pytest.raises(AccessDenied):
        change_schedule(acting.tom_becker, "clv", every="", on_import=True, promotes=False)


def test_when_it_runs_is_set_on_a_page_and_by_programs(li_na: Client, tom: Client) -> None:
    address = "/evaluations/models/schedule/clv/"
    assert "Put to use at once" in li_na.get(address).content.decode()
    li_na.post(address, {"every": "monthly", "on_import": "on"})
    listed = li_na.get("/api/model-runs/schedules").json()["items"]
    assert listed == [{"kind": "clv", "every": "monthly", "on_import": True, "promotes": False}]
    page = li_na.get("/evaluations/models/").content.decode()
    assert "Runs by itself on the first day of each month, and after order lines" in page
    said = {"every": "yearly", "promotes": True}
    done = li_na.put("/api/model-runs/schedules/clv", said, content_type="application/json")
    assert done.json() == {"kind": "clv", "every": "yearly", "on_import": False, "promotes": True}
    li_na.post(address, {})
    assert "Runs by itself" not in li_na.get("/evaluations/models/").content.decode()
    assert tom.get(address).status_code == 403
    assert li_na.get("/evaluations/models/schedule/horoscope/").status_code == 404
