"""Public identifiers and their check digits."""

import re

CREDIT_CODE_LENGTH = 18

# GB 32100-2015 leaves out I, O, S, V and Z, which are easily misread.
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_WEIGHTS = tuple(3**position % 31 for position in range(CREDIT_CODE_LENGTH - 1))
_CREDIT_CODE = re.compile(rf"[{_ALPHABET}]{{2}}[0-9]{{6}}[{_ALPHABET}]{{10}}")


def credit_code_check_character(first_17: str) -> str:
    """The check character of a unified social credit code (统一社会信用代码).

    Takes the first 17 characters. Source: GB 32100-2015, with its weights 3^(i-1) mod 31.
    Raises `ValueError` for another length or a character outside the standard's alphabet.
    """
    if len(first_17) != len(_WEIGHTS) or not set(first_17) <= set(_ALPHABET):
        raise ValueError(first_17)
    total = sum(
        _VALUES[character] * weight for character, weight in zip(first_17, _WEIGHTS, strict=True)
    )
    return _ALPHABET[-total % 31]


def is_credit_code(text: str) -> bool:
    """Whether a text is a unified social credit code with the right check character.

    The six characters of the administrative division must be digits. The organisation code inside
    (GB 11714) is not checked by itself: the outer check character covers it.
    """
    if not _CREDIT_CODE.fullmatch(text):
        return False
    return credit_code_check_character(text[:-1]) == text[-1]
