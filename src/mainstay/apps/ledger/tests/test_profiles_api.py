"""Import profiles through the interface for programs."""

import pytest
from django.test import Client

from mainstay.apps.ledger.services import importing
from mainstay.apps.ledger.testing import IMPORTING, handed_in
from mainstay.apps.ledger.tests.asking import answer, ask, hand_in
from mainstay.apps.ledger.tests.browsing import GOOD

pytestmark = pytest.mark.usefixtures("shop")


def test_a_profile_is_named_at_the_upload(li: Client) -> None:
    importing.save_profile(IMPORTING, handed_in(GOOD), "ERP")
    assert hand_in(li, profile="ERP").json()["source"] == "ERP"
    assert hand_in(li, profile="nobody's").status_code == 404
    [profile] = answer(li, "get", "/import-profiles")["items"]
    assert (profile["name"], profile["kind"]) == ("ERP", "orders")


def test_a_profile_is_named_anew_and_taken_away(li: Client) -> None:
    kept = importing.save_profile(IMPORTING, handed_in(GOOD), "ERP")
    path = f"/import-profiles/{kept.pk}"
    renamed = answer(li, "patch", path, {"name": "SAP"})
    assert (renamed["name"], renamed["source"], renamed["recurring_imports"]) == ("SAP", "ERP", 0)
    assert answer(li, "get", path) == renamed
    problem = answer(li, "patch", path, {"name": " "}, 422)
    assert problem["errors"][0]["pointer"].endswith("name")
    assert ask(li, "delete", path).status_code == 204
    assert answer(li, "get", path, status=404)["code"] == "import_profile_not_found"
