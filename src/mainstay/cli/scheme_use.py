"""`mainstay schemes chain`, `freeze`, `unfreeze`, `runs`: who approves grades, and when."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import typer

from mainstay.cli.evaluating import refusals
from mainstay.cli.language import _
from mainstay.cli.output import Exit, fail, print_json, say
from mainstay.cli.schemes import Code
from mainstay.cli.session import AsPerson, Json, connect


class Every(StrEnum):
    """How often a scheme is evaluated by itself."""

    MONTHLY = "monthly"
    YEARLY = "yearly"
    NEVER = "never"


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command(help=_("Let other steps approve the grades of a scheme."))(chain)
    app.command(help=_("Let evaluations change no grade of a scheme up to a day."))(freeze)
    app.command(help=_("Let evaluations change the grades of a scheme again."))(unfreeze)
    app.command(help=_("Let a scheme be evaluated by itself, or no more."))(runs)


def chain(
    code: Code,
    steps: Annotated[
        list[str],
        typer.Option(
            "--step",
            metavar="NAME=ROLE",
            help=_("A step and the code of the role that approves there; in order."),
        ),
    ],
    as_json: Json = False,
    as_person: AsPerson = "",
) -> None:
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.evaluation.services.approval_chains import change_chain

    wanted = []
    for each in steps:
        name, equals, role = each.rpartition("=")
        if not equals:
            message = _("A step is written NAME=ROLE: {step}").format(step=each)
            fail(message, code="step", as_json=as_json, status=Exit.USAGE)
        wanted.append({"name": name, "role": role})
    with refusals(as_json=as_json):
        scheme = change_chain(actor, code, wanted)
    if as_json:
        print_json({"code": code, "chain": scheme.chain})
        return
    names = ", ".join(each["name"] for each in scheme.chain)
    say(_("The grades of {code} are approved by: {steps}").format(code=code, steps=names))


def freeze(
    code: Code,
    until: Annotated[
        datetime,
        typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help=_("The day itself is in.")),
    ],
    reason: Annotated[str, typer.Option(help=_("Why; shown wherever grades are."))],
    as_json: Json = False,
    as_person: AsPerson = "",
) -> None:
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.evaluation.services.freezing_grades import freeze_grades

    with refusals(as_json=as_json):
        scheme = freeze_grades(actor, code, until=until.date(), reason=reason)
    if as_json:
        print_json({"code": code, "frozen_until": str(scheme.frozen_until)})
        return
    says = _("The grades of {code} are frozen until {day}.")
    say(says.format(code=code, day=scheme.frozen_until))


def unfreeze(code: Code, as_json: Json = False, as_person: AsPerson = "") -> None:
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.evaluation.services.freezing_grades import unfreeze_grades

    with refusals(as_json=as_json):
        unfreeze_grades(actor, code)
    if as_json:
        print_json({"code": code, "frozen_until": None})
        return
    say(_("Evaluations change the grades of {code} again.").format(code=code))


def runs(
    code: Code,
    every: Annotated[Every, typer.Option(help=_("How often."))],
    on_import: Annotated[
        bool, typer.Option("--on-import", help=_("Also after order lines were imported."))
    ] = False,
    as_json: Json = False,
    as_person: AsPerson = "",
) -> None:
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.evaluation.services.scheduled_runs import change_runs

    often = "" if every is Every.NEVER else every.value
    with refusals(as_json=as_json):
        scheme = change_runs(actor, code, every=often, on_import=on_import)
    if as_json:
        print_json({"code": code, "runs": scheme.runs, "runs_on_import": scheme.runs_on_import})
        return
    says = _("{code} is evaluated {often}.")
    if on_import:
        says = _("{code} is evaluated {often}, and after order lines were imported.")
    say(says.format(code=code, often=scheme.get_runs_display()))
