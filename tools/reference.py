"""Print the reference of commands and of the interface for programs, as Markdown in JSON."""

import json
import os
import sys
from collections.abc import Iterator
from typing import Any

import typer

ALIKE = {"Idempotency-Key"}
"""Parameters that every write takes; the guide tells of them."""


def commands() -> str:
    """Every command with the help that it gives."""
    from mainstay.cli.entry import app

    root = typer.main.get_command(app)
    parts = ["# `mainstay`", *_command(root, None, ["mainstay"])]
    return "\n\n".join(parts) + "\n"


def _command(command: Any, parent: Any, names: list[str]) -> Iterator[str]:
    context = command.context_class(command, info_name=names[-1], parent=parent)
    if parent is not None:
        yield f"## `{' '.join(names[1:])}`"
    yield f"```text\n{command.get_help(context).strip()}\n```"
    for name, below in sorted(getattr(command, "commands", {}).items()):
        if not below.hidden:
            yield from _command(below, context, [*names, name])


def interface() -> str:
    """Every operation: what it takes and what it gives."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mainstay.project.settings")
    import django

    django.setup()
    from mainstay.shell.api.interface import build_api

    schema = json.loads(json.dumps(build_api().get_openapi_schema(path_prefix="/api"), default=str))
    by_tag: dict[str, list[str]] = {}
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            tag = operation.get("tags", ["Other"])[0]
            by_tag.setdefault(tag, []).append(_operation(method, path, operation, schema))
    head = f"# API {schema['info']['version']}\n\nOpenAPI: `/api/openapi.json`"
    parts = [f"## {tag}\n\n" + "\n\n".join(operations) for tag, operations in by_tag.items()]
    return "\n\n".join([head, *parts]) + "\n"


def _operation(method: str, path: str, operation: dict[str, Any], schema: dict[str, Any]) -> str:
    lines = [f"### `{method.upper()} {path}`", operation.get("description", "").strip()]
    parameters = [each for each in operation.get("parameters", ()) if each["name"] not in ALIKE]
    rows = [_row(each["name"], each["schema"], each) for each in parameters]
    for content in operation.get("requestBody", {}).get("content", {}).values():
        body = _resolved(content["schema"], schema)
        needed = body.get("required", ())
        for name, field in body.get("properties", {}).items():
            rows.append(_row(name, _resolved(field, schema), {"required": name in needed}))
    if rows:
        lines.append("\n".join(["| Name | Type | |", "| --- | --- | --- |", *rows]))
    answers = ", ".join(f"{status}{_named(each)}" for status, each in _answers(operation))
    lines.append(f"→ {answers}")
    return "\n\n".join(line for line in lines if line)


def _answers(operation: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for status, answer in operation["responses"].items():
        if status != "default":
            yield str(status), answer


def _named(answer: dict[str, Any]) -> str:
    for content in answer.get("content", {}).values():
        reference = content.get("schema", {}).get("$ref", "")
        if reference:
            return f" `{reference.rpartition('/')[2]}`"
    return ""


def _row(name: str, field: dict[str, Any], told: dict[str, Any]) -> str:
    kind = field.get("type") or " / ".join(
        str(each.get("type", "")) for each in field.get("anyOf", ()) if each.get("type") != "null"
    )
    words = told.get("description") or field.get("description", "")
    choices = field.get("enum")
    if choices:
        words = f"{words} {', '.join(f'`{choice}`' for choice in choices)}".strip()
    mark = "*" if told.get("required") else ""
    return f"| `{name}`{mark} | {kind} | {words.replace('|', chr(92) + '|')} |"


def _resolved(field: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    reference = field.get("$ref", "")
    if not reference:
        return field
    found: dict[str, Any] = schema["components"]["schemas"][reference.rpartition("/")[2]]
    return found


if __name__ == "__main__":
    json.dump({"commands": commands(), "interface": interface()}, sys.stdout)
