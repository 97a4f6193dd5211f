"""The pages of evaluation: what each shows, to whom."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from mainstay.apps.customers.models import Customer
from mainstay.apps.customers.testing import customer_named
from mainstay.apps.evaluation.models import Evaluation
from mainstay.apps.evaluation.services import evaluating, refreshing
from mainstay.apps.evaluation.services.evaluating import evaluate, request_evaluation
from mainstay.apps.evaluation.tests.trading import import_orders
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.queries import actor_of
from mainstay.apps.governance.testing import NamedPeople
from mainstay.apps.notifications.queries import unread_count
from mainstay.foundation.access.actor import system_actor
from mainstay.foundation.jobs.models import Job
from mainstay.foundation.jobs.services import run_inline
from mainstay.foundation.testing.working import run_waiting_jobs
from mainstay.project.home import Home

ANALYST = system_actor("test")
AS_OF = date(2025, 1, 1)
SignIn = Callable[[Person], Client]


def shown(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.content
    return response.content.decode()


def test_the_list_shows_schemes_and_evaluations(
    trade: NamedPeople, signed_in: SignIn, evaluation: Evaluation
) -> None:
    page = shown(signed_in(trade.li_na), "/evaluations/")

    assert "ABC by revenue" in page
    assert "Not evaluated yet" in page
    assert f"/evaluations/{evaluation.pk}/" in page


def test_the_result_shows_its_customers_and_pictures(
    trade: NamedPeople, signed_in: SignIn, evaluation: Evaluation
) -> None:
    page = shown(signed_in(trade.li_na), f"/evaluations/{evaluation.pk}/")

    for chart in ("pareto", "quadrant", "bars", "grades"):
        assert f'data-chart="{chart}"' in page
    assert "GIANT" in page
    assert "Herfindahl" in page
    assert "that you see, not all" not in page


def test_the_audit_trail_calls_evaluations_by_scheme_and_day(
    trade: NamedPeople, signed_in: SignIn, evaluation: Evaluation
) -> None:
    refreshing.refresh_figures(system_actor("evaluation"), AS_OF)
    page = shown(signed_in(trade.grace_liu), reverse("governance:trail"))
    assert f"ABC by revenue as of 1 Jan 2025 (no. {evaluation.pk})" in page
    assert "Automatic refresh of figures" in page


@pytest.mark.usefixtures("evaluation")
def test_an_evaluation_of_the_schedule_is_called_automatic(
    trade: NamedPeople, signed_in: SignIn
) -> None:
    scheduled = evaluate(system_actor("schedule evaluation.start_runs"), "rfm", AS_OF)
    client = signed_in(trade.li_na)

    for address in ("/", "/evaluations/", f"/evaluations/{scheduled.pk}/"):
        page = shown(client, address)
        assert "Automatic evaluations" in page
        assert "start_runs" not in page


def test_a_result_counts_only_the_customers_of_its_reader(
    trade: NamedPeople, signed_in: SignIn, evaluation: Evaluation
) -> None:
    page = shown(signed_in(trade.tom_becker), f"/evaluations/{evaluation.pk}/")

    assert "SMALL" in page
    assert "GIANT" not in page
    assert "the one customer that you see, not all" in page


def test_the_list_of_evaluations_is_exported(
    trade: NamedPeople, signed_in: SignIn, evaluation: Evaluation
) -> None:
    response = signed_in(trade.li_na).get("/evaluations/?format=csv")
    heading, row = response.getvalue().decode().splitlines()
    assert str(evaluation.pk) in row
    assert len(row.split(",")) == len(heading.split(","))


def test_a_grade_and_a_search_narrow_the_list(
    trade: NamedPeople, signed_in: SignIn, evaluation: Evaluation
) -> None:
    client = signed_in(trade.li_na)

    by_grade = exported(client, f"/evaluations/{evaluation.pk}/export/?grade=B")
    by_text = exported(client, f"/evaluations/{evaluation.pk}/export/?q=gia")
    by_corner = exported(client, f"/evaluations/{evaluation.pk}/export/?corner=low_low")

    assert [line.split(",")[0] for line in by_grade[1:]] == ["MIDDLE"]
    assert [line.split(",")[0] for line in by_text[1:]] == ["GIANT"]
    assert [line.split(",")[0] for line in by_corner[1:]] == ["MIDDLE", "SMALL"]


def exported(client: Client, address: str) -> list[str]:
    response = client.get(address)
    return response.getvalue().decode("utf-8-sig").splitlines()


def test_the_form_asks_for_an_evaluation(trade: NamedPeople, signed_in: SignIn) -> None:
    client = signed_in(trade.li_na)
    shown(client, "/evaluations/new/?scheme=rfm")

    response = client.post(
        "/evaluations/new/", {"scheme": "rfm", "as_of": "2025-01-01", "unit": "group"}
    )

    wanted = Evaluation.objects.system("test").get()
    assert response["Location"] == f"/evaluations/{wanted.pk}/"
    assert (wanted.version.scheme.code, wanted.unit, wanted.by_name) == ("rfm", "group", "Li Na")


def test_a_day_in_the_future_comes_back_with_the_form(
    trade: NamedPeople, signed_in: SignIn
) -> None:
    wanted = {"scheme": "abc", "as_of": "2999-01-01", "unit": "customer"}

    response = signed_in(trade.li_na).post("/evaluations/new/", wanted)

    assert "This day lies in the future." in response.content.decode()


def test_an_unfinished_evaluation_tells_how_far_it_is(
    trade: NamedPeople, signed_in: SignIn
) -> None:
    evaluation = request_evaluation(ANALYST, "abc", AS_OF)
    client = signed_in(trade.li_na)

    page = shown(client, f"/evaluations/{evaluation.pk}/")
    part = shown(client, f"/evaluations/{evaluation.pk}/progress/")
    run_inline(ANALYST, evaluating.EVALUATE, {"evaluation": evaluation.pk})
    done = client.get(f"/evaluations/{evaluation.pk}/progress/")

    assert "Waiting" in page
    assert "Waiting" in part
    assert done["Location"] == f"/evaluations/{evaluation.pk}/"


def test_who_waits_for_an_evaluation_need_not_be_told_of_its_end(
    trade: NamedPeople, signed_in: SignIn
) -> None:
    client, li = signed_in(trade.li_na), actor_of(trade.li_na)
    wanted = {"scheme": "abc", "as_of": "2025-01-01", "unit": "customer"}
    page = client.post("/evaluations/new/", wanted)["Location"]
    run_waiting_jobs()
    assert unread_count(li) == 1
    assert client.get(f"{page}progress/")["Location"] == page
    assert unread_count(li) == 0


def test_who_asked_for_an_evaluation_can_stop_it(trade: NamedPeople, signed_in: SignIn) -> None:
    client = signed_in(trade.li_na)
    client.post("/evaluations/new/", {"scheme": "abc", "as_of": "2025-01-01", "unit": "customer"})
    evaluation = Evaluation.objects.system("test").get()

    client.post(f"/evaluations/{evaluation.pk}/cancel/")

    assert Job.objects.system("test").get(pk=evaluation.job_id or 0).state == "cancelled"
    assert "The evaluation was stopped" in shown(client, f"/evaluations/{evaluation.pk}/")


@pytest.mark.parametrize(
    ("code", "details", "said"),
    [
        ("ledger_damaged", {"file": "orders/1.parquet"}, "orders/1.parquet is damaged"),
        (
            "engine_unavailable",
            {"engine": "spark://far:7077"},
            "The engine spark://far:7077 cannot",
        ),
    ],
)
def test_a_failed_evaluation_says_why(
    trade: NamedPeople, signed_in: SignIn, code: str, details: dict[str, str], said: str
) -> None:
    evaluation = request_evaluation(ANALYST, "abc", AS_OF)
    Job.objects.system("test").filter(pk=evaluation.job_id or 0).update(
        state="failed", error_code=code, error_details=details
    )

    page = shown(signed_in(trade.li_na), f"/evaluations/{evaluation.pk}/")

    assert said in page


@pytest.mark.parametrize("address", ["", "new/", "{}/", "{}/progress/", "{}/export/"])
def test_a_stranger_sees_no_evaluation(
    trade: NamedPeople, signed_in: SignIn, evaluation: Evaluation, address: str
) -> None:
    response = signed_in(trade.nobody_ning).get("/evaluations/" + address.format(evaluation.pk))

    assert response.status_code == 403


@pytest.mark.parametrize("address", ["new/", "{}/cancel/"])
def test_a_reader_cannot_ask_for_or_stop_an_evaluation(
    trade: NamedPeople, signed_in: SignIn, evaluation: Evaluation, address: str
) -> None:
    response = signed_in(trade.tom_becker).post("/evaluations/" + address.format(evaluation.pk))

    assert response.status_code == 403


def test_a_customers_page_shows_figures_grades_and_why(
    trade: NamedPeople, signed_in: SignIn, evaluation: Evaluation
) -> None:
    refreshing.refresh_figures(ANALYST, AS_OF)
    giant = Customer.objects.system("test").get(code="GIANT")

    page = shown(signed_in(trade.li_na), f"/customers/{giant.pk}/")

    assert "¥800.00" in page
    assert "Number 1 of 3 by “Revenue, 12 months”" in page
    assert "This is the best grade." in page
    assert "Grade history" in page


@pytest.mark.usefixtures("evaluation")
def test_what_all_schemes_say_of_a_prospect_is_said_once(
    trade: NamedPeople, signed_in: SignIn
) -> None:
    evaluate(ANALYST, "rfm", AS_OF)
    prospect = customer_named("Prospect")

    page = shown(signed_in(trade.li_na), reverse("customers:customer", args=[prospect.pk]))

    assert page.count("There are no order lines yet, so there is no grade.") == 1
    assert "ABC by revenue" not in page


def test_the_list_of_customers_sorts_and_filters_by_grade_and_figures(
    trade: NamedPeople, signed_in: SignIn, evaluation: Evaluation
) -> None:
    refreshing.refresh_figures(ANALYST, AS_OF)
    client = signed_in(trade.li_na)

    by_revenue = shown(client, "/customers/?sort=revenue_12m")
    only_b = shown(client, "/customers/?grade_abc=2")
    at_least = shown(client, "/customers/?revenue_12m_min=100")

    assert by_revenue.index("SMALL") < by_revenue.index("MIDDLE") < by_revenue.index("GIANT")
    assert "MIDDLE" in only_b
    assert "GIANT" not in only_b
    assert "GIANT" in at_least
    assert "SMALL" not in at_least


def test_growth_is_filtered_in_per_cent_on_the_page_and_as_a_share_by_programs(
    trade: NamedPeople, signed_in: SignIn, home: Home
) -> None:
    import_orders(home.root, [("SMALL", "20", "2023-06-07", "40")])
    refreshing.refresh_figures(ANALYST, AS_OF)
    client = signed_in(trade.li_na)
    page = shown(client, "/customers/?growth_yoy_min=24.9&growth_yoy_max=25")
    assert "Growth from (%)" in page
    assert 'value="24.9"' in page
    assert "SMALL" in page
    assert "SMALL" not in shown(client, "/customers/?growth_yoy_min=25.1")
    assert "SMALL" in shown(client, "/api/customers?growth_yoy_min=0.249&growth_yoy_max=0.25")
    assert "SMALL" not in shown(client, "/api/customers?growth_yoy_min=24.9")


def test_home_shows_evaluations_and_what_changed_grade(
    trade: NamedPeople, signed_in: SignIn, evaluation: Evaluation, home: Home
) -> None:
    import_orders(home.root, [("MIDDLE", "9", "2024-12-01", "9000")])
    evaluate(ANALYST, "abc", AS_OF)

    page = shown(signed_in(trade.li_na), "/")

    assert "Last evaluations" in page
    assert "Grade changes" in page
    assert "MIDDLE" in page


def test_the_number_of_queries_does_not_grow_with_the_customers(
    trade: NamedPeople,
    signed_in: SignIn,
    evaluation: Evaluation,
    home: Home,
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    more = [(f"C{number}", f"N{number}", "2024-07-01", str(number)) for number in range(1, 40)]
    import_orders(home.root, more)
    larger = evaluate(ANALYST, "abc", AS_OF)
    client = signed_in(trade.li_na)

    with django_assert_max_num_queries(14):  # type: ignore[attr-defined]
        shown(client, f"/evaluations/{larger.pk}/")


def test_a_damaged_evaluation_says_so_and_shows_no_figure(
    trade: NamedPeople, signed_in: SignIn, evaluation: Evaluation, home: Home
) -> None:
    path = home.evaluations / evaluation.folder / "result.parquet"
    content = bytearray(path.read_bytes())
    content[30] ^= 1
    path.write_bytes(content)
    client = signed_in(trade.li_na)
    giant = Customer.objects.system("test").get(code="GIANT")

    response = client.get(f"/evaluations/{evaluation.pk}/")

    assert response.status_code == 503
    assert "result.parquet is missing or not as it was written" in response.content.decode()
    assert "The evaluation is damaged" in shown(client, "/evaluations/")
    assert "The evaluation is damaged" in shown(client, f"/customers/{giant.pk}/")
    assert client.get(f"/evaluations/{evaluation.pk}/export/").status_code == 302
