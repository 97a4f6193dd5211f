"""Why a file as a whole cannot be read."""


class FileRefused(Exception):
    """A file that cannot be read at all.

    `code` says why, `figures` holds what a sentence about it needs:

    ======================  ==========================================================
    code                    figures
    ======================  ==========================================================
    empty_file
    no_header               line
    binary_file             format (xlsx, xls, pdf, zip, …)
    nul_bytes               line
    encoding_unsupported    encoding (found by its byte order mark)
    encoding_unknown        line (the first that is neither UTF-8 nor GB18030), or
                            line and encoding (the stated encoding does not fit)
    unclosed_quote          line (where the quote was opened)
    record_too_long         line (where the record begins), limit (bytes or characters)
    damaged_file            format (gzip, parquet)
    ======================  ==========================================================
    """

    def __init__(self, code: str, **figures: str | int) -> None:
        super().__init__(code, figures)
        self.code = code
        self.figures = figures


class EncodingUnknown(FileRefused):
    """The encoding cannot be told; `sniff` can be called again with the right one."""

    def __init__(self, **figures: str | int) -> None:
        super().__init__("encoding_unknown", **figures)
