"""What is wrong with a page as it stands in the browser: texts, widths, accessibility."""

import re
from collections.abc import Collection, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po
from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
CATALOG = ROOT / "src/mainstay/locale/zh_Hans/LC_MESSAGES/django.po"
SCREENSHOTS = ROOT / "artifacts" / "screenshots"
TALLEST = 2600

_TEXTS = """() => {
  const texts = [];
  const shown = (element) => element.checkVisibility({ visibilityProperty: true });
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement, data } = walker.currentNode;
    const left = "script, style, noscript, body [lang], kbd, code, pre, .sample-cells,"
      + ".file-columns label, .file-sample td, .file-sample th:not(:first-child)";
    if (data.trim() && !parentElement.closest(left) && shown(parentElement)) texts.push(data);
  }
  for (const name of ["aria-label", "title", "placeholder", "alt"])
    for (const element of document.body.querySelectorAll(`[${name}]`))
      if (shown(element)) texts.push(element.getAttribute(name));
  texts.push(document.title.split(" · ")[0]);
  return texts.map((text) => text.replace(/\\s+/g, " ").trim());
}"""
_WIDER = """() => {
  const { scrollWidth, clientWidth } = document.scrollingElement;
  if (scrollWidth <= clientWidth) return [];
  const beyond = [...document.body.querySelectorAll("*")].filter((each) =>
    each.getBoundingClientRect().right > clientWidth + 1 && each.checkVisibility()
    && !each.closest(".data-table, .offcanvas-lg"));
  return beyond.slice(0, 3).map((each) => `${each.tagName}.${each.className}`).concat(scrollWidth);
}"""
_AXE = """async (rules) => {
  const within = { include: document, exclude: [["tbody tr:nth-child(n+9)"]] };
  const found = await axe.run(within, { ...rules, resultTypes: ["violations"] });
  return found.violations
    .filter((each) => ["serious", "critical"].includes(each.impact))
    .map((each) => `${each.id}: ${each.help}: ${each.nodes[0].html.slice(0, 160)}`);
}"""

_LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
ALL_RULES: dict[str, Any] = {"runOnly": _LEVELS}
TEXT_RULES: dict[str, Any] = {
    "runOnly": ["cat.language", "cat.text-alternatives", "cat.name-role-value", "cat.forms"]
}
"""Names that are read out and languages, which another language may lack."""
COLOURS: dict[str, Any] = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
"""What axe looks for; comparing colours takes most of its time."""

# Names, codes and units that stay as they are in every language.
_KEPT = {
    "Mainstay", "Parquet", "CSV", "UTF", "GB", "Big", "Shift", "JIS", "Latin", "Windows", "ISO",
    "ABC", "RFM", "ERP", "API", "SKU", "gzip", "KB", "MB", "Esc", "CNY", "Herfindahl", "Gini",
    "Chrome", "Linux", "Slack", "Lark", "Microsoft", "Teams", "Incoming", "Webhooks", "Webhook",
    "English", "Asia", "Shanghai", "XLSX", "JSON", "ID", "IP", "SHA", "default", "min", "max",
    "coalesce", "AutoETS", "AutoTheta", "Theta", "Croston", "gamma",
}  # fmt: skip
# Codes, files, addresses; and what has figures and letters in one, as the beginning of a token.
_CODE = re.compile(r"\S*\w[.:_/@]\w\S*|\b[A-Za-z]*\d\w*")
_WORDS = re.compile(r"[A-Za-z]{2,}(?:['’-][A-Za-z]+)*")


def too_wide(page: Page) -> list[Any]:
    """What sticks out on the right; empty where the page does not scroll sideways."""
    found: list[Any] = page.evaluate(_WIDER)
    return found


def barriers(page: Page, rules: dict[str, Any] = ALL_RULES) -> list[str]:
    """Serious and critical violations of WCAG 2.1 A and AA that axe finds.

    The rows of a table are alike, so only its first eight are looked at.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    found: list[str] = page.evaluate(_AXE, rules)
    return found


def texts(page: Page) -> list[str]:
    """Every text that is to be seen or heard, but for languages' own names and cells of files."""
    found: list[str] = page.evaluate(_TEXTS)
    return [text for text in found if text]


def untranslated(found: Iterable[str], data: Collection[str]) -> list[str]:
    """The texts of a Chinese page that speak English and are no data."""
    names = sorted(data, key=len, reverse=True)
    wrong = {text for text in found if text in _english() or _speaks_english(text, names)}
    return sorted(wrong.difference(data))


def _speaks_english(text: str, names: Collection[str]) -> bool:
    """Whether two words in a row are English although nobody is called so."""
    if len(_english_words(text)) < 2:
        return False  # nearly every text, and names are many
    for name in names:
        if name in text:
            text = text.replace(name, "，")
    return len(_english_words(text)) > 1


def _english_words(text: str) -> list[str]:
    words = _WORDS.findall(_CODE.sub("，", text))
    return [word for word in words if word not in _KEPT and not word.isupper()]


@cache
def _english() -> frozenset[str]:
    """The English sentences that have a translation of their own."""
    with CATALOG.open("rb") as source:
        catalog = read_po(source)
    ids = ((each.id, each.string) for each in catalog if each.id)
    pairs = ((one if isinstance(one, str) else one[0], string) for one, string in ids)
    return frozenset(one for one, string in pairs if string not in {one, ""} or not string)


def shoot(page: Page, name: str) -> None:
    """Keep a picture of the page for people to look at, as on a screen as tall as the page."""
    viewport = page.viewport_size
    assert viewport is not None
    height = min(page.evaluate("document.scrollingElement.scrollHeight"), TALLEST)
    target = SCREENSHOTS / f"{name}.jpg"
    target.parent.mkdir(parents=True, exist_ok=True)
    page.set_viewport_size({"width": viewport["width"], "height": height})
    page.screenshot(path=target, quality=85)  # a PNG takes longer
    page.set_viewport_size(viewport)
