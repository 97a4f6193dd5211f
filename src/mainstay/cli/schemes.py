"""`mainstay schemes`: the grading schemes, and taking them out of and into an installation."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mainstay.cli.evaluating import refusals
from mainstay.cli.language import _
from mainstay.cli.output import Exit, fail, print_json, say, table
from mainstay.cli.session import AsPerson, Json, connect
from mainstay.cli.writing import Output, require_place, written

if TYPE_CHECKING:
    from mainstay.apps.evaluation.models import SchemeVersion
    from mainstay.foundation.access.actor import Actor

app = typer.Typer(no_args_is_help=True)
Code = Annotated[str, typer.Argument(help=_("The code of the scheme."))]
Version = Annotated[
    int, typer.Option("--version", metavar="N", help=_("Which version; the one in use by default."))
]


@app.command("list", help=_("List the grading schemes."))
def list_schemes(as_json: Json = False, as_person: AsPerson = "") -> None:
    actor = connect(as_person, as_json=as_json)
    from mainstay.analytics.scoring.reading import entries_of, is_typology
    from mainstay.apps.evaluation.api.schemes import facts_of
    from mainstay.apps.evaluation.queries.schemes import schemes

    found = [_plain(facts_of(each)) for each in schemes(actor)]
    if as_json:
        for each in found:
            definition = each.pop("definition")
            kind = "labels" if is_typology(definition) else "grades"
            each[kind] = [grade["code"] for grade in entries_of(definition)]
        print_json({"schemes": found})
        return
    rows = [
        (
            each["code"],
            each["name"],
            each["version"],
            _("retired") if each["retired_at"] else _(each["state"]),
            _("yes") if each["primary"] else "",
        )
        for each in found
    ]
    table((_("Code"), _("Name"), _("Version"), _("State"), _("Primary")), rows)


@app.command(help=_("Show a scheme in words."))
def show(code: Code, number: Version = 0, as_json: Json = False, as_person: AsPerson = "") -> None:
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.evaluation.api.schemes import version_facts
    from mainstay.apps.evaluation.wording.names import scheme_name
    from mainstay.apps.evaluation.wording.rules import definition_in_words
    from mainstay.apps.governance.queries import installation

    with refusals(as_json=as_json):
        found = _version(actor, code, number)
    if as_json:
        print_json({"code": code, **_plain(version_facts(found))})
        return
    says = _("{name}, version {number} ({state})")
    state = found.get_state_display()
    say(says.format(name=scheme_name(code), number=found.number, state=state))
    for line in definition_in_words(code, found.definition, installation().reporting_currency):
        say(f"  {line}")


@app.command("export", help=_("Write a scheme as a YAML file."))
def export_file(
    code: Code, number: Version = 0, output: Output = None, as_person: AsPerson = ""
) -> None:
    require_place(output, as_json=False)
    actor = connect(as_person, as_json=False)
    from mainstay.apps.evaluation.services.scheme_files import export_scheme

    with refusals(as_json=False), written(output, as_json=False) as stream:
        stream.write(export_scheme(actor, _version(actor, code, number)).encode())


@app.command("import", help=_("Make the draft of a scheme what a YAML file says."))
def import_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    code: Annotated[str, typer.Option(help=_("Under this code, not that of the file."))] = "",
    publish: Annotated[bool, typer.Option("--publish", help=_("Publish it at once."))] = False,
    note: Annotated[str, typer.Option(help=_("Why; kept with the version."))] = "",
    as_json: Json = False,
    as_person: AsPerson = "",
) -> None:
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.evaluation.api.schemes import version_facts
    from mainstay.apps.evaluation.services import drafting, scheme_files

    with refusals(as_json=as_json), _text(as_json=as_json):
        made = scheme_files.import_scheme(actor, file.read_text(encoding="utf-8-sig"), code)
        if publish:
            made = drafting.publish(actor, made.scheme.code, note)
    if as_json:
        print_json({"code": made.scheme.code, **_plain(version_facts(made))})
        return
    says = _("Version {number} of {code} is a draft.")
    if publish:
        says = _("Version {number} of {code} is published.")
    say(says.format(number=made.number, code=made.scheme.code))


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    """The same with days and moments as texts."""
    plain: dict[str, Any] = {}
    for name, value in facts.items():
        if isinstance(value, dict) and name != "definition":
            plain[name] = _plain(value)
        else:
            plain[name] = value.isoformat() if isinstance(value, date) else value
    return plain


@contextmanager
def _text(*, as_json: bool) -> Iterator[None]:
    try:
        yield
    except UnicodeDecodeError:
        message = _("The file is not text in UTF-8.")
        fail(message, code="not_text", as_json=as_json, status=Exit.USAGE)


def _version(actor: "Actor", code: str, number: int) -> "SchemeVersion":
    from mainstay.apps.evaluation.queries.schemes import used_version, version

    return version(actor, code, number) if number else used_version(actor, code)
