"""Files that the interface hands out."""

from collections.abc import Iterator

from django.http import StreamingHttpResponse


def csv_response(lines: Iterator[str], name: str) -> StreamingHttpResponse:
    """Lines of CSV as a file to keep, sent while they are made."""
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
