"""`mainstay demo`: a believable company, imported and graded the way any other would be."""

import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mainstay.cli.language import _
from mainstay.cli.output import note, say
from mainstay.cli.schema import make_database
from mainstay.cli.session import prepare, require_current_schema

if TYPE_CHECKING:
    from mainstay.apps.governance.models import Team
    from mainstay.foundation.access.actor import Actor

PASSWORD = "steady-lifts-rise"  # noqa: S105 - printed by the command, for a trial on this machine
CURRENCY = "CNY"
ZONE = "Asia/Shanghai"


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command(help=_("Set up a demonstration company and open it."))(demo)


def demo(
    host: Annotated[str, typer.Option(help=_("Address to listen on."))] = "127.0.0.1",
    port: Annotated[int, typer.Option(help=_("Port to listen on."))] = 8000,
    serve: Annotated[
        bool, typer.Option("--serve/--no-serve", help=_("Open it when it is ready."))
    ] = True,
) -> None:
    prepare()
    from mainstay.apps.governance import queries
    from mainstay.cli.demo import people
    from mainstay.cli.serving import require_free_address
    from mainstay.cli.serving import serve as serve_pages

    if serve:
        require_free_address(host, port)
    if queries.is_set_up():
        require_current_schema()
    else:
        make_database()
        build()
    note("")
    note(_("Sign in as one of these, each with the password {word}:").format(word=PASSWORD))
    for person in people.PEOPLE:
        note(f"  {person.email:<34} {person.full_name}, {_role_name(person.role)}")
    note("")
    if serve:
        serve_pages(host=host, port=port)


def build(tell: Callable[[str], None] = say) -> None:
    """Make the company in an empty installation: people, customers, orders, grades."""
    from mainstay.apps.governance import queries
    from mainstay.cli.demo.generator import generate
    from mainstay.cli.demo.own_fields import define_fields
    from mainstay.cli.demo.sorting import sort_everything
    from mainstay.cli.demo.working_together import keep_a_region, work_together
    from mainstay.foundation.access.actor import system_actor

    tell(_("People and teams …"))
    _make_people()
    end = date.today()  # noqa: DTZ011 - the company's days are the machine's in a trial
    analyst = queries.person_signing_in("li.na@hengsheng.example")
    actor = queries.actor_of(analyst) if analyst else system_actor("demo")
    tell(_("Products, regions and industries …"))
    sort_everything(actor)
    define_fields(system_actor("demo"))
    with tempfile.TemporaryDirectory() as folder:
        tell(_("Three years of business …"))
        files = generate(Path(folder), end=end)
        tell(_("Importing customers …"))
        _import(actor, "customers", files.customers)
        tell(_("Importing contacts …"))
        _import(actor, "contacts", files.contacts)
        tell(_("Importing orders …"))
        _import(actor, "orders", files.orders)
    work_together(actor)
    keep_a_region(system_actor("demo"))
    tell(_("Grading …"))
    _set_costs(system_actor("demo"), end)
    _evaluate(actor, end)
    _back_test(actor, end)
    _model(actor, end)
    _propose(actor, end)
    tell(_("Checking the data …"))
    _check_quality(actor)


def _make_people() -> None:
    from mainstay.apps.governance import services
    from mainstay.cli.demo.people import COMPANY, PEOPLE, TEAMS
    from mainstay.foundation.access.actor import system_actor

    actor = system_actor("demo")
    administrator = next(person for person in PEOPLE if person.role == "administrator")
    first = services.initialise(
        email=administrator.email,
        full_name=administrator.full_name,
        password=PASSWORD,
        currency=CURRENCY,
        time_zone=ZONE,
        name=COMPANY,
    )
    teams = _make_teams(actor)
    services.change_person(
        actor, first, team_id=teams[administrator.team].pk, language=administrator.language
    )
    made = {administrator.email: first}
    for person in PEOPLE:
        if person is not administrator:
            made[person.email] = services.create_person(
                actor,
                email=person.email,
                full_name=person.full_name,
                password=PASSWORD,
                roles=[person.role],
                team_id=teams[person.team].pk,
                language=person.language,
                must_change_password=False,
            )
    for team in TEAMS:
        services.change_team(actor, teams[team.code], lead_id=made[team.lead].pk)


def _make_teams(actor: "Actor") -> "dict[str, Team]":
    from mainstay.apps.governance import services
    from mainstay.cli.demo.people import TEAMS

    teams: dict[str, Team] = {}
    for team in TEAMS:
        parent = teams[team.parent].pk if team.parent else None
        teams[team.code] = services.create_team(actor, name=team.name, parent_id=parent)
    return teams


def _import(actor: "Actor", kind: str, file: Path) -> None:
    from mainstay.apps.ledger.services.importing import FileImport, import_at_once

    batch, _rejects = import_at_once(actor, FileImport(kind, file))
    if batch.state != "committed":
        raise RuntimeError(f"the demonstration's {kind} were {batch.state}: {batch.report}")


