"""The command's entry point: collects the commands of the other modules."""

import sys
from itertools import pairwise

import typer

from mainstay.cli import (
    appealing,
    auditing,
    back_testing,
    backing_up,
    baskets,
    batches,
    catalogue,
    clv,
    demonstrating,
    evaluating,
    explaining,
    exporting,
    importing,
    ledger,
    mailing,
    modelling,
    moving,
    nominating,
    people,
    quality,
    rating,
    recurring,
    reference_files,
    reviewing,
    scheme_use,
    schemes,
    serving,
    setting_up,
    trying,
)
from mainstay.cli.language import _
from mainstay.cli.output import Exit, print_json
from mainstay.cli.outside_failures import fail_plainly

app = typer.Typer(
    name="mainstay",
    help=_("Find, grade, plan for, care for, keep and measure the customers you rely on."),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

for module in (
    setting_up,
    importing,
    batches,
    evaluating,
    trying,
    moving,
    back_testing,
    explaining,
    quality,
    serving,
    backing_up,
    demonstrating,
):
    module.register(app)
app.add_typer(exporting.app, name="export", help=_("Customers and order lines as files."))
app.add_typer(recurring.app, name="recurring", help=_("Imports that run by themselves."))
app.add_typer(
    reference_files.app, name="files", help=_("Files of reference data that were taken in.")
)
scheme_use.register(schemes.app)
app.add_typer(schemes.app, name="schemes", help=_("Grading schemes."))
app.add_typer(reviewing.app, name="review", help=_("Proposed grades and their approval."))
app.add_typer(nominating.app, name="nominations", help=_("Customers nominated for a grade."))
app.add_typer(appealing.app, name="appeals", help=_("Appeals of grades in force."))
app.add_typer(baskets.app, name="baskets", help=_("What is bought together."))
app.add_typer(catalogue.app, name="indicator", help=_("The catalogue of indicators."))
app.add_typer(modelling.app, name="models", help=_("Models of all customers."))
app.add_typer(clv.app, name="clv", help=_("Lifetime value of customers, from a file."))
app.add_typer(rating.app, name="rate", help=_("Ratings of customers by people."))
app.add_typer(ledger.app, name="ledger", help=_("Check and tidy the ledger's files."))
app.add_typer(mailing.app, name="mail", help=_("Try whether mail goes out."))
app.add_typer(people.app, name="people", help=_("Help for people who cannot sign in."))
app.add_typer(auditing.app, name="audit", help=_("Check the audit trail."))


# Typer carries a click of its own and does not export the base of its refusals.
_Refusal: type[Exception] = next(
    kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException"
)


def main() -> None:
    """Run the command named on the command line; what fails outside is said in words."""
    words = sys.argv[1:]
    try:
        _run(words)
    except Exception as error:
        try:
            fail_plainly(error, words, as_json=_asks_for_json(words))
        except typer.Exit as leaving:
            sys.exit(leaving.exit_code)
        raise


def _run(words: list[str]) -> None:
    """Run a command; programs get wrong usage as JSON too."""
    if not _asks_for_json(words):
        app()
        return
    try:
        sys.exit(app(standalone_mode=False))
    except _Refusal as refusal:
        message = refusal.format_message()  # type: ignore[attr-defined]
        print_json({"error": {"code": "usage", "message": message}})
        refusal.show()  # type: ignore[attr-defined]
        sys.exit(int(Exit.USAGE))
    except typer.Abort:
        sys.exit(int(Exit.FAILED))


def _asks_for_json(words: list[str]) -> bool:
    return "--json" in words or "--format=json" in words or ("--format", "json") in pairwise(words)
