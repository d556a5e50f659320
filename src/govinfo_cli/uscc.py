"""The arithmetic of the unified social credit code: GB 32100 around the organisation code of GB 11714."""

from __future__ import annotations

import unicodedata

LENGTH = 18
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
# GB 32100 leaves these letters out because they are mistaken for digits.
LOOKALIKES = {"O": "0", "I": "1", "Z": "2", "S": "5"}

_VALUES = {char: value for value, char in enumerate(ALPHABET)}
_WEIGHTS = [pow(3, place, 31) for place in range(LENGTH - 1)]
_INNER = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def check_character(body: str) -> str:
    """The 18th character for the 17 characters `body`; raises KeyError where one is not in the alphabet."""
    total = sum(weight * _VALUES[char] for weight, char in zip(_WEIGHTS, body, strict=True))
    return ALPHABET[-total % 31]


def inner_check_character(body: str) -> str:
    """The 9th character of an organisation code for its first 8 (GB 11714); raises ValueError for a strange one."""
    total = sum(weight * _INNER.index(char) for weight, char in zip(_INNER_WEIGHTS, body, strict=True))
    return "0123456789X0"[11 - total % 11]


def stranger(code: str) -> int | None:
    """The place (from 0) of the first character that is not in the alphabet, or None."""
    return next((place for place, char in enumerate(code) if char not in _VALUES), None)


def checks(code: str) -> bool:
    """Whether `code` has 18 characters of the alphabet and the last is right."""
    return len(code) == LENGTH and stranger(code) is None and check_character(code[:-1]) == code[-1]


def tidied(code: str) -> str:
    """`code` in half-width capitals, without blanks and hyphens: the same code in its official spelling."""
    folded = unicodedata.normalize("NFKC", code).upper()
    return "".join(char for char in folded if not char.isspace() and char not in "-—")


def unmistaken(code: str) -> str:
    """`code` tidied, with the digits that letters outside the alphabet were mistaken for."""
    return "".join(LOOKALIKES.get(char, char) for char in tidied(code))
