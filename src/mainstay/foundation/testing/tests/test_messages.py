"""Texts are found by Django's rules, and a catalog that does not say them all is found out."""

from pathlib import Path

import pytest

from mainstay.foundation.testing.messages import Message, extract, problems, update

PYTHON = """
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext_lazy
A = _("Customers")
B = gettext_lazy("Very "
                 "long")
C = ngettext("%(n)d line", "%(n)d lines", 3)
D = pgettext_lazy("of a batch", "State")
E = _(A)
F = translation.gettext("100 %")
"""
TEMPLATE = """
{% load i18n %}<a title='{% translate "It's here" %}'>{{ _("Open")|upper }}</a>
{% blocktranslate count n=rows trimmed %}
    One row of {{ name }}
{% plural %}
    {{ n }} rows of {{ name }}
{% endblocktranslate %}
{% blocktranslate with a=b context "verb" %}Order {{ a }} at 5 %{% endblocktranslate %}
{# translate "not this" #}{% include "x" with title=_("Given") %}
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_x.py").write_text('_("Not this")')
    (tmp_path / "web.py").write_text(PYTHON)
    (tmp_path / "page.html").write_text(TEMPLATE)
    return tmp_path


def test_texts_of_modules_and_templates_are_found(package: Path) -> None:
    assert set(extract(package)) == {
        Message("Customers"),
        Message("Very long"),
        Message("%(n)d line", plural="%(n)d lines"),
        Message("State", context="of a batch"),
        Message("100 %"),
        Message("It's here"),
        Message("Open"),
        Message("One row of %(name)s", plural="%(n)s rows of %(name)s"),
        Message("Order %(a)s at 5 %%", context="verb"),
        Message("Given"),
    }


def test_a_text_knows_the_files_it_stands_in(package: Path) -> None:
    (package / "other.py").write_text('_("Customers")')
    assert extract(package)[Message("Customers")] == ["other.py", "web.py"]


def test_a_text_put_together_before_translation_is_refused(package: Path) -> None:
    (package / "other.py").write_text('_(f"{n} customers")')
    with pytest.raises(ValueError, match="an f-string cannot"):
        extract(package)


CATALOG = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=1; plural=0;\\n"

msgid "Customers"
msgstr "客户"

#, fuzzy
msgid "State"
msgstr "状态"

msgid "Nothing"
msgstr ""

msgid "%(n)d line"
msgid_plural "%(n)d lines"
msgstr[0] "%(n)d 行"

msgid "Hello {name}"
msgstr "你好 {nome}"
"""


def test_every_way_a_translation_can_be_wanting_is_named(tmp_path: Path) -> None:
    catalog = tmp_path / "django.po"
    catalog.write_text(CATALOG, "utf-8")
    wanted = {
        Message("Customers"): ["a.py"],
        Message("State"): ["a.py"],
        Message("Nothing"): ["a.py"],
        Message("Absent"): ["a.py", "b.html"],
        Message("Hello {name}"): ["a.py"],
        Message("%(n)d line", plural="%(n)d lines"): ["a.py"],
    }
    assert problems(catalog, wanted) == [
        "fuzzy: 'State' (a.py)",
        "untranslated: 'Nothing' (a.py)",
        "missing: 'Absent' (a.py, b.html)",
        "placeholders differ: 'Hello {name}' (a.py)",
    ]


def test_a_missing_catalog_is_named(tmp_path: Path) -> None:
    [problem] = problems(tmp_path / "django.po", {})
    assert "no such catalog" in problem


def test_updating_keeps_translations_adds_new_texts_and_drops_old_ones(
    tmp_path: Path, package: Path
) -> None:
    catalog = tmp_path / "zh_Hans" / "django.po"
    catalog.parent.mkdir()
    catalog.write_text(CATALOG, "utf-8")

    update(catalog, "zh_Hans", extract(package))

    text = catalog.read_text("utf-8")
    assert 'msgid "Customers"\nmsgstr "客户"' in text
    assert 'msgid "Open"\nmsgstr ""' in text
    assert "Hello" not in text
    assert {line.split(":")[0] for line in problems(catalog, extract(package))} == {"untranslated"}


def test_a_new_catalog_can_be_begun(tmp_path: Path, package: Path) -> None:
    catalog = tmp_path / "zh_Hant" / "django.po"
    update(catalog, "zh_Hant", extract(package))
    assert len(problems(catalog, extract(package))) == len(extract(package))
