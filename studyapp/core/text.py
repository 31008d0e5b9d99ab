"""Text that may come from anywhere: made safe to show, and compared as a person would compare it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

# C0 and C1 controls but for newline and tab; marks that reorder or hide what is shown; halves of surrogate
# pairs, which stand for bytes that were not UTF-8 and that no file or terminal takes.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_VARIABLE = re.compile(r"\{\{\s*([A-Za-z_]\w*)\s*\}\}")
_HYPHEN = re.compile(r"(?<=\w)\s*-\s*(?=\w)")
_OUTER = re.compile(r"^(?:[\s,;:!?\"'()]|\.(?!\d))+|[\s.,;:!?\"'()]+$")


def unsafe_character(text: str) -> str | None:
    """The first character that must not reach a terminal, by name, or None."""
    if text.isascii() and text.isprintable():
        return None
    found = _UNSAFE.search(text)
    if found is None:
        return None
    character = found.group()
    return unicodedata.name(character, f"control character U+{ord(character):04X}").lower()


def safe(text: str) -> str:
    """The text without characters that steer a terminal or reorder the line."""
    return _UNSAFE.sub("", text.replace("\r\n", "\n"))


def one_line(text: str, limit: int = 200) -> str:
    """The text on one safe line of at most `limit` characters, cut with an ellipsis."""
    line = " ".join(safe(text).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def folded(text: str) -> str:
    """What two answers are compared by: case, spacing, hyphens and outer punctuation do not count.

    A minus sign and a leading decimal point do: -0.5 is not 0.5, and .25 is not 25.
    """
    text = unicodedata.normalize("NFKC", safe(text)).casefold()
    text = text.replace("’", "'").replace("–", "-").replace("—", "-")
    return _OUTER.sub("", " ".join(_HYPHEN.sub(" ", text).split()))


def variables_in(text: str) -> frozenset[str]:
    """The names that a template mentions as ``{{name}}``."""
    return frozenset(_VARIABLE.findall(text))


def filled(text: str, values: Mapping[str, object]) -> str:
    """A template with its ``{{name}}`` replaced by the values, numbers written short."""

    def value(match: re.Match[str]) -> str:
        name = match.group(1)
        return written(values[name]) if name in values else match.group(0)

    return _VARIABLE.sub(value, text)


def written(value: object) -> str:
    """A value as a learner reads it: 0.5, 3, -2e-05, [1, 2]."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float | int):
        return f"{value:.10g}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(written(entry) for entry in value) + "]"
    return str(value)


def measured(value: float, digits: int = 4) -> str:
    """A measured number at a readable precision: 0.125, 3.125e-02 as 0.03125, 3.4e-18."""
    if value == 0 or value != value or abs(value) == float("inf"):
        return f"{value:g}"
    if 1e-4 <= abs(value) < 1e6:
        short = f"{value:.{digits}g}"
        return short if "e" not in short else f"{value:.0f}"
    return f"{value:.{max(digits - 2, 1)}e}".replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")
