"""Spaces at the ends and full-width characters."""

# Spaces, line ends and the invisible characters that spreadsheets and web pages leave behind. The
# vector path and the plain one trim exactly these.
SPACES = (
    " \t\n\r\x0b\x0c\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
    "\u200a\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"
)

# Full-width forms of ASCII (Unicode block FF00), the ideographic space, the full-width currency
# signs and the minus sign of typography.
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: " ",
    0xFFE0: "¢",
    0xFFE1: "£",
    0xFFE5: "¥",
    0x2212: "-",
}

TRIMMED = "trimmed"
FULL_WIDTH = "full_width"


def half_width(text: str) -> str:
    """Full-width letters, digits and signs as plain ones; everything else as it is."""
    return text.translate(_HALF_WIDTH)


def tidied(text: str) -> tuple[str, tuple[str, ...]]:
    """A cell without spaces around it and in half width, and which of both it needed."""
    trimmed = text.strip(SPACES)
    plain = trimmed if trimmed.isascii() else half_width(trimmed)
    changes = []
    if trimmed != text:
        changes.append(TRIMMED)
    if plain != trimmed:
        changes.append(FULL_WIDTH)
    return plain, tuple(changes)
