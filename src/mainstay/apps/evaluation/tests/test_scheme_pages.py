"""The pages of grading schemes, and the interface for programs."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mainstay.analytics.scoring.presets import ABC, SERVICE
from mainstay.apps.evaluation.models import Scheme
from mainstay.apps.evaluation.queries.schemes import draft, published_version
from mainstay.apps.evaluation.services import drafting
from mainstay.apps.evaluation.services.drafting import SchemeFacts
from mainstay.apps.evaluation.services.scheme_files import export_scheme
from mainstay.apps.evaluation.tests.test_scheme_editor import sent
from mainstay.apps.evaluation.web.schemes.editor import draft_from
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedPeople
from mainstay.foundation.access.actor import system_actor

SYSTEM = system_actor("test")
ROOT = "/evaluations/schemes/"


@pytest.fixture
def wang(trade: NamedPeople, signed_in: Callable[[Person], Client]) -> Client:
    """The administrator, who makes schemes."""
    return signed_in(trade.admin_wang)


def shown(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, response.content
    return response.content.decode()


def test_the_list_names_every_scheme_and_the_primary_one(li_na: Client) -> None:
    page = shown(li_na, ROOT)

    assert "ABC by revenue" in page
    assert "Primary" in page
    assert "New scheme" not in page


def test_a_scheme_is_told_in_words(li_na: Client) -> None:
    page = shown(li_na, f"{ROOT}abc/")

    assert "Among the customers that make the first 80% of Revenue, 12 months." in page
    assert "All others" in page
    assert "shipped with Mainstay" in page
    assert "Work on the draft" not in page


def test_a_scorecard_is_told_with_weights_and_curves(wang: Client) -> None:
    facts = SchemeFacts("Ours")
    drafting.create_scheme(SYSTEM, "ours", facts, {**SERVICE, "code": "ours"})
    page = shown(wang, f"{ROOT}ours/")

    assert "30.0%" in page
    assert "by rank among all" in page
    assert "Score: at least 80" in page


def test_an_administrator_copies_changes_and_publishes(wang: Client) -> None:
    form = {
        "name": "Ours", "code": "ours", "source": "abc", "note": "",
        "unit": "customer", "approval": "automatic",
    }  # fmt: skip
    shown(wang, f"{ROOT}new/")
    assert wang.post(f"{ROOT}new/", form)["Location"] == f"{ROOT}ours/draft/"
    shown(wang, f"{ROOT}ours/draft/")

    fields = sent(draft_from({**ABC, "code": "ours"})) | {"edits": "0", "grade-0-border": "70"}
    assert wang.post(f"{ROOT}ours/draft/", fields)["Location"] == f"{ROOT}ours/?version=1"
    assert "first 70%" in shown(wang, f"{ROOT}ours/?version=1")

    assert "Publish version 1" in shown(wang, f"{ROOT}ours/draft/publish/")
    published = wang.post(f"{ROOT}ours/draft/publish/", {"note": "At last", "edits": "1"})
    assert published["Location"] == f"{ROOT}ours/"
    assert "At last" in shown(wang, f"{ROOT}ours/")
    assert published_version("ours").number == 1


def test_a_draft_names_the_grades_as_other_pages_do(wang: Client) -> None:
    drafting.start_draft(SYSTEM, "service")
    page = shown(wang, f"{ROOT}service/draft/")
    assert re.search(r'value="prospective"[^>]*aria-describedby="grade-3-name">', page)
    assert '<div class="field-help" id="grade-3-name">Prospective</div>' in page
    drafting.start_draft(SYSTEM, "abc")
    assert "grade-0-name" not in shown(wang, f"{ROOT}abc/draft/")


def test_buttons_of_the_draft_change_the_form_and_keep_nothing(wang: Client) -> None:
    drafting.start_draft(SYSTEM, "abc")
    fields = sent(draft_from(ABC)) | {"edits": "0", "do": "add-grade", "grade-0-code": "AAA"}

    page = wang.post(f"{ROOT}abc/draft/", fields).content.decode()

    assert 'name="grades" value="4"' in page
    assert 'value="AAA"' in page
    assert draft(SYSTEM, "abc").definition == ABC  # type: ignore[union-attr]


def test_once_saved_the_browser_goes_on_to_the_scheme(wang: Client) -> None:
    drafting.start_draft(SYSTEM, "abc")
    fields = sent(draft_from(ABC)) | {"edits": "0"}

    answer = wang.post(f"{ROOT}abc/draft/", fields, headers={"HX-Request": "true"})

    assert answer["HX-Redirect"] == f"{ROOT}abc/?version=2"


def test_what_is_wrong_is_said_and_what_was_typed_stays(wang: Client) -> None:
    drafting.start_draft(SYSTEM, "abc")
    fields = sent(draft_from(ABC)) | {"edits": "0", "grade-0-border": "plenty"}

    page = wang.post(f"{ROOT}abc/draft/", fields).content.decode()

    assert "grade 1, rule, Pareto share, share: a number is needed" in page
    assert 'value="plenty"' in page
    assert re.search(r"<div[^>]* autofocus><div class=\"alert alert-bad", page)


def test_every_button_of_a_draft_keeps_the_focus_when_the_form_is_drawn_anew(wang: Client) -> None:
    drafting.start_draft(SYSTEM, "service")

    page = wang.get(f"{ROOT}service/draft/").content.decode()

    buttons = re.findall(r'<button[^>]*name="do"[^>]*>', page)
    marks = [re.search(r' id="([^"]+)"', each) for each in buttons]
    assert len(buttons) > 10
    assert len({each and each[1] for each in marks}) == len(buttons)


def test_who_was_slower_is_told_and_loses_nothing_typed(wang: Client) -> None:
    drafting.start_draft(SYSTEM, "abc")
    fields = sent(draft_from(ABC)) | {"edits": "7", "grade-0-border": "60"}

    page = wang.post(f"{ROOT}abc/draft/", fields).content.decode()

    assert "Somebody else changed the draft meanwhile" in page
    assert 'value="60"' in page


def test_two_versions_are_held_against_each_other(li_na: Client) -> None:
    drafting.start_draft(SYSTEM, "abc")
    definition = {**ABC, "grades": [*ABC["grades"][1:]]}
    drafting.change_draft(SYSTEM, "abc", definition)

    page = shown(li_na, f"{ROOT}abc/1/2/")

    assert "grades › A › rule › Pareto share › share" in page
    assert "0.80" in page


def test_versions_differ_in_what_pages_call_indicators_grades_and_ways_to_weights(
    li_na: Client,
) -> None:
    drafting.start_draft(SYSTEM, "service")
    first, *others = SERVICE["scorecard"]["indicators"]
    card = {
        **SERVICE["scorecard"],
        "indicators": [{**first, "weight": "31"}, *others],
        "weights": {"method": "entropy", "as_of": "2025-01-01"},
    }
    drafting.change_draft(SYSTEM, "service", {**SERVICE, "scorecard": card})

    page = shown(li_na, f"{ROOT}service/1/2/")

    assert "scorecard › indicators › Revenue, 12 months › weight" in page
    assert "By entropy" in page
    assert ">direct<" not in page


def test_a_file_goes_out_and_comes_in(wang: Client) -> None:
    response = wang.get(f"{ROOT}abc/1/export/")
    assert 'filename="abc-1.yaml"' in response["Content-Disposition"]
    assert response.content.decode().startswith("mainstay_scheme: '1'")

    upload = SimpleUploadedFile("abc.yaml", response.content)
    taken = wang.post(f"{ROOT}import/", {"file": upload, "code": "theirs"})
    assert taken["Location"] == f"{ROOT}theirs/draft/"

    broken = SimpleUploadedFile("abc.yaml", b"\xff\xfe")
    page = wang.post(f"{ROOT}import/", {"file": broken}).content.decode()
    assert "not text in UTF-8" in page


def test_questions_come_before_a_scheme_is_retired_brought_back_or_thrown_away(
    wang: Client,
) -> None:
    assert "Retire “ABC by revenue”?" in shown(wang, f"{ROOT}abc/retire/")
    wang.post(f"{ROOT}abc/retire/")
    assert Scheme.objects.system("test").get(code="abc").retired_at is not None
    assert "Bring “ABC by revenue” back?" in shown(wang, f"{ROOT}abc/bring-back/")
    wang.post(f"{ROOT}abc/bring-back/")
    wang.post(f"{ROOT}abc/draft/begin/")
    assert "Throw this draft away?" in shown(wang, f"{ROOT}abc/draft/discard/")
    wang.post(f"{ROOT}abc/draft/discard/")
    assert draft(SYSTEM, "abc") is None
    assert shown(wang, f"{ROOT}abc/draft/", 404)


def test_what_cannot_be_primary_says_why(wang: Client) -> None:
    assert "primary scheme?" in shown(wang, f"{ROOT}abc/primary/")
    page = wang.post(f"{ROOT}abc/primary/", follow=True).content.decode()
    assert "makes a customer a key account" in page


def test_name_and_use_are_changed(wang: Client) -> None:
    assert 'name="name"' not in shown(wang, f"{ROOT}abc/facts/")
    wang.post(f"{ROOT}abc/facts/", {"unit": "group", "approval": "automatic"})
    assert Scheme.objects.system("test").get(code="abc").unit == "group"


def answer(response: Any, status: int = 200) -> Any:
    assert response.status_code == status, response.content
    return response.json()


def send(client: Client, method: str, path: str, **data: Any) -> Any:
    call = getattr(client, method)
    return call(f"/api/schemes{path}", data, content_type="application/json")


def test_programs_make_draft_and_publish(wang: Client) -> None:
    own = {**ABC, "code": "ours"}
    made = answer(send(wang, "post", "", code="ours", name="Ours", definition=own), 201)
    assert (made["state"], made["draft"], made["primary"]) == ("draft", 1, False)

    narrow = {**own, "grades": ABC["grades"][1:]}
    drafted = answer(send(wang, "put", "/ours/draft", definition=narrow, edits=0))
    assert drafted["edits"] == 1
    late = answer(send(wang, "put", "/ours/draft", definition=own, edits=0), 409)
    assert late["code"] == "draft_moved"
    assert answer(send(wang, "post", "/ours/draft/publish", note="x"))["state"] == "published"
    assert [each["version"] for each in answer(wang.get("/api/schemes/ours/versions"))] == [1]
    assert answer(wang.get("/api/schemes/ours/versions/1"))["definition"] == narrow
    assert answer(send(wang, "patch", "/ours", note="New"))["note"] == "New"
    assert answer(send(wang, "post", "/ours/retire"))["retired_at"]
    assert answer(send(wang, "post", "/ours/bring-back"))["retired_at"] is None
    assert answer(send(wang, "post", "/ours/draft"))["version"] == 2
    assert send(wang, "delete", "/ours/draft").status_code == 204


def test_programs_make_a_scheme_primary(wang: Client) -> None:
    [first, *rest] = ABC["grades"]
    own = {**ABC, "code": "ours", "grades": [{**first, "key_account": True}, *rest]}
    answer(send(wang, "post", "", code="ours", name="Ours", definition=own), 201)
    answer(send(wang, "post", "/ours/draft/publish"))
    assert answer(send(wang, "post", "/ours/make-primary"))["primary"]
    assert not Scheme.objects.system("test").get(code="tiers").is_primary


def test_programs_take_files_out_and_in(wang: Client) -> None:
    text = answer(wang.get("/api/schemes/abc/versions/1/yaml"))["yaml"]
    assert text == export_scheme(SYSTEM, published_version("abc"))
    made = answer(send(wang, "post", "/import", yaml=text, code="theirs"), 201)
    assert made["state"] == "draft"


def test_programs_are_told_what_is_wrong(wang: Client) -> None:
    refused = answer(send(wang, "post", "", code="ours", name="Ours", definition={}), 422)
    assert refused["errors"][0]["pointer"] == "/body/definition"
    answer(send(wang, "post", "/nothing/draft"), 404)
    answer(send(wang, "post", "/abc/draft/publish"), 404)
    answer(send(wang, "post", "/tiers/retire"), 409)


@pytest.mark.parametrize(
    ("method", "path"), [("post", ""), ("put", "/abc/draft"), ("post", "/import")]
)
def test_programs_of_who_may_not_change_schemes_are_refused(
    li_na: Client, method: str, path: str
) -> None:
    data = {"code": "ours", "name": "Ours", "definition": ABC, "yaml": ""}
    assert send(li_na, method, path, **data).status_code == 403
