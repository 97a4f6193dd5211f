"""Schemes as YAML files."""

import pytest
import yaml
from django.core.exceptions import ValidationError

from mainstay.analytics.scoring.presets import ABC, SERVICE, TIERS
from mainstay.apps.evaluation.models import SchemeVersion, VersionState
from mainstay.apps.evaluation.queries.schemes import published_version
from mainstay.apps.evaluation.services import drafting
from mainstay.apps.evaluation.services.drafting import SchemeFacts
from mainstay.apps.evaluation.services.scheme_files import export_scheme, import_scheme
from mainstay.foundation.access.actor import system_actor

WANG = system_actor("test")
HEAD = "mainstay_scheme: 1\nname: Ours\n"

pytestmark = pytest.mark.django_db


def test_a_file_brought_to_another_scheme_says_the_same() -> None:
    for code, definition in (("abc", ABC), ("tiers", TIERS)):
        text = export_scheme(WANG, published_version(code))
        made = import_scheme(WANG, text, f"copy_of_{code}")
        assert made.state == VersionState.DRAFT
        assert made.definition == {**definition, "code": f"copy_of_{code}"}
        assert (made.scheme.name, made.scheme.unit) == (
            str(yaml.safe_load(text)["name"]),
            "customer",
        )


def test_chinese_names_and_scorecards_survive() -> None:
    facts = SchemeFacts("我们的评级", "按“价值”评分：80 起", "group", "required")
    drafting.create_scheme(WANG, "ours", facts, {**SERVICE, "code": "ours"})
    drafting.publish(WANG, "ours")
    text = export_scheme(WANG, published_version("ours"))

    made = import_scheme(WANG, text, "theirs")

    assert "我们的评级" in text
    row = made.scheme
    assert (row.name, row.note, row.unit, row.approval) == (
        facts.name, facts.note, "group", "required",
    )  # fmt: skip
    assert made.definition == {**SERVICE, "code": "theirs"}


def test_a_file_for_a_scheme_that_there_is_becomes_its_draft() -> None:
    text = export_scheme(WANG, published_version("abc")).replace("0.80", "0.70")
    made = import_scheme(WANG, text)

    assert (made.scheme.code, made.number, made.state) == ("abc", 2, "draft")
    assert published_version("abc").definition == ABC


def test_numbers_may_stand_without_quotes() -> None:
    text = f"""{HEAD}definition:
  code: ours
  grades:
  - code: 战略
    key_account: true
    rule: {{indicator: revenue_12m, operator: '>=', value: 20000000}}
  - code: 其他
    rule: otherwise
"""
    grade = import_scheme(WANG, text).definition["grades"][0]
    assert (grade["key_account"], grade["rule"]["value"]) == (True, "20000000")


@pytest.mark.usefixtures("no_collection")
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "does not begin so"),
        ("just words", "does not begin so"),
        ("mainstay_scheme: 9\n", "does not begin so"),
        (f"{HEAD}stars: 5\ndefinition: {{}}\n", "“stars” is not known"),
        (HEAD, "“definition” is missing"),
        ("mainstay_scheme: 1\ndefinition: {code: ours}\n", "“name” is missing"),
        (f"{HEAD}definition: {{code: ours, grades: [", "no YAML that can be read"),
        ("a: &a [x]\nb: *a\n", "no YAML that can be read"),
        ("!!python/object/apply:os.system ['true']", "no YAML that can be read"),
        (f"{HEAD}definition: {{code: ours}}\n", "“grades” is missing"),
        ("#" * 200_001, "larger than a scheme can be"),
        ("[" * 5_000, "no YAML that can be read"),
    ],
)
def test_what_is_no_scheme_is_refused_with_the_reason_and_nothing_is_made(
    text: str, says: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        import_scheme(WANG, text)
    assert says in " ".join(refused.value.messages)
    assert not SchemeVersion.objects.system("test").filter(state=VersionState.DRAFT).exists()
