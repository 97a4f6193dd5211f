"""The bundled front end: what it weighs, and that pages find it."""

import gzip
import re

import pytest
from django.test import Client

from mainstay.shell.web.bundle import FOLDER, BundleMissing, bundled

SCRIPT_BUDGET = 300_000
"""Bytes of script, compressed, that a page may load before its charts."""


def file(name: str) -> bytes:
    return (FOLDER / bundled(name).rpartition("/")[2]).read_bytes()


def test_scripts_of_a_page_stay_within_the_budget() -> None:
    scripts = (path for path in FOLDER.glob("*.js") if not path.name.startswith("charts-"))
    assert sum(len(gzip.compress(path.read_bytes())) for path in scripts) <= SCRIPT_BUDGET


def test_charts_are_a_chunk_of_their_own() -> None:
    assert b"charts-" in file("app.js")
    assert len(file("charts.js")) > len(file("app.js"))


def test_names_change_with_the_content() -> None:
    assert re.fullmatch(r"/static/bundle/app-[0-9A-Z]{8}\.js", bundled("app.js"))


def test_what_is_not_bundled_is_named() -> None:
    with pytest.raises(BundleMissing, match=r"nothing\.js"):
        bundled("nothing.js")


def test_the_licences_of_the_bundled_packages_go_with_it() -> None:
    text = (FOLDER / "THIRD_PARTY_LICENSES.txt").read_text("utf-8")
    for name in ("@tabler/core", "bootstrap", "echarts", "htmx.org", "tom-select"):
        assert f"\n{name} " in text


@pytest.mark.django_db  # closing an answer looks after the connections that tests before it left
def test_browsers_get_it_compressed_and_keep_it_for_ever(client: Client) -> None:
    response = client.get(bundled("app.css"), headers={"Accept-Encoding": "gzip, br"})
    response.close()
    assert response.headers["Content-Encoding"] == "br"
    assert "immutable" in response.headers["Cache-Control"]
    assert "Content-Security-Policy" in response.headers
