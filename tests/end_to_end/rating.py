"""Rating rounds of the demonstration company, whose screens are looked at."""

from mainstay.apps.customers.policies import VIEW
from mainstay.apps.evaluation.criteria import FOR_TIERS, SELECTION
from mainstay.apps.evaluation.policies import CHANGE_ROUNDS, GIVE_RATINGS, VIEW_RATINGS
from mainstay.cli.demonstrating import PASSWORD
from tests.end_to_end.company import Company
from tests.end_to_end.programs import Program, issue_token
from tests.end_to_end.screen import ADMINISTRATOR, ANALYST

ROUNDS = "/api/rating-rounds"
MEAN, SPREAD = (4, 5, 4, 3, 4, 2, 5), (2, 5, 4, 3, 1, 1, 4)


def keep_rating_rounds(company: Company) -> None:
    """A closed round by what the tiers ask (1), and an open one by other criteria (2).

    In the open one the analyst has rated the first customer; the round and the message about it
    are the administrator's, who is asked too.
    """
    scopes = [VIEW, CHANGE_ROUNDS, GIVE_RATINGS, VIEW_RATINGS, "governance.person.view"]
    wang, li = (
        Program(
            company.address,
            issue_token(company.address, email, PASSWORD, read_only=False, scopes=own),
        )
        for email, own in ((ADMINISTRATOR, scopes), (ANALYST, scopes[:1] + scopes[2:4]))
    )
    people = {each["email"]: each["id"] for each in wang.everything("/api/people")}
    customers = [each["code"] for each in wang.get("/api/customers", limit=4).body["items"]]
    facts = {"people": [people[ANALYST], people[ADMINISTRATOR]], "due_on": "2099-12-24"}
    others = [*SELECTION[:4], "buying_orientation"]
    rounds = (
        {"name": "2026 年大客户评估", "criteria": list(FOR_TIERS), "customers": customers[:2]},
        {"name": "选择准则评估", "criteria": others, "customers": customers},
    )
    for round_facts in rounds:
        made = wang.post(ROUNDS, {**facts, **round_facts})
        assert made.status == 201, made
    for program, steps in ((wang, MEAN), (li, SPREAD)):
        for customer in customers[:2]:
            for criterion, value in zip(FOR_TIERS, steps, strict=True):
                _answer(program, 1, customer, criterion, value)
    for criterion, value in zip(others, (4, 3, None, 5, 5), strict=True):
        _answer(li, 2, customers[0], criterion, value)
        _answer(wang, 2, customers[0], criterion, value)
    closed = wang.post(f"{ROUNDS}/1/close")
    assert closed.status == 200, closed


def _answer(
    program: Program, number: int, customer: str, criterion: str, value: int | None
) -> None:
    said = {"customer": customer, "criterion": criterion, "value": value, "comment": ""}
    if value == 1:
        said["comment"] = "对方董事会已明确表示不进入我们的领域"
    answer = program.put(f"{ROUNDS}/{number}/ratings", said)
    assert answer.status == 200, answer
