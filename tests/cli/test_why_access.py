"""Who sees a customer, and why, on the command line."""

from tests.installation import ADMIN, Installation

FAILED, USAGE = 1, 2


def test_everybody_who_sees_a_customer_is_listed_with_the_reason(graded: Installation) -> None:
    [access] = graded.json("why-access", "K01", "--json")
    assert (access["email"], access["sees"], access["reasons"]) == (ADMIN, True, ["all"])
    assert "customers.customer.archive" in access["rights"]
    assert access["fields"] == ["customers.contact.reach", "ledger.cost.view"]
    said = graded.run("why-access", "K01")
    assert "The role Administrator sees" in said.output


def test_one_person_is_told_of(graded: Installation) -> None:
    assert graded.json("why-access", "K01", ADMIN, "--json")["obstacles"] == []
    said = graded.run("why-access", "K01", ADMIN)
    assert "sees Alpha Lifts:" in said.output
    assert "May: see, export, change, archive" in said.output
    fields = "how to reach contacts, costs, profit and margins"
    assert f"Sees of sensitive fields: {fields}" in said.output


def test_what_is_not_there_is_named(graded: Installation) -> None:
    unknown = graded.run("why-access", "K99", "--json")
    assert (unknown.status, unknown.json["error"]["code"]) == (FAILED, "customer_not_found")
    nobody = graded.run("why-access", "K01", "nobody@mainstay.example", "--json")
    assert (nobody.status, nobody.json["error"]["code"]) == (USAGE, "unknown_person")
