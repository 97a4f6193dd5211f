"""Why a file as a whole cannot be read."""


class FileRefused(Exception):
    """A file that cannot be read at all.

    `code` says why, `figures` holds what a sentence about it needs:

    ======================  ==========================================================
    code                    figures
    ======================  ==========================================================
    empty_file
    no_header               line
    binary_file             format (pdf, html, ods, 7z, …)
    nul_bytes               line
    encoding_unsupported    encoding (a stated one that is not known)
    encoding_unknown        line (the first that is neither UTF-8 nor GB18030), or
                            line and encoding (the stated encoding does not fit)
    unclosed_quote          line (where the quote was opened)
    record_too_long         line (where the record begins), limit (bytes or characters)
    damaged_file            format (gzip, zip, xlsx, xls, parquet, …)
    encrypted_file          format (zip, xlsx, xls)
    several_files           count, names (the files in an archive)
    unpacked_too_large      limit (bytes)
    too_many_cells          limit
    sheet_unknown           sheets (those with content), and sheet (a stated one that
                            the workbook does not have)
    ======================  ==========================================================
    """

    def __init__(self, code: str, **figures: str | int | list[str]) -> None:
        super().__init__(code, figures)
        self.code = code
        self.figures = figures


class EncodingUnknown(FileRefused):
    """The encoding cannot be told; `sniff` can be called again with the right one."""

    def __init__(self, **figures: str | int) -> None:
        super().__init__("encoding_unknown", **figures)


class SheetUnknown(FileRefused):
    """Several sheets could be meant; `sniff` can be called again with the name of one."""

    def __init__(self, sheets: list[str], sheet: str = "") -> None:
        super().__init__("sheet_unknown", sheets=sheets, **({"sheet": sheet} if sheet else {}))
