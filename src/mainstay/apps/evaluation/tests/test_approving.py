"""Approving grades step by step: by whom, what the last step does, what a run leaves alone."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from mainstay.apps.evaluation.contracts.why_in_detail import Reach
from mainstay.apps.evaluation.models import (
    Evaluation,
    Grade,
    GradeApproval,
    GradeReview,
    GradeState,
    Scheme,
    StepApproval,
)
from mainstay.apps.evaluation.queries.detail import why_in_detail
from mainstay.apps.evaluation.queries.grades import changes, grade_sheet, history
from mainstay.apps.evaluation.queries.reviews.queue import (
    ReviewNotFound,
    Wanted,
    evaluation_in_review,
)
from mainstay.apps.evaluation.queries.reviews.sheets import decision_sheet
from mainstay.apps.evaluation.queries.reviews.steps import standings
from mainstay.apps.evaluation.queries.schemes import published_version
from mainstay.apps.evaluation.queries.why import why
from mainstay.apps.evaluation.services.approval_chains import change_chain
from mainstay.apps.evaluation.services.reviews import deciding
from mainstay.apps.evaluation.services.reviews.deciding import ReviewMoved
from mainstay.apps.evaluation.services.reviews.passing import pass_step
from mainstay.apps.evaluation.services.scheme_files import export_scheme, import_scheme
from mainstay.apps.evaluation.tests.reviewing import (
    AS_OF,
    ask_for_approval,
    give_to,
    in_force,
    key_of,
    pass_all,
    proposed,
    review_of,
    states,
)
from mainstay.apps.evaluation.tests.trading import import_orders
from mainstay.apps.governance import queries as governance
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedActors, NamedPeople, person_named
from mainstay.apps.notifications.models import Message
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import AccessDenied
from mainstay.project.home import Home

BOARD = [{"name": "board", "role": "executive"}]


def test_a_chain_stays_while_decided_grades_wait_at_its_steps(
    trade: NamedPeople, acting: NamedActors
) -> None:
    ask_for_approval()
    proposed()
    change_chain(acting.admin_wang, "abc", BOARD)
    deciding.accept(acting.admin_wang, "abc", wanted=Wanted())
    with pytest.raises(ValidationError):
        change_chain(acting.admin_wang, "abc", [*BOARD, *BOARD])


@pytest.mark.parametrize(
    "chain",
    [[], [{"name": "", "role": "director"}], [{"name": "x", "role": "emperor"}], [BOARD[0]] * 7],
)
def test_a_chain_says_what_is_wrong_with_it(
    trade: NamedPeople, acting: NamedActors, chain: list[dict[str, str]]
) -> None:
    with pytest.raises(ValidationError):
        change_chain(acting.admin_wang, "abc", chain)


def test_the_steps_travel_with_the_file_of_a_scheme(
    trade: NamedPeople, acting: NamedActors
) -> None:
    change_chain(acting.admin_wang, "abc", BOARD)
    written = export_scheme(acting.admin_wang, published_version("abc"))
    change_chain(acting.admin_wang, "abc", [*BOARD, *BOARD])
    import_scheme(acting.admin_wang, written)
    assert Scheme.objects.system("test").get(code="abc").chain == BOARD
    with pytest.raises(ValidationError):
        import_scheme(acting.admin_wang, written.replace("chain:\n- name", "chain:\n  name"))


@pytest.fixture
def waiting(trade: NamedPeople) -> Evaluation:
    """Proposals for three customers, of whom Mei Lin's teams have GIANT and SMALL."""
    give_to(trade)
    ask_for_approval()
    return proposed()


@pytest.fixture
def accepted(waiting: Evaluation, acting: NamedActors) -> Evaluation:
    """All of them accepted."""
    deciding.accept(acting.admin_wang, "abc", wanted=Wanted())
    return waiting


def seen_by(actor: Actor, number: int) -> str:
    evaluation = evaluation_in_review(actor, "abc")
    assert evaluation is not None
    mine = standings(actor, evaluation)[number - 1].mine
    assert mine is not None
    return mine.seen


def test_each_step_approves_what_its_role_reaches(
    accepted: Evaluation, acting: NamedActors
) -> None:
    pass_step(acting.mei_lin, "abc", 1, seen_by(acting.mei_lin, 1))
    passed = GradeReview.objects.system("test").values_list("customer__code", "passed")
    assert dict(passed) == {"GIANT": 1, "MIDDLE": 0, "SMALL": 1}
    assert in_force() == {}


def test_the_last_step_puts_the_grades_in_force(accepted: Evaluation, acting: NamedActors) -> None:
    pass_all(acting.mei_lin, acting.chen_wei)
    assert in_force() == {"GIANT": "A", "SMALL": "C"}
    grade = Grade.objects.system("test").get(customer__code="GIANT", state=GradeState.IN_FORCE)
    assert grade.valid_from == governance.today()
    assert grade.review.approved_by_name == "Chen Wei"
    scheme = Scheme.objects.system("test").get(code="abc")
    assert scheme.in_force == accepted
    accepted.refresh_from_db()
    assert (accepted.took_effect, accepted.changed) == (True, 2)


