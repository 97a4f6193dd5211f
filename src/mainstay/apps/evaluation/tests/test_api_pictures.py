"""The figures behind a result's pictures, the result as a file, past and proposed grades."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from mainstay.apps.evaluation.models import Approval, Evaluation, Scheme
from mainstay.apps.evaluation.services.evaluating import evaluate
from mainstay.apps.evaluation.tests.test_api import ANALYST, answer
from mainstay.apps.governance.testing import NamedPeople
from mainstay.foundation.audit.models import AuditEntry


def test_the_curve_climbs_from_the_largest_to_all(li_na: Client, evaluation: Evaluation) -> None:
    found = answer(li_na, f"/evaluations/{evaluation.pk}/pareto")

    steps = [(each["code"], each["share_of_revenue"]) for each in found["curve"]]
    assert steps == [("GIANT", 0.8), ("MIDDLE", 0.95), ("SMALL", 1.0)]
    assert found["curve"][-1]["share_of_customers"] == 1.0
    assert found["borders"] == [0.8, 0.95]
    assert found["largest"] == ["GIANT", "MIDDLE", "SMALL"]
    assert (found["customers"], found["everybody"]) == (3, True)


def test_concentration_is_told_in_shares_of_one(li_na: Client, evaluation: Evaluation) -> None:
    found = answer(li_na, f"/evaluations/{evaluation.pk}/pareto")["concentration"]

    assert (found["customers"], found["top_1"], found["top_5"]) == (3, 0.8, 1.0)
    assert found["hhi"] == pytest.approx(0.8**2 + 0.15**2 + 0.05**2)
    # Half the mean absolute difference over the mean: (650 + 750 + 100) / (3 * 1000).
    assert found["gini"] == pytest.approx(0.5)


def test_the_quadrant_lies_about_the_means(li_na: Client, evaluation: Evaluation) -> None:
    found = answer(li_na, f"/evaluations/{evaluation.pk}/quadrant")

    assert Decimal(found["mean_revenue"]) == pytest.approx(Decimal(1000) / 3)
    assert Decimal(found["mean_gross_profit"]) == pytest.approx(Decimal(500) / 3)
    assert found["corners"] == {"high_high": 1, "high_low": 0, "low_high": 0, "low_low": 2}
    first = found["points"][0]
    assert (first["code"], first["revenue"], first["gross_profit"], first["grade"]) == (
        "GIANT",
        "800.0000",
        "400.0000",
        "A",
    )


def test_a_corner_of_the_quadrant_opens_its_customers(
    li_na: Client, evaluation: Evaluation
) -> None:
    low = answer(li_na, f"/evaluations/{evaluation.pk}/results?corner=low_low")
    assert [each["customer"] for each in low["items"]] == ["MIDDLE", "SMALL"]
    assert li_na.get(f"/api/evaluations/{evaluation.pk}/results?corner=round").status_code == 422


def test_each_grade_has_its_size(li_na: Client, evaluation: Evaluation) -> None:
    found = answer(li_na, f"/evaluations/{evaluation.pk}/sizes")

    assert [(each["grade"], each["customers"]) for each in found["grades"]] == [
        ("A", 1),
        ("B", 1),
        ("C", 1),
    ]
    assert [each["share_of_revenue"] for each in found["grades"]] == [0.8, 0.15, 0.05]


@pytest.mark.parametrize("picture", ["pareto", "quadrant", "sizes"])
def test_a_picture_shows_only_the_customers_within_reach(
    picture: str, tom: Client, evaluation: Evaluation
) -> None:
    found = answer(tom, f"/evaluations/{evaluation.pk}/{picture}")

    assert (found["customers"], found["everybody"]) == (1, False)
    assert "GIANT" not in str(found)


def test_a_result_is_handed_out_as_a_file(li_na: Client, evaluation: Evaluation) -> None:
    response = li_na.get(f"/api/evaluations/{evaluation.pk}/export?grade=B")

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith("attachment; ")
    content = response.getvalue().decode().removeprefix("\ufeff")
    [row] = csv.DictReader(io.StringIO(content))
    assert (row["customer"], row["grade"], row["revenue_12m"]) == ("MIDDLE", "B", "150.0000")
    exports = AuditEntry.objects.system("test").filter(action="evaluation.result.exported")
    assert exports.get().details["rows"] == 1


def test_a_customer_s_grades_are_told_newest_first(
    li_na: Client, tom: Client, evaluation: Evaluation
) -> None:
    later = evaluate(ANALYST, "abc", date(2025, 5, 1))

    had = answer(li_na, "/grades/history?customer=MIDDLE&scheme=abc")["items"]

    assert [(each["grade"], each["since"], each["until"]) for each in had] == [
        ("A", "2025-05-01", None),
        ("B", "2025-01-01", "2025-05-01"),
    ]
    assert [each["evaluation"] for each in had] == [later.pk, evaluation.pk]
    assert tom.get("/api/grades/history?customer=MIDDLE").status_code == 404
    unknown = li_na.get("/api/grades/history?customer=MIDDLE&scheme=xyz")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "scheme_not_found")


def test_proposed_grades_wait_beside_those_in_force(
    li_na: Client, trade: NamedPeople, evaluation: Evaluation
) -> None:
    Scheme.objects.system("test").filter(code="abc").update(approval=Approval.REQUIRED)
    assert answer(li_na, "/grades?scheme=abc&proposed=true")["items"] == []

    proposal = evaluate(ANALYST, "abc", date(2025, 5, 1))

    proposed = answer(li_na, "/grades?scheme=abc&proposed=true")["items"]
    assert {each["evaluation"] for each in proposed} == {proposal.pk}
    in_force = answer(li_na, "/grades?scheme=abc")["items"]
    assert {each["evaluation"] for each in in_force} == {evaluation.pk}


def test_figures_are_measured_as_of_any_day(li_na: Client, tom: Client) -> None:
    address = "/indicators/as-of?as_of=2024-06-01&limit=1"
    first = answer(li_na, address)
    second = answer(li_na, first["next"].removeprefix("/api"))

    [giant], [middle] = first["items"], second["items"]
    assert (giant["customer"], giant["as_of"]) == ("GIANT", "2024-06-01")
    assert middle["indicators"]["revenue_12m"] == "150.0000"
    assert middle["indicators"]["share_of_revenue"] == "0.157895"
    own = answer(tom, "/indicators/as-of?as_of=2025-01-01")["items"]
    assert [each["customer"] for each in own] == ["SMALL"]
    assert own[0]["indicators"]["share_of_revenue"] is None


def test_a_day_that_is_none_is_refused(li_na: Client) -> None:
    response = li_na.get("/api/indicators/as-of?as_of=2024-02-30")
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/query/as_of"
    early = li_na.get("/api/indicators/as-of?as_of=0001-01-01")
    assert early.status_code == 422, early.content
