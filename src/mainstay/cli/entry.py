"""The command's entry point: collects the commands of the other modules."""

import typer

from mainstay.cli import auditing, demonstrating, evaluating, importing, ledger, serving, setting_up
from mainstay.cli.language import _

app = typer.Typer(
    name="mainstay",
    help=_("Find, grade, plan for, care for, keep and measure the customers you rely on."),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

for module in (setting_up, importing, evaluating, serving, demonstrating):
    module.register(app)
app.add_typer(ledger.app, name="ledger", help=_("Check and tidy the ledger's files."))
app.add_typer(auditing.app, name="audit", help=_("Check the audit trail."))


def main() -> None:
    """Run the command named on the command line."""
    app()
