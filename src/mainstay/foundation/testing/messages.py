"""The texts of the source and the catalogs that translate them.

Texts are found by the rules of Django's `makemessages`, in Python, so that no gettext tools are
needed. ``python -m mainstay.foundation.testing.messages`` brings the catalogs up to date.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parents[2]
LOCALES = ("zh_Hans", "zh_Hant")
SKIPPED_FOLDERS = {"tests", "migrations", "static", "locale"}

SINGULAR = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy"}
CONTEXT_PLURAL = {"npgettext", "npgettext_lazy"}

_PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
_STRING = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
_TEMPLATE_CALL = re.compile(rf"\b(\w*gettext|_)\({_STRING}(?:,\s*{_STRING})*(?:,\s*count)?\)")


@dataclass(frozen=True, slots=True, order=True)
class Message:
    """One text to translate."""

    text: str
    plural: str = ""
    context: str = ""


def extract(package: Path = PACKAGE) -> dict[Message, list[str]]:
    """Every text of the package's modules and templates, with the files it stands in.

    Raises ValueError for a text that is put together before it is translated.
    """
    found: dict[Message, list[str]] = {}
    for path in sorted(package.rglob("*")):
        place = path.relative_to(package)
        if SKIPPED_FOLDERS & set(place.parts) or path.suffix not in {".py", ".html", ".txt"}:
            continue
        for message in _messages_of(path):
            places = found.setdefault(message, [])
            if str(place) not in places:
                places.append(str(place))
    return found


def _messages_of(path: Path) -> Iterator[Message]:
    source = path.read_text("utf-8")
    if path.suffix == ".py":
        yield from _messages_in_python(source, str(path))
        return
    for call in _TEMPLATE_CALL.finditer(templatize(source, origin=str(path))):
        yield from _messages_in_python(call[0], str(path))


def _messages_in_python(source: str, origin: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(source, origin)):
        if isinstance(node, ast.Call):
            message = _message_of(node, origin)
            if message is not None:
                yield message


def _message_of(call: ast.Call, origin: str) -> Message | None:
    order = _arguments(_name(call.func))
    parts: dict[str, str] = {}
    for role, argument in zip(order, call.args, strict=False):
        if isinstance(argument, ast.JoinedStr):
            raise ValueError(f"{origin}:{call.lineno}: an f-string cannot be translated")
        if not isinstance(argument, ast.Constant) or not isinstance(argument.value, str):
            return None
        parts[role] = argument.value
    return Message(**parts) if len(parts) == len(order) > 0 and parts["text"] else None


def _name(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _arguments(function: str) -> tuple[str, ...]:
    if function in SINGULAR:
        return ("text",)
    if function in PLURAL:
        return "text", "plural"
    if function in CONTEXT:
        return "context", "text"
    if function in CONTEXT_PLURAL:
        return "context", "text", "plural"
    return ()


def catalog_path(locale: str, package: Path = PACKAGE) -> Path:
    """Where the catalog of a locale lies."""
    return package / "locale" / locale / "LC_MESSAGES" / "django.po"


def problems(catalog: Path, messages: Mapping[Message, list[str]]) -> list[str]:
    """What keeps the catalog from saying every text, one line each."""
    if not catalog.is_file():
        return [f"{catalog}: there is no such catalog"]
    kept = _read(catalog)
    found = []
    for message, places in messages.items():
        wrong = _problem(kept, message)
        if wrong:
            found.append(f"{wrong}: {message.text!r} ({', '.join(places)})")
    return found


def _problem(catalog: Catalog, message: Message) -> str:
    entry = catalog.get(message.text, message.context or None)
    if entry is None:
        return "missing"
    string = entry.string or ""
    translations = [string] if isinstance(string, str) else list(string)
    if not all(translations):
        return "untranslated"
    if entry.fuzzy:
        return "fuzzy"
    if bool(message.plural) != isinstance(entry.id, tuple | list):
        return "singular and plural mixed up"
    wanted = _placeholders(message.plural or message.text)
    if any(_placeholders(translation) != wanted for translation in translations):
        return "placeholders differ"
    return ""


def _placeholders(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))


def update(catalog: Path, locale: str, messages: Mapping[Message, list[str]]) -> None:
    """Bring a catalog up to date: new texts in, translations kept, texts that are gone removed."""
    kept = _read(catalog) if catalog.is_file() else Catalog(locale=locale, fuzzy=False)
    current = Catalog(locale=locale, fuzzy=False)
    for message, places in messages.items():
        current.add(
            (message.text, message.plural) if message.plural else message.text,
            context=message.context or None,
            locations=[(place, 1) for place in places],
        )
    kept.update(current, no_fuzzy_matching=True, update_header_comment=False)
    catalog.parent.mkdir(parents=True, exist_ok=True)
    with catalog.open("wb") as target:
        write_po(
            target, kept, width=100, sort_output=True, include_lineno=False, ignore_obsolete=True
        )


def _read(catalog: Path) -> Catalog:
    with catalog.open("rb") as source:
        return read_po(source)


def main() -> None:
    messages = extract()
    for locale in LOCALES:
        update(catalog_path(locale), locale, messages)


if __name__ == "__main__":
    main()