def test_what_is_not_decided_stays_what_it_was(waiting: Evaluation, acting: NamedActors) -> None:
    deciding.accept(acting.mei_lin, "abc", [key_of("GIANT")])
    pass_all(acting.mei_lin, acting.chen_wei)
    assert in_force() == {"GIANT": "A"}
    assert states() == {"MIDDLE": "waiting", "SMALL": "waiting"}


def test_a_step_is_for_who_holds_its_role(accepted: Evaluation, acting: NamedActors) -> None:
    with pytest.raises(AccessDenied):
        pass_step(acting.chen_wei, "abc", 1)
    with pytest.raises(AccessDenied):
        pass_step(acting.admin_wang, "abc", 1)
    with pytest.raises(AccessDenied):
        pass_step(acting.li_na, "abc", 1)


def test_nothing_waits_at_a_step_before_the_one_before_it(
    accepted: Evaluation, acting: NamedActors
) -> None:
    with pytest.raises(ReviewNotFound):
        pass_step(acting.chen_wei, "abc", 2)


def test_two_steps_running_are_not_one_persons(
    waiting: Evaluation, trade: NamedPeople, acting: NamedActors
) -> None:
    board = [{"name": "deputy", "role": "executive"}, {"name": "head", "role": "executive"}]
    ask_for_approval(board)
    deciding.accept(acting.admin_wang, "abc", wanted=Wanted())
    pass_step(acting.chen_wei, "abc", 1)
    with pytest.raises(ReviewNotFound):
        pass_step(acting.chen_wei, "abc", 2)
    zhao = person_named("Zhao Min", "executive", team=trade.chen_wei.team)
    pass_step(governance.actor_of(zhao), "abc", 2)
    assert in_force() == {"GIANT": "A", "MIDDLE": "B", "SMALL": "C"}


def test_who_approves_something_else_than_what_they_saw_is_told(
    accepted: Evaluation, acting: NamedActors
) -> None:
    seen = seen_by(acting.mei_lin, 1)
    deciding.take_back(acting.mei_lin, "abc", key_of("SMALL"))
    with pytest.raises(ReviewMoved):
        pass_step(acting.mei_lin, "abc", 1, seen)
    assert not StepApproval.objects.system("test").exists()


def test_a_summary_says_what_a_step_would_change(
    trade: NamedPeople, home: Home, acting: NamedActors
) -> None:
    proposed()
    give_to(trade)
    ask_for_approval()
    import_orders(home.root, [("SMALL", "9", "2025-02-02", "9000")])
    proposed(date(2025, 3, 1))
    deciding.accept(acting.admin_wang, "abc", wanted=Wanted())
    evaluation = evaluation_in_review(acting.mei_lin, "abc")
    assert evaluation is not None
    mine = standings(acting.mei_lin, evaluation)[0].mine
    assert mine is not None
    assert (mine.promotions, mine.demotions) == (1, 1)
    assert (mine.revenue_up, mine.revenue_down) == (Decimal(9050), Decimal(800))
    sizes = {each.code: (each.before, each.after) for each in mine.sizes}
    assert sizes == {"A": (1, 1), "B": (0, 1), "C": (1, 0)}


def test_a_step_sends_one_back_for_review(accepted: Evaluation, acting: NamedActors) -> None:
    pass_step(acting.mei_lin, "abc", 1)
    deciding.send_back(acting.chen_wei, "abc", key_of("SMALL"), text="Too small")
    row = review_of("SMALL")
    assert (row.state, row.passed) == ("waiting", 0)
    assert not GradeApproval.objects.system("test").filter(grade=row.grade).exists()
    pass_step(acting.chen_wei, "abc", 2)
    assert in_force() == {"GIANT": "A"}


def test_only_the_step_that_is_due_sends_back(accepted: Evaluation, acting: NamedActors) -> None:
    with pytest.raises(AccessDenied):
        deciding.send_back(acting.chen_wei, "abc", key_of("SMALL"), text="Too small")


def test_a_decision_that_a_step_has_approved_is_not_taken_back_by_a_reviewer(
    accepted: Evaluation, acting: NamedActors
) -> None:
    pass_step(acting.mei_lin, "abc", 1)
    with pytest.raises(ReviewMoved):
        deciding.take_back(acting.mei_lin, "abc", key_of("SMALL"))


def test_owners_hear_that_grades_of_theirs_have_changed(
    accepted: Evaluation, trade: NamedPeople, acting: NamedActors
) -> None:
    pass_all(acting.mei_lin, acting.chen_wei)
    told = Message.objects.system("test").filter(kind="evaluation.grades_changed")
    assert set(told.values_list("person", flat=True)) == {trade.wu_jing.pk, trade.tom_becker.pk}


def test_a_sheet_has_the_steps_with_who_did_them(accepted: Evaluation, acting: NamedActors) -> None:
    pass_step(acting.mei_lin, "abc", 1)
    sheet = decision_sheet(acting.chen_wei, "abc", key_of("SMALL"))
    signed = [each.approval and each.approval.by_name for each in sheet.signatures]
    assert signed == ["Mei Lin", None]
    assert sheet.why is not None
    assert sheet.why.reasons
    assert {each.code: each.now for each in sheet.figures}["revenue_12m"] == 50


