"""Pages of the documentation that other places hold: made when the site is built.

A hook of MkDocs. The reference of commands and of the interface for programs is asked of the
program itself, in the language of the site; lists of decisions and algorithms are made of their
titles; what changed and what was measured are copied in.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[1]
CHINESE = "zh-Hans"
_FIRST = {"en": ROOT / "README.md", "zh": ROOT / "README.zh-Hans.md"}
_COPIED = {
    "contributing.md": ROOT / "CONTRIBUTING.md",
    "changes.md": ROOT / "CHANGELOG.md",
    "security.md": ROOT / "SECURITY.md",
    "benchmarks.md": ROOT / "benchmarks" / "RESULTS.md",
}
_LISTED = {
    "decisions": {"en": "Decisions", "zh": "决定"},
    "algorithms": {"en": "Algorithms", "zh": "算法"},
}
_COPIES = {
    "README.md": "guide/index.md",
    "README.zh-Hans.md": "guide/zh-Hans/index.md",
} | {source.relative_to(ROOT).as_posix(): path for path, source in _COPIED.items()}
_LINK = re.compile(r"\]\(([^)#:]+)")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are made."""
    for path, content in _made(files, config):
        files.append(File.generated(config, path, content=content))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, **_others: Any) -> str:
    """Lead to the copies of what lies outside; let the search find one language alone."""
    if page.file.generated_by is None:
        markdown = markdown.replace("](../../benchmarks/RESULTS.md", "](../benchmarks.md")
    is_chinese = CHINESE in page.file.src_uri
    if is_chinese != (_language(config) == "zh") and _has_twin(page.file.src_uri):
        page.meta.setdefault("search", {})["exclude"] = True
    return markdown


def _made(files: Files, config: MkDocsConfig) -> Iterator[tuple[str, str]]:
    language = _language(config)
    for path, source in {"index.md": _FIRST[language], **_COPIED}.items():
        yield path, _LINK.sub(_inside, source.read_text(encoding="utf-8"))
    for folder, titles in _LISTED.items():
        pages = sorted(uri for uri in files.src_uris if re.fullmatch(f"{folder}/[^/]+\\.md", uri))
        lines = [f"- [{_title(uri)}]({uri.removeprefix(f'{folder}/')})" for uri in pages]
        yield f"{folder}/index.md", "\n".join([f"# {titles[language]}", "", *lines, ""])
    for name, content in _reference(language).items():
        yield f"reference/{name}.md", content


def _inside(link: re.Match[str]) -> str:
    """A link from the root of the project as one from the root of the documentation."""
    target = link[1]
    if target in _COPIES:
        return f"]({_COPIES[target]}"
    path = target.removeprefix("docs/")
    return f"]({path}index.md" if path.endswith("/") else f"]({path}"


def _language(config: MkDocsConfig) -> str:
    return str(config.theme["language"])


def _has_twin(uri: str) -> bool:
    """Whether a page is there in both languages."""
    folder, _slash, name = uri.replace(f"/{CHINESE}/", "/").rpartition("/")
    docs = ROOT / "docs" / folder
    return (docs / name).exists() and (docs / CHINESE / name).exists()


def _title(uri: str) -> str:
    first = (ROOT / "docs" / uri).read_text(encoding="utf-8").partition("\n")[0]
    return first.lstrip("# ")


def _reference(language: str) -> dict[str, str]:
    with tempfile.TemporaryDirectory() as home:
        environment = {
            **os.environ,
            "MAINSTAY_HOME": home,
            "MAINSTAY_LANGUAGE": "zh-hans" if language == "zh" else "en",
            "COLUMNS": "100",
        }
        command = [sys.executable, str(ROOT / "tools" / "reference.py")]
        made = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    pages: dict[str, str] = json.loads(made.stdout)
    return pages
