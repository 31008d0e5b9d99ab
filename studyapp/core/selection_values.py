"""What may stand after each key of a selection."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from string import ascii_uppercase

from studyapp.core.items import KINDS
from studyapp.core.items.fields import Backing
from studyapp.core.selection_terms import (
    MARKS,
    NUMBER_KEYS,
    RATINGS,
    UNQUOTED,
    WHOLE_KEYS,
    WORD_KEYS,
    Compared,
    Is,
    Rated,
    Term,
    Word,
)
from studyapp.core.text import one_line

FURTHEST = 36_500
"""Days."""
LARGEST = 1e6
CLOSED = {
    "kind": tuple(KINDS),
    "difficulty": ("easy", "medium", "hard"),
    "backing": tuple(each.value for each in Backing),
}
"""Keys of which every value is known."""

# As SQLite's lower(): letters of ASCII alone.
_LOWER = {ord(letter): letter.lower() for letter in ascii_uppercase}
_NUMBER = re.compile(r"-?[0-9]{1,7}(\.[0-9]{1,9})?", re.ASCII)


class ValueRefused(Exception):
    """A value that its key does not take; the message says which it takes."""


def term(key: str, sign: str, value: str, *, quoted: bool = False) -> Term:
    """The term that a known key and its value make; a sign is one of < <= > >= = or empty."""
    if not value.strip():
        raise ValueRefused(f"{key}: needs a value, such as {_example(key)}")
    if key in NUMBER_KEYS and (sign or key not in WORD_KEYS or _NUMBER.fullmatch(value)):
        return _compared(key, sign or "=", value)
    if sign:
        raise ValueRefused(f"{key}: takes no {sign!r}; write {_example(key)}")
    if key == "is":
        return Is(_one_of("is", value, MARKS))
    if key == "rated":
        return _rated(value)
    return _word(key, value, quoted=quoted)


def _example(key: str) -> str:
    examples = {
        "is": "is:due",
        "rated": "rated:7:again",
        "kind": "kind:numeric",
        "backing": "backing:computed",
    }
    examples |= {"recall": "recall:<0.8", "difficulty": "difficulty:hard or difficulty:>7"}
    return examples.get(key, f"{key}:<7" if key in NUMBER_KEYS else f"{key}:gradient*")


def _word(key: str, value: str, *, quoted: bool) -> Word:
    prefix = value.endswith("*")
    value = " ".join(value.removesuffix("*").split()).translate(_LOWER)
    if "*" in value:
        raise ValueRefused(f"{key}: '*' stands at the end only, such as {key}:gradient*")
    if not quoted and not UNQUOTED.fullmatch(value):
        odd = next(character for character in value if not UNQUOTED.fullmatch(character))
        raise ValueRefused(f'{key}: put a value with {odd!r} in quotes, such as {key}:"two words"')
    if not prefix and key in CLOSED:
        return Word(key, _one_of(key, value, CLOSED[key]))
    return Word(key, value, prefix)


def _one_of(key: str, value: str, known: Sequence[str]) -> str:
    value = value.translate(_LOWER)
    if value in known:
        return value
    near = get_close_matches(value, known, 1)
    meant = f"did you mean {near[0]}? " if near else ""
    numbers = ", or a number such as difficulty:>7" if key == "difficulty" else ""
    raise ValueRefused(
        f"unknown {one_line(f'{key}:{value}', 60)!r}; {meant}known are {', '.join(known)}{numbers}"
    )


def _rated(value: str) -> Rated:
    days, _, rating = value.partition(":")
    if not (days.isascii() and days.isdigit() and len(days) <= 5 and 1 <= int(days) <= FURTHEST):
        raise ValueRefused("rated: takes days from 1 (today), such as rated:7 or rated:7:again")
    if not rating:
        if value.endswith(":"):
            raise ValueRefused(f"rated:{days}: needs a rating; known are {', '.join(RATINGS)}")
        return Rated(int(days))
    return Rated(int(days), RATINGS.index(_one_of(f"rated:{days}", rating, RATINGS)) + 1)


def _compared(key: str, sign: str, value: str) -> Compared:
    if not _NUMBER.fullmatch(value):
        raise ValueRefused(f"{key}: takes a number, got {one_line(value, 40)!r}; write {_example(key)}")
    number = float(value)
    if abs(number) > LARGEST:
        raise ValueRefused(f"{key}: takes numbers up to {LARGEST:,.0f}")
    if key in WHOLE_KEYS and not number.is_integer():
        raise ValueRefused(f"{key}: counts, and takes a whole number, got {value}")
    if key not in WHOLE_KEYS and sign == "=":
        raise ValueRefused(f"{key}: is a measured number; compare it with < or >, such as {key}:<{value}")
    if key == "recall" and not 0 <= number <= 1:
        raise ValueRefused("recall: lies between 0 and 1, such as recall:<0.8")
    return Compared(key, sign, number + 0.0)  # no negative zero
