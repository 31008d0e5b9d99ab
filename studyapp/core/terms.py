"""What two terms are compared by: the differences in spelling that never change which term is meant.

Case, diacritics, hyphens, articles, outer punctuation, American or British spelling and the signs of formulas do
not count in words. In a symbol they do: W is not w, ŷ is not y, x² is not x₂; a Greek letter equals its name.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from studyapp.core.notation import GREEK, SUBSCRIPTS, SUPERSCRIPTS
from studyapp.core.text import folded, safe

LONGEST_SYMBOL = 40
_RAISED = re.compile("[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_LOWERED = re.compile("[₀₁₂₃₄₅₆₇₈₉]+")
_ARTICLE = re.compile(r"^(?:the|an?)\s+(?=\S)", re.IGNORECASE)
_EDGES = re.compile(r"^[\s$,;:!?\"“”‘()]+|[\s$.,;:!?\"“”()]+$")
_LETTER = "(?:" + "|".join(sorted(GREEK.values(), key=len, reverse=True)) + r"|[^\W\d_])[\u0300-\u036f]*"
_SYMBOL = re.compile(
    rf"(?:[d∂∇]\s?)?{_LETTER}(?:_\{{?\w{{1,3}}\}}?|\s?\d{{1,3}})?(?:\^\{{?[\w+-]{{1,3}}\}}?)?['′*]{{0,3}}"
)
_LATIN_CAPITAL = re.compile("(?:Alpha|Beta|Epsilon|Zeta|Eta|Iota|Kappa|Mu|Nu|Omicron|Rho|Tau|Chi)(?![a-z])")
_INSIDE = re.compile(r"[\s_{}]")
_DROPPED = re.compile(r"['`$]|_(?=\d)")
_NORM = re.compile(r"l\d")
_BRITISH = (
    (re.compile(r"(?<=\w\w\w)is(?=(?:ation|ations|e|ed|es|er|ers|ing)\b)"), "iz"),
    (re.compile(r"(?<=\w\w\w)our(?=s?\b|ed\b|ing\b|hood|al\b)"), "or"),
    (re.compile(r"\b(label|model|channel|cancel|travel)l(?=ed\b|ing\b|er\b)"), r"\1"),
    (re.compile(r"\b(cent|fib|met)re(?=s?\b)"), r"\1er"),
    (re.compile(r"(?<=\w\w)yse(?=[ds]?\b)"), "yze"),
)


@lru_cache(maxsize=4096)
def term_key(text: str) -> str:
    """Equal keys, equal terms."""
    text = safe(text).replace("\\", "").replace("’", "'").replace("ℓ", "l")
    if not text.isascii():
        text = _RAISED.sub(lambda match: "^" + match.group().translate(SUPERSCRIPTS), text)
        text = _LOWERED.sub(lambda match: "_" + match.group().translate(SUBSCRIPTS), text)
    text = _EDGES.sub("", _ARTICLE.sub("", _EDGES.sub("", text)))
    return _symbol(text) or _words(text)


def _symbol(text: str) -> str:
    """The key of one letter with its marks, or an empty text for anything else."""
    if len(text) > LONGEST_SYMBOL:
        return ""
    text = unicodedata.normalize("NFC", "".join(GREEK.get(letter, letter) for letter in text))
    if not _SYMBOL.fullmatch(unicodedata.normalize("NFD", text)):
        return ""
    key = _LATIN_CAPITAL.sub(lambda match: match.group().lower(), _INSIDE.sub("", text))
    key = key.replace("′", "'")
    return key.lower() if _NORM.fullmatch(key.lower()) else key


def _words(text: str) -> str:
    text = folded(text)
    if not text.isascii():
        text = "".join(f" {GREEK[letter]} " if letter in GREEK else letter for letter in text)
        text = unicodedata.normalize("NFKD", text)
        text = "".join(letter for letter in text if not unicodedata.combining(letter))
    text = _ARTICLE.sub("", _DROPPED.sub("", text).replace("_", " ").replace("**", "^"))
    for pattern, spelling in _BRITISH:
        text = pattern.sub(spelling, text)
    return " ".join(text.split())


def one_is_plural(first: str, second: str) -> bool:
    """Whether two keys differ by an s or es at the end alone."""
    short, long = sorted((first, second), key=len)
    return long in (short + "s", short + "es") and short[-1:].isalpha()
