"""`mainstay review`: proposed grades, accepting them, the steps of approval."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from mainstay.cli.amounts import counted
from mainstay.cli.evaluating import ListFormat, Scheme, refusals
from mainstay.cli.language import _
from mainstay.cli.output import Exit, agreed, fail, print_json, say, table
from mainstay.cli.session import AsPerson, Json, connect
from mainstay.cli.writing import Output, require_place, write_rows, written

if TYPE_CHECKING:
    from mainstay.apps.evaluation.models import Evaluation
    from mainstay.foundation.access.actor import Actor

app = typer.Typer(no_args_is_help=True)
Yes = Annotated[bool, typer.Option("--yes", help=_("Do not ask."))]


@contextmanager
def review_refusals(*, as_json: bool) -> Iterator[None]:
    """Put what cannot be decided into words and leave with its status."""
    from mainstay.apps.evaluation.queries.reviews.queue import ReviewNotFound
    from mainstay.apps.evaluation.services.reviews.deciding import ReviewMoved

    try:
        with refusals(as_json=as_json):
            yield
    except ReviewNotFound:
        fail(_("Nothing waits for you there."), code="review_not_found", as_json=as_json)
    except ReviewMoved:
        message = _("Somebody else has decided meanwhile: look again.")
        fail(message, code="review_moved", as_json=as_json)


@app.command("list", help=_("List the proposed grades that are not in force."))
def list_reviews(
    scheme: Scheme,
    output_format: Annotated[ListFormat, typer.Option("--format")] = ListFormat.CSV,
    output: Output = None,
    as_person: AsPerson = "",
) -> None:
    as_json = output_format is ListFormat.JSON
    require_place(output, as_json=as_json)
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.evaluation.queries.reviews.queue import queue, with_facts

    with review_refusals(as_json=as_json), written(output, as_json=as_json) as stream:
        evaluation = _evaluation(actor, scheme)
        rows = () if evaluation is None else with_facts(queue(actor, evaluation)).iterator(500)
        columns = ("customer", "name", "before", "proposed", "state", "revenue", "passed")
        found = (
            {
                "customer": row.customer.code,
                "name": row.customer.name,
                "before": row.grade.previous_code,
                "proposed": row.grade.code,
                "state": row.state,
                "revenue": row.revenue,
                "passed": row.passed,
            }
            for row in rows
        )
        write_rows(stream, columns, found, as_json=as_json)


@app.command(help=_("List what was decided and approved, the newest first."))
def decided(
    scheme: Scheme,
    output_format: Annotated[ListFormat, typer.Option("--format")] = ListFormat.CSV,
    output: Output = None,
    as_person: AsPerson = "",
) -> None:
    as_json = output_format is ListFormat.JSON
    require_place(output, as_json=as_json)
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.evaluation.queries.reviews import decided as queries

    with review_refusals(as_json=as_json), written(output, as_json=as_json) as stream:
        columns = (
            "customer", "name", "before", "grade", "since", "until", "state", "reason",
            "decided_by", "approved_by", "evaluation",
        )  # fmt: skip
        found = (
            {
                "customer": row.customer.code,
                "name": row.customer.name,
                "before": row.grade.previous_code,
                "grade": row.grade.code,
                "since": row.grade.valid_from,
                "until": row.grade.valid_to,
                "state": row.state,
                "reason": row.reason,
                "decided_by": row.decided_by_name,
                "approved_by": row.approved_by_name,
                "evaluation": row.evaluation_id,
            }
            for row in queries.decided(actor, scheme).iterator(500)
        )
        write_rows(stream, columns, found, as_json=as_json)


@app.command(help=_("Show what waits at each step of approval."))
def steps(scheme: Scheme, as_json: Json = False, as_person: AsPerson = "") -> None:
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.evaluation.queries.reviews.steps import standings
    from mainstay.apps.evaluation.wording.reviews import step_name

    with review_refusals(as_json=as_json):
        evaluation = _evaluation(actor, scheme)
        found = [] if evaluation is None else standings(actor, evaluation)
    if as_json:
        print_json(
            {
                "evaluation": None if evaluation is None else evaluation.pk,
                "steps": [
                    {
                        "step": each.step.number,
                        "name": each.step.name,
                        "role": each.step.role,
                        "waiting": each.waiting,
                        "mine": None if each.mine is None else each.mine.grades,
                    }
                    for each in found
                ],
            }
        )
        return
    rows = [
        (
            each.step.number,
            step_name(each.step.name),
            counted(each.waiting),
            "" if each.mine is None else counted(each.mine.grades),
        )
        for each in found
    ]
    table((_("Step"), _("Name"), _("Waiting"), _("Of these for you")), rows)


@app.command(help=_("Accept proposed grades, of some customers or of all."))
def accept(
    scheme: Scheme,
    customers: Annotated[
        list[str] | None, typer.Argument(help=_("Codes of customers; all with --all."))
    ] = None,
    everybody: Annotated[bool, typer.Option("--all", help=_("All within reach."))] = False,
    as_json: Json = False,
    as_person: AsPerson = "",
) -> None:
    if bool(customers) == everybody:
        message = _("Say which customers, or --all.")
        fail(message, code="customers", as_json=as_json, status=Exit.USAGE)
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.customers.queries import customer_by_code
    from mainstay.apps.evaluation.queries.reviews.queue import Wanted
    from mainstay.apps.evaluation.services.reviews import deciding

    with review_refusals(as_json=as_json):
        keys = [customer_by_code(actor, code).pk for code in customers or ()]
        done = deciding.accept(actor, scheme, keys, Wanted() if everybody else None)
    if as_json:
        print_json({"accepted": done.accepted, "left": done.left})
        return
    says = _("{accepted} accepted, {left} left as they were.")
    say(says.format(accepted=counted(done.accepted), left=counted(done.left)))


@app.command(help=_("Approve all that waits for you at a step."))
def approve(
    scheme: Scheme,
    step: Annotated[int, typer.Option("--step", metavar="N", help=_("The number of the step."))],
    yes: Yes = False,
    as_json: Json = False,
    as_person: AsPerson = "",
) -> None:
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.evaluation.queries.reviews.queue import ReviewNotFound
    from mainstay.apps.evaluation.queries.reviews.steps import standings
    from mainstay.apps.evaluation.services.reviews.passing import pass_step

    with review_refusals(as_json=as_json):
        evaluation = _evaluation(actor, scheme)
        found = [] if evaluation is None else standings(actor, evaluation)
        mine = next((each.mine for each in found if each.step.number == step), None)
        if mine is None or not mine.grades:
            raise ReviewNotFound(step)
        if not yes:
            _ask(mine.grades, mine.promotions, mine.demotions, as_json=as_json)
        done = pass_step(actor, scheme, step, mine.seen)
    if as_json:
        print_json({"step": done.number, "grades": done.grades, "in_force": done.is_last})
        return
    says = _("Grades in force: {count}") if done.is_last else _("Grades approved: {count}")
    say(says.format(count=counted(done.grades)))


def _ask(grades: int, promotions: int, demotions: int, *, as_json: bool) -> None:
    """Ask whether to approve, where somebody can answer."""
    says = _("Grades: {grades}, rising: {promotions}, falling: {demotions}.")
    told = says.format(
        grades=counted(grades), promotions=counted(promotions), demotions=counted(demotions)
    )
    if as_json or not agreed(f"{told} {_('Approve them?')}"):
        message = _("Nothing was approved; say --yes to approve without being asked.")
        fail(message, code="not_confirmed", as_json=as_json, status=Exit.USAGE)


def _evaluation(actor: "Actor", scheme: str) -> "Evaluation | None":
    from mainstay.apps.evaluation.queries.reviews.queue import evaluation_in_review

    return evaluation_in_review(actor, scheme)
