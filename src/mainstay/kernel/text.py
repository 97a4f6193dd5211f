"""Text as people type it: widths, spaces, letter case, and what spreadsheets make of it."""

import re
import unicodedata

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_SPACES = re.compile(r"\s+")
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?")
# What spreadsheets read as a number or a day though it is written like no amount: zeros in front,
# more digits than they show, an exponent, a month and a day; and the plus of a telephone number.
_MISREAD = re.compile(
    r"'*(?:\+\d{7,}|-?0\d+|-?\d{12,}|[+-]?(?:\d+\.?\d*|\.\d+)[eE][+-]?\d+|\d{1,4}[-/]\d{1,4})"
)
_FORMULA = re.compile(r"'*\s*[=+\-@\t\r\n＝＋－＠]")


def normalised(text: str) -> str:
    """The text in Unicode form NFKC with single spaces and none at the ends.

    Full-width letters and digits become plain ones, compatibility forms their usual form.
    """
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip()


def search_form(text: str) -> str:
    """The form in which texts are compared when somebody searches: normalised, without case."""
    if text.isascii():
        return " ".join(text.split()).lower()
    return unicodedata.normalize("NFKC", normalised(text).casefold())


def has_controls(text: str, *, but: str = "") -> bool:
    """Whether a text holds what cannot be seen and breaks files and databases, `but` these."""
    return not text.isprintable() and any(each not in but for each in _CONTROLS.findall(text))


def spreadsheet_safe(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula; plain numbers stay as they are.

    A cell that begins like a formula gets an apostrophe in front. So does one that already
    begins with apostrophes and then like a formula: `spreadsheet_original` undoes both.
    Which beginnings are dangerous: OWASP, "CSV Injection".
    """
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def spreadsheet_original(cell: str) -> str:
    """The text that `spreadsheet_safe` made this cell of."""
    if cell.startswith("'") and _FORMULA.match(cell):
        return cell[1:]
    return cell


def spreadsheet_kept(text: str) -> str:
    """The text as a cell that spreadsheets neither run nor turn into another number or a day.

    So do codes and telephone numbers such as `00123`, `202403010000123456`, `12E3`, `3-1` and
    `+8613900139000` get an apostrophe in front too, and what is such a code with apostrophes:
    `spreadsheet_kept_original` undoes both.
    """
    return f"'{text}" if _MISREAD.fullmatch(text) else spreadsheet_safe(text)


def spreadsheet_kept_original(cell: str) -> str:
    """The text that `spreadsheet_kept` made this cell of."""
    if cell.startswith("'") and _MISREAD.fullmatch(cell):
        return cell[1:]
    return spreadsheet_original(cell)
