"""The documentation as a site, in both languages: whole, and without a link that leads nowhere."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
CONFIGURATIONS = {"en": "mkdocs.yml", "zh": "mkdocs.zh-Hans.yml"}
ONE_LANGUAGE = {"administration/zh-Hans/mail.md"}
"""Pages without a twin: in English mail stands under the settings."""


@pytest.fixture(scope="module", params=CONFIGURATIONS)
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site in one of the languages; the build fails for a link that leads nowhere."""
    folder = tmp_path_factory.mktemp("site") / str(request.param)
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", folder]
    built = subprocess.run(
        [*command, "--config-file", ROOT / CONFIGURATIONS[request.param]],
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    return folder


def test_a_site_has_the_guide_the_reference_and_nothing_from_elsewhere(site: Path) -> None:
    guide = "guide/zh-Hans/index.html" if site.name == "zh" else "guide/index.html"
    first = (site / guide).read_text(encoding="utf-8")
    assert f'<html lang="{site.name}"' in first
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert 'src="https:' not in text, page
        assert 'rel="stylesheet" href="https:' not in text, page


def test_the_reference_is_what_the_program_says(site: Path) -> None:
    commands = (site / "reference" / "commands.html").read_text(encoding="utf-8")
    assert "ledger verify" in commands
    help_of_backup = "Mainstay 运行时也可以" if site.name == "zh" else "also while Mainstay runs"
    assert help_of_backup in commands
    interface = (site / "reference" / "interface.html").read_text(encoding="utf-8")
    for operation in ("GET /api/customers", "POST /api/imports", "DELETE /api/import-profiles/"):
        assert operation in interface


@pytest.mark.parametrize("subject", ["guide", "administration"])
def test_every_page_is_there_in_both_languages_and_in_its_navigation(subject: str) -> None:
    english = {path.name for path in (DOCS / subject).glob("*.md")}
    chinese = {path.name for path in (DOCS / subject / "zh-Hans").glob("*.md")}
    alone = {name.rpartition("/")[2] for name in ONE_LANGUAGE if name.startswith(subject)}
    assert english == chinese - alone
    for language, names in (("en", english), ("zh", chinese)):
        navigation = (ROOT / CONFIGURATIONS[language]).read_text(encoding="utf-8")
        folder = f"{subject}/zh-Hans" if language == "zh" else subject
        assert {name for name in names if f"- {folder}/{name}" not in navigation} == set()
