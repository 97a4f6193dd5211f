"""Files that the interface hands out."""

from ninja import Field, Schema

from mainstay.shell.exports import FileFormat


class FormatIn(Schema):
    """What kind of file is wanted."""

    format: FileFormat = Field(
        FileFormat.CSV, description="csv in UTF-8 with a byte order mark, or xlsx."
    )
