"""Contacts on the command line."""

from pathlib import Path

from tests.cli.test_contract import DONE
from tests.installation import Installation

CONTACTS = "客户编号,联系人,职务,手机\nK01,王小明,采购经理,13800138000\nK99,李雷,,1\n"


def test_contacts_are_imported_exported_and_taken_back(
    installation: Installation, tmp_path: Path
) -> None:
    file, exported = tmp_path / "contacts.csv", tmp_path / "exported.xlsx"
    file.write_text(CONTACTS, "utf-8")
    bring = ("import", "contacts", file, "--reject-limit", "100")
    checked = installation.json(*bring, "--dry-run")
    done = installation.json(*bring)
    assert (checked["created_contacts"], done["created_contacts"]) == (1, 1)
    assert done["reasons"] == {"unknown_customer": 1}
    listed = installation.run("export", "contacts")
    assert listed.status == DONE
    assert "K01,Alpha Lifts,,,王小明,采购经理,,,,13800138000,,no," in listed.output
    written = ("export", "contacts", "--format", "xlsx", "--output", exported)
    assert installation.run(*written).status == DONE
    assert installation.json("import", "contacts", exported)["unchanged"] == 1
    people = installation.run(*bring, "--dry-run")
    assert "There is no customer with this code." in people.output
    undone = installation.json("undo", str(done["batch"]), "--yes")
    assert undone["contacts_removed"] == 0
    assert undone["contacts_kept_confirmed"] == 1
