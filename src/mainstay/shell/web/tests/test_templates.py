"""What all templates of all apps keep to."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import mainstay

PACKAGE = Path(mainstay.__file__).parent
ICONS = PACKAGE.parents[1] / "frontend" / "icons.txt"

INLINE = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*="),
    "a style element": re.compile(r"<style\b"),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*="),
    "a script of htmx": re.compile(r"\bhx-on\b|hx-vals\s*=\s*[\"']js:"),
    "a javascript address": re.compile(r"javascript:"),
    "an inline script": re.compile(r"<script(?![^>]*(\bsrc=|application/json))[^>]*>"),
    "a file from elsewhere": re.compile(r"<(script|link|img)[^>]*(src|href)=[\"']?(https?:)?//"),
}
ICON_USES = re.compile(r"""\{%\s*icon\s+["']([a-z0-9-]+)["']|\bicon=["']([a-z0-9-]+)["']""")


def templates() -> Iterator[Path]:
    return (path for path in PACKAGE.rglob("templates/**/*.html"))


@pytest.mark.parametrize("what", INLINE)
def test_no_template_holds_what_the_security_policy_forbids(what: str) -> None:
    found = [
        str(path.relative_to(PACKAGE))
        for path in templates()
        if INLINE[what].search(path.read_text("utf-8").lower())
    ]
    assert found == [], f"{what} in a template"


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("a style attribute", '<div style="color:red">'),
        ("a style element", "<style>"),
        ("an event attribute", '<a onclick="go()">'),
        ("a script of htmx", '<a hx-on:click="go()">'),
        ("a javascript address", '<a href="javascript:go()">'),
        ("an inline script", "<script>go()</script>"),
        ("a file from elsewhere", '<script src="https://cdn.example/x.js">'),
    ],
)
def test_the_search_for_it_finds_it(what: str, text: str) -> None:
    assert INLINE[what].search(text)


def test_every_icon_in_use_is_bundled() -> None:
    bundled = set(ICONS.read_text("utf-8").split())
    sources = [*templates(), *PACKAGE.rglob("*.py")]
    used = {
        (first or second, path.name)
        for path in sources
        if "tests" not in path.parts
        for first, second in ICON_USES.findall(path.read_text("utf-8"))
    }
    assert {(name, place) for name, place in used if name not in bundled} == set()


def test_icons_are_listed_once_and_in_order() -> None:
    names = ICONS.read_text("utf-8").split()
    assert names == sorted(set(names))