def revenue_on_the_sheet(acting: NamedActors, code: str) -> tuple[Decimal | None, Decimal | None]:
    sheet = decision_sheet(acting.admin_wang, "abc", key_of(code))
    [found] = [each for each in sheet.figures if each.code == "revenue_12m"]
    return found.before, found.now


def test_figures_stand_beside_those_of_before_also_when_others_are_approved(
    trade: NamedPeople, acting: NamedActors, home: Home
) -> None:
    ask_for_approval(BOARD)
    proposed()
    deciding.accept(acting.admin_wang, "abc", [key_of("GIANT"), key_of("SMALL")])
    pass_all(acting.chen_wei)
    assert revenue_on_the_sheet(acting, "MIDDLE") == (None, Decimal(150))

    import_orders(home.root, [("SMALL", "9", "2025-01-15", "200")])
    proposed(date(2025, 2, 1))
    deciding.accept(acting.admin_wang, "abc", [key_of("MIDDLE")])
    pass_all(acting.chen_wei)
    assert revenue_on_the_sheet(acting, "SMALL") == (Decimal(50), Decimal(250))


def override_small(acting: NamedActors, grade: str = "A") -> None:
    deciding.override(
        acting.mei_lin,
        "abc",
        key_of("SMALL"),
        grade=grade,
        reason="Opens a new plant",
        holds_until=governance.today() + timedelta(days=90),
    )
    pass_all(acting.mei_lin, acting.chen_wei)


def test_why_tells_who_decided_otherwise(waiting: Evaluation, acting: NamedActors) -> None:
    override_small(acting)
    told = why(acting.tom_becker, "SMALL", "abc")
    assert told.grade == "A"
    assert "Mei Lin decided this grade" in told.reasons[0]
    assert "Opens a new plant" in told.reasons[0]


def test_the_sheet_of_grades_tells_who_decided_otherwise(
    waiting: Evaluation, acting: NamedActors
) -> None:
    override_small(acting)
    told = {each.customer: each.why for each in grade_sheet(acting.chen_wei, "abc")}
    assert "Mei Lin decided this grade" in told["SMALL"]
    assert "The figures alone give C:" in told["SMALL"]


def test_an_overridden_grade_says_of_no_figure_that_it_would_change_it(
    waiting: Evaluation, acting: NamedActors
) -> None:
    override_small(acting)
    assert why(acting.chen_wei, "SMALL", "abc").next.status == "decided"
    assert why_in_detail(acting.chen_wei, "SMALL", "abc").reachable.reach == Reach.DECIDED


def test_the_history_tells_who_approved_a_grade(
    trade: NamedPeople,
    waiting: Evaluation,
    acting: NamedActors,
    signed_in: Callable[[Person], Client],
) -> None:
    override_small(acting)
    chen = signed_in(trade.chen_wei)
    [found] = chen.get("/api/grades/history?customer=SMALL&scheme=abc").json()["items"]
    assert found["approved_by"] == "Chen Wei"
    page = chen.get(f"/customers/{key_of('SMALL')}/").content.decode()
    assert "Chen Wei" in page[page.index("Grade history") :]


def test_a_run_leaves_an_overridden_grade_alone_until_its_day(
    waiting: Evaluation, acting: NamedActors
) -> None:
    override_small(acting)
    proposed(date(2025, 2, 1))
    assert "SMALL" not in states()
    rows = GradeReview.objects.system("test").filter(holds_until__isnull=False)
    rows.update(holds_until=date(2025, 2, 15))
    proposed(date(2025, 3, 1))
    assert states()["SMALL"] == "waiting"


def test_who_is_decided_to_keep_a_grade_has_it_since_it_began(
    trade: NamedPeople, home: Home, acting: NamedActors
) -> None:
    proposed()
    ask_for_approval()
    import_orders(home.root, [("SMALL", "9", "2025-02-02", "9000")])
    proposed(date(2025, 3, 1))
    override_small(acting, "C")
    [grade] = history(acting.tom_becker, key_of("SMALL"))
    assert (grade.code, grade.valid_from) == ("C", AS_OF)
    assert in_force()["SMALL"] == "C"


def test_what_still_waits_is_no_change(waiting: Evaluation, acting: NamedActors) -> None:
    deciding.accept(acting.mei_lin, "abc", [key_of("GIANT")])
    pass_all(acting.mei_lin, acting.chen_wei)
    scheme = Scheme.objects.system("test").get(code="abc")
    assert not changes(acting.chen_wei, scheme).exists()


def test_the_next_run_compares_with_what_was_approved(
    accepted: Evaluation, acting: NamedActors
) -> None:
    pass_all(acting.mei_lin, acting.chen_wei)
    deciding.take_back(acting.admin_wang, "abc", key_of("MIDDLE"))
    proposed(date(2025, 3, 1))
    assert states() == {"MIDDLE": "waiting"}
