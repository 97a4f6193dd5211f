"""A grading scheme of the demonstration company's own, whose screens are looked at."""

from copy import deepcopy

from mainstay.analytics.scoring.presets import SERVICE
from mainstay.apps.evaluation.policies import CHANGE_COSTS, CHANGE_SCHEMES, VIEW_SCHEMES
from mainstay.apps.ledger.contracts import VIEW_COSTS
from mainstay.cli.demonstrating import PASSWORD
from tests.end_to_end.company import Company
from tests.end_to_end.programs import Program, issue_token
from tests.end_to_end.screen import ADMINISTRATOR

ADDRESS = "/api/schemes"


def keep_a_scheme(company: Company) -> None:
    """The scheme `value`: a published version with a scorecard, and a draft that changes it."""
    scopes = [CHANGE_SCHEMES, VIEW_SCHEMES, CHANGE_COSTS, VIEW_COSTS]
    token = issue_token(company.address, ADMINISTRATOR, PASSWORD, read_only=False, scopes=scopes)
    wang = Program(company.address, token)
    definition = {**deepcopy(SERVICE), "code": "value"}
    facts = {"code": "value", "name": "价值评分", "note": "按财务、行为和定性指标评分。"}
    made = wang.post(ADDRESS, {**facts, "definition": definition})
    assert made.status == 201, made
    published = wang.post(f"{ADDRESS}/value/draft/publish", {"note": "董事会决定"})
    assert published.status == 200, published
    definition["grades"][0]["rule"]["value"] = "85"
    definition["scorecard"]["indicators"][0]["curve"] = {"kind": "minmax", "winsor": "0.05"}
    begun = wang.post(f"{ADDRESS}/value/draft", {})
    assert begun.status == 200, begun
    changed = wang.put(f"{ADDRESS}/value/draft", {"definition": definition})
    assert changed.status == 200, changed
    _keep_pairs(wang)
    _entitle(wang)
    labelled = wang.post(f"{ADDRESS}/typology/draft", {})
    assert labelled.status == 200, labelled


def _entitle(wang: Program) -> None:
    """What the grades of `value` are entitled to, and what that costs."""
    costs = {"visits": "800", "events": "3000", "priority_service": "5000", "manager": "400000"}
    priced = wang.put("/api/entitlement-costs", costs)
    assert priced.status == 200, priced
    vip = {"visits": "12", "events": "2", "priority_service": "1", "manager": "0.05"}
    grades = {"vip": vip, "premium": {"visits": "4", "events": "1"}, "ordinary": {"visits": "1"}}
    entitled = wang.put(f"{ADDRESS}/value/entitlements", {"grades": grades})
    assert entitled.status == 200, entitled


def _keep_pairs(wang: Program) -> None:
    """The scheme `pairs`: a draft whose weights follow from comparisons that contradict."""
    definition = {**deepcopy(SERVICE), "code": "pairs"}
    scorecard = definition["scorecard"]
    for line in scorecard["indicators"]:
        del line["weight"]
    scorecard["weights"] = {
        "method": "ahp",
        "dimensions": [["1", "3", "5"], ["1/3", "1", "2"], ["1/5", "1/2", "1"]],
        "within": {
            "financial": [["1", "2"], ["1/2", "1"]],
            "behavioural": [["1", "5", "1/4"], ["1/5", "1", "3"], ["4", "1/3", "1"]],
            "qualitative": [["1", "2", "3"], ["1/2", "1", "2"], ["1/3", "1/2", "1"]],
        },
        "reason": "销售总监坚持如此",
    }
    facts = {"code": "pairs", "name": "两两比较评分", "note": "权重由两两比较得出。"}
    made = wang.post(ADDRESS, {**facts, "definition": definition})
    assert made.status == 201, made
