"""Two runs of one kind side by side: what they were asked and found, and who moved."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from mainstay.apps.evaluation.models import ModelRun
from mainstay.apps.evaluation.queries.model_runs import RunUnfinished
from mainstay.apps.evaluation.services.model_runs.comparing import OtherKind, comparison
from mainstay.apps.evaluation.services.model_runs.kinds import KINDS
from mainstay.apps.evaluation.services.model_runs.running import request_model_run, run_model
from mainstay.apps.evaluation.tests.modelled import AS_OF, buy_for_years
from mainstay.apps.evaluation.wording.comparing_models import metric_name
from mainstay.apps.governance.queries import actor_of
from mainstay.apps.governance.testing import NamedPeople
from mainstay.foundation.access.actor import system_actor
from mainstay.project.home import Home

ANALYST = system_actor("test")
MODELS = "/evaluations/models/"


@pytest.fixture(autouse=True)
def bought(trade: NamedPeople, home: Home) -> None:
    buy_for_years(home.root)


@pytest.fixture
def before() -> ModelRun:
    return run_model(ANALYST, "lifecycle", AS_OF, {"months": 1})


@pytest.fixture
def after(before: ModelRun) -> ModelRun:
    """With other borders SILENT, whose last order is of October, is lost."""
    wanted = {"months": 1, "lost_days": 60, "lost_gaps": 2, "risk_gaps": 1.5}
    return run_model(ANALYST, "lifecycle", AS_OF, wanted)


def test_parameters_and_sizes_stand_side_by_side(before: ModelRun, after: ModelRun) -> None:
    found = comparison(ANALYST, after.pk, before.pk)
    asked = {each.name: (each.before, each.after) for each in found.parameters}
    assert (asked["lost_days"], asked["months"]) == ((365, 60), (1, 1))
    sizes = [{each.name: float(each.before or 0) for each in found.metrics}]
    sizes.append({each.name: float(each.after or 0) for each in found.metrics})
    assert [sum(each.values()) for each in sizes] == [found.both, found.both]
    assert sizes[0]["lost"] < sizes[1]["lost"]


def test_who_has_another_stage_is_listed_and_counted(before: ModelRun, after: ModelRun) -> None:
    found = comparison(ANALYST, after.pk, before.pk)
    moved = {each.customer: (each.before, each.after) for each in found.movers}
    assert moved["SILENT"] == ("at_risk", "lost")
    assert "STEADY" not in moved
    assert found.leading.name == "stage"
    assert found.leading.changed == pytest.approx(len(moved) / found.both)
    assert (found.gone, found.new) == (0, 0)


def test_numbers_move_by_rank_and_the_farthest_come_first() -> None:
    pytest.importorskip("statsforecast", reason="the extra models is not installed")
    few = {"months": 12, "full": 0, "full_groups": 0}
    first = run_model(ANALYST, "forecast", AS_OF, few)
    second = run_model(ANALYST, "forecast", AS_OF.replace(month=2), few)
    found = comparison(ANALYST, second.pk, first.pk)
    assert found.leading.name == "forecast_12m"
    assert -1 <= (found.leading.rank_correlation or 0) <= 1
    far = [abs(float(each.after) - float(each.before)) for each in found.movers]  # type: ignore[arg-type]
    assert far == sorted(far, reverse=True)


def test_a_run_beside_itself_has_not_moved(before: ModelRun) -> None:
    found = comparison(ANALYST, before.pk, before.pk)
    assert (found.leading.changed, found.movers) == (0, [])


def test_other_kinds_and_runs_that_have_not_ended_are_not_compared(
    before: ModelRun, trade: NamedPeople
) -> None:
    other = run_model(ANALYST, "baskets", AS_OF)
    with pytest.raises(OtherKind):
        comparison(ANALYST, other.pk, before.pk)
    waiting = request_model_run(actor_of(trade.li_na), "lifecycle", AS_OF)
    with pytest.raises(RunUnfinished):
        comparison(ANALYST, waiting.pk, before.pk)


@pytest.mark.parametrize("code", KINDS)
def test_each_kind_has_words_for_its_metrics_and_a_figure_to_move_by(code: str) -> None:
    kind = KINDS[code]
    assert kind.leading in kind.figures
    assert all(metric_name(name) for name in kind.metrics)


def test_the_page_compares_with_the_run_in_use(
    li_na: Client,
    before: ModelRun,
    after: ModelRun,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    page = li_na.get(f"{MODELS}{after.pk}/compare/").content.decode()
    assert f"Run {before.pk} as of" in page
    assert "Moved most: Stage" in page
    assert "SILENT" in page
    with django_assert_num_queries(10):
        li_na.get(f"{MODELS}{after.pk}/compare/?other={before.pk}")


def test_a_run_without_another_one_says_so(li_na: Client, tom: Client, before: ModelRun) -> None:
    assert "No other run" in li_na.get(f"{MODELS}{before.pk}/compare/").content.decode()
    assert tom.get(f"{MODELS}{before.pk}/compare/").status_code == 404


def test_programs_compare_runs(li_na: Client, before: ModelRun, after: ModelRun) -> None:
    address = f"/api/model-runs/{after.pk}/compare/{before.pk}"
    found = li_na.get(address).json()
    assert (found["before"], found["leading"]) == (before.pk, "stage")
    assert found["days"] == ["2025-01-01", "2025-01-01"]
    other = run_model(ANALYST, "baskets", AS_OF)
    refused = li_na.get(f"/api/model-runs/{other.pk}/compare/{before.pk}")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_comparable")
