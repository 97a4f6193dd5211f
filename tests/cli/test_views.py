"""Saved views of customers on the command line."""

from pathlib import Path

from tests.cli.test_contract import DONE
from tests.installation import ADMIN, Installation

CUSTOMERS = "code,name,region\nN1,Nordwind,North\nE1,Levante,East\n"


def keep_view(email: str) -> None:
    """Save a view of the East, as its page would."""
    import django

    django.setup()
    from mainstay.apps.customers.rules.views import state_of
    from mainstay.apps.customers.services.views import create_view
    from mainstay.apps.governance import queries

    person = queries.person_signing_in(email)
    assert person is not None
    state = state_of("region:is:East", ["code", "region"], "-name")
    create_view(queries.actor_of(person), name="The East", state=state)


def test_a_view_is_exported_in_its_columns(installation: Installation, tmp_path: Path) -> None:
    file = tmp_path / "customers.csv"
    file.write_text(CUSTOMERS, "utf-8")
    installation.json("import", "customers", file)
    assert installation.ask(keep_view, ADMIN).status == DONE
    export = ("export", "customers", "--view")
    listed = installation.run(*export, "The East", "--as", ADMIN)
    assert listed.status == DONE
    assert listed.output.splitlines() == ["\ufeffname,code,region", "Levante,E1,East"]
    unknown = installation.run(*export, "The West", "--as", ADMIN)
    assert unknown.status != DONE
    assert "There is no view The West." in unknown.errors