def _evaluate(actor: "Actor", end: date) -> None:
    """Grade as of today, and half a year and a year ago, so that there is a history."""
    from mainstay.apps.evaluation.services.evaluating import evaluate
    from mainstay.apps.evaluation.services.refreshing import refresh_figures

    for days in (365, 183, 0):
        for scheme in ("abc", "tiers", "rfm", "service"):
            evaluate(actor, scheme, end - timedelta(days=days))
    for scheme in ("attractiveness", "strength"):
        evaluate(actor, scheme, end)
    refresh_figures(actor, end)


def _set_costs(actor: "Actor", end: date) -> None:
    """What an order and a line cost the company, so that there is a net profit."""
    from decimal import Decimal

    from mainstay.apps.evaluation.services.costs import set_activity_cost
    from mainstay.kernel.periods import shift_months

    since = shift_months(end, -36)
    for driver, amount in (("orders", "260"), ("lines", "45")):
        set_activity_cost(actor, driver, since, Decimal(amount))


def _back_test(actor: "Actor", end: date) -> None:
    """Hold grades of a year ago, and of half a year before, against the year that followed."""
    from mainstay.apps.evaluation.services.back_testing import Wanted, back_test
    from mainstay.kernel.periods import shift_months

    back_test(actor, Wanted("abc", (shift_months(end, -12), shift_months(end, -18))))


def _model(actor: "Actor", end: date) -> None:
    """Find the stages of the customers' lives, what each is worth and may buy next, who is alike.

    Whether it stays and what comes month by month only where the libraries are that they take.
    """
    from mainstay.analytics.libraries import is_installed
    from mainstay.apps.evaluation.services.model_runs.kinds import KINDS
    from mainstay.apps.evaluation.services.model_runs.running import run_model

    run_model(actor, "lifecycle", end, {"months": 24})
    run_model(actor, "clv", end)
    run_model(actor, "baskets", end)
    if is_installed(KINDS["churn"].library):
        run_model(actor, "churn", end)
    if is_installed(KINDS["forecast"].library):
        run_model(actor, "forecast", end, {"full": 5, "full_groups": 5})
    run_model(actor, "segments", end, {"number": "4"})


def _propose(actor: "Actor", end: date) -> None:
    """Let the scheme by profit ask for approval: first grades in force, then what is in review."""
    from mainstay.apps.evaluation.models import Approval, ReviewState
    from mainstay.apps.evaluation.queries.reviews import queue
    from mainstay.apps.evaluation.services.drafting import SchemeFacts, change_facts
    from mainstay.apps.evaluation.services.evaluating import evaluate
    from mainstay.apps.evaluation.services.reviews import deciding
    from mainstay.apps.governance import queries as governance
    from mainstay.foundation.access.actor import system_actor

    evaluate(actor, "profit", end - timedelta(days=365))
    change_facts(system_actor("demo"), "profit", SchemeFacts("", approval=Approval.REQUIRED.value))
    _nominate_and_appeal("huang.yan@hengsheng.example")
    evaluation = evaluate(actor, "profit", end)
    for email in ("lin.mei@hengsheng.example", "sun.jie@hengsheng.example"):
        person = governance.person_signing_in(email)
        if person is None:
            continue
        director = governance.actor_of(person)
        promoted = queue.queue(director, evaluation, queue.Wanted(sort=queue.Sort.PROMOTIONS))
        keys = list(promoted.values_list("customer_id", flat=True))
        deciding.accept(director, "profit", keys[: len(keys) // 2])
        waiting = queue.Wanted(sort=queue.Sort.FIRST, state=ReviewState.WAITING)
        asked = queue.queue(director, evaluation, waiting).first()
        if asked is not None:
            text = "请补充在谈项目和合同情况。"
            deciding.ask_evidence(director, "profit", asked.customer_id, text=text)


def _nominate_and_appeal(email: str) -> None:
    """Let a key account manager nominate an own customer, and appeal the grade of another one."""
    from mainstay.apps.evaluation.queries.grades import grades_in_force
    from mainstay.apps.evaluation.services.reviews.appealing import appeal
    from mainstay.apps.evaluation.services.reviews.nominating import nominate
    from mainstay.apps.governance import queries as governance

    person = governance.person_signing_in(email)
    if person is None:
        return
    manager = governance.actor_of(person)
    own = grades_in_force(manager, "profit").filter(step=2)
    best = own.order_by("-customer__latest_figures__revenue_12m", "pk").first()
    if best is not None:
        nominate(
            manager,
            scheme="profit",
            customer=best.customer_id,
            grade="strategic",
            evidence="客户明年新建二期工厂，已口头确认由我们独家供应导轨和门机。",
        )
    worst = grades_in_force(manager, "profit").filter(step=3)
    other = worst.order_by("-customer__latest_figures__revenue_12m", "pk").first()
    if other is not None:
        note = "该客户大部分采购经集团下单，单看本公司毛利会低估。"
        appeal(manager, scheme="profit", customer=other.customer_id, note=note)


def _check_quality(actor: "Actor") -> None:
    from mainstay.apps.ledger.services.quality.checking import check_now

    check_now(actor)


def _role_name(code: str) -> str:
    from mainstay.apps.governance.models import ShippedRole

    return str(ShippedRole(code).label)
