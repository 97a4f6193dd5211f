"""Files that the interface hands out."""

from collections.abc import Mapping
from typing import Any

from ninja import Field, Schema

from mainstay.shell.exports import FileFormat

_CSV = "text/csv"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BYTES: Mapping[str, Any] = {"type": "string", "format": "binary"}


class FormatIn(Schema):
    """What kind of file is wanted."""

    format: FileFormat = Field(
        FileFormat.CSV, description="csv in UTF-8 with a byte order mark, or xlsx."
    )


def describe_files(operation: dict[str, Any]) -> None:
    """Say in an operation's description which kinds of file it answers with.

    Ninja knows that there are bytes, and takes them for JSON. What has no choice of formats hands
    out reject files as CSV, and files as they came.
    """
    for response in operation["responses"].values():
        content = response.get("content", {})
        told = content.get("application/json", {}).get("schema", {})
        if told.get("format") != _BYTES["format"]:
            continue
        chosen = any(each["name"] == "format" for each in operation.get("parameters", ()))
        kinds = (_CSV, _XLSX) if chosen else (_CSV, "application/octet-stream")
        response["content"] = {kind: {"schema": dict(_BYTES)} for kind in kinds}
