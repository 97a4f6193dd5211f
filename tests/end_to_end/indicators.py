"""Indicators that the demonstration company defined, whose screens are looked at."""

from pathlib import Path
from tempfile import TemporaryDirectory

from mainstay.apps.customers.policies import VIEW
from mainstay.apps.evaluation.policies import CHANGE_COSTS, DEFINE_INDICATORS, VIEW_GRADES
from mainstay.apps.ledger.contracts import VIEW_COSTS
from mainstay.cli.demonstrating import PASSWORD
from tests.end_to_end.company import Company
from tests.end_to_end.programs import Program, issue_token
from tests.end_to_end.screen import ADMINISTRATOR

PER_MONTH = {
    "code": "per_month",
    "names": {
        "zh-hans": "活跃月均收入",
        "zh-hant": "活躍月均收入",
        "en": "Revenue per active month",
    },
    "definitions": {"zh-hans": "有订单的月份的平均收入。", "zh-hant": "有訂單的月份的平均收入。"},
    "unit": "money",
    "dimension": "value",
    "formula": "revenue_12m / active_months_12m",
}
RETIRED = {
    "code": "margin_points",
    "names": {"zh-hans": "毛利点数"},
    "unit": "count",
    "dimension": "value",
    "formula": "coalesce(gross_margin, 0) * 100",
}


GROWTH = {
    "code": "industry_growth",
    "names": {"zh-hans": "行业增长率", "zh-hant": "產業成長率", "en": "Growth of the industry"},
    "unit": "ratio",
    "dimension": "potential",
    "source": "external",
}


def keep_indicators(company: Company) -> None:
    """An indicator in use, a retired one, and one whose figures come in a file."""
    scopes = [VIEW, CHANGE_COSTS, DEFINE_INDICATORS, VIEW_GRADES, VIEW_COSTS]
    token = issue_token(company.address, ADMINISTRATOR, PASSWORD, read_only=False, scopes=scopes)
    wang = Program(company.address, token)
    for said in (PER_MONTH, RETIRED, GROWTH):
        made = wang.post("/api/custom-indicators", said)
        assert made.status == 201, made
    retired = wang.post("/api/custom-indicators/margin_points/retire")
    assert retired.status == 200, retired
    codes = [each["code"] for each in wang.get("/api/customers", limit=3).body["items"]]
    lines = [f"{code},{growth}" for code, growth in zip(codes, ("8.5%", "3%", "-2%"), strict=True)]
    for driver, amount in (("orders", "180"), ("lines", "12.5")):
        path = f"/api/serving-costs/{driver}/2025-01-01"
        cost = wang.put(path, {"amount": amount})
        assert cost.status == 200, cost
    with TemporaryDirectory() as folder:
        file = Path(folder) / "growth.csv"
        file.write_text("\n".join(["customer,value", *lines]))
        facts = {"origin": "电梯行业协会 2026", "on": "2026-06-30"}
        taken = wang.upload("/api/custom-indicators/industry_growth/files", file, **facts)
    assert taken.status == 200, taken
